"""The database itself refuses a link across companies or customers: composite foreign keys, and the checks on amounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction

from recobro.ledger.allocate import Settlement, allocate
from recobro.ledger.marks import mark
from recobro.ledger.models import Allocation, Contact, Customer, Item, Mark
from recobro.ledger.tests.books import company, customer, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """What is done inside breaks this constraint, at the latest when the transaction ends."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():  # noqa: PT012
        yield
        connection.check_constraints()


@pytest.fixture
def ours() -> int:
    books = company("Harbour").id
    posts(books, invoice("I-1"), payment("PAY-1", "50"), invoice("I-2", code="PROMPT"))
    return books


@pytest.fixture
def theirs() -> int:
    books = company("Quay").id
    posts(books, invoice("Q-1"), customer("PROMPT"))
    return books


def test_an_item_belongs_to_a_customer_of_its_company(ours: int, theirs: int) -> None:
    stranger = Customer.objects.get(company_id=theirs, code="LATE")

    with refused("ledger_item_customer_id_within"):
        Item.objects.filter(id=item(ours, "I-1").id).update(customer_id=stranger.id)


def test_a_contact_belongs_to_a_customer_of_its_company(ours: int, theirs: int) -> None:
    stranger = Customer.objects.get(company_id=theirs, code="LATE")

    with refused("ledger_contact_customer_id_within"):
        Contact.objects.create(company_id=ours, customer_id=stranger.id, email="a@b.example")


@pytest.mark.parametrize("side", ["debit", "credit"])
def test_an_allocation_stays_within_one_customer(ours: int, side: str) -> None:
    claim, credit = item(ours, "I-1"), item(ours, "PAY-1")
    settlement = Settlement(
        customer_id=claim.customer_id,
        debit_item_id=claim.id,
        credit_item_id=credit.id,
        amount=claim.amount / 4,
        on=day(11),
    )
    number = allocate(ours, settlement, at=moment(2), by="Ana")

    with refused(f"ledger_allocation_{side}_item_id_within"):
        Allocation.objects.filter(id=number).update(**{f"{side}_item_id": item(ours, "I-2").id})


def test_an_allocation_stays_within_one_company(ours: int, theirs: int) -> None:
    settlement = Settlement(
        customer_id=item(ours, "I-1").customer_id, debit_item_id=item(ours, "I-1").id, credit_item_id=item(ours, "PAY-1").id,
        amount=item(ours, "I-1").amount / 4, on=day(11),
    )  # fmt: skip
    number = allocate(ours, settlement, at=moment(2), by="Ana")

    with refused("ledger_allocation_(debit|credit)_item_id_within"):
        Allocation.objects.filter(id=number).update(company_id=theirs)


def test_a_mark_is_of_an_item_of_its_customer(ours: int) -> None:
    number = mark(
        ours, customer_id=item(ours, "I-1").customer_id, item_id=item(ours, "I-1").id, kind="never_remind",
        from_on=day(1), reason="ours", at=moment(2), by="Ana",
    )  # fmt: skip

    with refused("ledger_mark_item_id_within"):
        Mark.objects.filter(id=number).update(item_id=item(ours, "I-2").id)


def test_a_claim_is_above_zero(ours: int) -> None:
    with refused("claim_is_above_zero"):
        Item.objects.filter(id=item(ours, "I-1").id).update(amount=-1, amount_open=-1)


def test_a_balance_is_between_zero_and_the_amount(ours: int) -> None:
    with refused("open_is_between_zero_and_amount"):
        Item.objects.filter(id=item(ours, "I-1").id).update(amount_open=101)
