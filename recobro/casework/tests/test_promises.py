"""What became of promises: by the value date, three banking days later at the latest, and never before payments are known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.casework.end import end
from recobro.casework.promises import promise_outcomes, reliability
from recobro.casework.record import promise
from recobro.casework.tests.agreed import by, late, small_books
from recobro.ledger.allocate import live_allocations, undo
from recobro.ledger.known import payments_known
from recobro.ledger.models import Item
from recobro.ledger.tests.books import day, invoice, item, lists, moment, payment, posts

pytestmark = pytest.mark.django_db

LAST = 14  # promised for Friday the 9th: Monday, Tuesday, Wednesday the 14th


@pytest.fixture
def books() -> int:
    """LATE promises on the 2nd to pay his 50 of I-2 on the 9th."""
    books = small_books()
    promised(books)
    return books


def promised(books: int, amount: str = "50", *, made: int = 2, on: int = 9, at: int = 2) -> int:
    return promise(books, customer_id=late(books), currency="EUR", amount=Decimal(amount), made_on=day(made),
                   promised_on=day(on), reason="By telephone.", **by(at))  # fmt: skip


def known(books: int, number: int, *, source: str = "", at: int = 20) -> None:
    payments_known(books, through_on=day(number), source=source, **by(at))


def outcomes(books: int, number: int, *, at: int | None = None) -> list[str]:
    found = promise_outcomes(books, as_of=day(number), known_at=None if at is None else moment(at))
    return [one.outcome for one in found]


def paid(books: int, amount: str, *, on: int, at: int = 3, settles: str | None = "I-2") -> None:
    posts(books, payment(f"PAY-{on}-{at}", amount, on=on, settles_number=settles), at=at)


@pytest.mark.parametrize(("valued", "outcome"), [(9, "kept"), (LAST, "kept"), (LAST + 1, "broken")])
def test_it_is_kept_by_the_value_date(books: int, valued: int, outcome: str) -> None:
    paid(books, "50", on=valued)
    known(books, LAST)

    assert outcomes(books, LAST + 5) == [outcome]


@pytest.mark.parametrize(
    ("amount", "outcome"), [("0.01", "partly kept"), ("49.99", "partly kept"), ("50", "kept")]
)
def test_it_may_be_kept_in_part(books: int, amount: str, outcome: str) -> None:
    paid(books, amount, on=9)
    known(books, LAST)

    assert outcomes(books, LAST + 1) == [outcome]


@pytest.mark.parametrize(
    ("through", "as_of", "outcome"),
    [
        (None, 40, "open"), (LAST - 1, 40, "open"), (LAST, LAST, "open"), (LAST, LAST + 1, "broken"),
        (LAST + 9, LAST, "open"),
    ],
)  # fmt: skip
def test_it_is_not_judged_before_payments_are_known(
    books: int, through: int | None, as_of: int, outcome: str
) -> None:
    if through:
        known(books, through)

    assert outcomes(books, as_of) == [outcome]


def test_what_was_kept_early_is_kept(books: int) -> None:
    paid(books, "50", on=5)

    assert [outcomes(books, number) for number in (4, 5)] == [["open"], ["kept"]]


def test_what_was_paid_before_does_not_count(books: int) -> None:
    paid(books, "30", on=3)
    second = promised(books, "20", made=4, on=9, at=4)
    known(books, LAST)

    found = {one.promise_id: one for one in promise_outcomes(books, as_of=day(20))}
    assert (found[second].outcome, found[second].paid) == ("broken", 0)


def test_a_payment_that_was_under_way_counts(books: int) -> None:
    paid(books, "50", on=1, at=9)  # valued before he promised, learnt afterwards

    assert outcomes(books, 9) == ["kept"]


def test_a_payment_that_came_back_has_kept_nothing(books: int) -> None:
    paid(books, "50", on=9)
    known(books, 30)
    [allocation] = live_allocations(books, item(books, "I-2").id)
    undo(books, allocation_id=allocation.id, on=day(20), at=moment(21), by="Ana")

    assert [outcomes(books, number) for number in (19, 20)] == [["kept"], ["broken"]]


def test_a_write_off_keeps_no_promise(books: int) -> None:
    paid(books, "50", on=9)
    Item.objects.filter(company_id=books, kind="payment").update(kind="write_off")
    known(books, LAST)

    assert outcomes(books, 20) == ["broken"]


def test_a_withdrawn_promise_is_not_judged(books: int) -> None:
    [one] = promise_outcomes(books, as_of=day(3))
    end(books, kind="promise", case_id=one.promise_id, on=day(6), **by(3))
    known(books, 30)

    assert [outcomes(books, number) for number in (5, 6, 30)] == [["open"], ["withdrawn"], ["withdrawn"]]


def test_it_says_what_was_known_then(books: int) -> None:
    known(books, LAST, at=20)
    paid(books, "50", on=9, at=22)  # a payment that we overlooked

    assert [outcomes(books, 20, at=at) for at in (19, 20, 22)] == [["open"], ["broken"], ["kept"]]
    assert outcomes(books, 20) == ["kept"]


def test_another_source_does_not_say_that_it_was_not_paid(books: int) -> None:
    known(books, LAST, source="another")
    assert outcomes(books, 20) == ["open"]

    known(books, LAST, source="erp")
    assert outcomes(books, 20) == ["broken"]


@pytest.mark.parametrize(("list_before", "outcome"), [(LAST - 1, "kept"), (LAST, "broken")])
def test_a_list_of_open_items_may_learn_of_a_payment_late(books: int, list_before: int, outcome: str) -> None:
    """It was paid at the earliest after the list before."""
    known(books, list_before, source="erp", at=3)
    lists(books, invoice("I-1", due_on=day(40), open_amount=Decimal(100)), on=19, at=4)
    known(books, 19, source="erp", at=5)

    assert outcomes(books, 20) == [outcome]


def test_it_counts_how_many_a_customer_kept(books: int) -> None:
    paid(books, "30", on=9)
    promised(books, "100", made=10, on=12, at=10)
    promised(books, "10", made=20, on=30, at=20)
    paid(books, "100", on=12, at=11, settles="I-1")
    paid(books, "20", on=19, at=12)
    known(books, 20)

    counted = reliability(promise_outcomes(books, as_of=day(20)))
    assert (counted.judged, counted.kept, counted.partly_kept) == (2, 1, 1)
