"""Fixtures: examples in a policy file that say what the policy means. "This customer on this day gets this."

    [[fixture]]
    name = "a week late, and never reminded"
    on = 2026-03-09
    invoices = [{ due = 2026-03-02, amount = "100.00" }]
    expect = { outcome = "remind", level = "first-reminder" }

Here they are read; `evaluation/fixtures.py` runs them through the real evaluation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from recobro.kernel import money
from recobro.policy.ladder import SEVERITIES
from recobro.policy.table import Table, either, shown

FIXTURE_KEYS = (
    "name",
    "on",
    "first_day",
    "country",
    "language",
    "pay_days",
    "email",
    "credit",
    "invoices",
    "expect",
)
INVOICE_KEYS = (
    "due",
    "amount",
    "currency",
    "issued",
    "told",
    "disputed",
    "promised",
    "held_until",
    "document",
    "expect",
)
EXPECT_KEYS = ("outcome", "level", "next")
ISSUED_BEFORE_DUE = timedelta(days=30)
AMOUNT_FORM = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
TOLD_FORM = re.compile(r"(?P<level>[a-z0-9-]+) (?P<on>[0-9]{4}-[0-9]{2}-[0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What must come out; what is not said may be anything."""

    outcome: str = ""
    level: str = ""
    next_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice of the example. `disputed` in full is its amount; `promised` is the day by which all of it is promised."""

    due_on: date
    issued_on: date
    amount: Decimal
    currency: str
    told: tuple[tuple[str, date], ...]
    disputed: Decimal | None
    promised_on: date | None
    held_until: date | None
    has_document: bool
    expect: Expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One example: a customer with his invoices on a day. Empty words are those of the company."""

    name: str
    on: date
    first_day: date | None
    country: str
    language: str
    pay_days: str
    has_email: bool
    credit: Decimal | None
    invoices: tuple[Invoice, ...]


def read_fixtures(top: Table, levels: Sequence[str]) -> tuple[Fixture, ...]:
    """The fixtures of the file; `levels` are the keys that it may name."""
    values = top.values.get("fixture", [])
    if not isinstance(values, list):
        top.refuse(f"fixture is {shown(values)}, not a list.", "Write [[fixture]], with two brackets.")
        return ()
    found = [_read_fixture(top, number, value, levels) for number, value in enumerate(values, start=1)]
    return tuple(fixture for fixture in found if fixture is not None)


def _read_fixture(top: Table, number: int, value: object, levels: Sequence[str]) -> Fixture | None:
    name = value.get("name") if isinstance(value, dict) else None
    label = f"Fixture '{name}'" if isinstance(name, str) and name else f"Fixture {number}"
    table = Table(values={}, label=label, source=top.source, problems=top.problems).inner(value, "fixture")
    table.check_keys(FIXTURE_KEYS)
    expect = _read_expect(table, table.values.get("expect", {}), levels)
    on = _day(table, "on", needed=True)
    read = _read_invoices(table, expect, levels)
    if on is None or len(read) != len(table.values.get("invoices", ())):  # type: ignore[arg-type]
        return None
    return Fixture(
        name=table.string("name", hint='Write what it shows: name = "a week late".'),
        on=on,
        first_day=_day(table, "first_day"),
        country=table.string("country", hint='Write country = "FR".', default=""),
        language=table.string("language", hint='Write language = "fr".', default=""),
        pay_days=table.string("pay_days", hint='Write pay_days = "10 and 25".', default=""),
        has_email=table.values.get("email", True) is not False,
        credit=_amount(table, "credit", read[0].currency if read else "EUR"),
        invoices=tuple(read),
    )


def _read_invoices(table: Table, expect: Expect, levels: Sequence[str]) -> list[Invoice]:
    values = table.values.get("invoices")
    if not isinstance(values, list) or not values:
        hint = 'Write invoices = [{ due = 2026-03-02, amount = "100.00" }].'
        table.refuse("no invoices.", hint)
        return []
    read = [_read_invoice(table.inner(value, "invoices"), expect, levels) for value in values]
    return [invoice for invoice in read if invoice is not None]


def _read_invoice(table: Table, expect: Expect, levels: Sequence[str]) -> Invoice | None:
    table.check_keys(INVOICE_KEYS)
    own = _read_expect(table, table.values["expect"], levels) if "expect" in table.values else expect
    if own == Expect():
        table.refuse(
            "it expects nothing.", 'Write expect = { outcome = "remind", level = "first-reminder" }.'
        )
    currency = table.string("currency", hint='Write currency = "EUR".', default="EUR")
    if not money.is_currency(currency):
        table.refuse(f"unknown currency '{currency}'.", "Write an ISO code such as EUR.")
        return None
    due_on, amount = _day(table, "due", needed=True), _amount(table, "amount", currency, needed=True)
    if due_on is None or amount is None:
        return None
    disputed = amount if table.values.get("disputed") is True else _amount(table, "disputed", currency)
    return Invoice(
        due_on=due_on,
        issued_on=_day(table, "issued") or due_on - ISSUED_BEFORE_DUE,
        amount=amount,
        currency=currency,
        told=_read_told(table, levels),
        disputed=disputed,
        promised_on=_day(table, "promised"),
        held_until=_day(table, "held_until"),
        has_document=table.flag("document"),
        expect=own,
    )


def _read_told(table: Table, levels: Sequence[str]) -> tuple[tuple[str, date], ...]:
    hint = 'Write told = ["first-reminder 2026-03-09"]: the level, and the day.'
    written = table.strings("told", hint=hint) if "told" in table.values else ()
    found = []
    for each in written:
        match = TOLD_FORM.fullmatch(each)
        on = _iso(match["on"]) if match else None
        if match is None or on is None:
            table.refuse(f"told '{each}' is not understood.", hint)
        elif match["level"] not in (*levels, *SEVERITIES):
            table.refuse(
                f"told at unknown level '{match['level']}'.",
                f"The levels are {either(levels)}, or a severity.",
            )
        else:
            found.append((match["level"], on))
    return tuple(found)


def _read_expect(table: Table, values: object, levels: Sequence[str]) -> Expect:
    inner = table.inner(values, "expect")
    inner.check_keys(EXPECT_KEYS)
    level = inner.string("level", hint="Write the key of a level.", default="")
    if level and level not in levels:
        table.refuse(
            f"expects unknown level '{level}'.",
            f"The levels are {either(levels)}." if levels else "There is none.",
        )
    return Expect(
        outcome=inner.string("outcome", hint='Write outcome = "remind".', default=""),
        level=level,
        next_on=_day(inner, "next"),
    )


def _day(table: Table, key: str, *, needed: bool = False) -> date | None:
    value = table.values.get(key)
    found = value if isinstance(value, date) and not isinstance(value, datetime) else None
    if isinstance(value, str):
        found = _iso(value)
    if found is None and (needed or value is not None):
        what = f"{key} is missing." if value is None else f"{key} is {shown(value)}, not a day."
        table.refuse(what, f"Write {key} = 2026-03-02.")
    return found


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _amount(table: Table, key: str, currency: str, *, needed: bool = False) -> Decimal | None:
    value = table.values.get(key)
    if value is None and not needed:
        return None
    if isinstance(value, str) and AMOUNT_FORM.fullmatch(value) and Decimal(value) > 0:
        amount = Decimal(value)
        if not money.is_currency(currency) or amount == money.quantize(amount, currency):
            return amount
    what = f"{key} is missing." if value is None else f"{key} is {shown(value)}, not an amount of {currency}."
    table.refuse(what, f'Write it in quotes: {key} = "100.00".')
    return None
