"""A database server of the bench's own, with one database per world, used as the product uses it: with its own settings."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from recobro.kernel import postgres

TEMPLATE = "recobro_empty"


@contextmanager
def serving(kept: Path | None = None) -> Iterator[Path]:
    """Runs the server until the block ends, and deletes it; with `kept` its home stays, and a later run finds the worlds there."""
    with tempfile.TemporaryDirectory(prefix="recobro-bench-") as temporary:
        home = kept or Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711)  # root's server runs as another user, who has to pass through
        os.environ["RECOBRO_HOME"] = str(home)
        os.environ["RECOBRO_DATABASE_URL"] = postgres.start(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recobro.settings")
        try:
            django.setup()
            yield home
        finally:
            postgres.stop(home) if kept else postgres.remove(home)


def use_database(name: str) -> bool:
    """Connects Django to this database; made of a migrated template if it is not there. Was it there?"""
    from django.core.management import call_command

    _make_template()
    _connect("postgres")
    existed = _exists(name)
    if not existed:
        _execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    _connect(name)
    call_command("migrate", verbosity=0, interactive=False)  # one that was kept may be older than the product
    return existed


def drop_database(name: str) -> None:
    """Leaves the database and drops it."""
    _connect("postgres")
    _execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _make_template() -> None:
    from django.core.management import call_command

    _connect("postgres")
    if not _exists(TEMPLATE):
        _execute(f"CREATE DATABASE {TEMPLATE}")
    _connect(TEMPLATE)
    call_command("migrate", verbosity=0, interactive=False)


def _connect(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _exists(name: str) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _execute(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
