"""A payment on account: a form books once, and says what it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from recobro.kernel.problems import Refused
from recobro.ledger.models import Item
from recobro.ledger.on_account import register_on_account
from recobro.ledger.tests.books import company, day, invoice, item, moment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    company_id = company().id
    posts(company_id, invoice("I-1", "100"))
    return company_id


def register(books: int, amount: str = "40", **changed: Any) -> int:
    values: dict[str, Any] = {
        "customer_id": item(books, "I-1").customer_id, "currency": "EUR", "on": day(5), "today": day(6), "key": "form-1",
        "at": moment(2), "by": "Ana",
    } | changed  # fmt: skip
    return register_on_account(books, amount=Decimal(amount), **values)


def test_a_form_books_once(books: int) -> None:
    assert register(books) == register(books)

    assert Item.objects.filter(company_id=books, kind="payment").count() == 1
    for other in ({"amount": "41"}, {"on": day(4)}, {"currency": "USD"}, {"reference": "T"}):
        with pytest.raises(Refused, match=r"40\.00 EUR was booked with this form already"):
            register(books, **other)


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_form_has_a_name(books: int, key: str) -> None:
    with pytest.raises(Refused, match="no name of its own"):
        register(books, key=key)


@pytest.mark.parametrize("currency", ["EURO", "eur", "", "XXX"])
def test_it_refuses_what_is_no_currency(books: int, currency: str) -> None:
    with pytest.raises(Refused, match="is no currency") as refused:
        register(books, currency=currency)

    assert "ISO 4217" in refused.value.problems[0].hint
