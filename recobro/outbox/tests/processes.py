"""Real processes on the test database, to be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.db import connection

from recobro.outbox.models import Attempt
from recobro.outbox.worker import LOCK

START = "import sys, django; django.setup()\n"


@contextmanager
def process(code: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Python that runs this code on the database of the test; killed with SIGKILL when the block ends."""
    settings = {"DJANGO_SETTINGS_MODULE": "recobro.settings", "RECOBRO_DATABASE_URL": address()}
    running = subprocess.Popen(
        [sys.executable, "-c", START + code],
        env={**os.environ, **settings, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def wait_until_gone(worker: int) -> None:
    """Waits for the server to notice that the worker's process is dead: until its lock can be taken."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute(f"SELECT pg_advisory_lock({LOCK}, %s)", [worker])
        cursor.execute(f"SELECT pg_advisory_unlock({LOCK}, %s)", [worker])
        cursor.execute("RESET lock_timeout")


def last_worker() -> int:
    """The worker of the newest attempt."""
    return Attempt.objects.values_list("worker", flat=True).latest("id")


def address() -> str:
    """Where the database of the test is, for another process."""
    known = connection.settings_dict
    parts = {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
    }
    return f"postgresql:///{known['NAME']}?{urlencode({key: value for key, value in parts.items() if value})}"
