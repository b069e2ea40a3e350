"""A statement line, field 61: days, sign, amount, kind, references. Also the balances, which are written alike."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.bank.facts import Balance
from recobro.connectors.bank.values import Unreadable, amount, currency, day, plain, reference
from recobro.connectors.table.dates import full_year
from recobro.connectors.table.fault import shown
from recobro.kernel.money import is_currency

LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4}|\s{0,4})(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?\s*(?P<amount>\d[\d.,]*)"
    r"(?P<code>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)",
    re.ASCII,
)
BALANCE = re.compile(
    r"(?P<mark>R?[CD])(?P<on>\d{6})(?P<currency>[A-Z]{3})?\s*(?P<amount>[\d.,]*)\s*", re.ASCII
)
SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
REFERENCE = 16  # its length at most


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What a field 61 says."""

    booked_on: date | None
    value_on: date
    amount: Decimal
    code: str
    reference: str
    bank_reference: str
    details: str  # its second line
    is_return: bool
    is_pending: bool


def statement_line(lines: list[str]) -> StatementLine:
    """Reads it. Raises Unreadable."""
    first, *more = lines
    found = LINE.fullmatch(first.strip())
    if not found and more:  # broken within
        found, more = LINE.fullmatch(first.strip() + more[0].strip()), more[1:]
    if not found:
        raise Unreadable(f"the statement line {shown(first)} cannot be read")
    value_on = swift_day(found["value"])
    own, _, of_bank = found["rest"].partition("//")
    own, beyond = own[:REFERENCE], own[REFERENCE:]  # some banks put the second line behind the first
    mark = found["mark"]
    return StatementLine(
        booked_on=_entry_day(found["entry"], value_on) if found["entry"].strip() else None, value_on=value_on,
        amount=swift_amount(found["amount"]) * SIGNS[mark], code=(found["code"] or "").strip(),
        reference=reference(own) if len(own.strip()) > 1 else "", bank_reference=reference(of_bank),
        details=plain(" ".join([beyond, *more])), is_return=mark.startswith("R"), is_pending=mark.startswith("E"),
    )  # fmt: skip


def balance(text: str, default_currency: str) -> Balance:
    """A field 60 or 62. Raises Unreadable."""
    found = BALANCE.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"the balance {shown(text)} cannot be read")
    value = swift_amount(found["amount"])
    if found["mark"] in ("D", "RC"):
        value = -value
    own = found["currency"] or default_currency
    return Balance(on=swift_day(found["on"]), amount=value, currency=currency(own))


def currency_within(text: str) -> str:
    """The currency of a balance that cannot be read otherwise; the movements still need it."""
    found = re.match(r"R?[CD]\d{6}([A-Z]{3})", text.strip(), re.ASCII)
    return found[1] if found and is_currency(found[1]) else ""


def swift_day(text: str) -> date:
    """`240131`. Where all months have 30 days, interest counts from the 30th of February: its last day. Raises Unreadable."""
    year, month, number = full_year(text[:2]), int(text[2:4]), int(text[4:6])
    if month == 2 and number in (29, 30):
        number = min(number, 29 if isleap(year) else 28)
    return day(year, month, number, text)


def _entry_day(text: str, value_on: date) -> date:
    """`0131`, in the year that brings it nearest to the value date. Raises Unreadable."""
    month, number = int(text[:2]), int(text[2:])
    near: list[date] = []
    for year in (value_on.year, value_on.year - 1, value_on.year + 1):
        try:
            near.append(day(year, month, number, text))
        except Unreadable:
            continue  # the 29th of February is in one of them
    if not near:
        raise Unreadable(f"date {shown(text)} is not in the calendar")
    return min(near, key=lambda one: abs((one - value_on).days))


def swift_amount(text: str) -> Decimal:
    """`1234,5`, with a comma even where nothing follows; some banks write a point, or nothing. Raises Unreadable."""
    comma = "," in text
    return amount(text, decimal="," if comma else ".")
