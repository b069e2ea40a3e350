"""Facts as they arrive, before the ledger has given them a place: what connectors hand to `post`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from operator import attrgetter

from recobro.ledger.paydays import PayDays


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFact:
    """What a file says about a customer; None where it says nothing (what we know already stays)."""

    line: int | None = None
    code: str
    name: str | None = None
    kind: str | None = None
    language: str | None = None
    country: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    postcode: str | None = None
    city: str | None = None
    region: str | None = None
    tax_id: str | None = None
    segment: str | None = None
    terms: str | None = None
    payment_method: str | None = None
    salesperson: str | None = None
    collector: str | None = None
    pay_days: PayDays | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFact:
    """A person or mailbox at a customer."""

    line: int | None = None
    code: str
    role: str = "billing"
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFact:
    """A claim (amount above zero) or credit (below zero) of the customer `code`.

    Identity: (company, source, `document_key`, `instalment`). A credit may say what it settles: by identity (`settles_key`,
    `settles_instalment`) or by the number people use (`settles_number`, its instalments oldest due first). `open_amount` is
    the balance a list of open items states (same sign as the amount). `amount_is_balance`: the file says only what is left of it.
    `closed_as`: the file says it is paid or cancelled.

    `letter` is the group of the customer's items that the books have set off against each other. `letter_rule` says how: the
    *whole* group comes to zero; only a *part* is paid; or it is *closed* since `letter_closed_on`, whoever the partners are.
    `letter_value` is the amount in the currency of the books, where it is another. `is_opening`: it only carries forward what the
    books knew before (see `openings.py`).
    """

    line: int | None = None
    code: str
    document_key: str
    instalment: int = 1
    instalments: int | None = None
    number: str
    kind: str
    currency: str
    amount: Decimal
    amount_is_balance: bool = False
    issued_on: date
    due_on: date | None = None
    due_derived: bool = False
    delivered_on: date | None = None
    terms: str = ""
    branch: str = ""
    salesperson: str = ""
    payment_method: str = ""
    order_reference: str = ""
    open_amount: Decimal | None = None
    settles_key: str | None = None
    settles_instalment: int | None = None
    settles_number: str | None = None
    closed_as: str | None = None
    is_opening: bool = False
    letter: str | None = None
    letter_rule: str | None = None
    letter_value: Decimal | None = None
    letter_closed_on: date | None = None

    @property
    def content_hash(self) -> str:
        """The content in one short text. An amount is the same however many zeros it ends with."""
        content = [f"{one.normalize():f}" if one.__class__ is Decimal else str(one) for one in _content(self)]
        return hashlib.sha256("\x1f".join(content).encode()).hexdigest()


# What makes two readings of the same identity equal. Balances and letters are not content: they are moved by facts.
CONTENT = (
    "code", "number", "kind", "currency", "amount", "issued_on", "due_on", "delivered_on", "instalments", "terms", "branch",
    "salesperson", "payment_method", "order_reference", "settles_key", "settles_instalment", "settles_number",
)  # fmt: skip
_content = attrgetter(*CONTENT)

Fact = CustomerFact | ContactFact | ItemFact


_VALUES = {
    kind: attrgetter(*(one.name for one in fields(kind))) for kind in (CustomerFact, ContactFact, ItemFact)
}


def columns_of(fact: Fact) -> tuple[object, ...]:
    """The fact's values in the order of its fields, with the content hash last for an item."""
    values: tuple[object, ...] = _VALUES[type(fact)](fact)
    if isinstance(fact, CustomerFact):
        return (*values[:-1], fact.pay_days.staged if fact.pay_days else None)
    return (*values, fact.content_hash) if isinstance(fact, ItemFact) else values
