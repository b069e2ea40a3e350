"""What the acceptance tests may ask for: the command line in a home of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import cluster
from tests.acceptance.command import Here, Recobro
from tests.acceptance.files import csv, row, write


@pytest.fixture(scope="session")
def harbour_database(tmp_path_factory: pytest.TempPathFactory, model_database: str) -> Iterator[str]:
    """A database with one company under the collection flow and three invoices, to be copied.

    On 11 February LATE's invoice is seven days late, GONE's first one fourteen, and its second one is not due.
    """
    folder = tmp_path_factory.mktemp("harbour")
    with cluster.new_database(cluster.url(), like=model_database) as database:
        recobro = Recobro(home=folder, database=database)
        _harbour(recobro, folder)
        yield database


@pytest.fixture(scope="module")
def own_recobro(tmp_path_factory: pytest.TempPathFactory, model_database: str) -> Iterator[Recobro]:
    """The command line with a home and a database that the tests of one file share."""
    with cluster.new_database(cluster.url(), like=model_database) as database:
        yield Recobro(home=tmp_path_factory.mktemp("home"), database=database)


@pytest.fixture
def recobro(tmp_path: Path, model_database: str) -> Iterator[Recobro]:
    """The command line with a home and a database of this test's own, without a company."""
    with cluster.new_database(cluster.url(), like=model_database) as database:
        yield Recobro(home=tmp_path / "home", database=database)


@pytest.fixture
def harbour(tmp_path: Path, harbour_database: str) -> Iterator[Recobro]:
    """The command line with a home of this test's own, and a copy of the company Harbour."""
    with cluster.new_database(cluster.url(), like=harbour_database) as database:
        yield Recobro(home=tmp_path / "home", database=database)


@pytest.fixture
def here(db: None, home: Path, tmp_path: Path) -> Here:
    """The command line in this process, with the company Harbour."""
    _harbour(Here(), tmp_path)
    return Here()


def _harbour(recobro: Recobro | Here, folder: Path) -> None:
    words = ("--currency", "EUR", "--country", "ES", "--language", "en", "--time-zone", "UTC")
    recobro("company", "add", "Harbour", *words)
    recobro("company", "set", "--sender", "credit@harbour.example", "--sending-days", "all", "--holidays")
    invoices = csv(
        row("I-1", "100.00", due="2026-02-04"),
        row("G-1", "250.00", due="2026-01-28", code="GONE"),
        row("G-2", "40.00", due="2026-03-30", code="GONE"),
    )
    recobro("import", write(folder / "harbour.csv", invoices))
