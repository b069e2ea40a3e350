"""Payment paper: it covers without paying, and what became of it is in the ledger once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.casework.listing import list_papers
from recobro.casework.models import Paper
from recobro.casework.paper import clear, deposit, give_back, settle_booked, unpaid
from recobro.casework.tests.agreed import by, late, paper, small_books
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Item
from recobro.ledger.tests.books import day, invoice, item, lists, moment, open_on, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return small_books()


def covers(books: int, number: int) -> dict[str, Decimal]:
    names = dict(Item.objects.filter(company_id=books).values_list("id", "number"))
    return {names[one.item_id]: one.amount for one in Paper.objects.get(id=number).lines.order_by("id")}


def state(number: int) -> tuple[str, int | None]:
    row = Paper.objects.get(id=number)
    return row.outcome, None if row.ended_on is None else (row.ended_on - day(1)).days + 1


# What it covers


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("49.99", {"I-2": Decimal("49.99")}),
        ("50", {"I-2": 50}),
        ("120", {"I-2": 50, "I-1": 70}),
        ("200", {"I-2": 50, "I-1": 100}),
    ],
)
def test_it_covers_the_oldest_due_first(books: int, amount: str, expected: dict[str, Decimal]) -> None:
    assert covers(books, paper(books, amount)) == expected


def test_it_covers_the_items_and_parts_that_are_named(books: int) -> None:
    first, second = item(books, "I-1").id, item(books, "I-2").id

    assert covers(books, paper(books, items=[first])) == {"I-1": 100}
    parts = {second: Decimal(20)}
    assert covers(books, paper(books, "30", items=[second], parts=parts)) == {"I-2": 20}


def test_two_papers_do_not_cover_the_same_money(books: int) -> None:
    paper(books, "60", items=[item(books, "I-1").id])

    assert covers(books, paper(books, "100")) == {"I-2": 50, "I-1": 40}
    with pytest.raises(Refused, match="All of it is covered already"):
        paper(books, "100")


def test_a_part_is_no_more_than_is_free(books: int) -> None:
    first = item(books, "I-1").id
    with pytest.raises(Refused, match=r"100\.01 of I-1 is more than is free of it or of the amount, 100"):
        paper(books, "200", items=[first], parts={first: Decimal("100.01")})
    assert not Paper.objects.exists()


def test_papers_are_listed_the_one_due_first_on_top(books: int) -> None:
    later = paper(books, "60", due_on=day(50))
    first = paper(books, "40", due_on=day(20))
    deposit(books, paper_id=first, on=day(10))

    listed = list_papers(books, as_of=day(12))
    assert [(one.paper_id, one.place, one.covers) for one in listed] == [
        (first, "deposited", 40),
        (later, "received", 60),
    ]
    assert [one.paper_id for one in list_papers(books, as_of=day(9), due_until=day(20))] == [first]
    assert [one.place for one in list_papers(books, as_of=day(9))] == ["received", "received"]


# What became of it


def test_a_cleared_paper_is_a_payment_of_what_it_covered(books: int) -> None:
    number = paper(books, "120")

    clear(books, paper_id=number, on=day(30), **by(3))

    assert open_on(books, 29)["I-1"] == 100
    assert open_on(books, 30) == {"I-1": 30, "U-1": 30, "I-3": 80}
    assert state(number) == ("cleared", 30)


def test_it_clears_no_earlier_than_it_came_in(books: int) -> None:
    number = paper(books, "120")

    with pytest.raises(Refused, match=f"Paper {number} came in on 2026-01-03, after 2026-01-02"):
        clear(books, paper_id=number, on=day(2), **by(3))
    clear(books, paper_id=number, on=day(3), **by(4))


def test_what_a_paper_has_over_stays_on_account(books: int) -> None:
    number = paper(books, "170")
    posts(books, payment("PAY-1", "50", on=20, settles_number="I-2"), at=3)

    clear(books, paper_id=number, on=day(30), **by(4))

    assert open_on(books, 30) == {"P-7": -70, "U-1": 30, "I-3": 80}


def test_an_unpaid_paper_opens_its_items_again(books: int) -> None:
    number = paper(books, "120")

    unpaid(books, paper_id=number, on=day(31), **by(3))

    assert open_on(books, 31)["I-1"] == 100
    assert state(number) == ("unpaid", 31)


def test_a_paper_that_comes_back_after_it_cleared_opens_them_too(books: int) -> None:
    number = paper(books, "120")
    clear(books, paper_id=number, on=day(30), **by(3))

    unpaid(books, paper_id=number, on=day(35), reason="No funds.", **by(4))

    assert open_on(books, 34) == {"I-1": 30, "U-1": 30, "I-3": 80}
    assert open_on(books, 35) == {"I-2": 50, "I-1": 100, "U-1": 30, "I-3": 80}
    assert wrong_balances(books) == []
    assert state(number) == ("cleared", 30)  # what it was on the days between stays true
    back = Paper.objects.get(outcome="unpaid")
    assert (back.received_on, back.ended_on, back.reason, covers(books, back.id)) == (
        day(35),
        day(35),
        "No funds.",
        {"I-2": 50, "I-1": 70},
    )
    with pytest.raises(Refused, match="taken back already"):
        unpaid(books, paper_id=number, on=day(36), **by(5))


@pytest.mark.parametrize("again", [clear, unpaid, give_back])
def test_it_ends_once(books: int, again: object) -> None:
    number = paper(books)
    give_back(books, paper_id=number, on=day(5), **by(3))

    with pytest.raises(Refused, match=f"There is no open paper {number}"):
        again(books, paper_id=number, on=day(6), **by(4))  # type: ignore[operator]
    with pytest.raises(Refused, match=f"There is no open paper {number}"):
        deposit(books, paper_id=number, on=day(6))


def test_a_second_clearing_posts_no_second_payment(books: int) -> None:
    number = paper(books)
    clear(books, paper_id=number, on=day(30), **by(3))

    with pytest.raises(Refused):
        clear(books, paper_id=number, on=day(31), **by(4))
    assert Item.objects.filter(company_id=books, kind="payment").count() == 1


# Its payment comes by an import


def booked(books: int, amount: str = "100", cleared: int = 30, **changes: object) -> int:
    number = paper(books, amount, **changes)
    clear(books, paper_id=number, on=day(cleared), booked=True, **by(3))
    return number


def test_it_covers_until_the_payment_is_imported(books: int) -> None:
    number = booked(books)
    assert state(number) == ("", None)
    assert [one.place for one in list_papers(books, as_of=day(31))] == ["cleared"]

    posts(books, payment("PAY-1", "100", on=32), at=4)
    settle_booked(books, at=moment(5))

    assert state(number) == ("cleared", 32)
    assert Item.objects.filter(company_id=books, kind="payment").count() == 1


def test_a_payment_that_is_there_already_ends_it_at_once(books: int) -> None:
    posts(books, payment("PAY-1", "100", on=29, settles_number="I-1"), at=2)

    assert state(booked(books, items=[item(books, "I-1").id])) == ("cleared", 30)


def test_money_from_before_it_was_at_the_bank_is_not_its_own(books: int) -> None:
    number = paper(books)
    posts(books, payment("PAY-1", "100", on=9), at=2)
    deposit(books, paper_id=number, on=day(10))
    clear(books, paper_id=number, on=day(30), booked=True, **by(3))

    assert state(number) == ("", None)


def test_two_papers_alike_need_two_payments(books: int) -> None:
    first, second = booked(books, "40"), booked(books, "40")

    posts(books, payment("PAY-1", "40", on=31), at=4)
    settle_booked(books, at=moment(5))
    settle_booked(books, at=moment(6))
    assert [state(first)[0], state(second)[0]] == ["cleared", ""]

    posts(books, payment("PAY-2", "40", on=33), at=7)
    settle_booked(books, at=moment(8))
    assert state(second) == ("cleared", 33)


@pytest.mark.parametrize(("paid", "is_over"), [("59.99", False), ("60", True)])
def test_what_is_set_against_its_items_ends_it(books: int, paid: str, is_over: bool) -> None:
    number = booked(books, "60", items=[item(books, "I-1").id])

    posts(books, payment("PAY-1", paid, on=31, settles_number="I-1"), at=4)
    settle_booked(books, at=moment(5))

    assert state(number) == (("cleared", 31) if is_over else ("", None))


def test_two_papers_for_parts_of_one_item_end_one_after_the_other(books: int) -> None:
    only = {"items": [item(books, "I-1").id]}
    first, second = booked(books, "40", **only), booked(books, "50", **only)

    posts(books, payment("PAY-1", "44", on=31, settles_number="I-1"), at=4)
    settle_booked(books, at=moment(5))
    assert [state(first)[0], state(second)[0]] == ["cleared", ""]

    posts(books, payment("PAY-2", "46", on=33, settles_number="I-1"), at=6)
    settle_booked(books, at=moment(7))
    assert state(second) == ("cleared", 33)


def test_a_list_of_open_items_ends_it(books: int) -> None:
    number = booked(books, "60", items=[item(books, "I-1").id])

    lists(books, invoice("I-1", "100", due_on=day(40), open_amount=Decimal(40)), on=32, at=4)
    settle_booked(books, at=moment(5))

    assert state(number) == ("cleared", 32)


def test_what_the_bank_paid_is_not_given_back(books: int) -> None:
    number = booked(books)

    with pytest.raises(Refused, match=f"The bank paid paper {number} on 2026-01-30"):
        give_back(books, paper_id=number, on=day(33), **by(4))
    assert late(books)
