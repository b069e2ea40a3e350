"""The list of invoices: those that answer some filters, in an order, page by page; and what they come to, where that is quickly said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

from recobro.kernel.sql import load, without
from recobro.ledger.find import customers_spelled
from recobro.ledger.models import NO_DUE_DATE

PAGE = 50
MOST = 5_000  # as many are counted

Status = Literal["unpaid", "overdue", "open", "partly_paid", "paid", "cancelled", "credit", "all"]
CONDITIONS: dict[Status, tuple[str, ...]] = {
    "unpaid": ("claims", "unpaid"),
    "overdue": ("claims", "unpaid", "overdue"),
    "open": ("claims", "unpaid", "open"),
    "partly_paid": ("claims", "unpaid", "partly paid"),
    "paid": ("claims", "closed", "paid"),
    "cancelled": ("claims", "closed", "cancelled"),
    "credit": ("credits",),
    "all": ("claims",),
}
STATUSES = tuple(CONDITIONS)
ORDERS: dict[Status, tuple[str, ...]] = dict.fromkeys(CONDITIONS, ("due", "number")) | {
    **dict.fromkeys(("unpaid", "overdue", "open", "partly_paid"), ("due", "open", "number")),
    "credit": ("issued",),
}
MARKS = (
    "claims", "unpaid", "open", "partly paid", "closed", "credits", "overdue", "paid", "cancelled", "due from", "due until",
    "issued from", "issued until", "currency", "number", "customers", "salesperson", "level",
    *(f"{when}by {order}{back}" for when in ("", "after, ") for order in ("due", "open", "number", "issued")
      for back in ("", ", backwards")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for. `customer` is a code, or how a name begins; `number` is how a number begins. None and "" ask for nothing.

    `level` is the key of the level told last. `after` is the place of the last line of the page before.
    """

    status: Status = "unpaid"
    number: str = ""
    customer: str = ""
    customer_id: int | None = None
    due_from: date | None = None
    due_until: date | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    currency: str = ""
    level: str = ""
    salesperson: str | None = None
    order: str = "due"
    backwards: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One item. `open` is what the ledger says of the day; `status` follows from it. `told_level`: what the customer was told last."""

    item_id: int
    customer_id: int
    code: str
    name: str
    kind: str
    number: str
    instalment: int
    instalments: int | None
    issued_on: date
    due_on: date | None
    currency: str
    amount: Decimal
    open: Decimal
    status: str
    told_level: str | None
    told_on: date | None
    expected_on: date | None
    is_disputed: bool
    held_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What the items of one currency come to."""

    currency: str
    items: int
    open: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoices:
    """A page. `totals`: None where there are more items than are counted. `next`: the place of the last line, empty on the last page."""

    lines: tuple[Line, ...]
    totals: tuple[Total, ...] | None
    next: str


def list_invoices(company_id: int, filters: Filters, *, as_of: date, mode: str) -> Invoices:
    """A page of the items that answer the filters on a day. A place that is none is the beginning."""
    after, after_id = _place(filters)
    asked = _asked(company_id, filters, as_of, mode) | {
        "known_at": None,
        "size": PAGE + 1,
        "after": after,
        "after_id": after_id,
    }
    marks = _marks(filters, is_first=after is None)
    found = _rows(_statement("invoices", marks), asked)
    totals = _rows(_statement("invoices_total", marks), asked | {"most": MOST + 1}) if after is None else []
    is_counted = after is None and sum(row["items"] for row in totals) <= MOST
    following = _after(found[PAGE - 1], filters) if len(found) > PAGE else ""
    return Invoices(
        lines=tuple(_line(row, as_of) for row in found[:PAGE]),
        totals=tuple(Total(**row) for row in totals) if is_counted else None,
        next=following,
    )


def status_of(*, amount: Decimal, open_now: Decimal, is_paid: bool) -> str:
    """What an item is called on the list: open, partly paid, paid or cancelled; a credit that is not used up is a credit."""
    if amount < 0:
        return "credit" if open_now else "used"
    if open_now:
        return "open" if open_now == amount else "partly_paid"
    return "paid" if is_paid else "cancelled"


def order_of(filters: Filters) -> str:
    """The order that the list really has: not every status can be sorted by everything."""
    orders = ORDERS[filters.status]
    return filters.order if filters.order in orders else orders[0]


def _marks(filters: Filters, *, is_first: bool) -> set[str]:
    """The conditions and the order that are asked for, by the marks of their lines."""
    back = ", backwards" if filters.backwards else ""
    wanted = {
        "due from": filters.due_from, "due until": filters.due_until, "issued from": filters.issued_from,
        "issued until": filters.issued_until, "currency": filters.currency, "number": filters.number,
        "customers": filters.customer or filters.customer_id, "salesperson": filters.salesperson is not None,
        "level": filters.level,
    }  # fmt: skip
    order = f"by {order_of(filters)}{back}"
    after = () if is_first else (f"after, {order}",)
    return {*CONDITIONS[filters.status], order, *after, *(mark for mark, said in wanted.items() if said)}


def _statement(name: str, marks: set[str]) -> str:
    text = load("insight", name)
    for mark in MARKS:
        text = text if mark in marks else without(text, mark)
    return text


def _asked(company_id: int, filters: Filters, as_of: date, mode: str) -> dict[str, Any]:
    return {
        "company": company_id, "as_of": as_of, "mode": mode, "due_from": filters.due_from, "due_until": filters.due_until,
        "issued_from": filters.issued_from, "issued_until": filters.issued_until, "currency": filters.currency.upper(),
        "number": f"{_literally(filters.number.upper())}%", "customers": _customers(company_id, filters),
        "salesperson": filters.salesperson, "level": filters.level,
    }  # fmt: skip


def _customers(company_id: int, filters: Filters) -> list[int]:
    """Whose invoices: of this id, of this code, or of the names that begin so."""
    if filters.customer_id is not None:
        return [filters.customer_id]
    return customers_spelled(company_id, filters.customer) if filters.customer else []


def _literally(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text


def _place(filters: Filters) -> tuple[Any, int | None]:
    """The value and the id of the last line before the page."""
    value, _, item_id = filters.after.rpartition("~")
    try:
        read: Any = {"open": Decimal, "number": str}.get(order_of(filters), date.fromisoformat)
        return (read(value), int(item_id)) if filters.after else (None, None)
    except (ValueError, ArithmeticError):
        return None, None


def _after(row: dict[str, Any], filters: Filters) -> str:
    values = {
        "due": row["due_on"] or NO_DUE_DATE, "open": row["amount_open"], "number": row["spelling"], "issued": row["issued_on"],
    }  # fmt: skip
    return f"{values[order_of(filters)]}~{row['item_id']}"


def _line(row: dict[str, Any], as_of: date) -> Line:
    is_paid, _, _ = row.pop("is_paid"), row.pop("amount_open"), row.pop("spelling")
    row["is_disputed"] = bool(row["is_disputed"])
    if row["expected_on"] and row["expected_on"] < as_of:
        row["expected_on"] = None
    return Line(**row, status=status_of(amount=row["amount"], open_now=row["open"], is_paid=bool(is_paid)))


def _rows(statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
