"""Ending: once, with who and why, by a counter-fact; and what stands on a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recobro.access.company import add_member
from recobro.casework.dates import expect, set_next_contact
from recobro.casework.end import ENDABLE, end
from recobro.casework.listing import list_cases
from recobro.casework.models import Complaint, Hold, NextContact
from recobro.casework.record import complain
from recobro.casework.tests.agreed import KINDS, by, late, paper, small_books
from recobro.kernel.problems import Refused
from recobro.ledger.customers import change_customer
from recobro.ledger.tests.books import company, day, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return small_books()


def standing(books: int, number: int) -> list[str]:
    return [one.kind for one in list_cases(books, as_of=day(number))]


def test_every_kind_is_tried() -> None:
    assert set(ENDABLE) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_once(books: int, kind: str) -> None:
    number = KINDS[kind](books)
    name = "lawyer" if kind == "mark" else kind

    end(books, kind=kind, case_id=number, on=day(5), reason="Because.", **by(3, "Ben"))

    with pytest.raises(Refused, match=f"There is no open {kind} {number}"):
        end(books, kind=kind, case_id=number, on=day(6), reason="Again.", **by(4, "Ben"))
    assert [standing(books, on) for on in (2, 3, 4, 5)] == [[], [name], [name], []]


@pytest.mark.parametrize("kind", KINDS)
def test_another_company_cannot_end_it(books: int, kind: str) -> None:
    number = KINDS[kind](books)

    with pytest.raises(Refused, match=f"There is no open {kind} {number}"):
        end(company("Quay").id, kind=kind, case_id=number, on=day(5), reason="Ours?", **by(3))
    assert len(standing(books, 5)) == 1


def test_it_keeps_who_ended_it_and_why(books: int) -> None:
    number = KINDS["hold"](books)

    end(books, kind="hold", case_id=number, on=day(5), reason="They have moved.", **by(3, "Ben"))

    row = Hold.objects.get(id=number)
    assert (row.by, row.reason, row.ended_by, row.ended_reason, row.until_on) == (
        "Ana",
        "x",
        "Ben",
        "They have moved.",
        day(9),
    )


@pytest.mark.parametrize(("number", "stands"), [(2, False), (3, True), (9, True), (10, False)])
def test_a_hold_stands_from_its_first_day_to_its_last(books: int, number: int, stands: bool) -> None:
    KINDS["hold"](books)

    assert bool(standing(books, number)) is stands


# Complaints


def test_only_a_manager_answers_a_complaint(books: int) -> None:
    for name, role in (("Ana Soler", "collector"), ("Ben Roca", "manager")):
        add_member(
            books,
            name=name,
            email=f"{role}@harbour.example",
            role=role,
            by="ana",
            at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    number = KINDS["complaint"](books)

    for nobody in ("Ana Soler", "Carla"):
        with pytest.raises(Refused, match=f"{nobody} is no manager of this company"):
            end(books, kind="complaint", case_id=number, on=day(5), reason="Sorry.", **by(3, nobody))
    end(books, kind="complaint", case_id=number, on=day(5), reason="A new one is sent.", **by(3, "ben roca"))

    assert Complaint.objects.get(id=number).ended_reason == "A new one is sent."


def test_a_complaint_is_answered_with_something(books: int) -> None:
    number = KINDS["complaint"](books)

    with pytest.raises(Refused, match="A complaint needs a reason"):
        end(books, kind="complaint", case_id=number, on=day(5), **by(3))


def test_a_complaint_has_somebody_who_answers_for_it(books: int) -> None:
    with pytest.raises(Refused, match="Nobody answers for it: the customer has no collector"):
        complain(books, customer_id=late(books), made_on=day(3), reason="Rude.", **by())

    change_customer(books, customer_id=late(books), collector="Carla")
    assert complain(books, customer_id=late(books), made_on=day(3), reason="Rude.", **by())


# How long a text may be


@pytest.mark.parametrize("kind", KINDS)
def test_a_reason_that_is_too_long_is_refused_with_the_limit(books: int, kind: str) -> None:
    number = KINDS[kind](books)

    with pytest.raises(Refused, match="'reason' has 501 characters; at most 500 are kept"):
        end(books, kind=kind, case_id=number, on=day(5), reason="x" * 501, **by(3))
    with pytest.raises(Refused, match="'by' has 201 characters; at most 200 are kept"):
        end(books, kind=kind, case_id=number, on=day(5), reason="x", **by(3, "x" * 201))
    end(books, kind=kind, case_id=number, on=day(5), reason="x" * 500, **by(3))


@pytest.mark.parametrize(("said", "limit"), [("reason", 500), ("owner", 200), ("number", 100)])
def test_what_is_said_when_a_case_begins_is_refused_when_it_is_too_long(
    books: int, said: str, limit: int
) -> None:
    with pytest.raises(Refused, match=f"'{said}' has {limit + 1} characters; at most {limit} are kept"):
        paper(books, **{said: "x" * (limit + 1)})
    assert paper(books, **{said: "x" * limit})


# Days set by hand


def test_a_newer_day_replaces_the_one_before(books: int) -> None:
    KINDS["next-contact"](books)
    set_next_contact(books, customer_id=late(books), made_on=day(5), on=day(20), **by(3, "Ben"))

    assert [one.until_on for one in list_cases(books, as_of=day(4))] == [day(9)]
    assert [one.until_on for one in list_cases(books, as_of=day(5))] == [day(20)]
    assert NextContact.objects.get(on=day(9)).ended_by == "Ben"


def test_an_expected_date_is_of_one_item(books: int) -> None:
    KINDS["expected-date"](books)
    expect(books, customer_id=late(books), item_id=item(books, "I-2").id, made_on=day(4), on=day(7), **by(3))

    assert [(one.number, one.until_on) for one in list_cases(books, as_of=day(5))] == [
        ("I-2", day(7)),
        ("I-1", day(9)),
    ]


def test_a_day_set_by_hand_is_to_come(books: int) -> None:
    with pytest.raises(Refused, match="2026-01-02 lies before 2026-01-03"):
        set_next_contact(books, customer_id=late(books), made_on=day(3), on=day(2), **by())
    with pytest.raises(Refused, match="2026-01-02 lies before 2026-01-03"):
        expect(
            books, customer_id=late(books), item_id=item(books, "I-1").id, made_on=day(3), on=day(2), **by()
        )
