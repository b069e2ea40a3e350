"""Opening balances: the first items of a new customer, and nothing new of one that we know."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from recobro.ledger.allocate import wrong_balances
from recobro.ledger.facts import ItemFact
from recobro.ledger.models import Item
from recobro.ledger.tests.books import company, day, invoice, open_on, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    """The first year: one invoice is open at its end."""
    company_id = company().id
    posts(
        company_id,
        invoice("I-1", "100"),
        invoice("I-2", "40"),
        payment("P-1", "40", on=9, settles_number="I-2"),
    )
    return company_id


def opening(
    amount: str = "100", *, code: str = "LATE", on: int = 20, number: str = "AN-1", **more: Any
) -> ItemFact:
    fact = invoice(number, amount, code=code, issued=on)
    return replace(fact, kind="opening_balance", is_opening=True, **more)


def test_those_of_a_customer_whom_we_know_are_not_posted_again(books: int) -> None:
    posted = posts(books, opening(), invoice("I-3", "7", issued=21), on=20, at=2)

    assert (posted.carried, posted.items_new, posted.items_unchanged) == (1, 1, 0)
    assert open_on(books, 21) == {"I-1": 100, "I-3": 7}
    assert [problem.severity for problem in posted.problems] == ["note"]


def test_those_of_a_new_customer_are_his_first_items(books: int) -> None:
    posted = posts(books, opening(code="NEW"), at=2)

    assert (posted.carried, open_on(books, 20)) == (0, {"I-1": 100, "AN-1": 100})
    again = posts(books, opening(code="NEW"), at=3)
    assert (again.carried, again.items_unchanged) == (0, 1)


def test_another_source_that_knows_the_customer_does_not_count(books: int) -> None:
    assert posts(books, opening(), at=2, source="other").items_new == 1


def test_a_balance_that_is_not_ours_is_told(books: int) -> None:
    posted = posts(books, opening("90"), at=2)

    (warning,) = [problem for problem in posted.problems if problem.severity == "warning"]
    assert "had 100 EUR open on 2026-01-19, and the books carry forward 90" in warning.message


def test_the_letter_of_an_opening_goes_to_what_it_stands_for(books: int) -> None:
    """The new year letters the opening balance with the payment; the invoice of the old year is paid by it."""
    lettered = {"letter": "AA/2026", "letter_rule": "whole"}

    posted = posts(books, opening(**lettered), payment("P-9", "100", on=25, **lettered), at=2)

    assert (posted.groups, open_on(books, 24), open_on(books, 25)) == (1, {"I-1": 100}, {})
    assert wrong_balances(books) == []
    again = posts(books, opening(**lettered), payment("P-9", "100", on=25, **lettered), at=3)
    assert (again.carried, again.groups, again.items_new) == (1, 0, 0)
    assert open_on(books, 25) == {}


def test_of_two_alike_the_oldest_bears_the_letter(books: int) -> None:
    posts(books, invoice("I-0", "100", issued=5))
    lettered = {"letter": "AA/2026", "letter_rule": "whole"}

    posts(books, opening(**lettered), opening(number="AN-2"), payment("P-9", "100", on=25, **lettered), at=2)

    assert open_on(books, 25) == {"I-0": 100}
    assert Item.objects.get(number="I-1").letter == "AA/2026"
    assert Decimal(0) == Item.objects.get(number="I-1").amount_open
    assert day(25) == Item.objects.get(number="I-1").last_fact_on
