"""A cursor whose statements the server plans once and keeps, for a large statement that is asked again and again.

Django's own cursors send every statement with its values, to be planned anew. Here the values go apart, so that a plan can serve
again. Planning the evaluation takes longer than evaluating one customer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def prepared_cursor(*, plan: str) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor on Django's connection, in its transaction, that prepares what it executes.

    `plan` is PostgreSQL's `plan_cache_mode`: "force_generic_plan" for a few rows by an index, "auto" where the server should
    look at the values first and decide after some times.
    """
    connection.ensure_connection()
    inner: psycopg.Connection[Any] = connection.connection
    inner.prepare_threshold = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('plan_cache_mode', %s, false)", [plan]
        )  # each time: a rollback takes it back
    with psycopg.Cursor(inner) as cursor:
        yield cursor
