"""The file of a customer: how he stands, and what happened, the newest first."""

from __future__ import annotations

from typing import Any

import pytest

from recobro.casework.end import end
from recobro.casework.notes import write_note
from recobro.casework.paper import unpaid
from recobro.casework.record import promise
from recobro.casework.tasks import add_task
from recobro.casework.tests.agreed import KINDS, by, late, paper, small_books
from recobro.evaluation.models import Told
from recobro.insight.customer_file import CustomerFile, customer_file
from recobro.kernel.problems import Refused
from recobro.ledger.known import payments_known
from recobro.ledger.marks import mark
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import day, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return small_books()


def file(books: int, number: int = 30, **options: Any) -> CustomerFile:
    return customer_file(books, customer_id=late(books), mode="rehearsal", as_of=day(number), **options)


def happened(books: int, **options: Any) -> list[tuple[int, str]]:
    entries = file(books, **options).entries
    return [((one.on - day(1)).days + 1, one.kind) for one in entries]


def note(books: int, number: int, text: str = "He called.", **options: Any) -> None:
    write_note(books, customer_id=late(books), on=day(number), text=text, **options, **by(number))


def told(books: int, number: str, on: int) -> None:
    claim = item(books, number)
    Told.objects.create(
        company_id=books, customer_id=claim.customer_id, item_id=claim.id, mode="rehearsal", level_key="first", severity=2,
        on=day(on), at=moment(on), channel="email", is_contact=True,
    )  # fmt: skip


def test_it_shows_everything_the_newest_first(books: int) -> None:
    note(books, 4, item_id=item(books, "I-1").id)
    promise(
        books,
        customer_id=late(books),
        currency="EUR",
        made_on=day(5),
        promised_on=day(9),
        reason="x",
        **by(5),
    )
    told(books, "I-1", 6)
    told(books, "I-2", 6)
    posts(books, payment("PAY-1", "50", on=8, settles_number="I-2"), at=8)
    number = paper(books, "60", received_on=day(10))
    unpaid(books, paper_id=number, on=day(12), reason="No funds.", **by(12))
    add_task(
        books,
        customer_id=late(books),
        mode="rehearsal",
        title="Call him",
        due_on=day(20),
        at=moment(9),
    )

    assert happened(books) == [
        (20, "task"), (12, "end of paper"), (12, "call"), (10, "paper"), (8, "payment"), (6, "told"), (5, "promise"), (4, "note"),
    ]  # fmt: skip
    ended, _call, covered, paid, said = file(books).entries[1:6]
    assert (ended.text, covered.detail, paid.number, paid.amount) == (
        "unpaid No funds.",
        "pagare P-7",
        "PAY-1",
        -50,
    )
    assert (said.text, said.detail, said.by) == ("2 invoices", "first", "email")
    assert [one.number for one in file(books).entries if one.kind == "note"] == ["I-1"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_case_is_in_it_with_its_end(books: int, kind: str) -> None:
    number = KINDS[kind](books)
    assert happened(books) == [(3, kind)]

    end(books, kind=kind, case_id=number, on=day(5), reason="Done.", **by(3, "Ben"))
    assert happened(books) == [(5, f"end of {kind}"), (3, kind)]
    assert (file(books).entries[0].by, file(books).entries[0].text[-5:]) == ("Ben", "Done.")


def test_it_comes_in_pages(books: int) -> None:
    for number in range(1, 8):
        note(books, number)

    pages = [file(books, page=page, size=3) for page in (1, 2, 3, 4)]
    assert [[(one.on - day(1)).days + 1 for one in page.entries] for page in pages] == [
        [7, 6, 5],
        [4, 3, 2],
        [1],
        [],
    ]
    assert [page.has_more for page in pages] == [True, True, False, False]


def test_it_can_be_read_as_of_a_day(books: int) -> None:
    note(books, 4)
    note(books, 9)

    assert happened(books, until=day(8)) == [(4, "note")]


def test_it_holds_nothing_of_others(books: int) -> None:
    others = small_books("Quay")
    prompt = Customer.objects.get(company_id=books, code="PROMPT").id
    write_note(books, customer_id=prompt, on=day(4), text="Pays.", **by())
    for number in KINDS:
        KINDS[number](others)

    assert happened(books) == []


def test_it_says_how_he_stands(books: int) -> None:
    posts(books, payment("PAY-1", "20", on=8), at=8)
    promise(
        books,
        customer_id=late(books),
        currency="USD",
        made_on=day(5),
        promised_on=day(9),
        reason="x",
        **by(5),
    )
    payments_known(books, through_on=day(25), **by(25))
    mark(
        books, customer_id=late(books), kind="insolvency", from_on=day(10), administrator="Me Durand", file_until=day(90),
        reason="Opened in Lyon.", **by(10),
    )  # fmt: skip

    found = file(books)
    assert [(one.currency, one.items, one.owed, one.overdue, one.on_account) for one in found.balances] == [
        ("EUR", 2, 150, 50, -20),
        ("USD", 1, 30, 0, 0),
    ]
    assert (found.promises.judged, found.promises.kept) == (1, 0)
    assert [one.reason for one in found.standing] == [
        "Opened in Lyon. Administrator: Me Durand. Claims until 2026-03-31."
    ]


def test_a_note_says_something(books: int) -> None:
    with pytest.raises(Refused, match="The note says nothing"):
        note(books, 4, text="  ")
