"""Makes a process ready to work: which database, started and up to date; Django set up."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import click
import django
from django.apps import apps

from recobro.kernel import postgres
from recobro.kernel.environment import text
from recobro.kernel.home import home
from recobro.kernel.problems import Refused, refuse

URL = "RECOBRO_DATABASE_URL"
OLDEST_SERVER = 17
_is_embedded = False  # known once `ready` was called
MIGRATING = 0x5EC0B20  # the advisory lock of those who create or upgrade the database


def ready() -> None:
    """Call it once, before anything that imports models. Refused with a sentence where the database cannot serve.

    1. Where no `RECOBRO_DATABASE_URL` is given, the home's embedded database is started.
    2. Django is set up.
    3. Migrations that are missing are applied, by one process at a time; the others wait and find them done.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recobro.settings")
    global _is_embedded
    if not text(URL):
        os.environ[URL], _is_embedded = _embedded(), True
    django.setup()
    _refuse_unfit_server()
    if _is_behind():
        _migrate()


def again() -> None:
    """Brings the embedded database back if it is ours and was stopped; a server of somebody else's is waited for."""
    if _is_embedded:
        with contextlib.suppress(Refused):  # not yet: whoever calls tries again
            _embedded()


def known_migrations() -> set[str]:
    """The migrations that this Recobro has, as room.name: its files. Importing them would cost each command a third of a second."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recobro.settings")
    django.setup()
    return {
        f"{room.label}.{file.stem}"
        for room in apps.get_app_configs()
        for file in (Path(room.path) / "migrations").glob("[0-9]*.py")
    }


def _embedded() -> str:
    try:
        return postgres.start(home())
    except postgres.DatabaseUnavailable as error:
        raise refuse("database", str(error)) from error


def _refuse_unfit_server() -> None:
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            (found,) = cursor.fetchone()
    except OperationalError as error:
        said = " ".join(str(error).split())
        raise _unfit(
            f"the server cannot be reached: {said}", "Is it running, and is the address right?"
        ) from error
    if found < OLDEST_SERVER:
        raise _unfit(f"the server is PostgreSQL {found}.", f"Recobro needs {OLDEST_SERVER} or later.")


def _unfit(message: str, hint: str) -> Refused:
    return refuse("database" if _is_embedded else URL, message, hint)


def _is_behind() -> bool:
    """Does the database lack something that this Recobro has? The other way round it is refused."""
    known, applied = known_migrations(), _applied_migrations()
    if ahead := sorted(applied - known):
        raise _unfit(f"the database was made by a newer Recobro ({ahead[-1]}).", "Upgrade this installation.")
    return known != applied


def _applied_migrations() -> set[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute("SELECT app || '.' || name FROM django_migrations")
        return {name for (name,) in cursor}


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        try:
            if _is_behind():
                is_new = "access_company" not in connection.introspection.table_names()
                click.echo("Creating the database ..." if is_new else "Upgrading the database ...", err=True)
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
