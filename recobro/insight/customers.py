"""The list of customers: how each stands, what he was told last and what comes next; filtered, in an order, page by page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

from django.db import connection

from recobro.access.company import CompanyValue
from recobro.evaluation.evaluate import evaluate
from recobro.insight.accounts import bring_up
from recobro.insight.models import Account
from recobro.kernel.sql import load, without
from recobro.ledger.models import Customer

Order = Literal["overdue", "oldest", "name"]
ORDERS: tuple[Order, ...] = get_args(Order)
PAGE = 50
LOOKED_AT = 2_000  # open items of a page up to which the next step of its customers is worked out
MARKS = (
    "overdue", "currency", "level", "collector", "segment", "salesperson", "some customers", "held", "waiting",
    *(f"{when}by {order}" for when in ("", "after, ") for order in ORDERS),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked for; None and "" ask for nothing. `customers`: of these only. `after`: where the page before ended."""

    order: Order = "overdue"
    overdue: bool = False
    held: bool = False
    waiting: bool = False
    currency: str = ""
    level: str = ""
    collector: str = ""
    segment: str = ""
    salesperson: str | None = None
    customers: Sequence[int] | None = None
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A customer in one currency; without one he owes nothing. `next_on`: when something will next be said, None for never by itself.

    `waits`: a reminder to him waits for approval or for sending. `is_looked_at`: whether `next_on` was worked out.
    """

    customer_id: int
    code: str
    name: str
    collector: str
    segment: str
    currency: str | None
    items: int | None
    owed: Decimal | None
    items_overdue: int | None
    overdue: Decimal | None
    on_account: Decimal | None
    oldest_due_on: date | None
    level_key: str | None
    told_on: date | None
    held_until: date | None
    waits: bool
    next_on: date | None = None
    is_looked_at: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of the list. `after` is where the next one begins; None: there is none."""

    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen from."""

    collectors: tuple[str, ...] = field(default=())
    segments: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()


def list_customers(company: CompanyValue, filters: Filters, *, as_of: date, size: int = PAGE) -> Listed:
    """A page of the list, as of today: what changed since it was counted is counted first."""
    bring_up(company, as_of=as_of)
    place = _place(filters)
    found = _rows(company, filters, place, as_of, size + 1)
    page = found[:size]
    nexts = _nexts(company, page, as_of)
    listed = tuple(
        Row(
            **{name: row[name] for name in Row.__dataclass_fields__ if name in row},
            next_on=nexts.get((row["customer_id"], row["currency"])),
            is_looked_at=not row["items"] or (row["customer_id"], row["currency"]) in nexts,
        )
        for row in page
    )
    return Listed(rows=listed, after=_after(page[-1], filters.order) if len(found) > size else None)


def choices(company_id: int, *, salesperson: str | None = None) -> Choices:
    """The collectors, segments, levels and currencies that there are."""
    customers = Customer.objects.filter(company_id=company_id)
    customers = customers if salesperson is None else customers.filter(salesperson=salesperson)
    accounts = Account.objects.filter(company_id=company_id)

    def distinct(rows: Any, name: str) -> tuple[str, ...]:
        return tuple(one for one in rows.order_by(name).values_list(name, flat=True).distinct() if one)

    return Choices(
        collectors=distinct(customers, "collector"), segments=distinct(customers, "segment"),
        levels=distinct(accounts, "level_key"), currencies=distinct(accounts, "currency"),
    )  # fmt: skip


def _rows(
    company: CompanyValue, filters: Filters, place: dict[str, Any] | None, as_of: date, size: int
) -> list[dict[str, Any]]:
    asked = {
        "overdue": filters.overdue, "held": filters.held, "waiting": filters.waiting, "currency": filters.currency,
        "level": filters.level, "collector": filters.collector, "segment": filters.segment,
        "salesperson": filters.salesperson is not None, "some customers": filters.customers is not None,
        f"by {filters.order}": True, f"after, by {filters.order}": place is not None,
    }  # fmt: skip
    text = load("insight", "customers")
    for mark in MARKS:
        if not asked.get(mark):
            text = without(text, mark)
    parameters = {
        "company": company.id, "mode": company.mode, "as_of": as_of, "size": size, "currency": filters.currency,
        "level": filters.level, "collector": filters.collector, "segment": filters.segment,
        "salesperson": filters.salesperson, "customers": list(filters.customers or ()), **(place or {}),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _nexts(
    company: CompanyValue, page: list[dict[str, Any]], as_of: date
) -> dict[tuple[int, str | None], date | None]:
    """When something next happens, by customer and currency; of those who owe so much that looking takes long, it is not said."""
    customers = _few(page)
    nexts: dict[tuple[int, str | None], date | None] = {}
    for one in evaluate(company.id, as_of=as_of, mode=company.mode, customers=customers):
        key = (one.customer_id, one.currency)
        known = nexts.get(key)
        nexts[key] = min(one.next_on, known) if one.next_on and known else one.next_on or known
    return nexts


def _few(page: list[dict[str, Any]]) -> list[int]:
    """The customers of the page with few open items, as many as are quickly looked at."""
    items: Counter[int] = Counter()
    for row in page:
        items[row["customer_id"]] += row["items"] or 0
    chosen, left = [], LOOKED_AT
    for customer, count in sorted(items.items(), key=lambda one: one[1]):
        left -= count
        if count and left >= 0:
            chosen.append(customer)
    return chosen


def _after(row: dict[str, Any], order: Order) -> str:
    values = {
        "overdue": [row["is_own_currency"], row["currency"], str(row["overdue"]), row["customer_id"]],
        "oldest": [str(row["oldest_due_on"] or "9999-12-31"), row["customer_id"], row["currency"]],
        "name": [row["spelling"], row["customer_id"], row["currency"] or ""],
    }
    return json.dumps(values[order], ensure_ascii=False)


def _place(filters: Filters) -> dict[str, Any] | None:
    """Where the page begins; from the top for what no page gave."""
    try:
        said = json.loads(filters.after)
        if filters.order == "overdue":
            own, currency, overdue, number = said
            return {
                "own": bool(own), "after_currency": str(currency), "after_overdue": Decimal(overdue), "after_id": int(number)
            }  # fmt: skip
        if filters.order == "oldest":
            day, number, currency = said
            return {
                "after_oldest": date.fromisoformat(day),
                "after_id": int(number),
                "after_currency": str(currency),
            }
        spelling, number, currency = said
        return {"after_spelling": str(spelling), "after_id": int(number), "after_currency": str(currency)}
    except (ValueError, TypeError, InvalidOperation):
        return None
