"""What is open: the one question that everybody asks the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from recobro.access.prepared import prepared_cursor
from recobro.access.rows import SOME_CUSTOMERS
from recobro.kernel.sql import load, without


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """An item with something open: claims above zero, credits below. Amounts in `currency`."""

    item_id: int
    customer_id: int
    kind: str
    number: str
    currency: str
    issued_on: date
    due_on: date | None
    delivered_on: date | None
    payment_method: str
    amount: Decimal
    open: Decimal


def open_items(
    company_id: int, *, as_of: date, known_at: datetime | None = None, customers: Iterable[int] | None = None
) -> list[OpenItem]:
    """What was open on `as_of`, as known at `known_at` (None: by all that is known now), ordered by customer and due date."""
    chosen = None if customers is None else list(customers)
    parameters: dict[str, Any] = {
        "company": company_id,
        "as_of": as_of,
        "known_at": known_at,
        "customers": chosen,
    }
    statement = load("ledger", "open_items")
    if chosen is None:
        return _fetched(connection.cursor(), without(statement, SOME_CUSTOMERS), parameters)
    return _fetched(prepared_cursor(plan="force_generic_plan"), statement, parameters)


def _fetched(
    opened: AbstractContextManager[Any], statement: str, parameters: dict[str, Any]
) -> list[OpenItem]:
    with opened as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        return [OpenItem(**dict(zip(names, row, strict=True))) for row in cursor]
