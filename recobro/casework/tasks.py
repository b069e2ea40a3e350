"""Tasks and calls of our own people."""

from __future__ import annotations

from datetime import date, datetime

from recobro.casework.models import Task
from recobro.kernel.problems import refuse


def add_task(
    company_id: int, *, customer_id: int, mode: str, kind: str, role: str, assignee: str, title: str, script: str,
    due_on: date, message_id: int | None, at: datetime,
) -> int:  # fmt: skip
    """A task or call for somebody. One message makes one task: asking twice gives the same one."""
    row, _ = Task.objects.get_or_create(
        company_id=company_id,
        message_id=message_id,
        defaults={
            "customer_id": customer_id, "mode": mode, "kind": kind, "role": role, "assignee": assignee,
            "title": title[:300], "script": script, "due_on": due_on, "recorded_at": at,
        },
    )  # fmt: skip
    return row.id


def finish_task(company_id: int, *, task_id: int, on: date, by: str) -> None:
    """Marks a task as done."""
    done = Task.objects.filter(company_id=company_id, id=task_id, done_on__isnull=True).update(
        done_on=on, done_by=by
    )
    if not done:
        raise refuse("task", f"There is no open task {task_id}.", "See the list: recobro tasks.")
