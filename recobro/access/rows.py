"""The rows of a statement by the names of its columns."""

from __future__ import annotations

from typing import Any

from django.db import connection

from recobro.kernel.sql import load, without

SOME_CUSTOMERS = "some customers"  # marks the lines of a statement that narrow it


def rows(room: str, name: str, **parameters: Any) -> list[dict[str, Any]]:
    """Asks the statement `name` of a room: of some `customers`, or of all."""
    text = load(room, name)
    if parameters.get("customers") is None:
        text = without(text, SOME_CUSTOMERS)
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
