"""What a statement of account says, as frozen values: what is owed, what was received, what is on account; nothing to look up.

Amounts are `Decimal` in the section's currency; sections are never added together. Claims are above zero, credits below: a
credit note can never be added as if it were an invoice (P-55).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.letters.values import Addressee, Creditor, Person

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A claim with something open. What is disputed, covered by paper, retained, in a plan or promised are parts of what is open."""

    item_id: int
    kind: str
    number: str
    instalment: str = ""  # "2/3", or empty
    issued_on: date
    due_on: date | None
    original: Decimal
    open_amount: Decimal
    disputed: Decimal = NOTHING
    covered: Decimal = NOTHING
    retained: Decimal = NOTHING
    planned: Decimal = NOTHING
    promised: Decimal = NOTHING
    order_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCredit:
    """Money of the customer that is not set against anything yet; amounts below zero. `kept_as`: for which purpose it is kept."""

    item_id: int
    kind: str
    number: str
    on: date
    original: Decimal
    open_amount: Decimal
    kept_as: str = ""  # advance | deposit | guarantee, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A part of a credit that was set against a claim on a day, above zero, in the credit's currency."""

    number: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A payment, credit note or other credit of the period (amount below zero), and what was set against claims in it."""

    item_id: int
    kind: str
    number: str
    on: date
    amount: Decimal
    is_new: bool  # received in the period; else it came before, and a part of it was set against claims in the period
    applied: tuple[Applied, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Claims that are about equally late: from `first` to `last` days (None: no end); the current ones have both None."""

    first: int | None
    last: int | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSection:
    """One currency: open claims by due date, credits on account, receipts of the period, and the ageing of the claims."""

    currency: str
    lines: tuple[OpenLine, ...]
    credits: tuple[AccountCredit, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    buckets: tuple[Bucket, ...] = ()

    @property
    def claimed(self) -> Decimal:
        """All open claims together."""
        return sum((line.open_amount for line in self.lines), NOTHING)

    @property
    def credited(self) -> Decimal:
        """All credits on account together, zero or below."""
        return sum((credit.open_amount for credit in self.credits), NOTHING)

    @property
    def balance(self) -> Decimal:
        """What is owed less what is on account; below zero it is in the customer's favour."""
        return self.claimed + self.credited


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The account of one customer as of a day. `known_on`: as our books stood on that day, None for now. `credit_apart`: credit waits
    until he says which invoices it settles."""

    creditor: Creditor
    addressee: Addressee
    person: Person
    language: str  # en | es | fr
    as_of: date
    payments_until: date | None = None  # payments received until this day are included; None: until `as_of`
    received_from: date  # the first day of the period of receipts; it ends on `as_of`
    known_on: date | None = None
    reference: str  # what the customer quotes when he pays
    sections: tuple[StatementSection, ...]
    credit_apart: bool = False

    def overdue(self, section: StatementSection) -> tuple[OpenLine, ...]:
        """The claims of the section whose due date has passed."""
        return tuple(line for line in section.lines if self.days_late(line) > 0)

    def coming(self, section: StatementSection) -> tuple[OpenLine, ...]:
        """The claims that are about to fall due; those without a due date too."""
        return tuple(line for line in section.lines if self.days_late(line) == 0)

    def days_late(self, line: OpenLine) -> int:
        """Days since the due date, never below zero; zero without a due date."""
        return 0 if line.due_on is None else max((self.as_of - line.due_on).days, 0)
