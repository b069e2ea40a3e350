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
from operator import itemgetter
from typing import Any

from django.db import connection

from recobro.access.company import AGEING_DAYS, read_company
from recobro.kernel.money import minor_units, plain, quantize
from recobro.kernel.problems import refuse
from recobro.kernel.sql import load, repeated, without

CURRENT = "current"
OF_CUSTOMER = 3  # columns ahead of the currency
BY_CUSTOMER, PER_BUCKET, NARROWED = "by customer", "per bucket", "narrowed"  # marks of lines of the statement
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


def ageing(
    company_id: int,
    *,
    as_of: date,
    known_at: datetime | None = None,
    days: Sequence[int] | None = None,
    by_customer: bool = False,
    salesperson: str | None = None,
    collector: str | None = None,
) -> Ageing:
    """What was owed on `as_of`, as known at `known_at` (None: by all that is known now); of the customers of somebody, if named.

    `days` are the last days of the buckets, such as (30, 60, 90); without them the company's own are taken. Raises Refused
    for days that do not ascend from 1.
    """
    company = read_company(company_id)
    days = tuple(days or company.ageing_days or AGEING_DAYS)
    names = bucket_names(days)
    asked = {
        "company": company_id, "as_of": as_of, "known_at": known_at, "starts": starts_of(days), "salesperson": salesperson,
        "collector": collector,
    }  # fmt: skip
    rows = _rows(asked, buckets=len(names), by_customer=by_customer)
    totals = _summed(row[OF_CUSTOMER:] for row in rows) if by_customer else rows
    return Ageing(
        company=company.name,
        as_of=as_of,
        names=names,
        currencies=tuple(currency_of(row, names) for row in totals),
        customers=tuple(_customers(rows, names)) if by_customer else None,
    )


def starts_of(days: Sequence[int]) -> list[int]:
    """The first day late of each bucket behind the current one."""
    return [1, *(last + 1 for last in days)]


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
        cells = [harmless(code), harmless(name)] if by_customer else []
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


def statement(*, buckets: int, by_customer: bool, narrowed: bool = False, name: str = "ageing") -> str:
    """The one statement, for so many buckets, of each customer or of all together; `narrowed` to some customers."""
    text = repeated(load("insight", name), PER_BUCKET, buckets)
    text = text if narrowed else without(text, NARROWED)
    return text if by_customer else without(text, BY_CUSTOMER)


def is_narrowed(asked: dict[str, Any]) -> bool:
    """Are only a salesperson's or a collector's customers asked for?"""
    return asked["salesperson"] is not None or asked["collector"] is not None


def _rows(asked: dict[str, Any], *, buckets: int, by_customer: bool) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        text = statement(buckets=buckets, by_customer=by_customer, narrowed=is_narrowed(asked))
        cursor.execute(text, asked)
        return cursor.fetchall()


def _customers(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> Iterator[CustomerAgeing]:
    """The rows come ordered by code and currency: code, name, customer, and what `currency_of` reads."""
    for (code, name, _), group in groupby(rows, key=itemgetter(0, 1, 2)):
        currencies = tuple(currency_of(row[OF_CUSTOMER:], names) for row in group)
        yield CustomerAgeing(code=code, name=name, currencies=currencies)


def currency_of(row: tuple[Any, ...], names: tuple[str, ...]) -> CurrencyAgeing:
    """Of a row with currency, on account, without due date, and items and amount of each bucket."""
    currency, on_account, without_due_date, *buckets = row
    return CurrencyAgeing(
        currency=currency,
        buckets=tuple(
            Bucket(name=name, items=items, amount=quantize(Decimal(amount or 0), currency))
            for name, items, amount in zip(names, buckets[::2], buckets[1::2], strict=True)
        ),
        on_account=quantize(Decimal(on_account or 0), currency) + 0,  # a rounded nothing has no sign
        without_due_date=without_due_date,
    )


def _summed(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """One row per currency, of rows that begin with it: the sums of all other columns."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for currency, *figures in rows:
        found.setdefault(currency, []).append(tuple(figures))
    return [
        (currency, *(sum(filter(None, column)) for column in zip(*found[currency], strict=True)))
        for currency in sorted(found)
    ]


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


def harmless(text: str) -> str:
    """A name that a spreadsheet would run as a formula, kept a text."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
