"""Control totals: what the books state, kept, and compared with our balance of that day."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from recobro.access.rows import rows
from recobro.kernel.problems import Refused
from recobro.ledger.control import Compared, Stated, compare_totals, state_totals
from recobro.ledger.models import OWN_SOURCE, ControlTotal, Item
from recobro.ledger.receive import receive
from recobro.ledger.tests.books import ERP, company, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    company_id = company().id
    posts(
        company_id,
        invoice("I-1", "100", issued=1),
        payment("P-1", "30", on=5),
        invoice("U-1", "7", currency="USD"),
    )
    return company_id


def state(books: int, amount: str, on: int, *, account: str = "411", currency: str = "EUR", source: str = "",
          at: int = 1) -> int:  # fmt: skip
    stated = Stated(account=account, currency=currency, on=day(on), amount=Decimal(amount))
    return state_totals(books, [stated], source=source, at=moment(at), by="Ana")


def compared(books: int) -> list[tuple[str, str, Decimal, Decimal]]:
    return [(one.source, one.account, one.stated, one.difference) for one in compare_totals(books)]


@pytest.mark.parametrize(("on", "amount", "difference"), [(4, "100", 0), (5, "70", 0), (5, "69.99", "0.01")])
def test_it_compares_with_the_balance_of_the_day(books: int, on: int, amount: str, difference: str) -> None:
    state(books, amount, on)

    (one,) = compare_totals(books)

    assert one == Compared(source="", account="411", currency="EUR", on=day(on), stated=Decimal(amount),
                           ours=Decimal(100 if on == 4 else 70), of=(ERP,), stated_at=moment(1))  # fmt: skip
    assert one.difference == Decimal(difference)


def test_each_currency_is_compared_with_itself(books: int) -> None:
    state(books, "7", 9, currency="USD")

    assert compared(books) == [("", "411", 7, 0)]


def test_what_several_state_of_one_day_costs_no_more_than_what_one_does(
    books: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for currency, source in (("EUR", ""), ("USD", ""), ("EUR", ERP)):
        state(books, "1", 9, currency=currency, source=source)

    with django_assert_num_queries(3):  # what was stated, from where items come, and the balances of the day
        assert len(compare_totals(books)) == 3


def test_a_day_without_anything_is_a_balance_of_zero(books: int) -> None:
    state(books, "12", 9, currency="GBP")

    assert compared(books) == [("", "411", 12, -12)]


def test_the_accounts_of_a_day_are_added_up(books: int) -> None:
    state(books, "60", 5, account="4110", source=ERP)
    state(books, "10", 5, account="4111", source=ERP)

    assert compared(books) == [(ERP, "4110 + 4111", 70, 0)]


def test_of_what_a_system_states_only_the_last_day_is_compared(books: int) -> None:
    state(books, "99", 4, source=ERP)
    state(books, "70", 5, source=ERP)
    state(books, "100", 4)

    assert compared(books) == [("", "411", 100, 0), (ERP, "411", 70, 0)]


def test_stated_anew_the_newer_counts_and_the_older_is_kept(books: int) -> None:
    state(books, "69", 5)
    assert state(books, "70", 5, at=2) == 1
    assert state(books, "70", 5, at=3) == 0  # the same again is nothing new

    assert compared(books) == [("", "411", 70, 0)]
    assert ControlTotal.objects.count() == 2


def test_what_a_system_states_is_compared_with_its_own_items(books: int) -> None:
    posts(books, invoice("B-1", "500", code="OTHER"), source="other")
    for source, amount in ((ERP, "70"), ("other", "499"), ("", "570")):
        state(books, amount, 9, source=source)

    assert compared(books) == [("", "411", 570, 0), (ERP, "411", 70, 0), ("other", "411", 499, 1)]
    assert [one.of for one in compare_totals(books)] == [(ERP, "other"), (ERP,), ("other",)]


def test_payments_that_come_by_another_file_are_counted_where_they_belong(books: int) -> None:
    posts(books, payment("BANK-1", "20", on=6), source="bank")  # on account: nobody knows yet what for
    state(books, "50", 9, source=ERP)

    assert compared(books) == [(ERP, "411", 50, 0)]
    assert compare_totals(books)[0].of == ("bank", ERP)


def test_what_we_posted_ourselves_belongs_to_the_system_of_its_customer(books: int) -> None:
    receive(books, customer_id=item(books, "I-1").customer_id, key="paper:1", number="P-1", currency="EUR", amount=Decimal(90),
            on=day(7), pays=[(item(books, "I-1").id, Decimal(70))], at=moment(7), by="Ana")  # fmt: skip
    posts(books, invoice("B-1", "500", code="OTHER"), source="other")
    state(books, "-20", 9, source=ERP)

    assert compared(books) == [(ERP, "411", -20, 0)]


def test_two_systems_give_what_one_would(books: int) -> None:
    """Items of the other system, of a customer of both, later facts, and what we posted of each come to the same sum."""
    posts(
        books,
        invoice("B-1", "500", code="OTHER", issued=2),
        payment("B-2", "40", code="OTHER", on=8, settles_number="B-1"),
        source="other",
    )
    posts(books, invoice("B-3", "25", issued=3), source="other")  # of LATE, whose newest item it is
    for number, to, amount in ((1, ("I-1", ERP), 10), (2, ("B-1", "other"), 7)):
        claim = Item.objects.get(company_id=books, number=to[0], source=to[1])
        receive(
            books, customer_id=claim.customer_id, key=f"paper:{number}", number=f"P-{number}", currency="EUR", amount=Decimal(amount + 1),
            on=day(7), pays=[(claim.id, Decimal(amount))], at=moment(7), by="Ana",
        )  # fmt: skip
    asked = {"company": books, "known_at": None}

    for on, by_source in (
        (4, {ERP: 100, "other": 525}),
        (7, {ERP: 60, "other": 516}),
        (9, {ERP: 60, "other": 476}),
    ):
        each = rows("ledger", "balances_on", **asked, as_of=day(on), own=OWN_SOURCE)
        assert {one["source"]: one["balance"] for one in each if one["currency"] == "EUR"} == by_source
        (whole,) = (
            one for one in rows("ledger", "balance_on", **asked, as_of=day(on)) if one["currency"] == "EUR"
        )
        assert whole["balance"] == sum(by_source.values())


def test_of_what_a_person_states_the_last_day_may_be_asked_for_alone(books: int) -> None:
    state(books, "100", 4)
    state(books, "71", 5)

    assert [one.on for one in compare_totals(books)] == [day(4), day(5)]
    assert [(one.on, one.difference) for one in compare_totals(books, only_last=True)] == [(day(5), -1)]


def test_it_refuses_an_account_that_is_none(books: int) -> None:
    with pytest.raises(Refused, match="has 101 characters"):
        state(books, "100", 5, account="9" * 101)

    assert state(books, "100", 5, account="9" * 100) == 1
