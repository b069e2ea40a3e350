"""The rows of a statement by the names of its columns."""

from __future__ import annotations

from typing import Any

from django.db import connection

from recobro.kernel.sql import load


def rows(room: str, name: str, **parameters: Any) -> list[dict[str, Any]]:
    """Asks the statement `name` of a room."""
    with connection.cursor() as cursor:
        cursor.execute(load(room, name), parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
