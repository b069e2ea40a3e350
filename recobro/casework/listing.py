"""What stands on a day: holds, disputes, promises and marks; and the tasks to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from recobro.casework.models import Dispute, Hold, Promise, Task
from recobro.ledger.models import Item, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A record that stands on the day. `kind` of a mark is the mark itself."""

    kind: str
    case_id: int
    customer_id: int
    number: str
    amount: Decimal | None
    from_on: date
    until_on: date | None
    by: str
    reason: str


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


def list_cases(company_id: int, *, as_of: date, customer_id: int | None = None) -> list[ListedCase]:
    """Everything that stands on `as_of`, of one customer or all, the one that ends first on top."""
    chosen = Q(company_id=company_id) & (Q(customer_id=customer_id) if customer_id else Q())
    stands = chosen & (Q(ended_on__isnull=True) | Q(ended_on__gt=as_of))
    dated = stands & Q(from_on__lte=as_of) & (Q(until_on__isnull=True) | Q(until_on__gte=as_of))
    found = [_case("hold", row, row.from_on, row.until_on) for row in Hold.objects.filter(dated)]
    found += [
        _case("dispute", row, row.from_on, row.until_on, row.amount) for row in Dispute.objects.filter(dated)
    ]
    found += [_case(row.kind, row, row.from_on, row.until_on) for row in Mark.objects.filter(dated)]
    promises = Promise.objects.filter(stands, made_on__lte=as_of, waits_until__gte=as_of).prefetch_related(
        "lines"
    )
    for row in promises:
        amount = sum((line.amount for line in row.lines.all()), Decimal(0))
        found.append(_case("promise", row, row.made_on, row.promised_on, amount))
    return sorted(found, key=lambda one: (one.until_on or date.max, one.kind, one.case_id))


def list_tasks(company_id: int, *, mode: str, with_done: bool = False) -> list[ListedTask]:
    """Tasks of the mode, oldest due first."""
    rows = Task.objects.filter(company_id=company_id, mode=mode)
    rows = rows if with_done else rows.filter(done_on__isnull=True)
    return [
        ListedTask(
            task_id=row.id, kind=row.kind, role=row.role, assignee=row.assignee, customer_id=row.customer_id,
            title=row.title, script=row.script, due_on=row.due_on, done_on=row.done_on,
        )
        for row in rows.order_by("due_on", "id")
    ]  # fmt: skip


def _case(
    kind: str,
    row: Hold | Dispute | Promise | Mark,
    from_on: date,
    until_on: date | None,
    amount: Decimal | None = None,
) -> ListedCase:
    item_id = getattr(row, "item_id", None)
    return ListedCase(
        kind=kind, case_id=row.id, customer_id=row.customer_id, number=Item.objects.get(id=item_id).number if item_id else "",
        amount=amount, from_on=from_on, until_on=until_on, by=row.by, reason=row.reason,
    )  # fmt: skip
