"""Marks: dated, with a reason, ended once."""

from __future__ import annotations

import pytest

from recobro.kernel.problems import Refused
from recobro.ledger.marks import earmarked, end_mark, mark
from recobro.ledger.models import Mark
from recobro.ledger.tests.books import company, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    books = company().id
    posts(books, invoice("I-1"))
    return books


def marks(
    books: int, kind: str = "never_remind", *, reason: str = "our own staff", of_item: bool = False
) -> int:
    claim = item(books, "I-1")
    return mark(
        books, customer_id=claim.customer_id, item_id=claim.id if of_item else None, kind=kind, from_on=day(1), reason=reason,
        at=moment(2), by="Ana",
    )  # fmt: skip


def test_it_keeps_who_and_why_and_ends_once(books: int) -> None:
    number = marks(books)

    end_mark(books, mark_id=number, on=day(9), at=moment(3), by="Ben")

    row = Mark.objects.get(id=number)
    assert (row.by, row.reason, row.ended_on, row.ended_by) == ("Ana", "our own staff", day(9), "Ben")
    with pytest.raises(Refused, match="There is no open mark"):
        end_mark(books, mark_id=number, on=day(10), at=moment(4), by="Ben")


def test_it_refuses_what_makes_no_sense(books: int) -> None:
    with pytest.raises(Refused, match="There is no mark 'friend'"):
        marks(books, "friend")
    with pytest.raises(Refused, match="A mark needs a reason"):
        marks(books, reason=" ")
    with pytest.raises(Refused, match="Insolvency is a mark of the customer"):
        marks(books, "insolvency", of_item=True)


def test_it_earmarks_a_credit_until_it_is_released(books: int) -> None:
    posts(books, payment("P-1", "100"))
    claim, credit = item(books, "I-1"), item(books, "P-1")
    said = {
        "kind": "deposit",
        "from_on": day(1),
        "reason": "For the containers",
        "at": moment(2),
        "by": "Ana",
    }

    with pytest.raises(Refused, match="'deposit' is a mark of a payment or a credit note"):
        mark(books, customer_id=claim.customer_id, item_id=claim.id, **said)
    number = mark(books, customer_id=claim.customer_id, item_id=credit.id, **said)
    with pytest.raises(Refused, match="is kept already"):
        mark(books, customer_id=claim.customer_id, item_id=credit.id, **{**said, "kind": "advance"})
    end_mark(books, mark_id=number, on=day(9), reason="Containers are back", at=moment(3), by="Ben")

    on = [earmarked(books, customers=[claim.customer_id], as_of=day(n)) for n in (0, 1, 8, 9)]
    assert on == [{}, {credit.id: "deposit"}, {credit.id: "deposit"}, {}]


def test_another_company_cannot_end_it(books: int) -> None:
    number = marks(books)

    with pytest.raises(Refused, match="There is no open mark"):
        end_mark(company("Quay").id, mark_id=number, on=day(9), at=moment(3), by="Ben")
