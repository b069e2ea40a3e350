"""One invoice, or another item: its facts, what was set against it, who was told of it, and what stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from recobro.access.rows import rows
from recobro.casework.listing import ListedCase, list_cases
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.insight.invoices import status_of
from recobro.ledger.documents import KeptDocument, documents_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of an item. `open` is what the ledger says of the day."""

    item_id: int
    customer_id: int
    code: str
    name: str
    collector: str
    kind: str
    number: str
    instalment: int
    instalments: int | None
    issued_on: date
    due_on: date | None
    due_derived: bool
    delivered_on: date | None
    terms: str
    branch: str
    salesperson: str
    payment_method: str
    order_reference: str
    source: str
    currency: str
    amount: Decimal
    open: Decimal
    recorded_at: datetime
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """A part of the item that was set against another one (`item_id`, `kind`, `number`). `is_registered`: a payment typed in by hand;
    `movement_id`: one that came over the bank.
    """

    allocation_id: int
    item_id: int
    kind: str
    number: str
    source: str
    currency: str
    amount: Decimal
    part: Decimal
    on: date
    by: str
    recorded_at: datetime
    undone_on: date | None
    undone_by: str | None
    is_registered: bool
    movement_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A reminder that asked for the item at a level; `at` is None while it is under way."""

    on: date
    at: datetime | None
    level_key: str
    channel: str
    undone_on: date | None
    reminder_id: int | None
    message_id: int | None
    recipient: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Money or a credit note of the customer of which something is left."""

    item_id: int
    kind: str
    number: str
    issued_on: date
    currency: str
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFile:
    """Everything about one item. `instalments` are those of its document, itself among them; `verdict` is None for what is not open."""

    facts: Facts
    instalments: tuple[Facts, ...]
    allocations: tuple[Allocated, ...]
    asked: tuple[Asked, ...]
    verdict: Verdict | None
    cases: tuple[ListedCase, ...]
    credits: tuple[Credit, ...]
    documents: tuple[KeptDocument, ...]


def invoice_facts(
    company_id: int, item_id: int, *, as_of: date, salesperson: str | None = None
) -> tuple[Facts, ...]:
    """The item and the other instalments of its document; empty for one that is not there, or is another salesperson's."""
    found = rows(
        "insight",
        "invoice",
        company=company_id,
        item=item_id,
        as_of=as_of,
        known_at=None,
        salesperson=salesperson,
    )
    facts = tuple(
        Facts(
            **{name: value for name, value in row.items() if name != "is_paid"},
            status=status_of(amount=row["amount"], open_now=row["open"], is_paid=bool(row["is_paid"])),
        )
        for row in found
    )
    return facts if any(one.item_id == item_id for one in facts) else ()


def invoice_file(
    company_id: int, item_id: int, *, mode: str, as_of: date, salesperson: str | None = None
) -> InvoiceFile | None:
    """Everything about the item as it stands on a day; None for one that is not there, or is another salesperson's."""
    instalments = invoice_facts(company_id, item_id, as_of=as_of, salesperson=salesperson)
    facts = next((one for one in instalments if one.item_id == item_id), None)
    if facts is None:
        return None
    allocations = rows("insight", "invoice_allocations", company=company_id, item=item_id)
    asked = rows("insight", "invoice_told", company=company_id, item=item_id, mode=mode)
    return InvoiceFile(
        facts=facts, instalments=instalments, allocations=tuple(Allocated(**row) for row in allocations),
        asked=tuple(Asked(**row) for row in asked), verdict=_verdict(company_id, facts, mode, as_of),
        cases=tuple(_cases(company_id, facts, as_of)), credits=tuple(_credits(company_id, facts)),
        documents=tuple(documents_of(company_id, items=[item_id], with_replaced=True)),
    )  # fmt: skip


def _verdict(company_id: int, facts: Facts, mode: str, as_of: date) -> Verdict | None:
    if facts.open <= 0:
        return None
    verdicts = evaluate(company_id, as_of=as_of, mode=mode, customers=[facts.customer_id])
    return next((one for one in verdicts if one.item_id == facts.item_id), None)


def _cases(company_id: int, facts: Facts, as_of: date) -> list[ListedCase]:
    """What stands on the item itself, or on the whole customer."""
    found = list_cases(company_id, as_of=as_of, customer_id=facts.customer_id)
    return [one for one in found if one.item_id in (None, facts.item_id)]


def _credits(company_id: int, facts: Facts) -> list[Credit]:
    if facts.open <= 0:
        return []
    found = rows(
        "insight", "invoice_credits", company=company_id, customer=facts.customer_id, currency=facts.currency
    )
    return [Credit(**row) for row in found]
