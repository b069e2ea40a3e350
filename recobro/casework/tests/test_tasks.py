"""Tasks: one a message, done once."""

from __future__ import annotations

import pytest

from recobro.casework.listing import list_tasks
from recobro.casework.tasks import add_task, close_paid_tasks, finish_task, items_owed
from recobro.casework.tests.agreed import late, small_books
from recobro.kernel.problems import Refused
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import company, customer, day, item, moment, payment, posts

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

    finish_task(books, task_id=number, on=day(6), at=moment(6), by="Ana")

    assert list_tasks(books, mode="rehearsal") == []
    assert [one.done_on for one in list_tasks(books, mode="rehearsal", with_done=True)] == [day(6)]
    with pytest.raises(Refused, match=f"There is no open task {number}"):
        finish_task(books, task_id=number, on=day(7), at=moment(7), by="Ana")


def test_tasks_are_listed_by_mode_the_oldest_first(books: int) -> None:
    later, earlier, live = adds(books, 7, due=9), adds(books, 8, due=3), adds(books, 9, mode="live")

    assert [one.task_id for one in list_tasks(books, mode="rehearsal")] == [earlier, later]
    assert [one.task_id for one in list_tasks(books, mode="live")] == [live]


# Those that close themselves


def unless_paid(books: int, *numbers: str, mode: str = "rehearsal", cause: str = "") -> int:
    items = [item(books, number).id for number in numbers]
    return add_task(
        books, customer_id=late(books), mode=mode, title="Call", due_on=day(17), items=items, cause=cause, at=moment(2)
    )  # fmt: skip


def closed(books: int, number: int, mode: str = "rehearsal") -> dict[int, str]:
    close_paid_tasks(books, mode=mode, as_of=day(number), at=moment(number))
    return {
        one.task_id: one.done_by
        for one in list_tasks(books, mode=mode, with_done=True)
        if one.done_on == day(number)
    }


def test_a_task_closes_when_all_its_items_are_paid() -> None:
    books = small_books()
    both, one, none = (
        unless_paid(books, "I-1", "I-2"),
        unless_paid(books, "I-2"),
        unless_paid(books),
    )
    posts(books, payment("PAY-1", "50", on=5, settles_number="I-2"), at=3)

    assert closed(books, 4) == {}
    assert closed(books, 5) == {one: "paid"}
    posts(books, payment("PAY-2", "99.99", on=6, settles_number="I-1"), at=4)
    assert closed(books, 6) == {}
    posts(books, payment("PAY-3", "0.01", on=7, settles_number="I-1"), at=5)
    assert closed(books, 7) == {both: "paid"}
    assert [task.task_id for task in list_tasks(books, mode="rehearsal")] == [none]


def test_the_other_mode_and_the_other_company_are_left_alone() -> None:
    books, others = small_books(), small_books("Quay")
    unless_paid(books, "I-2", mode="live")
    unless_paid(others, "I-2")
    for each in (books, others):
        posts(each, payment("PAY-1", "50", on=5, settles_number="I-2"), at=3)

    assert closed(books, 5) == {}
    assert len(list_tasks(others, mode="rehearsal")) == 1


def test_one_cause_has_one_open_task() -> None:
    books = small_books()
    first = unless_paid(books, cause="no_address")
    assert unless_paid(books, cause="no_address") == first

    finish_task(books, task_id=first, on=day(3), at=moment(3), by="Ana")
    assert unless_paid(books, cause="no_address") != first


def test_two_tasks_by_hand_are_two() -> None:
    books = small_books()

    assert unless_paid(books) != unless_paid(books)


def test_unless_paid_is_about_all_that_he_owes() -> None:
    books = small_books()

    assert items_owed(books, customer_id=late(books), on=day(2)) == [
        item(books, "I-2").id,
        item(books, "U-1").id,
        item(books, "I-1").id,
    ]
    with pytest.raises(Refused, match="owes nothing on 2025-12-31"):
        items_owed(books, customer_id=late(books), on=day(0))


# Those that a later level takes the place of


def of_a_level(books: int, message_id: int, *numbers: str, due: int, role: str = "collector") -> int:
    return add_task(
        books, customer_id=late(books), mode="rehearsal", kind="call", role=role, title="Call", due_on=day(due),
        items=[item(books, number).id for number in numbers], message_id=message_id, at=moment(due),
    )  # fmt: skip


def test_a_later_level_takes_the_place_of_an_earlier_one() -> None:
    books = small_books()
    of_a_level(books, 1, "I-1", "I-2", due=3)
    by_hand = unless_paid(books, "I-1")

    last = of_a_level(books, 2, "I-1", "I-2", due=9)

    tasks = {one.task_id: one.done_by for one in list_tasks(books, mode="rehearsal", with_done=True)}
    assert tasks == {last: "", by_hand: ""} | {
        one: "a later level" for one in tasks if one not in (last, by_hand)
    }
    assert len(tasks) == 3


def test_what_the_later_level_is_not_about_stays() -> None:
    books = small_books()
    both = of_a_level(books, 1, "I-1", "I-2", due=3)
    manager = of_a_level(books, 2, "I-1", due=3, role="manager")

    last = of_a_level(books, 3, "I-1", due=9)

    assert {one.task_id for one in list_tasks(books, mode="rehearsal")} == {both, manager, last}
