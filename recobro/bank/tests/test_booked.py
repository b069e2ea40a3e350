"""The books bring what the bank brought before: once counted, and held back in between."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from recobro.bank.booked import let_books_take_over
from recobro.bank.by_itself import confirm_certain
from recobro.bank.confirm import Pays, confirm
from recobro.bank.models import Match, MaybePaid, Movement, Proposal
from recobro.bank.rules import say_rules
from recobro.bank.taking_back import confirm_return, undo_match
from recobro.bank.tests.statements import bank_says
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Item
from recobro.ledger.tests.books import ERP, company, day, invoice, item, lists, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> int:
    company_id = company().id
    posts(company_id, invoice("I-1", "100"), invoice("I-2", "100"))
    return company_id


def pay(company_id: int, movement: int, number: str, amount: str) -> int:
    claim = item(company_id, number)
    part = Pays(item_id=claim.id, amount=Decimal(amount))
    return confirm(
        company_id, movement_id=movement, customer_id=claim.customer_id, pays=[part], at=moment(3), by="Ana"
    )


def import_payment(company_id: int, amount: str = "100", **details: Any) -> int:
    posts(company_id, payment("P-1", amount, **{"on": 7, "settles_number": "I-1"} | details), on=9, at=9)
    return let_books_take_over(company_id, source=ERP, at=moment(9))


def money(company_id: int) -> tuple[Decimal, Decimal, Decimal]:
    """What is open of both invoices, and what is on account."""
    credit = sum(
        (one.amount_open for one in Item.objects.filter(company_id=company_id, amount__lt=0)), Decimal(0)
    )
    return item(company_id, "I-1").amount_open, item(company_id, "I-2").amount_open, -credit


def test_the_payment_of_the_books_takes_the_place_of_ours(ours: int) -> None:
    movement = bank_says(ours, "100")
    match = pay(ours, movement, "I-1", "100")

    assert import_payment(ours) == 1

    assert money(ours) == (0, 100, 0)
    assert Movement.objects.get(id=movement).amount_left == 0
    assert Match.objects.get(id=match).note == "Booked as P-1."
    assert wrong_balances(ours) == []
    with pytest.raises(Refused, match="The books have booked this payment"):
        undo_match(ours, match_id=match, on=day(10), at=moment(10), by="Ana")


def test_each_payment_of_the_books_stands_for_one_of_ours(ours: int) -> None:
    pay(ours, bank_says(ours, "100", "first"), "I-1", "100")
    pay(ours, bank_says(ours, "100", "second"), "I-2", "100")

    assert import_payment(ours) == 1

    assert Match.objects.filter(payment_key="").count() == 1
    first, second, on_account = money(ours)
    assert first + second - on_account == 0


@pytest.mark.parametrize(
    "different", [{"amount": "99"}, {"on": 11}, {"code": "OTHER", "settles_number": None}]
)
def test_another_payment_is_another_payment(ours: int, different: dict[str, Any]) -> None:
    pay(ours, bank_says(ours, "100"), "I-1", "100")

    assert import_payment(ours, **different) == 0


def test_a_list_that_is_slower_than_the_bank_makes_the_item_wait(ours: int) -> None:
    movement = bank_says(ours, "100")
    pay(ours, movement, "I-1", "100")

    lists(
        ours,
        invoice("I-1", "100", open_amount=Decimal(100)),
        invoice("I-2", "100", open_amount=Decimal(100)),
        on=9,
        at=9,
    )
    let_books_take_over(ours, source=ERP, at=moment(9))

    assert money(ours)[0] == 100
    assert list(MaybePaid.objects.values_list("item_id", "movement_id")) == [(item(ours, "I-1").id, movement)]
    lists(ours, invoice("I-2", "100", open_amount=Decimal(100)), on=10, at=10)
    assert money(ours) == (0, 100, 0)


@pytest.mark.parametrize("returned", [False, True])
def test_what_a_list_opened_again_is_open_once_when_the_match_goes(ours: int, returned: bool) -> None:
    match = pay(ours, bank_says(ours, "100"), "I-1", "100")
    lists(
        ours,
        invoice("I-1", "100", open_amount=Decimal(100)),
        invoice("I-2", "100", open_amount=Decimal(100)),
        on=9,
        at=9,
    )
    let_books_take_over(ours, source=ERP, at=moment(9))

    if returned:
        back = bank_says(ours, "-100", on=10)
        confirm_return(ours, movement_id=back, match_id=match, at=moment(11), by="Ana")
    else:
        undo_match(ours, match_id=match, on=day(10), at=moment(11), by="Ana")

    assert money(ours) == (100, 100, 0)
    assert not Item.objects.filter(company_id=ours, kind="adjustment").exclude(amount_open=0).exists()
    assert wrong_balances(ours) == []
    assert MaybePaid.objects.exists() is False or not returned


def test_what_the_books_brought_first_is_not_confirmed_by_itself(ours: int) -> None:
    say_rules(ours, automatic=True, at=moment(9), by="Ana")
    posts(ours, payment("P-1", "100", on=5, settles_number="I-1"), on=6, at=6)
    movement = bank_says(ours, "100", "I-2")
    claim = item(ours, "I-2")
    Proposal.objects.create(
        company_id=ours, movement_id=movement, rank=1, customer_id=claim.customer_id, certainty=99,
        lines=[{"item": claim.id, "amount": "100"}],
    )  # fmt: skip

    assert confirm_certain(ours, at=moment(7)) == []

    posts(ours, payment("P-1", "100", on=5, settles_number="I-1"), payment("P-2", "50", on=25), on=26, at=8)
    Movement.objects.filter(id=movement).update(booked_on=day(20))
    assert len(confirm_certain(ours, at=moment(9))) == 1


def test_a_company_that_reminds_who_may_have_paid_does_so_here_too(ours: int) -> None:
    say_rules(ours, holds_maybe_paid=False, at=moment(9), by="Ana")
    pay(ours, bank_says(ours, "100"), "I-1", "100")
    lists(ours, invoice("I-1", "100", open_amount=Decimal(100)), invoice("I-2", "100"), on=9, at=9)

    let_books_take_over(ours, source=ERP, at=moment(9))

    assert not MaybePaid.objects.exists()
