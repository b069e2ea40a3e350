"""Allocating and undoing: a counter-fact restores what was, and nothing is set against more than is open."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.kernel.problems import Refused
from recobro.ledger.allocate import Settlement, allocate, undo, wrong_balances
from recobro.ledger.models import Allocation
from recobro.ledger.tests.books import company, day, invoice, item, moment, open_on, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    company_id = company().id
    posts(company_id, invoice("I-1", "100"), payment("PAY-1", "70", on=2), invoice("I-2", "50", code="PROMPT"),
          invoice("U-1", "90", currency="USD"))  # fmt: skip
    return company_id


def settlement(
    books: int,
    amount: str = "40",
    *,
    debit: str = "I-1",
    credit: str = "PAY-1",
    on: int = 5,
    credit_amount: str | None = None,
) -> Settlement:
    claim = item(books, debit)
    return Settlement(
        customer_id=item(books, "PAY-1").customer_id, debit_item_id=claim.id, credit_item_id=item(books, credit).id,
        amount=Decimal(amount), on=day(on), credit_amount=None if credit_amount is None else Decimal(credit_amount),
    )  # fmt: skip


def test_it_sets_a_credit_against_a_claim(books: int) -> None:
    allocate(books, settlement(books), at=moment(2), by="Ana")

    assert open_on(books, 4) == {"I-1": 100, "PAY-1": -70, "I-2": 50, "U-1": 90}
    assert open_on(books, 5) == {"I-1": 60, "PAY-1": -30, "I-2": 50, "U-1": 90}


def test_an_undo_restores_what_was(books: int) -> None:
    before = open_on(books, 9)
    number = allocate(books, settlement(books), at=moment(2), by="Ana")

    undo(books, allocation_id=number, on=day(9), at=moment(3), by="Ana")

    assert open_on(books, 9) == before
    assert open_on(books, 8)["I-1"] == 60  # until then it stood
    assert open_on(books, 9, known=2)["I-1"] == 60
    assert Allocation.objects.count() == 2  # a counter-fact, nothing edited
    assert wrong_balances(books) == []


def test_an_undo_is_never_effective_before_what_it_undoes(books: int) -> None:
    number = allocate(books, settlement(books, on=5), at=moment(2), by="Ana")

    undo(books, allocation_id=number, on=day(3), at=moment(3), by="Ana")

    assert [open_on(books, number)["I-1"] for number in (3, 4, 5)] == [100, 100, 100]


def test_it_refuses_to_undo_twice(books: int) -> None:
    number = allocate(books, settlement(books), at=moment(2), by="Ana")
    counter = undo(books, allocation_id=number, on=day(9), at=moment(3), by="Ana")

    with pytest.raises(Refused, match=f"Allocation {number} is undone already"):
        undo(books, allocation_id=number, on=day(9), at=moment(4), by="Ana")
    with pytest.raises(Refused, match="There is no allocation"):
        undo(books, allocation_id=counter, on=day(9), at=moment(4), by="Ana")


@pytest.mark.parametrize(
    ("amount", "goes"), [("0", False), ("0.01", True), ("70", True), ("70.01", False), ("100.01", False)]
)
def test_it_allocates_no_more_than_is_open(books: int, amount: str, goes: bool) -> None:
    if goes:
        allocate(books, settlement(books, amount), at=moment(2), by="Ana")
    else:
        with pytest.raises(Refused, match="is not between 0 and what is"):
            allocate(books, settlement(books, amount), at=moment(2), by="Ana")
        assert open_on(books, 9)["I-1"] == 100


@pytest.mark.parametrize("amount", ["0.009", "10.005"])
def test_it_allocates_no_part_finer_than_the_currency(books: int, amount: str) -> None:
    with pytest.raises(Refused, match="is no amount in EUR"):
        allocate(books, settlement(books, amount), at=moment(2), by="Ana")


def test_all_of_a_credit_that_a_file_brought_finer_is_allocated(books: int) -> None:
    posts(books, payment("PAY-9", "20.0055"), at=2)

    allocate(books, settlement(books, "20.0055", credit="PAY-9", on=15), at=moment(3), by="Ana")

    assert open_on(books, 15)["I-1"] == Decimal("79.9945")


def test_it_refuses_two_customers(books: int) -> None:
    with pytest.raises(Refused, match="PAY-1 and I-2 belong to two customers"):
        allocate(books, settlement(books, debit="I-2"), at=moment(2), by="Ana")


def test_it_needs_both_amounts_for_two_currencies(books: int) -> None:
    with pytest.raises(Refused, match="PAY-1 is in EUR, U-1 in USD"):
        allocate(books, settlement(books, debit="U-1"), at=moment(2), by="Ana")

    allocate(books, settlement(books, "45", debit="U-1", credit_amount="40"), at=moment(2), by="Ana")

    assert {key: open_on(books, 9)[key] for key in ("U-1", "PAY-1")} == {"U-1": 45, "PAY-1": -30}


def test_it_refuses_another_companys_items(books: int) -> None:
    stranger = company("Quay").id

    with pytest.raises(Refused, match="It needs a claim and a credit of this company"):
        allocate(stranger, settlement(books), at=moment(2), by="Ana")
    number = allocate(books, settlement(books), at=moment(2), by="Ana")
    with pytest.raises(Refused, match="There is no allocation"):
        undo(stranger, allocation_id=number, on=day(9), at=moment(3), by="Ana")
