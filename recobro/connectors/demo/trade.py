"""What happened between the demo company and its customers until a day: invoices, credit notes, payments.

Everything is counted back from the day, so that the picture on it is the same whatever the day is.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from recobro.connectors.demo.customers import Customer

INVOICES = 5_000
HISTORY_DAYS = 330
STOPPED_DAYS_AGO = 75
IN_CURRENCY = {"EUR": Decimal(1), "USD": Decimal("1.1"), "MXN": Decimal(20)}
METHODS = ("bank transfer", "bank transfer", "bank transfer", "cheque", "card")
CENT = Decimal("0.01")


@dataclass(slots=True, kw_only=True)
class Claim:
    """An invoice, or one instalment of it. `left` is what is not settled yet while the story is told."""

    customer: Customer
    number: str
    instalment: int
    instalments: int
    issued_on: date
    due_on: date
    terms: str
    currency: str
    amount: Decimal
    method: str
    order: str
    is_cancelled: bool
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A credit note or a payment, with the number of the invoice it is for; without one it stays on account."""

    customer: Customer
    number: str
    on: date
    currency: str
    amount: Decimal
    invoice: str
    method: str = ""


@dataclass(slots=True, kw_only=True)
class Trade:
    """All that happened, each list by day."""

    claims: list[Claim] = field(default_factory=list)
    credit_notes: list[Credit] = field(default_factory=list)
    payments: list[Credit] = field(default_factory=list)


def trade(chance: Random, customers: list[Customer], *, as_of: date) -> Trade:
    """The story until `as_of`."""
    told = Trade(claims=_numbered(_claims(chance, customers, as_of)))
    for claim in told.claims:
        if not claim.is_cancelled:
            told.credit_notes += _credit_note(chance, claim, as_of)
            told.payments += _payments(chance, claim, as_of)
    told.credit_notes += _goodwill(chance, customers, as_of)
    told.payments += _on_account(chance, told.claims, as_of)
    told.credit_notes = _in_order("A", told.credit_notes)
    told.payments = _in_order("P", told.payments)
    return told


# Invoices


def _claims(chance: Random, customers: list[Customer], as_of: date) -> Iterator[list[Claim]]:
    """Each invoice as the list of its instalments."""
    for customer, count in zip(customers, _shares(chance, len(customers)), strict=True):
        for _ in range(count):
            yield _invoice(chance, customer, _issued_on(chance, customer, as_of))
        if customer.role == "old debt":
            yield _invoice(chance, customer, _weekday(as_of - timedelta(days=2_200), -1))


def _shares(chance: Random, customers: int) -> list[int]:
    """How many invoices each customer has: some many, most a few, together the number wanted."""
    weights = [chance.lognormvariate(0, 0.8) for _ in range(customers)]
    least, total = 4, INVOICES - 1  # one more is the old debt
    shares = [least + int((total - least * customers) * weight / sum(weights)) for weight in weights]
    for place in range(total - sum(shares)):
        shares[place] += 1
    return shares


def _issued_on(chance: Random, customer: Customer, as_of: date) -> date:
    """More of late than long ago, because business grows; and most in one of two weekly runs.

    On `as_of` the invoices of the larger run are late by full weeks, and those of the smaller one are due in three days: a day
    with much to see.
    """
    issued_on = as_of - timedelta(days=int(HISTORY_DAYS * chance.random() ** 1.35))
    run = chance.choices((0, -3, None), (45, 15, 40))[0]
    if run is None:
        return _weekday(issued_on, -1)
    days_late = (as_of - _due_days(customer.terms, issued_on)[0]).days
    return issued_on - timedelta(days=(run - days_late) % 7)


def _invoice(chance: Random, customer: Customer, issued_on: date) -> list[Claim]:
    two_currencies = customer.currency == "USD" and customer.code.endswith("5")
    currency = "EUR" if two_currencies and chance.random() < 0.4 else customer.currency
    amount = _amount(chance, customer, currency)
    due_days = _due_days(customer.terms, issued_on)
    parts = _parts(amount, len(due_days))
    method = "direct_debit" if customer.pays == "by direct debit" else chance.choice(METHODS)
    order = f"PO-{chance.randrange(10_000, 99_999)}" if chance.random() < 0.6 else ""
    is_cancelled = chance.random() < 0.004
    return [
        Claim(
            customer=customer, number="", instalment=place, instalments=len(parts), issued_on=issued_on, due_on=due_on,
            terms=customer.terms, currency=currency, amount=part, method=method, order=order, is_cancelled=is_cancelled,
            left=part,
        )
        for place, (part, due_on) in enumerate(zip(parts, due_days, strict=True), start=1)
    ]  # fmt: skip


def _amount(chance: Random, customer: Customer, currency: str) -> Decimal:
    size = {"consumer": 120, "public_body": 1_800}.get(customer.kind, 700) * (
        60 if customer.role == "big" else 1
    )
    return (Decimal(repr(chance.lognormvariate(0, 0.9) * size)) * IN_CURRENCY[currency]).quantize(CENT) + 15


def _due_days(terms: str, issued_on: date) -> list[date]:
    days = [issued_on + timedelta(days=int(part)) for part in terms.split()[0].split("/")]
    return [_month_end(day) for day in days] if "end of month" in terms else days


def _parts(amount: Decimal, count: int) -> list[Decimal]:
    part = (amount / count).quantize(CENT)
    return [part] * (count - 1) + [amount - part * (count - 1)]


def _numbered(invoices: Iterator[list[Claim]]) -> list[Claim]:
    """Numbers run with the days."""
    ordered = sorted(
        invoices, key=lambda parts: (parts[0].issued_on, parts[0].customer.code, parts[0].amount)
    )
    for place, parts in enumerate(ordered, start=1):
        for claim in parts:
            claim.number = f"F{claim.issued_on:%y}-{place:05}"
    return [claim for parts in ordered for claim in parts]


# Credit notes and payments


def _credit_note(chance: Random, claim: Claim, as_of: date) -> Iterator[Credit]:
    """Goods come back: some invoices are credited in part, a few in whole."""
    if claim.instalments > 1 or claim.customer.role or chance.random() > 0.035:
        return
    on = _weekday(claim.issued_on + timedelta(days=chance.randint(2, 12)), 1)
    share = Decimal(1) if chance.random() < 0.15 else Decimal(chance.randint(5, 30)) / 100
    if on <= min(as_of, claim.due_on - timedelta(days=6)):
        yield _settled(claim, (claim.amount * share).quantize(CENT), on)


def _payments(chance: Random, claim: Claim, as_of: date) -> Iterator[Credit]:
    """What was paid until the day, each part with its day."""
    before = claim.issued_on
    for share, days_late in _habit(chance, claim, as_of):
        on = _weekday(max(claim.due_on + timedelta(days=days_late), before), 1)
        amount = min((claim.left * share).quantize(CENT), claim.left)
        if on <= as_of and amount > 0:
            yield _settled(claim, amount, on)
        before = on


def _habit(chance: Random, claim: Claim, as_of: date) -> list[tuple[Decimal, int]]:
    """The shares of what is left that are paid, and how many days late."""
    pays, whole = claim.customer.pays, Decimal(1)
    if claim.customer.role == "old debt" and (as_of - claim.issued_on).days > 2_000:
        return []
    if claim.customer.role == "small balance" and 100 < (as_of - claim.due_on).days < 130:
        return [(1 - Decimal(chance.randint(8, 14)) / 10 / claim.left, -6)]  # a euro short
    if claim.customer.role == "keeping a guarantee":
        return [(Decimal("0.95"), chance.randint(-6, 1))]
    if pays == "in parts":
        return [
            (Decimal(chance.randint(40, 70)) / 100, chance.randint(2, 12)),
            (whole, chance.randint(30, 65)),
        ]
    days_late = {
        "early": (-6, -5), "prompt": (-6, 1), "slow": (4, 24), "late": (16, 50), "very late": (45, 120), "stopped": (4, 24),
        "by direct debit": (0, 0),
    }[pays]  # fmt: skip
    days = chance.randint(*days_late)
    has_stopped = pays == "stopped" and claim.due_on + timedelta(days=days) > as_of - timedelta(
        days=STOPPED_DAYS_AGO
    )
    return [] if has_stopped else [(whole, days)]


def _settled(claim: Claim, amount: Decimal, on: date) -> Credit:
    claim.left -= amount
    return Credit(
        customer=claim.customer, number="", on=on, currency=claim.currency, amount=amount, invoice=claim.number, method=claim.method
    )  # fmt: skip


def _goodwill(chance: Random, customers: list[Customer], as_of: date) -> Iterator[Credit]:
    """A yearly bonus for some good customers, as a credit note that is for no invoice."""
    for customer in customers:
        if customer.pays == "prompt" and not customer.role and chance.random() < 0.08:
            on = _weekday(as_of - timedelta(days=chance.randint(5, 60)), -1)
            amount = (Decimal(chance.randint(40, 250)) * IN_CURRENCY[customer.currency]).quantize(CENT)
            yield Credit(
                customer=customer, number="", on=on, currency=customer.currency, amount=amount, invoice=""
            )


def _on_account(chance: Random, claims: list[Claim], as_of: date) -> Iterator[Credit]:
    """Money that came without saying for what: for some more than all that is due, for some a part of it."""
    due: dict[str, Decimal] = defaultdict(Decimal)
    whose: dict[str, Customer] = {}
    for claim in claims:
        if claim.customer.role in ("in credit", "on account"):
            whose[claim.customer.code] = claim.customer
            due[claim.customer.code] += claim.left if claim.due_on < as_of + timedelta(days=4) else 0
    for code, customer in sorted(whose.items()):
        share = Decimal("1.1") if customer.role == "in credit" else Decimal("0.4")
        on = _weekday(as_of - timedelta(days=chance.randint(3, 15)), -1)
        amount = (due[code] * share + chance.randint(100, 900)).quantize(CENT)
        yield Credit(
            customer=customer,
            number="",
            on=on,
            currency=customer.currency,
            amount=amount,
            invoice="",
            method="bank transfer",
        )


def _in_order(letter: str, entries: list[Credit]) -> list[Credit]:
    """By day, with numbers that run with the days."""
    ordered = sorted(entries, key=lambda one: (one.on, one.customer.code, one.invoice, one.amount))
    return [
        _with_number(one, f"{letter}{one.on:%y}-{place:05}") for place, one in enumerate(ordered, start=1)
    ]


def _with_number(credit: Credit, number: str) -> Credit:
    return Credit(
        customer=credit.customer, number=number, on=credit.on, currency=credit.currency, amount=credit.amount,
        invoice=credit.invoice, method=credit.method,
    )  # fmt: skip


# Days


def _weekday(day: date, direction: int) -> date:
    """The day itself, or the nearest weekday before (-1) or after (1) it."""
    while day.weekday() > 4:
        day += timedelta(days=direction)
    return day


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
