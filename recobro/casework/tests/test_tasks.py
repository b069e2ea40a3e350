"""Tasks: one a message, done once."""

from __future__ import annotations

import pytest

from recobro.casework.listing import list_tasks
from recobro.casework.tasks import add_task, finish_task
from recobro.kernel.problems import Refused
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import company, customer, day, moment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    books = company().id
    posts(books, customer())
    return books


def adds(
    books: int, message_id: int, *, title: str = "Call LATE", due: int = 5, mode: str = "rehearsal"
) -> int:
    return add_task(
        books, customer_id=Customer.objects.get(company_id=books).id, mode=mode, kind="call", role="collector", assignee="",
        title=title, script="Ask when.", due_on=day(due), message_id=message_id, at=moment(2),
    )  # fmt: skip


def test_one_message_makes_one_task(books: int) -> None:
    assert adds(books, 7) == adds(books, 7)
    assert adds(books, 8) != adds(books, 7)
    assert len(list_tasks(books, mode="rehearsal")) == 2


def test_a_long_title_is_cut(books: int) -> None:
    adds(books, 7, title="x" * 400)

    assert [len(one.title) for one in list_tasks(books, mode="rehearsal")] == [300]


def test_a_task_is_done_once(books: int) -> None:
    number = adds(books, 7)

    finish_task(books, task_id=number, on=day(6), by="Ana")

    assert list_tasks(books, mode="rehearsal") == []
    assert [one.done_on for one in list_tasks(books, mode="rehearsal", with_done=True)] == [day(6)]
    with pytest.raises(Refused, match=f"There is no open task {number}"):
        finish_task(books, task_id=number, on=day(7), by="Ana")


def test_tasks_are_listed_by_mode_the_oldest_first(books: int) -> None:
    later, earlier, live = adds(books, 7, due=9), adds(books, 8, due=3), adds(books, 9, mode="live")

    assert [one.task_id for one in list_tasks(books, mode="rehearsal")] == [earlier, later]
    assert [one.task_id for one in list_tasks(books, mode="live")] == [live]
