"""Lettering: groups that the books set off are set off in the ledger, once, and let go when the books let go."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from recobro.ledger.allocate import undo, wrong_balances
from recobro.ledger.facts import ItemFact
from recobro.ledger.models import Allocation
from recobro.ledger.post import Posted
from recobro.ledger.tests.books import company, day, invoice, moment, open_on, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return company().id


def lettered(fact: ItemFact, letter: str | None = "AA", rule: str = "whole", **more: Any) -> ItemFact:
    return replace(fact, letter=letter, letter_rule=rule if letter else None, **more)


def warnings(posted: Posted) -> list[str]:
    return [problem.message for problem in posted.problems]


def test_a_group_that_comes_to_zero_is_set_off_oldest_first(books: int) -> None:
    posted = posts(books, lettered(invoice("I-2", "60", issued=3)), lettered(invoice("I-1", "40", issued=1)),
                   lettered(payment("P-1", "70", on=2)), lettered(payment("P-2", "30", on=9)))  # fmt: skip

    assert (posted.groups, posted.allocations, posted.problems) == (1, 3, [])
    assert open_on(books, 2) == {"P-1": -30}  # I-1 was paid on the 2nd
    assert open_on(books, 3) == {"I-2": 30}  # the rest of P-1 counts from the day of I-2
    assert open_on(books, 9) == {}
    assert wrong_balances(books) == []


def test_the_same_file_twice_changes_nothing(books: int) -> None:
    file = (lettered(invoice("I-1")), lettered(payment("P-1", "100")))
    posts(books, *file)

    again = posts(books, *file, at=2)

    assert (again.groups, again.allocations, again.items_unchanged) == (0, 0, 2)
    assert Allocation.objects.count() == 1


def test_a_letter_may_come_later(books: int) -> None:
    posts(books, invoice("I-1"), payment("P-1", "100"))

    posted = posts(books, lettered(invoice("I-1")), lettered(payment("P-1", "100")), at=2)

    assert (posted.groups, posted.items_changed) == (1, 0)
    assert open_on(books, 10) == {}
    assert open_on(books, 10, known=1) == {"I-1": 100, "P-1": -100}


def test_the_same_letter_of_two_customers_is_two_groups(books: int) -> None:
    posted = posts(books, lettered(invoice("I-1")), lettered(payment("P-2", "100", code="PROMPT")))

    assert posted.groups == 0
    assert len(warnings(posted)) == 2
    assert open_on(books, 10) == {"I-1": 100, "P-2": -100}


def test_a_group_that_does_not_come_to_zero_stays_and_is_told(books: int) -> None:
    posted = posts(books, lettered(invoice("I-1", line=3)), lettered(payment("P-1", "99.99")))

    assert open_on(books, 10) == {"I-1": 100, "P-1": Decimal("-99.99")}
    assert "'AA'" in warnings(posted)[0]
    assert "0.01 is left" in warnings(posted)[0]


def test_a_group_that_is_partly_paid_is_set_off_as_far_as_it_goes(books: int) -> None:
    posted = posts(
        books, lettered(invoice("I-1"), "aa", "part"), lettered(payment("P-1", "30"), "aa", "part")
    )

    assert open_on(books, 10) == {"I-1": 70}
    assert posted.problems == []


def test_a_partial_group_that_becomes_whole_keeps_what_stands(books: int) -> None:
    posts(books, lettered(invoice("I-1"), "aa", "part"), lettered(payment("P-1", "30"), "aa", "part"))

    posts(
        books, lettered(invoice("I-1")), lettered(payment("P-1", "30")), lettered(payment("P-2", "70")), at=2
    )

    assert open_on(books, 10) == {}
    assert Allocation.objects.count() == 2  # none was undone and made again


def test_a_letter_that_goes_away_undoes_what_it_set_off(books: int) -> None:
    posts(books, lettered(invoice("I-1")), lettered(payment("P-1", "100")))

    posted = posts(books, invoice("I-1"), payment("P-1", "100"), at=2)

    assert open_on(books, 10) == {"I-1": 100, "P-1": -100}
    assert open_on(books, 10, known=1) == {}
    assert "1 allocations are undone" in warnings(posted)[0]


def test_an_item_that_moves_to_another_group_is_set_off_there(books: int) -> None:
    posts(books, lettered(invoice("I-1")), lettered(payment("P-1", "100")), invoice("I-2"))

    posts(books, invoice("I-1"), lettered(payment("P-1", "100"), "AB"), lettered(invoice("I-2"), "AB"), at=2)

    assert open_on(books, 10) == {"I-1": 100}
    assert wrong_balances(books) == []


def test_a_file_that_does_not_name_an_item_leaves_its_letter(books: int) -> None:
    posts(books, lettered(invoice("I-1")), lettered(payment("P-1", "100")))

    posts(books, invoice("I-9"), at=2)

    assert open_on(books, 10) == {"I-9": 100}


def test_a_closed_item_is_closed_without_its_partner(books: int) -> None:
    closed = lettered(invoice("I-1"), "C-1", "closed", letter_closed_on=day(7))
    posts(books, closed, lettered(payment("P-1", "20"), "C-2", "closed", letter_closed_on=day(12)))

    assert open_on(books, 6) == {"I-1": 100}
    assert open_on(books, 11) == {"P-1": -20}
    assert open_on(books, 12) == {}
    assert posts(books, closed, at=2).allocations == 0


def test_a_closed_item_that_is_open_again_is_claimed_again(books: int) -> None:
    posts(books, lettered(invoice("I-1"), "C-1", "closed", letter_closed_on=day(7)))

    posts(books, invoice("I-1"), at=2)

    assert open_on(books, 20) == {"I-1": 100}
    assert open_on(books, 20, known=1) == {}
    assert wrong_balances(books) == []


def test_two_currencies_are_set_off_by_their_value_in_the_books(books: int) -> None:
    """An invoice of 110 USD, entered at 100 EUR, paid by 102 EUR; the books post the 2 EUR as a gain."""
    dollars = invoice("U-1", "110", currency="USD", letter_value=Decimal(100))
    posts(
        books, lettered(dollars), lettered(payment("P-1", "102")), lettered(invoice("GAIN", "2", issued=10))
    )

    assert open_on(books, 10) == {}
    crossed = Allocation.objects.get(debit_amount=110)
    assert crossed.credit_amount == 100
    assert wrong_balances(books) == []


def test_a_difference_of_exchange_is_closed_with_its_group(books: int) -> None:
    """The invoice and its payment are both 110 USD; the books alone know a gain of 2 EUR."""
    dollars = {"currency": "USD"}
    posts(books, lettered(invoice("U-1", "110", **dollars, letter_value=Decimal(100))),
          lettered(payment("P-1", "110", **dollars, letter_value=Decimal(-102))),
          lettered(invoice("GAIN", "2", issued=10)))  # fmt: skip

    assert open_on(books, 10) == {}
    assert wrong_balances(books) == []


def test_what_was_allocated_by_hand_before_is_left_alone(books: int) -> None:
    paid = payment("P-1", "100", settles_number="I-1")
    posts(books, invoice("I-1"), paid)

    posted = posts(books, lettered(invoice("I-1")), lettered(paid), at=2)

    assert (posted.allocations, posted.problems) == (0, [])
    assert open_on(books, 10, known=2) == {}
    assert moment(2) not in set(Allocation.objects.values_list("recorded_at", flat=True))


def test_what_was_undone_is_set_off_again_from_the_day_of_the_undo_on(books: int) -> None:
    """Until the 9th P-1 paid the invoice: set off with P-2 on an earlier day, it would be paid twice."""
    posts(books, invoice("I-1"), payment("P-1", "100", on=3, settles_number="I-1"))
    undo(books, allocation_id=Allocation.objects.get().id, on=day(9), at=moment(2), by="Ana")

    posts(books, lettered(invoice("I-1")), lettered(payment("P-2", "100", on=4)), at=3)

    assert open_on(books, 8) == {"P-2": -100}
    assert open_on(books, 9) == {"P-1": -100}


def test_one_currency_is_set_off_by_its_amounts_where_the_value_of_an_earlier_file_is_not_known(
    books: int,
) -> None:
    dollars = {"currency": "USD"}
    posts(books, lettered(invoice("U-1", "110", **dollars, letter_value=Decimal(100))))

    posted = posts(books, lettered(payment("P-1", "110", **dollars, letter_value=Decimal(-102))), at=2)

    assert open_on(books, 10) == {}
    assert posted.problems == []
