"""A payment registered by hand: it pays the invoice, the rest stays on account, and a form books once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Allocation, Item
from recobro.ledger.register import Registered, StaysOnAccount, register_payment, take_back_payment
from recobro.ledger.tests.books import company, day, invoice, item, lists, moment, open_on, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    company_id = company().id
    posts(
        company_id,
        invoice("I-1", "100"),
        invoice("U-1", "90", currency="USD"),
        payment("PAY-1", "5", code="PROMPT"),
    )
    return company_id


def register(books: int, amount: str = "40", **changed: Any) -> Registered:
    values: dict[str, Any] = {
        "item_id": item(books, "I-1").id, "currency": "EUR", "on": day(5), "today": day(6), "key": "form-1", "at": moment(2), "by": "Ana",
    } | changed  # fmt: skip
    return register_payment(books, amount=Decimal(amount), **values)


def test_it_pays_a_part(books: int) -> None:
    done = register(books, "40", reference="Transfer 7")

    assert (done.paid, done.on_account, done.is_new) == (40, 0, True)
    assert open_on(books, 4)["I-1"] == 100
    assert open_on(books, 5)["I-1"] == 60
    row = Item.objects.get(id=done.payment_id)
    assert (row.kind, row.source, row.number, row.issued_on) == ("payment", "recobro", "Transfer 7", day(5))
    assert Allocation.objects.get().by == "Ana"
    assert wrong_balances(books) == []


def test_what_is_more_stays_on_account_when_somebody_says_so(books: int) -> None:
    with pytest.raises(StaysOnAccount, match=r"only 100\.00 EUR is open: 30\.50 EUR would stay on account"):
        register(books, "130.50", reference="T")
    assert not Item.objects.filter(source="recobro").exists()

    done = register(books, "130.50", reference="T", may_exceed=True)

    assert (done.paid, done.on_account) == (100, Decimal("30.50"))
    found = open_on(books, 5)
    assert "I-1" not in found
    assert found["T"] == Decimal("-30.50")


def test_a_payment_of_before_the_last_fact_counts_from_that_fact(books: int) -> None:
    register(books, "40", on=day(5))
    register(books, "10", on=day(3), key="form-2")

    assert [open_on_claim(books, number) for number in (4, 5)] == [100, 50]


def open_on_claim(books: int, number: int) -> Decimal:
    from recobro.ledger.open import open_items

    return next(
        one.open for one in open_items(books, as_of=day(number)) if one.item_id == item(books, "I-1").id
    )


def test_the_same_form_twice_books_once(books: int) -> None:
    first = register(books, "40")
    again = register(books, "40", at=moment(3))

    assert again.payment_id == first.payment_id
    assert (again.paid, again.on_account, again.is_new) == (40, 0, False)
    assert item(books, "I-1").amount_open == 60


def test_a_form_that_was_changed_books_nothing(books: int) -> None:
    register(books, "40")

    with pytest.raises(Refused, match=r"40\.00 EUR was booked with this form already"):
        register(books, "60")
    assert item(books, "I-1").amount_open == 60


@pytest.mark.parametrize(
    ("amount", "changed", "said"),
    [
        ("0", {}, "0 is no amount in EUR"),
        ("-5", {}, "-5 is no amount in EUR"),
        ("5.001", {}, "5.001 is no amount in EUR"),
        ("1e15", {}, "is no amount in EUR"),
        ("5", {"currency": "USD"}, "I-1 is in EUR, the payment in USD"),
        ("5", {"on": day(7)}, "2026-01-07 is still to come"),
        ("5", {"key": ""}, "no name of its own"),
    ],
)
def test_it_refuses(books: int, amount: str, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        register(books, amount, **changed)
    assert open_on(books, 9)["I-1"] == 100


def test_it_refuses_what_is_paid_and_what_is_no_invoice(books: int) -> None:
    register(books, "100")

    with pytest.raises(Refused, match="Nothing is open of I-1"):
        register(books, "5", key="form-2")
    with pytest.raises(Refused, match="on an invoice of this company"):
        register(books, "5", key="form-2", item_id=item(books, "PAY-1").id)
    other = company("Other").id
    posts(other, invoice("I-1"))
    with pytest.raises(Refused, match="on an invoice of this company"):
        register(other, "5", key="form-2", item_id=item(books, "U-1").id)


def takes_back(books: int, payment_id: int, *, at: int) -> None:
    customer_id = item(books, "I-1").customer_id
    take_back_payment(
        books, customer_id=customer_id, payment_id=payment_id, on=day(8), at=moment(at), by="Ana"
    )


def test_it_is_taken_back_whole(books: int) -> None:
    done = register(books, "130", may_exceed=True, reference="T")

    takes_back(books, done.payment_id, at=3)

    assert open_on(books, 7).get("I-1") is None
    assert open_on(books, 8) == {"I-1": 100, "U-1": 90}
    assert wrong_balances(books) == []
    with pytest.raises(Refused, match="taken back already"):
        takes_back(books, done.payment_id, at=4)


def test_it_takes_back_nothing_that_a_file_brought(books: int) -> None:
    with pytest.raises(Refused, match="not registered by hand"):
        takes_back(books, item(books, "PAY-1").id, at=3)


def test_the_books_have_the_last_word(books: int) -> None:
    """A later list of open items that still shows the invoice whole undoes what was registered by hand."""
    register(books, "40")

    lists(books, invoice("I-1", "100", open_amount=Decimal(100)), on=9, at=9)

    assert open_on(books, 9) == {"I-1": 100}
