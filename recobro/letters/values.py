"""What a message says, as frozen values: everything a reminder prints, nothing it has to look up.

`outbox` fills these from the plan; the room renders them. Amounts are `Decimal` in the section's currency. The values can be
stored and compared (`content_to_json`), so that what was approved can be proved to be what was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Pair = tuple[str, str]  # a label and what stands beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of ours whom the customer can call."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAccount:
    """Where to pay. `currency` is empty when the account takes any."""

    holder: str
    iban: str
    bic: str = ""
    bank: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditor:
    """The letterhead: who writes. `address` is lines as printed, without the name."""

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    tax_id: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    bank_accounts: tuple[BankAccount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who is written to. `address` is lines as printed, without the name; `contact` is the person, may be empty."""

    customer: str
    code: str
    contact: str = ""
    address: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOut:
    """A part of an item that is not asked for now, and why."""

    reason: str  # disputed | covered | retained | planned | promised
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One open item. `open_amount` is what is open; `amount` is what is asked for now, less by what is `kept_out`.

    `received` was paid of it, the last on `received_on`: what is open is short of it. `returned_on`: a payment of it came back.
    """

    item_id: int
    number: str
    instalment: str = ""  # "2/3", or empty
    issued_on: date
    due_on: date | None
    original: Decimal
    open_amount: Decimal
    amount: Decimal
    order_reference: str = ""
    kept_out: tuple[KeptOut, ...] = ()
    received: Decimal | None = None
    received_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Money of the customer that is not yet set against an item: a credit note or a payment on account; positive amount.

    `whole` is what is on account of it, where the amount is only a part; `kept_as` says for which purpose it is kept.
    """

    item_id: int
    number: str
    kind: str  # "credit_note" | "payment" | another item kind
    on: date
    amount: Decimal
    whole: Decimal | None = None
    kept_as: str = ""  # advance | deposit | guarantee, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One currency; sections are never added together.

    `demanded` is what this message asks for; `also_open` stands apart and outside the total (overdue at a lower severity, or
    due soon). `credits` are deducted: first they cover older items (`covered`, whole), which are shown as the proof, and not asked for:
    `total = sum(demanded.amount) + sum(covered.amount) - sum(credits.amount)`. Credits that stand `apart` are not deducted.
    """

    currency: str
    demanded: tuple[Line, ...]
    also_open: tuple[Line, ...] = ()
    credits: tuple[Credit, ...] = ()
    covered: tuple[Line, ...] = ()
    apart: tuple[Credit, ...] = ()

    @property
    def claimed(self) -> Decimal:
        """What is owed before credits: what is asked for, and what they cover whole."""
        return sum((line.amount for line in (*self.demanded, *self.covered)), Decimal(0))

    @property
    def credited(self) -> Decimal:
        """The credits that are deducted, together."""
        return sum((credit.amount for credit in self.credits), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is asked for, net of credits, never below zero."""
        return max(self.claimed - self.credited, Decimal(0))

    @property
    def credit_left(self) -> Decimal:
        """What remains in the customer's favour where the credits are more than what is asked for."""
        return max(self.credited - self.claimed, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A document that goes with the message. `items` are those it is about; `sha256` is what was approved."""

    document_id: int
    name: str
    media_type: str
    size: int
    sha256: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelText:
    """The words of a level in one language, with `{placeholders}` still in them."""

    subject: str
    before: str
    after: str
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One reminder to one customer, before it is laid out for a channel."""

    creditor: Creditor
    addressee: Addressee
    person: Person
    language: str  # en | es | fr
    severity: str  # courtesy | reminder | formal | final
    dated_on: date
    payments_until: date  # payments received until this day are included
    reference: str  # what the customer quotes when he pays
    sections: tuple[Section, ...]
    text: LevelText
    enclosures: tuple[Enclosure, ...] = ()
    too_large: tuple[str, ...] = ()  # names of documents that would have made the message too large


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message as it will leave. `letter` is the data of the PDF as canonical JSON, empty for an e-mail; `enclosed` are the SHA-256
    of the documents that go with it; `fingerprint` is the SHA-256 (hex) over everything else here."""

    channel: str  # email | letter | task
    recipient: tuple[str, ...] = ()  # the e-mail address, the lines in the window, or whom the task is about
    language: str
    subject: str
    text: str
    html: str = ""
    letter: str = ""
    enclosed: tuple[str, ...] = ()
    fingerprint: str
