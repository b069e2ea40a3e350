"""The collection flow over a file of invoices, played in plain Python: a count made without the product.

Written from what the policy promises, with its numbers copied by hand: nothing here imports Recobro. A night decides by what
was told before it; what it says is told at its end. An item is open from the day it was issued until the day before it was
paid, and a disputed one is never spoken of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

DAY = timedelta(days=1)
COURTESY_DAYS = -3  # the only level before the due date
RUNGS = (  # key, days after the due date, severity, does something, goes to the customer
    ("due", 0, 1, False, False),
    ("first-reminder", 7, 2, True, True),
    ("second-reminder", 14, 2, True, True),
    ("formal-letter", 21, 3, True, True),
    ("escalation", 30, 4, True, False),
)
FINAL = 4
LEVELS = ("due-soon", *(rung[0] for rung in RUNGS))
MIN_GAP_DAYS = 3
DAYS_AFTER_INVOICE = 5
FINAL_AFTER_DAYS = 9
FLOOR = Decimal("5.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A row of the file."""

    number: str
    customer: str
    issued_on: date
    due_on: date
    amount: Decimal
    disputed: bool
    paid_on: date

    def is_open(self, on: date) -> bool:
        return self.issued_on <= on < self.paid_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An invoice reached a level and it was said, or (an empty level) noted."""

    on: date
    customer: str
    number: str
    level: str


@dataclass(slots=True)
class _Progress:
    """The highest level told of an invoice (0: none, 1: the courtesy, 2 and up: the rungs), and when."""

    position: int = 0
    told_on: date | None = None


@dataclass(slots=True)
class _Customer:
    invoices: list[Invoice] = field(default_factory=list)
    heard_on: date | None = None  # the last message
    heard_of_debt_on: date | None = None  # the last message that was more than a courtesy


def simulate(invoices: Iterable[Invoice], *, first: date, last: date) -> list[Said]:
    """Everything that is said in the nights from `first` to `last`."""
    customers: dict[str, _Customer] = defaultdict(_Customer)
    for invoice in invoices:
        customers[invoice.customer].invoices.append(invoice)
    progress: dict[str, _Progress] = defaultdict(_Progress)
    said: list[Said] = []
    on = first
    while on <= last:
        for code, customer in customers.items():
            said += _night(code, customer, progress, on)
        on += DAY
    return said


def _night(code: str, customer: _Customer, progress: dict[str, _Progress], on: date) -> list[Said]:
    free = [one for one in customer.invoices if one.is_open(on) and not one.disputed]
    reached = {one.number: _reached(one, progress[one.number], on) for one in free}
    owed = sum((one.amount for one in free if one.due_on < on or reached[one.number]), Decimal(0))
    told: list[tuple[Invoice, int]] = []
    for one in free:
        position = reached[one.number]
        if position and _may_be_said(position, owed, customer, on):
            told.append((one, position))
    for one, position in told:
        progress[one.number] = _Progress(position, on)
        if _is_outward(position):
            customer.heard_on = on
            if position > 1:
                customer.heard_of_debt_on = on
    return [
        Said(on=on, customer=code, number=one.number, level=LEVELS[position - 1]) for one, position in told
    ]


def _reached(invoice: Invoice, progress: _Progress, on: date) -> int:
    """The position of the level that the invoice has reached, 0 for none."""
    if on < invoice.due_on:
        reached_on = _not_before(invoice, progress, invoice.due_on + COURTESY_DAYS * DAY)
        return 1 if progress.position == 0 and reached_on <= on else 0
    for position in range(max(progress.position, 1) + 1, len(LEVELS) + 1):
        reached_on = _rung_on(invoice, progress, position)
        if reached_on is None or reached_on > on:
            return 0
        is_empty = not RUNGS[position - 2][3]
        next_on = _rung_on(invoice, progress, position + 1) if is_empty else None
        if not (
            next_on and next_on <= on
        ):  # an empty level is passed by when the one after it is reached, too
            return position
    return 0


def _rung_on(invoice: Invoice, progress: _Progress, position: int) -> date | None:
    _, days, severity, _, _ = RUNGS[position - 2]
    reached_on = _not_before(invoice, progress, invoice.due_on + days * DAY)
    if severity < FINAL:
        return reached_on
    if progress.position < position - 1 or progress.told_on is None:
        return None
    return max(reached_on, progress.told_on + FINAL_AFTER_DAYS * DAY)


def _not_before(invoice: Invoice, progress: _Progress, on: date) -> date:
    """Not in the first days after the invoice, and one level a day."""
    again_on = progress.told_on + DAY if progress.told_on else on
    return max(on, invoice.issued_on + DAYS_AFTER_INVOICE * DAY, again_on)


def _may_be_said(position: int, owed: Decimal, customer: _Customer, on: date) -> bool:
    if position == 2:  # the empty level
        return True
    heard_on = customer.heard_on if position == 1 else customer.heard_of_debt_on
    is_too_soon = _is_outward(position) and heard_on is not None and on < heard_on + MIN_GAP_DAYS * DAY
    return owed >= FLOOR and not is_too_soon


def _is_outward(position: int) -> bool:
    return position == 1 or RUNGS[position - 2][4]


def counts(said: Iterable[Said]) -> dict[str, int]:
    """How often each level was said."""
    counter = Counter(one.level for one in said)
    return {level: counter[level] for level in LEVELS}
