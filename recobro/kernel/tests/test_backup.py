"""One file with everything in it, and the way back: whole or not at all, and never over something that is there."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from recobro.kernel.postgres import backup, restore
from recobro.kernel.postgres.backup import ABOUT, DUMP
from recobro.kernel.problems import Refused
from tests import cluster

AT = datetime(2026, 3, 10, 6, tzinfo=UTC)
KNOWN = ("access.0001_initial",)
ROWS = 2000


@pytest.fixture(scope="module")
def database(database_server: str) -> object:
    """A small database that looks like one of Recobro's."""
    with cluster.new_database(database_server) as address:
        with psycopg.connect(address) as connection:
            connection.execute("CREATE TABLE django_migrations (id bigserial, app text, name text)")
            connection.execute("INSERT INTO django_migrations (app, name) VALUES ('access', '0001_initial')")
            connection.execute(
                "CREATE TABLE money (id bigserial PRIMARY KEY, amount numeric(19,4), said text)"
            )
            connection.execute(
                "INSERT INTO money (amount, said) SELECT n + 0.01, 'Señor ' || md5(n::text) FROM generate_series(1, %s) n",
                [ROWS],
            )
        yield address


@pytest.fixture
def file(database: str, tmp_path: Path) -> Path:
    backup(database, tmp_path / "all.backup", at=AT)
    return tmp_path / "all.backup"


def contents(address: str) -> tuple[object, ...] | None:
    with psycopg.connect(address) as connection:
        return connection.execute(
            "SELECT count(*), sum(amount), md5(string_agg(said, '' ORDER BY id)) FROM money"
        ).fetchone()


def tables(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]


def test_it_brings_everything_back(database: str, file: Path, new_database: str) -> None:
    restore(new_database, file, known=KNOWN)
    assert contents(new_database) == contents(database)
    with psycopg.connect(new_database) as connection:  # the next number is a new one
        connection.execute("INSERT INTO money (amount) VALUES (1)")


def test_it_is_for_its_owner_only_and_replaces_nothing(database: str, file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0
    before = file.read_bytes()
    with pytest.raises(Refused, match="is there already"):
        backup(database, file, at=AT)
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_it_sees_one_moment(database: str, tmp_path: Path, new_database: str) -> None:
    """What another connection has not committed is not in it, and does not stop it."""
    before = contents(database)
    with psycopg.connect(database) as other:
        other.execute("INSERT INTO money (amount) VALUES (1000000)")
        backup(database, tmp_path / "moment.backup", at=AT)
        other.rollback()
    restore(new_database, tmp_path / "moment.backup", known=KNOWN)
    assert contents(new_database) == before


def test_it_restores_into_an_empty_database_only(database: str, file: Path) -> None:
    before = contents(database)
    with pytest.raises(Refused, match=r"not empty: it has 4 tables and the like.*new home"):
        restore(database, file, known=KNOWN)
    assert contents(database) == before


def test_it_refuses_what_a_newer_recobro_wrote(file: Path, new_database: str) -> None:
    with pytest.raises(Refused, match=r"newer Recobro.*access.0001_initial.*Upgrade"):
        restore(new_database, file, known=())
    assert tables(new_database) == []


@pytest.mark.parametrize("place", ["begin", "middle", "end", "cut", "empty", "foreign", "no dump"])
def test_it_refuses_what_is_damaged_or_foreign(file: Path, new_database: str, place: str) -> None:
    whole = file.read_bytes()
    spot = {"begin": 200, "middle": len(whole) // 2, "end": len(whole) - 30}.get(place, 0)
    damaged = whole[:spot] + bytes([whole[spot] ^ 0xFF]) + whole[spot + 1 :]
    file.write_bytes(
        {"cut": whole[: len(whole) * 2 // 3], "empty": b"", "foreign": b"PGDMP" + bytes(500)}.get(
            place, damaged
        )
    )
    if place == "no dump":
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("invoices.csv", "number,amount\n")
    with pytest.raises(Refused, match="no backup of Recobro, or it is damaged"):
        restore(new_database, file, known=KNOWN)
    assert tables(new_database) == []


def test_it_leaves_nothing_of_a_dump_that_fails_halfway(
    file: Path, new_database: str, tmp_path: Path
) -> None:
    """A dump that is whole by its checksum and still cannot be restored: the database is as empty as before."""
    import hashlib
    import json

    with zipfile.ZipFile(file) as archive:
        about, dump = json.loads(archive.read(ABOUT)), archive.read(DUMP)
    shorter = dump[: len(dump) - 2000]
    about |= {"bytes": len(shorter), "sha256": hashlib.sha256(shorter).hexdigest()}
    odd = tmp_path / "odd.backup"
    with zipfile.ZipFile(odd, "w") as archive:
        archive.writestr(DUMP, shorter)
        archive.writestr(ABOUT, json.dumps(about))
    with pytest.raises(Refused, match="pg_restore failed"):
        restore(new_database, odd, known=KNOWN)
    assert tables(new_database) == []


def test_it_says_where_there_is_nothing(new_database: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing of Recobro"):
        backup(new_database, tmp_path / "none.backup", at=AT)
    with pytest.raises(Refused, match="There is no file"):
        restore(new_database, tmp_path / "gone.backup", known=KNOWN)
    with pytest.raises(Refused, match="cannot be written"):
        backup(new_database, tmp_path / "no" / "folder.backup", at=AT)
    assert list(tmp_path.iterdir()) == []
