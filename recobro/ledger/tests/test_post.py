"""Posting: what a file says becomes facts, once, and nothing that was known before is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.ledger.allocate import undo, wrong_balances
from recobro.ledger.facts import ContactFact
from recobro.ledger.models import Allocation, Contact, Customer, Item, ItemPast
from recobro.ledger.post import OpenList, TooMuchVanishes, post
from recobro.ledger.tests.books import (
    company,
    customer,
    day,
    invoice,
    item,
    lists,
    moment,
    open_on,
    payment,
    posts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return company().id


def test_it_posts_an_invoice(books: int) -> None:
    posted = posts(books, invoice("I-1", "100.50"))

    assert (posted.customers_new, posted.items_new, posted.problems) == (1, 1, [])
    assert open_on(books, 1) == {"I-1": Decimal("100.50")}
    assert open_on(books, 0) == {}


def test_it_changes_nothing_when_the_same_is_posted_again(books: int) -> None:
    facts = (customer(city="London"), invoice("I-1"), payment("PAY-1", "40", settles_number="I-1"))
    posts(books, *facts)
    rows = [list(model.objects.order_by("id").values()) for model in (Customer, Item, Allocation)]

    again = posts(books, *facts, at=2)

    assert (again.items_unchanged, again.items_new, again.items_changed, again.allocations) == (2, 0, 0, 0)
    assert (again.customers_new, again.customers_changed) == (0, 0)
    assert rows == [list(model.objects.order_by("id").values()) for model in (Customer, Item, Allocation)]


def test_it_keeps_the_past_of_what_was_changed(books: int) -> None:
    posts(books, invoice("I-1", "100"), at=1)

    posted = posts(books, invoice("I-1", "120"), at=5)

    assert posted.items_changed == 1
    assert [(one.line, one.severity) for one in posted.problems] == [(None, "warning")]
    assert "I-1 was changed" in posted.problems[0].message
    [past] = ItemPast.objects.filter(item_id=item(books, "I-1").id)
    assert (past.amount, past.recorded_at, past.superseded_at) == (100, moment(1), moment(5))
    assert open_on(books, 1, known=4) == {"I-1": 100}  # as it was known then
    assert open_on(books, 1, known=5) == open_on(books, 1) == {"I-1": 120}
    assert open_on(books, 1, known=0) == {}


def test_it_takes_allocations_back_that_no_longer_fit(books: int) -> None:
    """Changed below what is allocated: the newest allocation is undone, and the part of it that fits stands again."""
    posts(books, invoice("I-1", "100"), payment("PAY-1", "30", on=3, settles_number="I-1"),
          payment("PAY-2", "50", on=5, settles_number="I-1"), at=1)  # fmt: skip

    posts(books, invoice("I-1", "60"), on=8, at=2)

    assert open_on(books, 8) == {"PAY-2": -20}
    assert open_on(books, 7, known=1) == {"I-1": 20}
    assert wrong_balances(books) == []


def test_it_settles_again_what_was_changed_above_what_is_allocated(books: int) -> None:
    posts(books, invoice("I-1", "100"), payment("PAY-1", "100", on=3, settles_number="I-1"), at=1)

    posts(books, invoice("I-1", "150"), on=8, at=2)

    assert open_on(books, 8) == {"I-1": 50}


def test_it_leaves_an_item_with_its_customer(books: int) -> None:
    posts(books, invoice("I-1", code="LATE"))

    posted = posts(books, invoice("I-1", "70", code="PROMPT"), at=2)

    assert [(one.severity, one.message) for one in posted.problems] == [
        ("error", "I-1 belongs to customer LATE already, not to PROMPT.")
    ]
    assert open_on(books, 1) == {"I-1": 100}


def test_it_names_the_customer_that_nobody_knows(books: int) -> None:
    posted = post(
        books, [invoice("I-1", code="GHOST", line=7)], source="erp", on=day(1), at=moment(1), by="import"
    )

    assert [(one.line, one.severity, one.message) for one in posted.problems] == [
        (7, "error", "There is no customer 'GHOST'.")
    ]
    assert not Item.objects.exists()


def test_it_takes_two_sources_for_two_systems(books: int) -> None:
    posts(books, invoice("I-1"), source="madrid")
    posts(books, invoice("I-1"), source="paris", at=2)

    assert Item.objects.filter(number="I-1").count() == 2


def test_it_writes_nothing_when_the_file_stops_half_way(books: int) -> None:
    def broken() -> object:
        yield customer()
        yield invoice("I-1")
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        post(books, broken(), source="erp", on=day(1), at=moment(1), by="import")  # type: ignore[arg-type]

    assert not Customer.objects.exists()
    assert not Item.objects.exists()


def test_it_keeps_what_a_later_file_does_not_say_of_a_customer(books: int) -> None:
    posts(books, customer(city="London", language="fr"))

    posted = posts(books, customer(city="Leeds"), at=2)

    row = Customer.objects.get(code="LATE")
    assert (row.city, row.language, posted.customers_changed) == ("Leeds", "fr", 1)


def test_it_adds_a_contact_once(books: int) -> None:
    first = ContactFact(code="LATE", role="billing", name="Ana", email="ana@late.example")
    posts(books, customer(), first)
    posts(
        books,
        ContactFact(code="LATE", role="billing", name="Ana", email="ana@late.example", phone="123"),
        at=2,
    )
    posts(books, first, at=3)

    [row] = Contact.objects.all()
    assert (row.email, row.phone) == ("ana@late.example", "123")


# Payments


def test_it_settles_by_number_the_oldest_instalment_first(books: int) -> None:
    """P-30: an instalment is a claim of its own."""
    parts = [
        invoice("I-1", "100", instalment=n, instalments=3, due_on=day(due))
        for n, due in ((1, 60), (2, 40), (3, 50))
    ]
    posts(books, *parts)

    posts(books, payment("PAY-1", "150", on=9, settles_number="I-1"), at=2)

    left = {one.instalment: one.amount_open for one in Item.objects.filter(number="I-1")}
    assert left == {1: 100, 2: 0, 3: 50}  # due 60, 40, 50


def test_it_settles_one_instalment_by_its_identity(books: int) -> None:
    posts(books, *(invoice("I-1", "100", instalment=n, instalments=2) for n in (1, 2)))

    posts(books, payment("PAY-1", "100", settles_key="I-1", settles_instalment=2), at=2)

    assert [one.amount_open for one in Item.objects.filter(number="I-1").order_by("instalment")] == [100, 0]


def test_it_sets_a_payment_that_came_first_against_the_invoice(books: int) -> None:
    """The payment is known, and its invoice comes with a later file: the payment's file is read again, and it settles."""
    first = posts(books, payment("PAY-1", "100", on=3, settles_number="I-1"))
    assert [(one.severity, one.message) for one in first.problems] == [
        ("warning", "PAY-1 stays on account: there is no invoice 'I-1' of this customer.")
    ]
    assert open_on(books, 3) == {"PAY-1": -100}

    posts(books, invoice("I-1", issued=5), at=2)
    posts(books, payment("PAY-1", "100", on=3, settles_number="I-1"), at=3)

    assert open_on(books, 5) == {}
    assert open_on(books, 4) == {"PAY-1": -100}  # effective on the later of both days


def test_it_settles_in_one_file_whatever_the_order(books: int) -> None:
    posts(books, payment("PAY-1", "100", on=3, settles_number="I-1"), invoice("I-1", issued=1))

    assert open_on(books, 3) == {}


def test_it_leaves_the_rest_of_a_payment_on_account(books: int) -> None:
    posts(books, invoice("I-1"), payment("PAY-1", "130", on=4, settles_number="I-1"))

    assert open_on(books, 4) == {"PAY-1": -30}


def test_it_never_settles_in_another_currency_by_itself(books: int) -> None:
    posted = posts(books, invoice("I-1", currency="USD"), payment("PAY-1", "100", settles_number="I-1"))

    assert "invoice 'I-1' is in USD, not in EUR" in posted.problems[0].message
    assert open_on(books, 10) == {"I-1": 100, "PAY-1": -100}


def test_it_never_settles_another_customers_invoice(books: int) -> None:
    posts(books, invoice("I-1", code="LATE"), payment("PAY-1", "100", code="PROMPT", settles_number="I-1"))

    assert open_on(books, 10) == {"I-1": 100, "PAY-1": -100}


# What the file says is closed


def test_a_cancelled_invoice_was_never_a_claim(books: int) -> None:
    """P-66: not on any day."""
    posts(books, invoice("I-1", issued=1, closed_as="cancelled"), on=20)

    assert all(open_on(books, number) == {} for number in (1, 2, 19, 20, 40))


def test_an_invoice_that_is_cancelled_later_was_a_claim_until_then(books: int) -> None:
    posts(books, invoice("I-1", issued=1))

    posts(books, invoice("I-1", issued=1, closed_as="cancelled"), on=20, at=2)

    assert open_on(books, 19) == {"I-1": 100}
    assert open_on(books, 20) == {}


@pytest.mark.parametrize("on", [10, 20, 30])
def test_a_status_that_is_read_again_closes_nothing_twice(books: int, on: int) -> None:
    """The file that said so first is dated day 20; whether it is read again as of an earlier or a later day, it closes nothing more."""
    posts(books, invoice("I-1", issued=1))
    posts(books, invoice("I-1", issued=1, closed_as="paid"), on=20, at=2)

    again = posts(books, invoice("I-1", issued=1, closed_as="paid"), on=on, at=3)

    assert (again.adjusted, again.problems) == (0, [])
    assert open_on(books, 30) == {}
    assert wrong_balances(books) == []


def test_a_paid_invoice_without_a_day_is_paid_on_the_day_of_the_file(books: int) -> None:
    posts(books, invoice("I-1", issued=1, closed_as="paid"), on=20)

    assert open_on(books, 19) == {"I-1": 100}
    assert open_on(books, 20) == {}


def test_a_balance_that_movements_state_counts_when_the_item_comes_in(books: int) -> None:
    posts(books, invoice("I-1", issued=1, open_amount=Decimal(60)), on=5)
    assert open_on(books, 5) == {"I-1": 60}

    posts(books, payment("PAY-1", "20", on=6, settles_number="I-1"), at=2)
    posts(books, invoice("I-1", issued=1, open_amount=Decimal(60)), on=7, at=3)

    assert open_on(books, 7) == {"I-1": 40}  # the older file says nothing new


# Lists of open items


def listed(number: str, open_amount: str, amount: str = "100") -> object:
    return invoice(number, amount, open_amount=Decimal(open_amount))


def test_a_list_moves_balances_down_and_up_again(books: int) -> None:
    lists(books, listed("I-1", "100"), on=2, at=1)
    down = lists(books, listed("I-1", "60"), on=4, at=2)
    up = lists(books, listed("I-1", "90"), on=6, at=3)
    same = lists(books, listed("I-1", "90"), on=8, at=4)

    assert (down.adjusted, up.adjusted, same.adjusted) == (1, 1, 0)
    assert [open_on(books, number) for number in (3, 4, 5, 6, 8)] == [
        {"I-1": 100}, {"I-1": 60}, {"I-1": 60}, {"I-1": 90}, {"I-1": 90}
    ]  # fmt: skip
    assert open_on(books, 8, known=2) == {"I-1": 60}
    assert wrong_balances(books) == []


def test_what_vanishes_from_a_list_is_closed_and_may_come_back(books: int) -> None:
    lists(books, listed("I-1", "100"), listed("I-2", "100"), on=2, at=1)
    gone = lists(books, listed("I-1", "100"), on=4, at=2)
    back = lists(books, listed("I-1", "100"), listed("I-2", "70"), on=6, at=3)

    assert (gone.closed, back.closed) == (1, 0)
    assert open_on(books, 3) == {"I-1": 100, "I-2": 100}
    assert open_on(books, 4) == open_on(books, 5) == {"I-1": 100}
    assert open_on(books, 6) == {"I-1": 100, "I-2": 70}
    assert wrong_balances(books) == []


def test_a_list_closes_only_what_its_own_source_brought(books: int) -> None:
    posts(books, invoice("X-1"), source="other")
    lists(books, listed("I-1", "100"), on=2, at=2)

    assert set(open_on(books, 2)) == {"X-1", "I-1"}


def test_a_list_does_not_close_what_was_issued_after_its_day(books: int) -> None:
    posts(books, invoice("I-9", issued=9))

    lists(books, listed("I-1", "100"), on=2, at=2)

    assert open_on(books, 9) == {"I-1": 100, "I-9": 100}


def test_a_list_reopens_what_a_payment_had_closed(books: int) -> None:
    """The other side took the payment back: by the list it is owed again, and the money stands on account."""
    lists(books, listed("I-1", "100"), on=2, at=1)
    posts(books, payment("PAY-1", "100", on=3, settles_number="I-1"), on=3, at=2)

    lists(books, listed("I-1", "100"), on=5, at=3)

    assert open_on(books, 4) == {}
    assert open_on(books, 5)["I-1"] == 100
    assert wrong_balances(books) == []


def test_an_older_list_takes_nothing_away_twice(books: int) -> None:
    lists(books, listed("I-1", "100"), listed("I-2", "100"), on=2, at=1)
    lists(books, listed("I-1", "30"), on=6, at=2)

    older = lists(books, listed("I-1", "60"), on=4, at=3)

    assert [one.message for one in older.problems] == [
        "I-1 stays as it is: facts after 2026-01-04 have changed it since."
    ]
    assert (older.adjusted, older.closed) == (0, 0)
    assert open_on(books, 6) == {"I-1": 30}
    assert wrong_balances(books) == []


@pytest.mark.parametrize(("missing", "refused"), [(1, False), (2, True)])
def test_more_than_a_fifth_vanishing_is_refused(books: int, missing: int, refused: bool) -> None:
    """At a fifth it goes; above it is refused, and nothing is written."""
    lists(books, *(listed(f"I-{number}", "100") for number in range(5)), on=2, at=1)
    rest = [listed(f"I-{number}", "100") for number in range(missing, 5)]
    before = list(Item.objects.order_by("id").values())

    if refused:
        with pytest.raises(TooMuchVanishes, match="2 of 5 open items are not in the list"):
            lists(books, *rest, on=4, at=2, at_most="0.20")
        assert before == list(Item.objects.order_by("id").values())
    else:
        assert lists(books, *rest, on=4, at=2, at_most="0.20").closed == 1


def test_an_incomplete_list_closes_nothing(books: int) -> None:
    lists(books, listed("I-1", "100"), listed("I-2", "100"), on=2, at=1)
    open_list = OpenList(on=day(4), vanish_at_most=Decimal(1), is_complete=lambda: False)

    posted = post(
        books, [listed("I-1", "80")], source="erp", on=day(4), at=moment(2), by="x", open_list=open_list
    )  # type: ignore[list-item]

    assert posted.closed == 0
    assert open_on(books, 4) == {"I-1": 80, "I-2": 100}


def test_it_asks_first_when_a_whole_currency_would_vanish(books: int) -> None:
    """Ten invoices in euros are in the list again; the two in dollars, worth much more, are not."""
    euros = [invoice(f"E-{n}", "100", open_amount=Decimal(100)) for n in range(10)]
    dollars = [invoice(f"D-{n}", "5000", currency="USD", open_amount=Decimal(5000)) for n in range(2)]
    lists(books, *euros, *dollars, on=2, at=1)

    with pytest.raises(TooMuchVanishes):
        lists(books, *euros, on=3, at=2, at_most="0.20")


def test_a_file_without_due_dates_leaves_those_that_were_derived(books: int) -> None:
    posts(books, invoice("D-1", "10", due_on=day(31), due_derived=True))

    posted = posts(books, invoice("D-1", "10", due_on=None), at=2)
    assert (posted.items_changed, posted.items_unchanged, item(books, "D-1").due_on) == (0, 1, day(31))

    posted = posts(books, invoice("D-1", "12", due_on=None), at=3)
    assert (posted.items_changed, item(books, "D-1").due_on) == (1, day(31))


def test_a_payment_of_what_was_paid_by_another_counts_from_the_day_on_which_that_was_undone(
    books: int,
) -> None:
    posts(books, invoice("I-1"), payment("P-1", "100", on=3, settles_number="I-1"))
    undo(books, allocation_id=Allocation.objects.get().id, on=day(9), at=moment(2), by="Ana")

    posts(books, payment("P-2", "100", on=4, settles_number="I-1"), at=3)

    assert open_on(books, 8) == {"P-2": -100}
    assert open_on(books, 9) == {"P-1": -100}
