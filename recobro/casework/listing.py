"""What stands on a day: everything that people agreed, and marks; the papers; and the tasks to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from recobro.access.rows import rows
from recobro.casework.models import Paper, Task, TaskItem
from recobro.ledger.models import OWN_SOURCE, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A record that stands on the day. `kind` of a mark is the mark itself; `amount` is of the whole record, None for all.

    `number` and `item_id` are of the invoice or credit that it is about, if it is about one.
    """

    kind: str
    case_id: int
    customer_id: int
    item_id: int | None
    number: str
    amount: Decimal | None
    currency: str
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
    customers = None if customer_id is None else [customer_id]
    found = rows("casework", "cases", company=company_id, as_of=as_of, customers=customers)
    return [ListedCase(reason=_reason(row), **row) for row in found]


def list_papers(
    company_id: int, *, as_of: date, due_until: date | None = None, customer_id: int | None = None
) -> list[ListedPaper]:
    """The papers that cover on the day, the one due first on top; those due until a day only."""
    papers = Paper.objects.filter(company_id=company_id, received_on__lte=as_of)
    papers = papers.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=as_of))
    papers = papers.filter(due_on__lte=due_until) if due_until else papers
    papers = papers.filter(customer_id=customer_id) if customer_id else papers
    found = papers.annotate(covers=Sum("lines__amount")).order_by("due_on", "id")
    return [_listed(row, _place(row, as_of)) for row in found]


def papers_paid_since(company_id: int, *, customer_id: int, day: date) -> list[ListedPaper]:
    """The customer's papers of which we posted the payment on that day or later, and which have not come back, the newest first.

    What the bank's statement or the books have paid comes back as they say.
    """
    posted = Item.objects.filter(company_id=company_id, source=OWN_SOURCE)
    key = Concat(Value("paper:"), Cast(OuterRef("id"), CharField()))
    papers = Paper.objects.filter(
        company_id=company_id, customer_id=customer_id, outcome="cleared", ended_on__gte=day
    ).filter(Exists(posted.filter(document_key=key)))
    papers = papers.exclude(Exists(posted.filter(document_key=Concat(key, Value(":back")))))
    return [
        _listed(row, "cleared")
        for row in papers.annotate(covers=Sum("lines__amount")).order_by("-ended_on", "-id")
    ]


def list_tasks(
    company_id: int, *, mode: str, with_done: bool = False, customer_id: int | None = None
) -> list[ListedTask]:
    """Tasks of the mode, oldest due first."""
    tasks = Task.objects.filter(company_id=company_id, mode=mode)
    tasks = tasks if with_done else tasks.filter(done_on__isnull=True)
    tasks = tasks.filter(customer_id=customer_id) if customer_id else tasks
    about = TaskItem.objects.filter(task=OuterRef("id"))
    return [
        ListedTask(
            task_id=row.id, kind=row.kind, role=row.role, assignee=row.assignee, customer_id=row.customer_id,
            title=row.title, script=row.script, due_on=row.due_on, done_on=row.done_on, done_by=row.done_by,
            unless_paid=row.unless_paid,
        )
        for row in tasks.annotate(unless_paid=Exists(about)).order_by("due_on", "id")
    ]  # fmt: skip


def _reason(row: dict[str, Any]) -> str:
    """Of an insolvency also with whom, and until when, claims are filed."""
    reason, administrator, file_until = (row.pop(name) for name in ("reason", "administrator", "file_until"))
    more = (
        f"Administrator: {administrator}." if administrator else "",
        f"Claims until {file_until}." if file_until else "",
    )
    return " ".join(filter(None, (reason, *more)))


def _listed(row: Any, place: str) -> ListedPaper:
    return ListedPaper(
        paper_id=row.id, customer_id=row.customer_id, kind=row.kind, number=row.number, currency=row.currency,
        amount=row.amount, covers=row.covers, received_on=row.received_on, due_on=row.due_on, place=place,
    )  # fmt: skip


def _place(paper: Paper, as_of: date) -> str:
    if paper.cleared_on and paper.cleared_on <= as_of:
        return "cleared"
    return "deposited" if paper.deposited_on and paper.deposited_on <= as_of else "received"
