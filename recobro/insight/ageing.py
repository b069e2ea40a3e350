"""Ageing: what was owed on a day by days late, per currency, as known then or as known at any other moment.

A claim stands in the bucket of its days late (`as_of` less the due date): "current" up to its due date, then "1-30", "31-60" and
so on, at last "91+". One without a due date is never late: it counts as current, and `without_due_date` says how many there are.
Credits that are not yet set against anything stand in `on_account`, below zero. The total is the buckets and what is on account.
Amounts of different currencies are never added together.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from django.db import connection

from recobro.access.company import AGEING_DAYS, read_company
from recobro.kernel.money import minor_units, plain, quantize
from recobro.kernel.problems import refuse
from recobro.kernel.sql import load

CURRENT = "current"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Claims of one currency that are about equally late."""

    name: str
    items: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyAgeing:
    """What is owed in one currency: all buckets in order, empty ones too. `on_account` is zero or below."""

    currency: str
    buckets: tuple[Bucket, ...]
    on_account: Decimal
    without_due_date: int

    @property
    def items(self) -> int:
        """How many claims are open."""
        return sum(bucket.items for bucket in self.buckets)

    @property
    def total(self) -> Decimal:
        """What is owed less what is on account."""
        return sum((bucket.amount for bucket in self.buckets), self.on_account)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAgeing:
    """The ageing of one customer."""

    code: str
    name: str
    currencies: tuple[CurrencyAgeing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """The ageing of a company on a day. `customers` is None unless it was asked for, and then sorted by code."""

    company: str
    as_of: date
    names: tuple[str, ...]
    currencies: tuple[CurrencyAgeing, ...]
    customers: tuple[CustomerAgeing, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row of `sql/ageing.sql`: `bucket` is its place among the names, None for what is on account."""

    code: str | None
    name: str | None
    currency: str
    bucket: int | None
    items: int
    amount: Decimal
    without_due_date: int


def ageing(
    company_id: int,
    *,
    as_of: date,
    known_at: datetime | None = None,
    days: Sequence[int] | None = None,
    by_customer: bool = False,
) -> Ageing:
    """What was owed on `as_of`, as known at `known_at` (None: by all that is known now).

    `days` are the last days of the buckets, such as (30, 60, 90); without them the company's own are taken. Raises Refused
    for days that do not ascend from 1.
    """
    company = read_company(company_id)
    days = tuple(days or company.ageing_days or AGEING_DAYS)
    names = bucket_names(days)
    rows = _rows(
        {
            "company": company_id,
            "as_of": as_of,
            "known_at": known_at,
            "starts": [1, *(last + 1 for last in days)],
            "by_customer": by_customer,
        }
    )
    customers = tuple(_customers(rows, names)) if by_customer else None
    return Ageing(
        company=company.name,
        as_of=as_of,
        names=names,
        currencies=_currencies(rows, names),
        customers=customers,
    )


def bucket_names(days: Sequence[int]) -> tuple[str, ...]:
    """("current", "1-30", "31-60", "61-90", "91+") for (30, 60, 90). Raises Refused for days that do not ascend from 1."""
    if not days or any(last <= before for before, last in pairwise((0, *days))):
        raise refuse(
            "ageing",
            f"The buckets {', '.join(map(str, days)) or 'of no days'} do not ascend from 1.",
            "Give the last day of each bucket, such as 30, 60, 90.",
        )
    between = [f"{before + 1}-{last}" for before, last in pairwise((0, *days))]
    return (CURRENT, *between, f"{days[-1] + 1}+")


def as_json(report: Ageing) -> dict[str, object]:
    """The ageing for machines: amounts as strings with the currency's minor units.

    A currency has a key `without_due_date` only where there are such claims.
    """
    found: dict[str, object] = {
        "company": report.company,
        "as_of": report.as_of.isoformat(),
        "currencies": _json_of(report.currencies),
    }
    if report.customers is not None:
        found["customers"] = [
            {"code": one.code, "name": one.name, "currencies": _json_of(one.currencies)}
            for one in report.customers
        ]
    return found


def as_csv(report: Ageing) -> str:
    """The ageing for a spreadsheet: one row per currency, or per customer and currency, and a column per bucket."""
    by_customer = report.customers is not None
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    who = ["customer code", "customer name"] if by_customer else []
    # "1-30" alone would be a day in January to a spreadsheet.
    buckets = [name if name == CURRENT else f"{name} days" for name in report.names]
    writer.writerow([*who, "currency", "items", *buckets, "on account", "total"])
    for code, name, one in _lines(report):
        amounts = [*(bucket.amount for bucket in one.buckets), one.on_account, one.total]
        cells = [_harmless(code), _harmless(name)] if by_customer else []
        writer.writerow(
            [*cells, one.currency, one.items, *(plain(amount, one.currency) for amount in amounts)]
        )
    return text.getvalue()


def as_table(report: Ageing) -> str:
    """The ageing for the terminal: aligned columns, and at the end the totals per currency."""
    rows = [["customer", "currency", "items", *report.names, "on account", "total"]]
    if report.customers is not None:
        rows += [_cells(f"{code} {name}"[:40], one) for code, name, one in _lines(report)]
    rows += [_cells("all customers", one) for one in report.currencies]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"Ageing of {report.company} as of {report.as_of}", ""]
    for row in rows if report.currencies else []:
        texts = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
        figures = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        lines.append("  ".join([*texts, *figures]).rstrip())
    if not report.currencies:
        lines.append("Nothing is open.")
    for one in report.currencies:
        if one.without_due_date:
            lines += [
                "",
                f"Counted as current, because they have no due date: {one.without_due_date} in {one.currency}.",
            ]
    return "\n".join(lines) + "\n"


def _rows(parameters: dict[str, Any]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(load("insight", "ageing"), parameters)
        names = [column.name for column in cursor.description]
        return [_Row(**dict(zip(names, row, strict=True))) for row in cursor]


def _customers(rows: list[_Row], names: tuple[str, ...]) -> Iterator[CustomerAgeing]:
    """The rows come ordered by code."""
    for (code, name), group in groupby(rows, key=lambda row: (row.code or "", row.name or "")):
        yield CustomerAgeing(code=code, name=name, currencies=_currencies(group, names))


def _currencies(rows: Iterable[_Row], names: tuple[str, ...]) -> tuple[CurrencyAgeing, ...]:
    """The buckets of each currency, filled from rows of one customer or of many."""
    found: dict[str, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.currency, []).append(row)
    return tuple(_currency(currency, found[currency], names) for currency in sorted(found))


def _currency(currency: str, rows: list[_Row], names: tuple[str, ...]) -> CurrencyAgeing:
    items = dict.fromkeys((None, *range(len(names))), 0)
    amounts = dict.fromkeys(items, Decimal(0))
    for row in rows:
        items[row.bucket] += row.items
        amounts[row.bucket] += row.amount
    return CurrencyAgeing(
        currency=currency,
        buckets=tuple(
            Bucket(name=name, items=items[place], amount=quantize(amounts[place], currency))
            for place, name in enumerate(names)
        ),
        on_account=quantize(amounts[None], currency) + 0,  # a rounded nothing has no sign
        without_due_date=sum(row.without_due_date for row in rows),
    )


def _json_of(currencies: tuple[CurrencyAgeing, ...]) -> list[dict[str, object]]:
    return [_currency_as_json(one) for one in currencies]


def _currency_as_json(one: CurrencyAgeing) -> dict[str, object]:
    found: dict[str, object] = {
        "currency": one.currency,
        "total": plain(one.total, one.currency),
        "items": one.items,
        "buckets": [
            {"name": bucket.name, "items": bucket.items, "amount": plain(bucket.amount, one.currency)}
            for bucket in one.buckets
        ],
        "on_account": plain(one.on_account, one.currency),
    }
    return found | {"without_due_date": one.without_due_date} if one.without_due_date else found


def _lines(report: Ageing) -> Iterator[tuple[str, str, CurrencyAgeing]]:
    """What a list shows: each customer's currencies, or the company's where customers were not asked for."""
    if report.customers is None:
        yield from (("", "", one) for one in report.currencies)
    else:
        yield from ((who.code, who.name, one) for who in report.customers for one in who.currencies)


def _cells(who: str, one: CurrencyAgeing) -> list[str]:
    digits = minor_units(one.currency)
    amounts = [*(bucket.amount for bucket in one.buckets), one.on_account, one.total]
    return [who, one.currency, str(one.items), *(f"{amount:,.{digits}f}" for amount in amounts)]


def _harmless(text: str) -> str:
    """A name that a spreadsheet would run as a formula, kept a text."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
