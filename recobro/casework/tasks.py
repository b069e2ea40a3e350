"""Tasks and calls for our own people. Those that are about items close themselves when these are paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from recobro.access.fit import fit
from recobro.casework.models import Task, TaskItem
from recobro.kernel.problems import refuse
from recobro.kernel.sql import load
from recobro.ledger.open import open_items

# who closed a task that closed itself
PAID = "paid"
OVERTAKEN = "a later level"
ADDRESS = "an address works"
BY_THEMSELVES = (PAID, OVERTAKEN, ADDRESS)


def add_task(
    company_id: int, *, customer_id: int, mode: str, kind: str = "task", role: str = "collector", assignee: str = "",
    title: str, script: str = "", due_on: date, items: Iterable[int] = (), message_id: int | None = None, cause: str = "",
    at: datetime,
) -> int:  # fmt: skip
    """A task or call for somebody. It closes itself when all its `items` are paid; without items a person closes it.

    One message makes one task, and one cause one open task: asking twice gives the same one. The task of a message closes what earlier
    levels wanted of the same role about the same items.
    """
    fit("task", Task, assignee=assignee, role=role)
    values = {
        "customer_id": customer_id, "mode": mode, "kind": kind, "role": role, "assignee": assignee, "title": title[:300],
        "script": script, "due_on": due_on, "recorded_at": at, "cause": cause, "message_id": message_id,
    }  # fmt: skip
    with transaction.atomic():
        if message_id is not None:
            row, is_new = Task.objects.get_or_create(
                company_id=company_id, message_id=message_id, defaults=values
            )
        elif cause:
            row, is_new = Task.objects.get_or_create(
                company_id=company_id, customer_id=customer_id, mode=mode, cause=cause, done_on=None, defaults=values
            )  # fmt: skip
        else:
            row, is_new = Task.objects.create(company_id=company_id, **values), True
        if is_new:
            TaskItem.objects.bulk_create(
                TaskItem(company_id=company_id, customer_id=customer_id, task=row, item_id=item_id)
                for item_id in sorted(set(items))
            )
            if message_id is not None:
                _overtake(row)
    return row.id


def _overtake(row: Task) -> None:
    """Closes what this task takes the place of: it is older, and this one is about all that is left of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("casework", "close_overtaken_tasks"),
            {"company": row.company_id, "task": row.id, "overtaken": OVERTAKEN},
        )


def items_owed(company_id: int, *, customer_id: int, on: date) -> list[int]:
    """What a task that says "unless paid" is about: all that the customer owes on the day. Raises Refused for nothing."""
    found = [one.item_id for one in open_items(company_id, as_of=on, customers=[customer_id]) if one.open > 0]
    if not found:
        raise refuse("task", f"The customer owes nothing on {on}.", "Leave --unless-paid out.")
    return found


def finish_task(
    company_id: int, *, task_id: int, customer_id: int | None = None, on: date, at: datetime, by: str
) -> None:
    """Marks a task as done. With a customer: it must be one of his."""
    found = Task.objects.filter(company_id=company_id, id=task_id, done_on__isnull=True)
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    if not found.update(done_on=on, done_at=at, done_by=by):
        raise refuse("task", f"There is no open task {task_id}.", "See the list: recobro tasks.")


def close_paid_tasks(company_id: int, *, mode: str, as_of: date, at: datetime) -> int:
    """Closes the tasks of which every item is paid on this day. Gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            load("casework", "close_paid_tasks"),
            {"company": company_id, "mode": mode, "as_of": as_of, "at": at, "paid": PAID},
        )
        return int(cursor.rowcount)
