"""One database server for a whole test session, shared by its worker processes and stopped at the end, however it ends.

It is started by the first test that needs it. With `RECOBRO_DATABASE_URL` in the environment that server is used, and
nothing is started. One database is made once (`model`); every test process has a copy of it, and a test may have one of its own.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from recobro.kernel import postgres

SESSION = "RECOBRO_TEST_SESSION"  # tells the workers where the session's home is
GIVEN = "RECOBRO_DATABASE_URL"

# Nothing here outlives the session, so nothing need survive a power cut.
FAST = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off", "max_connections": "100",
}  # fmt: skip

# Whoever has just left a database may take seconds to be gone, on a busy machine; it cannot be copied before.
LEFT = "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = %s"


def open_session() -> None:
    """Choose the session's home. Called in the first process only; the workers inherit it."""
    folder = Path(tempfile.mkdtemp(prefix="recobro-test-"))
    folder.chmod(0o711)  # root's server runs as another user, who has to pass through
    os.environ[SESSION] = str(folder)
    os.environ["RECOBRO_HOME"] = str(folder)  # no test may touch the home of whoever runs it


def close_session() -> None:
    """Stop what was started and take it away."""
    folder = Path(os.environ.pop(SESSION))
    if os.environ.get(GIVEN, "").strip() and (model_name := _made(folder)):
        _drop(url(), model_name)
    postgres.remove(folder)
    shutil.rmtree(folder, ignore_errors=True)


def url() -> str:
    """The address of the session's server."""
    return os.environ.get(GIVEN, "").strip() or postgres.start(Path(os.environ[SESSION]), settings=FAST)


def model(server: str, make: Callable[[str], None]) -> str:
    """The address of the database that is copied. `make` fills it for the first process that asks; the others wait."""
    folder = Path(os.environ[SESSION])
    with (folder / "model.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        name = _made(folder)
        if not name:
            name = f"recobro_{secrets.token_hex(6)}"
            _create(server, name)
            make(_address(server, name))
            (folder / "model").write_text(name)
    return _address(server, name)


def _made(folder: Path) -> str:
    file = folder / "model"
    return file.read_text() if file.exists() else ""


@contextmanager
def new_database(server: str, *, like: str = "") -> Iterator[str]:
    """The address of a database, empty or a copy of the one at the address `like`, that is dropped afterwards.

    Nobody may be connected to what is copied: `server` is the address of another database.
    """
    name = f"recobro_{secrets.token_hex(6)}"
    _create(server, name, like=like)
    try:
        yield _address(server, name)
    finally:
        _drop(server, name)


def _create(server: str, name: str, *, like: str = "") -> None:
    template = str(conninfo_to_dict(like)["dbname"]) if like else "template1"
    words = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(LEFT, [template])
        connection.execute(words)


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(server: str, name: str) -> str:
    """The same server as a URI, with another database: everything else as parameters, where nothing needs a place."""
    parts = {
        key: value for key, value in conninfo_to_dict(server).items() if key != "dbname" and value is not None
    }
    return f"postgresql:///{name}?{urlencode(parts)}"
