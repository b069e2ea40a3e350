"""Money: `Decimal` amounts with an ISO 4217 currency, never float.

Currencies and their minor units come from CLDR through Babel, but for those that CLDR writes as shops do. Amounts are kept with
four decimals in the database (`numeric(19,4)`); what is printed has the currency's own minor units.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import get_currency_precision, list_currencies

AMOUNT_MAX = Decimal(10) ** 15  # numeric(19,4) holds 15 digits before the point

# CLDR writes these whole, because nobody pays their coins any more. Banks and invoices keep the minor units of ISO 4217.
ISO_UNITS = {"IQD": 3} | dict.fromkeys(
    ("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"), 2
)


@cache
def is_currency(code: str) -> bool:
    """Is this an ISO 4217 code that is, or was, somebody's money?"""
    return code in _known()


@cache
def _known() -> frozenset[str]:
    no_money = {"XXX", "XTS"}  # "no currency" and "for testing" are ISO codes, but nobody can owe them
    return frozenset(list_currencies()) - no_money


@cache
def minor_units(currency: str) -> int:
    """Decimals that amounts in the currency have: 2 for EUR and RSD, 0 for JPY and XOF, 3 for TND."""
    return ISO_UNITS.get(currency, get_currency_precision(currency))


def smallest(currency: str) -> Decimal:
    """The least that can be paid in the currency: 0.01 EUR, 1 JPY, 0.001 TND."""
    return Decimal(1).scaleb(-minor_units(currency))


def quantize(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half up to the currency's minor units."""
    return amount.quantize(smallest(currency), rounding=ROUND_HALF_UP)


def is_too_fine(amount: Decimal, currency: str) -> bool:
    """Is it finer than the smallest unit of the currency, so that nobody can pay it?"""
    return quantize(amount, currency) != amount


def plain(amount: Decimal, currency: str) -> str:
    """The amount for machines: point, minor units, no grouping (`1234.50`)."""
    return f"{quantize(amount, currency):f}"


def in_six_digits(rate: Decimal) -> str:
    """An exchange rate as people read it, with six digits that say something: `0.919455`, `20275.2`, `0.0000345112`."""
    rounded = rate.quantize(Decimal(1).scaleb(rate.adjusted() - 5), rounding=ROUND_HALF_UP) if rate else rate
    return f"{rounded.normalize():f}"
