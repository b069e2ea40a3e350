"""The currencies in which something is open or not cleared yet, and what one of each is worth in the company's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from recobro.access.rates import Rates, last_told
from recobro.kernel.sql import load


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """One of the `currency` is worth `rate` of the company's, by rates of which the oldest is of `on`.

    Both are None where no rate counts on the day; `told_on` is then the last day of which one was told, if there is any.
    """

    currency: str
    rate: Decimal | None
    on: date | None
    told_on: date | None


def currencies_in_use(
    company_id: int, *, currency: str, rates: Rates, salesperson: str | None
) -> tuple[InUse, ...]:
    """Those beside the company's own `currency`, at the rates of their day; for a salesperson of the own customers alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("insight", "currencies_in_use"), {"company": company_id, "salesperson": salesperson}
        )
        codes = [code for (code,) in cursor.fetchall() if code != currency]
    return tuple(_in_use(company_id, code, currency, rates) for code in codes)


def _in_use(company_id: int, code: str, currency: str, rates: Rates) -> InUse:
    way = rates.way(code, currency)
    if way is None:
        return InUse(currency=code, rate=None, on=None, told_on=last_told(company_id, code, on=rates.on))
    return InUse(currency=code, rate=way.rate, on=way.on, told_on=way.on)
