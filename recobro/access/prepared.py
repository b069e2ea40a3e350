"""A cursor whose statements the server plans once and keeps, for a large statement that is asked again and again.

Django's own cursors send every statement with its values, to be planned anew. Here the values go apart, and the plan is made
without looking at them: right for statements that reach a few rows by an index, whatever the values are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def prepared_cursor() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor on Django's connection, in its transaction, that prepares what it executes."""
    connection.ensure_connection()
    inner: psycopg.Connection[Any] = connection.connection
    inner.prepare_threshold = 0
    with connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")  # each time: a rollback would take it back
    with psycopg.Cursor(inner) as cursor:
        yield cursor
