"""What a story can say: its company and customers, what happens, and what is to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    name: str
    country: str
    language: str
    currency: str
    policy: str  # the key of a ready-made one, or the name of a file beside the story
    on_working_days: str | None  # it sends from Monday to Friday without holidays; else every day


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A line that this story's policy has besides those of its file."""

    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    code: str
    name: str
    email: str
    address: str
    postcode: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owes:
    """An invoice, in one part for each due date; the parts are equal."""

    customer: str
    number: str
    amount: Decimal
    issued_on: date | None
    due_on: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays:
    """A payment for an invoice, or on account."""

    customer: str
    amount: Decimal
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaysOn:
    """The days on which the customer pays, as people write them."""

    customer: str
    days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDay:
    """Of the company: what fell due before it is old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditApart:
    """Of the company: credit is not set against single invoices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The customer's last payment is kept as an advance, a deposit or a guarantee; or (no kind) released."""

    customer: str
    kind: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNight:
    """Nobody runs the night of this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes:
    customer: str
    number: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    customer: str
    amount: Decimal
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    customer: str
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All payments through this day are in the ledger."""

    through_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Complains:
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A manager answers the complaint."""

    name: str
    customer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactedNext:
    """The day of the next contact, set by hand."""

    customer: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    number: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """A paper for one invoice. It bears the number of the invoice."""

    customer: str
    kind: str
    amount: Decimal
    number: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEnds:
    """`how`: paid, unpaid, given back."""

    number: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agrees:
    """A payment plan of equal monthly instalments, over one invoice or all that is owed."""

    customer: str
    amount: Decimal
    number: str | None
    count: int
    first_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Approves:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What the story says of a message. `when`: night, proposed, delivered. Without a channel: nothing more."""

    when: str
    channel: str = ""
    level: str = ""
    customer: str = ""
    amount: Decimal | None = None

    def __str__(self) -> str:
        if not self.channel:
            return "nothing"
        amount = "" if self.amount is None else f" for {self.amount}"
        return f'{self.channel} "{self.level}" to {self.customer}{amount}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Where an item stands after the night."""

    number: str
    outcome: str
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What has become of the last promise or payment plan of a customer, after the night."""

    what: str
    customer: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    customer: str
    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The rate of the day: one of a currency is worth so many of another."""

    base: str
    rate: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankBrings:
    """A statement with one movement was read, and looked at. `text` is what the payer wrote."""

    amount: Decimal
    currency: str | None
    payer: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTakesBack:
    """The bank takes the last payment back, and somebody says so."""

    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirms:
    """The last movement is what is proposed for it."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmsByHand:
    """The last movement pays that much of an invoice in another currency."""

    name: str
    amount: Decimal
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IsOpen:
    """What is open of an invoice, in all its instalments."""

    number: str
    amount: Decimal


Event = (
    BankBrings | BankTakesBack | Confirms | ConfirmsByHand | CreditApart | CreditNote | Kept | IsOpen
    | Owes | Pays | PaysOn | FirstDay | NoNight | Known | Disputes | Settled | Promises | Held | Complains | Answers
    | ContactedNext | Expected | Gives | PaperEnds | Agrees | Approves | Sent | Stands | Became | Worth
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    title: str
    company: Company
    customers: tuple[Customer, ...]
    settings: tuple[str, ...]
    approve_all: bool
    days: dict[
        date, tuple[Event, ...]
    ]  # every day from the first to the last that the story names, also empty ones

    @property
    def first(self) -> date:
        return min(self.days)

    @property
    def last(self) -> date:
        return max(self.days)
