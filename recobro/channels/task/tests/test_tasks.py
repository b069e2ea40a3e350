"""A message for our own people is a task on their list, once."""

from __future__ import annotations

from typing import Any

import pytest

from recobro.access.company import CompanyValue
from recobro.casework.models import Task
from recobro.channels.task import Tasks
from recobro.outbox.channel import Outgoing
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> CompanyValue:
    company = cast.creditor()
    cast.owes(company, cast.LATE, "INV-1", "120.00")
    return company


def outgoing(company: CompanyValue, **changes: Any) -> Outgoing:
    values: dict[str, Any] = {
        "message_id": 7, "company": company, "customer_id": cast.customer(company, cast.LATE), "mode": "rehearsal",
        "channel": "task", "role": "sales", "recipient": "sales", "language": "en", "subject": "Ask Late GmbH",
        "text": "Call Jürgen.", "html": "", "letter": "", "header_id": "<7@northwind.test>", "assignee": "ines@northwind.test",
        "on": cast.TODAY, "at": cast.at(),
    }  # fmt: skip
    return Outgoing(**{**values, **changes})


def test_it_puts_a_task_on_the_list(company: CompanyValue) -> None:
    result = Tasks().send(outgoing(company))
    task = Task.objects.get()
    assert (result.outcome, result.detail) == ("sent", f"Task {task.id}.")
    assert (task.company_id, task.customer_id) == (company.id, cast.customer(company, cast.LATE))
    assert (task.kind, task.role, task.assignee, task.mode) == (
        "task",
        "sales",
        "ines@northwind.test",
        "rehearsal",
    )
    assert (task.title, task.script, task.due_on) == ("Ask Late GmbH", "Call Jürgen.", cast.TODAY)
    assert (task.message_id, task.recorded_at, task.done_on) == (7, cast.at(), None)


@pytest.mark.parametrize(
    ("channel", "role", "kind", "whose"),
    [
        ("call", "manager", "call", "manager"),
        ("call", "", "call", "collector"),
        ("sms", "", "task", "collector"),
        ("whatsapp", "", "task", "collector"),
    ],
)
def test_it_knows_calls_and_roads_that_do_not_exist_yet(
    company: CompanyValue, channel: str, role: str, kind: str, whose: str
) -> None:
    assert Tasks().send(outgoing(company, channel=channel, role=role)).outcome == "sent"
    assert list(Task.objects.values_list("kind", "role")) == [(kind, whose)]


def test_it_makes_one_task_of_one_message(company: CompanyValue) -> None:
    first = Tasks().send(outgoing(company))
    again = Tasks().send(outgoing(company, at=cast.at(hour=10)))
    assert first == again
    assert Task.objects.count() == 1


def test_it_failed_where_the_task_cannot_be_recorded(company: CompanyValue) -> None:
    result = Tasks().send(outgoing(company, role="x" * 10))
    assert result.outcome == "failed"
    assert Task.objects.count() == 0
