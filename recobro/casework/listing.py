"""What stands on a day: everything that people agreed, and marks; the papers; and the tasks to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from recobro.casework.models import (
    Complaint,
    Dispute,
    ExpectedDate,
    Hold,
    NextContact,
    Paper,
    Plan,
    Promise,
    Retained,
    Task,
)
from recobro.ledger.models import Item, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A record that stands on the day. `kind` of a mark is the mark itself; `amount` is of the whole record, None for all."""

    kind: str
    case_id: int
    customer_id: int
    number: str
    amount: Decimal | None
    from_on: date
    until_on: date | None
    owner: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """A paper that covers, and where it is: received, deposited, or cleared (its payment is still to be imported)."""

    paper_id: int
    customer_id: int
    kind: str
    number: str
    currency: str
    amount: Decimal
    covers: Decimal
    received_on: date
    due_on: date
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTask:
    """A task or call, with its script."""

    task_id: int
    kind: str
    role: str
    assignee: str
    customer_id: int
    title: str
    script: str
    due_on: date
    done_on: date | None
    done_by: str
    unless_paid: bool


def list_cases(company_id: int, *, as_of: date, customer_id: int | None = None) -> list[ListedCase]:
    """Everything that stands on `as_of`, of one customer or all, the one that ends first on top."""
    chosen = Q(company_id=company_id) & (Q(customer_id=customer_id) if customer_id else Q())
    stands = chosen & (Q(ended_on__isnull=True) | Q(ended_on__gt=as_of))
    dated = stands & Q(from_on__lte=as_of) & (Q(until_on__isnull=True) | Q(until_on__gte=as_of))
    made = stands & Q(made_on__lte=as_of)
    found = [
        *_cases("hold", Hold.objects.filter(dated)),
        *_cases("dispute", Dispute.objects.filter(dated)),
        *_cases("retained", Retained.objects.filter(dated)),
        *_cases("complaint", Complaint.objects.filter(made), begins="made_on"),
        *_cases("promise", Promise.objects.filter(made, waits_until__gte=as_of).annotate(amount=Sum("lines__amount")),
                begins="made_on", ends="promised_on"),
        *_cases("payment-plan", Plan.objects.filter(made).annotate(amount=Sum("lines__amount")), begins="made_on"),
        *_cases("next-contact", NextContact.objects.filter(made, on__gte=as_of), begins="made_on", ends="on"),
        *_cases("expected-date", ExpectedDate.objects.filter(made, on__gte=as_of), begins="made_on", ends="on"),
        *_cases("paper", Paper.objects.filter(stands, received_on__lte=as_of), begins="received_on", ends="due_on"),
        *_cases("", Mark.objects.filter(dated)),
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.until_on or date.max, one.kind, one.case_id))


def list_papers(
    company_id: int, *, as_of: date, due_until: date | None = None, customer_id: int | None = None
) -> list[ListedPaper]:
    """The papers that cover on the day, the one due first on top; those due until a day only."""
    rows = Paper.objects.filter(company_id=company_id, received_on__lte=as_of)
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=as_of))
    rows = rows.filter(due_on__lte=due_until) if due_until else rows
    rows = rows.filter(customer_id=customer_id) if customer_id else rows
    return [
        ListedPaper(
            paper_id=row.id, customer_id=row.customer_id, kind=row.kind, number=row.number, currency=row.currency,
            amount=row.amount, covers=row.covers, received_on=row.received_on, due_on=row.due_on, place=_place(row, as_of),
        )
        for row in rows.annotate(covers=Sum("lines__amount")).order_by("due_on", "id")
    ]  # fmt: skip


def list_tasks(
    company_id: int, *, mode: str, with_done: bool = False, customer_id: int | None = None
) -> list[ListedTask]:
    """Tasks of the mode, oldest due first."""
    rows = Task.objects.filter(company_id=company_id, mode=mode)
    rows = rows if with_done else rows.filter(done_on__isnull=True)
    rows = rows.filter(customer_id=customer_id) if customer_id else rows
    return [
        ListedTask(
            task_id=row.id, kind=row.kind, role=row.role, assignee=row.assignee, customer_id=row.customer_id,
            title=row.title, script=row.script, due_on=row.due_on, done_on=row.done_on, done_by=row.done_by,
            unless_paid=bool(row.items.all()),
        )
        for row in rows.prefetch_related("items").order_by("due_on", "id")
    ]  # fmt: skip


def _cases(
    kind: str, rows: Iterable[Any], *, begins: str = "from_on", ends: str = "until_on"
) -> list[ListedCase]:
    found = list(rows)
    items = {row.item_id for row in found if getattr(row, "item_id", None)}
    numbers = dict(Item.objects.filter(id__in=items).values_list("id", "number"))
    return [
        ListedCase(
            kind=kind or row.kind, case_id=row.id, customer_id=row.customer_id, number=numbers.get(getattr(row, "item_id", 0), ""),
            amount=getattr(row, "amount", None), from_on=getattr(row, begins), until_on=getattr(row, ends, None),
            owner=getattr(row, "owner", ""), by=row.by, reason=_reason(row),
        )
        for row in found
    ]  # fmt: skip


def _reason(row: Any) -> str:
    """Of an insolvency also with whom, and until when, claims are filed."""
    administrator = getattr(row, "administrator", "")
    file_until = getattr(row, "file_until", None)
    more = (
        f"Administrator: {administrator}." if administrator else "",
        f"Claims until {file_until}." if file_until else "",
    )
    return " ".join(filter(None, (row.reason, *more)))


def _place(paper: Paper, as_of: date) -> str:
    if paper.cleared_on and paper.cleared_on <= as_of:
        return "cleared"
    return "deposited" if paper.deposited_on and paper.deposited_on <= as_of else "received"
