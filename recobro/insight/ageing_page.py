"""The ageing by customer in one currency, page by page, in the order of any of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection

from recobro.access.company import AGEING_DAYS, CompanyValue
from recobro.insight.ageing import (
    OF_CUSTOMER,
    CurrencyAgeing,
    bucket_names,
    currency_of,
    is_narrowed,
    starts_of,
    statement,
)
from recobro.kernel.sql import without

PAGE = 50
CODE, TOTAL, ON_ACCOUNT = "code", "total", "on_account"
MARKS = tuple(
    f"{when}by {what}{back}"
    for when in ("", "after, ")
    for what in ("amount", "code")
    for back in ("", ", backwards")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The ageing of one customer in the currency of the page."""

    customer_id: int
    code: str
    name: str
    ageing: CurrencyAgeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: the names of the buckets, the sums of every currency, and the lines in one of them. `next` is the place of the last line."""

    names: tuple[str, ...]
    totals: tuple[CurrencyAgeing, ...]
    currency: str
    column: str
    lines: tuple[Line, ...]
    next: str


def ageing_page(
    company: CompanyValue, *, as_of: date, known_at: datetime | None = None, currency: str = "", column: str = TOTAL,
    backwards: bool = True, after: str = "", salesperson: str | None = None, collector: str | None = None,
) -> Page:  # fmt: skip
    """The customers of a currency (the company's by default) in the order of a column: code, total, on_account, or a bucket's number."""
    days = tuple(company.ageing_days or AGEING_DAYS)
    names = bucket_names(days)
    column = column if column in (CODE, TOTAL, ON_ACCOUNT, *map(str, range(len(names)))) else TOTAL
    value, customer_id = _place(after, column)
    asked = {
        "company": company.id, "as_of": as_of, "known_at": known_at, "starts": starts_of(days), "salesperson": salesperson,
        "collector": collector, "sort_currency": currency or company.currency, "column": column, "size": PAGE + 1, "after": value,
        "after_id": customer_id,
    }  # fmt: skip
    found = _rows(asked, buckets=len(names), backwards=backwards)
    totals = tuple(currency_of(row[OF_CUSTOMER:-2], names) for row in found if row[2] is None)
    lines = [row for row in found if row[2] is not None]
    if not currency and totals and not lines and not after:
        first = totals[0].currency
        return ageing_page(
            company, as_of=as_of, known_at=known_at, currency=first, column=column, backwards=backwards,
            salesperson=salesperson, collector=collector,
        )  # fmt: skip
    last = lines[PAGE - 1] if len(lines) > PAGE else None
    return Page(
        names=names, totals=totals, currency=asked["sort_currency"], column=column, lines=tuple(_line(row, names) for row in lines[:PAGE]),
        next=f"{last[0] if column == CODE else last[-2]}~{last[2]}" if last else "",
    )  # fmt: skip


def _rows(asked: dict[str, Any], *, buckets: int, backwards: bool) -> list[tuple[Any, ...]]:
    text = statement(buckets=buckets, by_customer=True, narrowed=is_narrowed(asked), name="ageing_page")
    order = f"by {'code' if asked['column'] == CODE else 'amount'}{', backwards' if backwards else ''}"
    wanted = {order} if asked["after"] is None else {order, f"after, {order}"}
    for mark in MARKS:
        text = text if mark in wanted else without(text, mark)
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return cursor.fetchall()


def _line(row: tuple[Any, ...], names: tuple[str, ...]) -> Line:
    code, name, customer_id = row[:OF_CUSTOMER]
    return Line(customer_id=customer_id, code=code, name=name, ageing=currency_of(row[OF_CUSTOMER:-2], names))


def _place(after: str, column: str) -> tuple[Any, int | None]:
    """The value and the customer of the last line before the page; nothing for the first page, or for a place that is none."""
    value, _, customer_id = after.rpartition("~")
    if not customer_id.isdecimal():
        return None, None
    try:
        return (value if column == CODE else Decimal(value)), int(customer_id)
    except InvalidOperation:
        return None, None
