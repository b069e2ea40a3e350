"""One canonical row, whatever file it came from: what every connector gives and the merging side takes.

A record says what the file says, cleaned and typed, and nothing about the database. Amounts of claims and of payments
are positive, the kind gives the sign; only an adjustment has a sign of its own. A field that the file does not have, or leaves
empty, is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from recobro.ledger.paydays import PayDays

Kind = Literal[
    "invoice",
    "debit_note",
    "opening_balance",
    "credit_note",
    "payment",
    "write_off",
    "discount",
    "charge",
    "return",
    "adjustment",
    "customer",
    "contact",
]
FileKind = Literal["customers", "contacts", "invoices", "credit_notes", "payments", "mixed"]
CustomerKind = Literal["company", "public_body", "consumer"]
ContactRole = Literal["billing", "reminders", "escalation"]
LetterRule = Literal["whole", "part", "closed"]
Status = Literal["open", "paid", "cancelled", "draft"]

FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
CREDITS: frozenset[str] = frozenset({"credit_note", "payment", "write_off", "discount"})


# Not slots: an instance holds only what its row has and finds the rest as class defaults. A frozen class with slots sets
# all fifty fields one by one, which took 26 of the 16 microseconds that a row may cost.
@dataclass(frozen=True, kw_only=True)
class Record:
    """A row. `line` is the physical line (1-based) where it starts; `customer_code` is None where only a name stands."""

    line: int
    kind: Kind = "invoice"

    customer_code: str | None = None
    customer_name: str | None = None
    customer_kind: CustomerKind | None = None
    customer_language: str | None = None
    customer_country: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    postcode: str | None = None
    city: str | None = None
    region: str | None = None
    tax_id: str | None = None
    segment: str | None = None
    collector: str | None = None
    customer_payment_method: str | None = None
    customer_terms: str | None = None
    customer_pay_days: PayDays | None = None

    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    contact_role: ContactRole | None = None
    contact_language: str | None = None

    number: str | None = None
    document_key: str | None = None
    instalment: int = 1
    instalments: int | None = None
    issued_on: date | None = None
    due_on: date | None = None
    due_derived: bool = False
    delivered_on: date | None = None
    amount: Decimal | None = None
    amount_is_balance: bool = False  # the file says only what is left of it
    open_amount: Decimal | None = None
    currency: str | None = None
    status: Status | None = None
    terms: str | None = None
    salesperson: str | None = None
    branch: str | None = None
    payment_method: str | None = None
    order_reference: str | None = None
    payment_reference: str | None = None

    paid_on: date | None = None
    paid_amount: Decimal | None = None
    applies_to: str | None = None

    disputed: bool | None = None  # None: the file has no column for it
    disputed_from: date | None = None
    disputed_until: date | None = None
    dispute_reason: str | None = None

    told_level: str | None = None
    told_on: date | None = None

    # What only the books of an accounting system have; see ItemFact in recobro/ledger/facts.py.
    is_opening: bool = False
    letter: str | None = None
    letter_rule: LetterRule | None = None
    letter_value: Decimal | None = None
    letter_closed_on: date | None = None


OF_BOOKS = frozenset({"is_opening", "letter", "letter_rule", "letter_value", "letter_closed_on"})
FIELDS: frozenset[str] = (
    frozenset(field.name for field in fields(Record))
    - {"line", "due_derived", "amount_is_balance"}
    - OF_BOOKS
)


def record_of(values: Mapping[str, object]) -> Record:
    """A record from values that are already checked. The fast door: it sets only what is given."""
    record = object.__new__(Record)
    record.__dict__.update(values)
    return record
