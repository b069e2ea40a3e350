"""The money asleep: each amount once, with who looks after it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from recobro.casework.asleep import Asleep, asleep, totals
from recobro.casework.record import complain, dispute, hold, retain
from recobro.casework.tests.agreed import KINDS, by, late, paper, plan, small_books
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import day, item, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return small_books()


def held(books: int, **changes: Any) -> int:
    values: dict[str, Any] = {"from_on": day(3), "until_on": day(60), "reason": "x", **by()}
    return hold(books, customer_id=late(books), **{**values, **changes})


def found(books: int, number: int) -> dict[tuple[str, str], Decimal]:
    return {(one.kind, one.currency): one.amount for one in asleep(books, as_of=day(number))}


def only(books: int, number: int) -> Asleep:
    [one] = asleep(books, as_of=day(number))
    return one


def test_each_amount_counts_once_in_the_order_of_evaluation(books: int) -> None:
    first = item(books, "I-1").id
    held(books)
    complain(books, customer_id=late(books), made_on=day(3), owner="Ana", reason="Rude.", **by())
    dispute(
        books,
        customer_id=late(books),
        item_id=first,
        amount=Decimal(30),
        from_on=day(3),
        reason="x",
        **by(),
    )
    retain(
        books,
        customer_id=late(books),
        item_id=first,
        kind="tax",
        amount=Decimal(5),
        from_on=day(3),
        reason="x",
        **by(),
    )
    paper(books, "60", items=[first])

    assert found(books, 5) == {
        ("dispute", "EUR"): 30, ("paper", "EUR"): 60, ("retained", "EUR"): 5, ("complaint", "EUR"): 55, ("complaint", "USD"): 30,
    }  # fmt: skip


def test_no_more_sleeps_than_is_open(books: int) -> None:
    first = item(books, "I-1").id
    paper(books, "60", items=[first])
    plan(books, items=[first])
    posts(books, payment("PAY-1", "70", on=4, settles_number="I-1"), at=4)

    assert found(books, 5) == {("paper", "EUR"): 30}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_seen_until_it_ends(books: int, kind: str) -> None:
    KINDS[kind](books)

    assert {kind} == {name for name, _ in found(books, 5)}
    assert found(books, 2) == {}


def test_a_broken_plan_sleeps_no_more(books: int) -> None:
    plan(books, 1)

    assert [len(found(books, number)) for number in (14, 15)] == [1, 0]


def test_what_is_overdue_is_said(books: int) -> None:
    held(books)

    overdue = {one.currency: one.overdue for one in asleep(books, as_of=day(21))}
    assert overdue == {"EUR": 50, "USD": 0}


@pytest.mark.parametrize(("until", "soon"), [(10, True), (17, True), (18, False)])
def test_it_says_what_ends_soon(books: int, until: int, soon: bool) -> None:
    held(books, item_id=item(books, "I-1").id, until_on=day(until))

    assert only(books, 10).ends_soon is soon


# Orphans


def test_a_case_without_owner_falls_to_the_collector(books: int) -> None:
    held(books, item_id=item(books, "I-1").id)
    assert (only(books, 5).owner, only(books, 5).orphan) == ("", "nobody owns it")

    Customer.objects.filter(company_id=books).update(collector="Carla")
    assert (only(books, 5).owner, only(books, 5).orphan) == ("Carla", "")


@pytest.mark.parametrize(("until", "orphan"), [(185, ""), (186, "reaches to 2026-07-05")])
def test_what_reaches_far_is_an_orphan(books: int, until: int, orphan: str) -> None:
    held(books, item_id=item(books, "I-1").id, until_on=day(until), owner="Ana")

    assert only(books, 5).orphan == orphan


@pytest.mark.parametrize(("number", "orphan"), [(93, ""), (94, "no end, for 91 days")])
def test_what_has_no_end_is_one_after_a_while(books: int, number: int, orphan: str) -> None:
    dispute(
        books,
        customer_id=late(books),
        item_id=item(books, "I-1").id,
        from_on=day(3),
        owner="Ana",
        reason="x",
        **by(),
    )

    assert only(books, number).orphan == orphan


def test_a_paper_whose_day_has_passed_is_one(books: int) -> None:
    paper(books, owner="Ana", due_on=day(30))

    assert [only(books, number).orphan for number in (30, 31)] == ["", "its day, 2026-01-30, has passed"]


def test_it_is_summed_by_currency_kind_and_owner(books: int) -> None:
    held(books, item_id=item(books, "I-1").id, owner="Ana")
    held(books, item_id=item(books, "I-2").id, owner="Ana", from_on=day(1))
    held(books, item_id=item(books, "U-1").id, owner="Ben")

    summed = totals(asleep(books, as_of=day(5)))
    assert [(one.currency, one.kind, one.owner, one.cases, one.amount, one.days) for one in summed] == [
        ("EUR", "hold", "Ana", 2, 150, 4),
        ("USD", "hold", "Ben", 1, 30, 2),
    ]
