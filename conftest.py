"""What every test may ask for: a home of its own, the database, an SMTP server, the reference data.

`db` and its relatives come from pytest-django; below them lies one embedded server per session (`tests/cluster.py`), and
each test process has a database of its own.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests import cluster
from tests.smtp import SmtpServer, serving

if TYPE_CHECKING:  # the settings are not known yet
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.test import TransactionTestCase

CALENDARS = ("ES", "FR", "DE", "GB", "NL", "US")  # written once: of each there are sixty years of days
KEPT = ("access_bankingday", "auth_permission", "django_content_type")
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
def model_database(
    database_server: str, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> str:
    """The address of a database with all tables and some calendars, to be copied: made once for all processes of the session."""
    with django_db_blocker.unblock():
        return cluster.model(database_server, _make)


def _make(address: str) -> None:
    from django.core.management import call_command

    from recobro.access.calendar import ensure_calendars

    with _connected(address) as connection:
        call_command("migrate", verbosity=0, interactive=False)
        ensure_calendars(CALENDARS)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


@pytest.fixture
def made_database(database_server: str, model_database: str) -> Iterator[str]:
    """The address of a database of the test's own, as an up-to-date installation has it, without a company."""
    with cluster.new_database(database_server, like=model_database) as address:
        yield address


@pytest.fixture(scope="session")
def django_db_setup(database_server: str, model_database: str) -> Iterator[None]:
    """Instead of pytest-django's own: the test database of this process is a copy."""
    from django.test import TransactionTestCase

    with (
        cluster.new_database(database_server, like=model_database) as address,
        _connected(address),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


def _empty(case: TransactionTestCase) -> None:
    """After a test that commits: its rows go, what the model database came with stays."""
    from django.db import connection

    tables = connection.introspection.django_table_names(only_existing=True)
    names = ", ".join(connection.ops.quote_name(name) for name in tables if name not in KEPT)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")


@contextmanager
def _connected(address: str) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection is to this database."""
    from django.db import connections

    from recobro.settings import database

    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(database(address))
    try:
        yield connection
    finally:
        connection.close()


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
