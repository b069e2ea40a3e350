"""What the acceptance tests may ask for: the command line in a home of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests import cluster
from tests.acceptance.command import Recobro


@pytest.fixture(scope="session")
def made_database(tmp_path_factory: pytest.TempPathFactory, database_server: str) -> Iterator[str]:
    """A database as the first command of a fresh installation makes it, to be copied."""
    with cluster.new_database(database_server) as database:
        first = Recobro(home=tmp_path_factory.mktemp("first"), database=database)
        assert "Creating the database" in first("company", "list").stderr
        yield database


@pytest.fixture(scope="module")
def own_recobro(tmp_path_factory: pytest.TempPathFactory, made_database: str) -> Iterator[Recobro]:
    """The command line with a home and a database that the tests of one file share."""
    with _copy(made_database) as database:
        yield Recobro(home=tmp_path_factory.mktemp("home"), database=database)


@pytest.fixture
def recobro(tmp_path: Path, made_database: str) -> Iterator[Recobro]:
    """The command line with a home and a database of this test's own."""
    with _copy(made_database) as database:
        yield Recobro(home=tmp_path / "home", database=database)


@contextmanager
def _copy(made: str) -> Iterator[str]:
    original = urlsplit(made).path.lstrip("/")
    name = f"recobro_{secrets.token_hex(6)}"
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(original))
        )
        try:
            yield made.replace(f"/{original}?", f"/{name}?")
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
