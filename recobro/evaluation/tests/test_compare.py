"""Two policies over the company's own ledger: who would be treated differently, and how; nothing stays."""

from __future__ import annotations

import pytest

from recobro.access.company import read_company
from recobro.evaluation.compare import Compared, Side, compare
from recobro.evaluation.models import Told
from recobro.evaluation.propose import propose
from recobro.kernel.problems import Refused
from recobro.ledger.facts import ContactFact
from recobro.ledger.tests.books import company, customer, day, invoice, item, moment, posts
from recobro.policy.assign import assign
from recobro.policy.load import BEGINNING, load_policy, ready_made
from recobro.policy.models import Assignment, Policy, Version

pytestmark = pytest.mark.django_db
TODAY = day(40)  # the ninth day after I-1 and I-2 fell due
WEEKLY = ready_made()["weekly"]
SLOWER = WEEKLY.replace('trigger = "D+7"', 'trigger = "D+10"', 1)


@pytest.fixture
def books() -> int:
    found = company()
    posts(
        found.id,
        *(customer(code, segment=segment) for code, segment in (("A", ""), ("B", "retail"))),
        *(ContactFact(code=code, email=f"{code}@example.invalid") for code in "AB"),
        invoice("I-1", code="A"),
        invoice("I-2", code="B"),
        invoice("I-3", code="A", issued=20),
    )
    load_policy(found.id, text=WEEKLY, source="weekly", today=day(1), at=moment(2), by="Ana")
    assign(found.id, policy_key="weekly", from_on=BEGINNING, at=moment(2), by="Ana")
    return found.id


def compares(books: int, new: str, *, old: str = WEEKLY) -> Compared:
    sides = {"old": Side(name="old", text=old), "new": Side(name="new", text=new)}
    return compare(read_company(books), **sides, as_of=TODAY, at=moment(3))


def tell(books: int, number: str, level_key: str) -> None:
    """It was told today."""
    one = item(books, number)
    Told.objects.create(
        company_id=books, customer_id=one.customer_id, item_id=one.id, mode="rehearsal", level_key=level_key, severity=2,
        on=TODAY, at=moment(2), channel="email", is_contact=True,
    )  # fmt: skip


def shown(compared: Compared) -> list[tuple[str, str, str, str]]:
    return [(one.customer, one.number, str(one.old), str(one.new)) for one in compared.differences]


def test_it_names_who_is_treated_differently_and_how(books: int) -> None:
    compared = compares(books, SLOWER)

    now, later = f"remind, first-week, next on {TODAY}", f"not_reached, first-week, next on {day(41)}"
    assert (compared.items, compared.customers) == (3, 2)
    assert shown(compared)[:1] + shown(compared)[2:] == [("A", "I-1", now, later), ("B", "I-2", now, later)]
    assert compared.counts()[0] == ("remind first-week", "not_reached first-week", 2)


def test_what_waits_for_approval_hides_nothing(books: int) -> None:
    before = compares(books, SLOWER)
    assert propose(books, as_of=TODAY, at=moment(3), by="Ana").reminders

    assert compares(books, SLOWER) == before


def test_it_counts_what_only_moves_to_another_day(books: int) -> None:
    later = WEEKLY.replace('trigger = "D+14"', 'trigger = "D+20"', 1)
    tell(books, "I-1", "first-week")

    assert compares(books, later).counts() == [("told_waiting second-week", "the same on another day", 1)]


def test_the_same_policy_makes_no_difference(books: int) -> None:
    assert compares(books, WEEKLY + "\n# a comment\n").differences == ()


def test_it_compares_only_where_the_old_one_is_assigned(books: int) -> None:
    two_step = ready_made()["two-step"]
    load_policy(books, text=two_step, source="two-step", today=day(1), at=moment(2), by="Ana")
    assign(books, policy_key="two-step", segment="retail", from_on=BEGINNING, at=moment(2), by="Ana")

    assert {one.customer for one in compares(books, SLOWER).differences} == {"A"}
    assert {one.customer for one in compares(books, WEEKLY, old=two_step).differences} == {"B"}


def test_two_files_that_nobody_uses_are_compared_over_the_whole_company(books: int) -> None:
    first, second = (
        text.replace('key = "weekly"', f'key = "{key}"') for text, key in ((WEEKLY, "one"), (SLOWER, "two"))
    )

    assert compares(books, second, old=first).customers == 2


def test_nothing_stays(books: int) -> None:
    compares(
        books,
        SLOWER.replace('key = "weekly"', 'key = "mine"'),
        old=SLOWER.replace('key = "weekly"', 'key = "yours"'),
    )

    assert (Policy.objects.count(), Version.objects.count()) == (1, 1)
    assert Assignment.objects.get().ended_on is None


def test_it_refuses_what_is_no_policy(books: int) -> None:
    with pytest.raises(Refused, match="new"):
        compares(books, "key = 3")
