"""Asking the database, and the floor that most lines are measured against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

FLOOR = (
    "SELECT count(*), sum(amount_open) FROM ledger_item WHERE company_id = %(company)s AND amount_open <> 0"
)


def ask(statement: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """Every row of the answer; none where the statement has no answer."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
