"""One case of every kind, and what the tests of this room share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from recobro.casework import record
from recobro.casework.dates import expect, set_next_contact
from recobro.casework.paper import take_paper
from recobro.casework.payment_plan import Equal, agree
from recobro.ledger.marks import mark
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import company, day, invoice, item, moment, posts


def small_books(name: str = "Harbour") -> int:
    """LATE owes I-1 of 100 due on the 40th day, I-2 of 50 due on the 20th, and 30 dollars; PROMPT owes I-3 of 80."""
    books = company(name).id
    posts(books, invoice("I-1", "100", due_on=day(40)), invoice("I-2", "50", due_on=day(20)),
          invoice("U-1", "30", currency="USD"), invoice("I-3", "80", code="PROMPT"))  # fmt: skip
    return books


def late(books: int) -> int:
    return Customer.objects.get(company_id=books, code="LATE").id


def by(number: int = 2, name: str = "Ana") -> dict[str, Any]:
    return {"at": moment(number), "by": name}


def paper(books: int, amount: str = "100", **changes: Any) -> int:
    values: dict[str, Any] = {
        "kind": "pagare",
        "number": "P-7",
        "currency": "EUR",
        "received_on": day(3),
        "due_on": day(30),
        **by(),
    }
    return take_paper(books, customer_id=late(books), amount=Decimal(amount), **{**values, **changes})


def plan(books: int, count: int = 3, **changes: Any) -> int:
    values: dict[str, Any] = {
        "currency": "EUR",
        "made_on": day(3),
        "instalments": Equal(count=count, first_on=day(10)),
        **by(),
    }
    return agree(books, customer_id=late(books), **{**values, **changes})


KINDS: dict[str, Callable[[int], int]] = {
    "hold": lambda books: record.hold(
        books, customer_id=late(books), from_on=day(3), until_on=day(9), reason="x", **by()
    ),
    "dispute": lambda books: record.dispute(
        books, customer_id=late(books), item_id=item(books, "I-1").id, from_on=day(3), reason="x", **by()
    ),
    "promise": lambda books: record.promise(
        books, customer_id=late(books), currency="EUR", made_on=day(3), promised_on=day(8), reason="x", **by()
    ),
    "complaint": lambda books: record.complain(
        books, customer_id=late(books), made_on=day(3), owner="Ana", reason="x", **by()
    ),
    "next-contact": lambda books: set_next_contact(
        books, customer_id=late(books), made_on=day(3), on=day(9), **by()
    ),
    "expected-date": lambda books: expect(
        books, customer_id=late(books), item_id=item(books, "I-1").id, made_on=day(3), on=day(9), **by()
    ),
    "retained": lambda books: record.retain(
        books, customer_id=late(books), item_id=item(books, "I-1").id, kind="tax", amount=Decimal(5), from_on=day(3),
        reason="x", **by(),
    ),
    "payment-plan": plan,
    "paper": paper,
    "mark": lambda books: mark(
        books, customer_id=late(books), kind="lawyer", from_on=day(3), reason="x", **by()
    ),
}  # fmt: skip
