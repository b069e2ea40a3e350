"""How a command gets ready: which database, created once, brought up to date, refused where it does not fit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from recobro.kernel import postgres

ROOT = Path(__file__).resolve().parents[3]
CODE = """
from recobro.cli.setup import ready
ready()
from recobro.access.models import Company
print(Company.objects.count())
"""


def command(home: Path, url: str = "") -> subprocess.Popen[str]:
    """A command that gets ready and counts the companies."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RECOBRO_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env={**kept, "RECOBRO_HOME": str(home), "RECOBRO_DATABASE_URL": url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def outcome(process: subprocess.Popen[str]) -> tuple[str, str]:
    return process.communicate(timeout=300)


@pytest.fixture
def own_home(home: Path) -> Iterator[Path]:
    """A home whose embedded server is gone when the test is over."""
    yield home
    postgres.remove(home)


@pytest.mark.slow
def test_it_starts_and_creates_the_embedded_database(own_home: Path) -> None:
    assert outcome(command(own_home)) == ("0\n", "Creating the database ...\n")
    assert outcome(command(own_home)) == ("0\n", "")
    assert postgres.status(own_home).running


def test_it_uses_the_server_that_is_named(home: Path, new_database: str) -> None:
    assert outcome(command(home, new_database)) == ("0\n", "Creating the database ...\n")
    assert not home.exists()


@pytest.mark.slow
def test_it_creates_the_database_once_for_three_at_the_same_moment(home: Path, new_database: str) -> None:
    outcomes = [outcome(process) for process in [command(home, new_database) for _ in range(3)]]
    assert sorted(outcomes) == [("0\n", ""), ("0\n", ""), ("0\n", "Creating the database ...\n")]


@pytest.mark.slow
def test_it_upgrades_what_is_behind(home: Path, made_database: str) -> None:
    with psycopg.connect(made_database) as connection:
        connection.execute("CREATE TABLE kept AS SELECT * FROM django_migrations")
        for app, name in connection.execute(
            "SELECT app, name FROM kept WHERE app = 'outbox' ORDER BY id DESC"
        ).fetchall():
            connection.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", (app, name))
        connection.execute("DROP TABLE " + ", ".join(tables(connection, "outbox_%")) + " CASCADE")
    assert outcome(command(home, made_database)) == ("0\n", "Upgrading the database ...\n")


def tables(connection: psycopg.Connection, like: str) -> list[str]:
    return [
        row[0]
        for row in connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE %s", (like,))
    ]


def test_it_refuses_the_database_of_a_newer_recobro(home: Path, made_database: str) -> None:
    with psycopg.connect(made_database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_later', '2030-01-01')"
        )
    _, problems = outcome(command(home, made_database))
    assert "made by a newer Recobro (ledger.9999_later)" in problems


def test_it_says_when_the_server_is_not_there(home: Path) -> None:
    _, problems = outcome(command(home, "postgresql://postgres@/postgres?host=/nowhere"))
    assert "RECOBRO_DATABASE_URL: the server cannot be reached" in problems
