"""What every test may ask for: a home of its own, the database, an SMTP server, the reference data.

`db` and its relatives come from pytest-django; they start one embedded server per session (`tests/cluster.py`) and give
each test process a database of its own.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import cluster
from tests.smtp import SmtpServer, serving

SHARED_DATA = Path(__file__).resolve().parent.parent / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    if _is_first_process(config):
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # `timeout` ends a session like Ctrl-C
        cluster.open_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Called at the end of every session: passed, failed or interrupted."""
    if _is_first_process(config):
        cluster.close_session()


def _is_first_process(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")  # pytest-xdist gives it to its workers


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, named by RECOBRO_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("RECOBRO_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def database_server() -> str:
    """The address of the session's server."""
    return cluster.url()


@pytest.fixture
def new_database(database_server: str) -> Iterator[str]:
    """The address of an empty database of the test's own: for `RECOBRO_DATABASE_URL` of a command that it runs."""
    with cluster.new_database(database_server) as address:
        yield address


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: str, request: pytest.FixtureRequest) -> None:
    """Tell Django where the session's server is, before pytest-django makes the test database."""
    from django.db import connections

    from recobro.settings import database

    connections["default"].settings_dict.update(database(database_server))
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture
def smtp_server() -> Iterator[SmtpServer]:
    """A real SMTP server on loopback."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data beside the checkout; it is not part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the reference data (../shared/data) is not beside this checkout")
    return SHARED_DATA


LONGEST = (
    "test_replay", "test_over_time", "test_stories", "test_grid", "test_worlds", "test_seeded_mistakes", "test_broken_inputs",
    "test_commands", "test_kill", "test_fuzz", "test_memory", "test_schedulers", "test_cases", "test_postgres", "test_fit",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest come first, so that no worker is left with one of them while the others have finished."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))
