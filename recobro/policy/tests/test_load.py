"""Loading a policy: versions with a first day; and assigning it: the nearest assignment wins, and is shown."""

from __future__ import annotations

from datetime import date

import pytest

from recobro.access.company import go_live
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.kernel.problems import Refused
from recobro.ledger.tests.books import company, customer, day, invoice, item, moment, posts
from recobro.policy.assign import assign, end_assignment
from recobro.policy.load import BEGINNING, Basis, Loaded, load_policy, ready_made
from recobro.policy.models import Level, Version
from recobro.policy.read import export, list_policies, read_version

pytestmark = pytest.mark.django_db
TODAY = day(40)
TWO_STEP = ready_made()["two-step"]


@pytest.fixture
def books() -> int:
    return company().id


def loads(
    books: int, text: str = TWO_STEP, *, valid_from: date | None = None, based_on: Basis | None = None, today: date = TODAY
) -> Loaded:  # fmt: skip
    return load_policy(
        books, text=text, source="policy.toml", valid_from=valid_from, based_on=based_on, today=today, at=moment(1), by="Ana"
    )  # fmt: skip


# Versions


def test_the_first_version_is_valid_from_the_beginning_while_the_company_rehearses(books: int) -> None:
    assert loads(books) == Loaded(key="two-step", version=1, valid_from=BEGINNING, is_new=True)
    assert [(one.key, one.position) for one in Level.objects.order_by("position")] == [
        ("friendly", 1),
        ("formal-letter", 2),
    ]


def test_the_same_text_is_no_new_version(books: int) -> None:
    loads(books)

    assert loads(books) == Loaded(key="two-step", version=1, valid_from=BEGINNING, is_new=False)
    assert Version.objects.count() == 1


def test_another_text_is_a_version_from_today(books: int) -> None:
    loads(books)
    again = loads(books, TWO_STEP.replace("min_gap_days = 3", "min_gap_days = 4"))

    assert (again.version, again.valid_from, again.is_new) == (2, TODAY, True)
    assert export(books, policy_key="two-step", version=1) == TWO_STEP
    assert "min_gap_days = 4" in export(books, policy_key="two-step")


def test_a_version_begins_on_the_day_it_names(books: int) -> None:
    loads(books)

    assert loads(books, valid_from=day(50)).valid_from == day(50)


@pytest.mark.parametrize(("begins", "goes"), [(39, False), (40, True), (41, True)])
def test_a_live_company_takes_no_version_that_began_before_today(books: int, begins: int, goes: bool) -> None:
    go_live(books, on=day(30), by="Ana", at=moment(1))

    if goes:
        assert loads(books, valid_from=day(begins)).is_new
    else:
        with pytest.raises(Refused, match=f"A version cannot begin on {day(39)}: Harbour is live"):
            loads(books, valid_from=day(begins))
        assert not Version.objects.exists()


def test_the_first_version_of_a_live_company_begins_today(books: int) -> None:
    go_live(books, on=day(30), by="Ana", at=moment(1))

    assert loads(books).valid_from == TODAY


def test_a_refused_text_leaves_nothing(books: int) -> None:
    with pytest.raises(Refused):
        loads(books, 'key = "broken"\n[[level]]\n')
    assert list_policies(books) == []


def test_a_missing_translation_is_refused(books: int) -> None:
    """P-38: no half-translated letter: a level that speaks has its text in every language of the policy, or the policy is refused."""
    before, _, after = TWO_STEP.partition("[level.text.fr]")
    without = before + after[after.index("[[level]]") :]

    with pytest.raises(Refused) as refused:
        loads(books, without)

    assert [problem.message for problem in refused.value.problems] == [
        f"Level 'friendly': no {part} in 'fr', which its email needs." for part in ("subject", "before")
    ]
    assert all("[level.text.fr]" in problem.hint for problem in refused.value.problems)


def test_what_is_stored_is_what_was_loaded(books: int) -> None:
    for key, text in ready_made().items():
        loads(books, text)
        assert export(books, policy_key=key) == text
    for version in Version.objects.all():
        assert read_version(version.id).key == version.policy.key


# Assignments


def verdict(books: int, on: int, number: str = "I-1") -> Verdict:
    return next(one for one in evaluate(books, as_of=day(on), mode="rehearsal") if one.number == number)


def policy_of(books: int, on: int, number: str = "I-1") -> tuple[str | None, str | None]:
    """The key of the winning policy, and the scope that chose it."""
    found = verdict(books, on, number)
    key = None if found.version_id is None else Version.objects.get(id=found.version_id).policy.key
    return key, found.scope


@pytest.fixture
def owed(books: int) -> int:
    """LATE of the segment `retail` owes I-1 and I-2, and PROMPT owes I-3; four policies are loaded and none is assigned."""
    for text in ready_made().values():
        loads(books, text)
    posts(books, customer(segment="retail"), invoice("I-1"), invoice("I-2"), invoice("I-3", code="PROMPT"))
    return books


def assigns(books: int, key: str, *, on: int = 1, until: int | None = None, **whom: object) -> None:
    assign(
        books, policy_key=key, from_on=day(on), until_on=until and day(until), at=moment(1), by="Ana", **whom
    )  # type: ignore[arg-type]


def test_nothing_assigned_is_no_policy(owed: int) -> None:
    assert policy_of(owed, 5) == (None, None)
    assert verdict(owed, 5).outcome == "no_policy"


def test_the_nearest_assignment_wins_and_is_shown(owed: int) -> None:
    claim = item(owed, "I-1")
    assigns(owed, "collection")
    assert policy_of(owed, 5) == ("collection", "company")
    assigns(owed, "weekly", segment="retail")
    assert policy_of(owed, 5) == ("weekly", "segment")
    assigns(owed, "two-step", customer_id=claim.customer_id)
    assert policy_of(owed, 5) == ("two-step", "customer")
    assigns(owed, "credit-control", customer_id=claim.customer_id, item_id=claim.id)
    assert policy_of(owed, 5) == ("credit-control", "item")
    assert policy_of(owed, 5, "I-2") == ("two-step", "customer")
    assert policy_of(owed, 5, "I-3") == ("collection", "company")


@pytest.mark.parametrize(
    ("on", "key"), [(9, "collection"), (10, "weekly"), (20, "weekly"), (21, "collection")]
)
def test_a_later_assignment_replaces_an_earlier_one_from_its_day_until_its_last(
    owed: int, on: int, key: str
) -> None:
    assigns(owed, "collection", on=1)
    assigns(owed, "weekly", on=10, until=20)

    assert policy_of(owed, on) == (key, "company")


@pytest.mark.parametrize(("on", "number"), [(49, 1), (50, 2)])
def test_the_version_of_the_day_decides(owed: int, on: int, number: int) -> None:
    assigns(owed, "two-step")
    loads(owed, TWO_STEP.replace("min_gap_days = 3", "min_gap_days = 4"), valid_from=day(50))

    assert Version.objects.get(id=verdict(owed, on).version_id).number == number


def test_it_lists_versions_and_where_they_are_assigned(owed: int) -> None:
    assigns(owed, "collection")
    assigns(owed, "collection", segment="retail")

    assert {one.key: one.assigned_to for one in list_policies(owed)} == {
        "collection": ("company", "segment"), "credit-control": (), "two-step": (), "weekly": ()
    }  # fmt: skip


def test_it_refuses_a_policy_that_is_not_there(owed: int) -> None:
    with pytest.raises(Refused, match="There is no policy 'dunning'") as refused:
        assigns(owed, "dunning")

    assert "collection, credit-control, two-step, weekly" in refused.value.problems[0].hint


# Changing what somebody has before him


@pytest.mark.parametrize(
    ("basis", "reason"),
    [
        (Basis(key="two-step", version=1), "Version 2 of 'two-step' was loaded by Ana in the meantime."),
        (Basis(key="two-step", version=0), "There is a policy 'two-step' already."),
        (Basis(key="other", version=2), "The key 'two-step' is not 'other'"),
    ],
)
def test_it_loads_nothing_over_what_somebody_else_did(books: int, basis: Basis, reason: str) -> None:
    loads(books)
    loads(books, TWO_STEP.replace("min_gap_days = 3", "min_gap_days = 4"))

    with pytest.raises(Refused, match=reason):
        loads(books, TWO_STEP.replace("min_gap_days = 3", "min_gap_days = 5"), based_on=basis)

    assert Version.objects.count() == 2
    fresh = loads(books, TWO_STEP, based_on=Basis(key="two-step", version=2))
    assert (fresh.version, fresh.is_new) == (3, True)


def test_an_assignment_ends_and_that_of_the_company_does_not(books: int) -> None:
    loads(books)
    ours = assign(books, policy_key="two-step", from_on=BEGINNING, at=moment(1), by="Ana")
    theirs = assign(books, policy_key="two-step", segment="retail", from_on=BEGINNING, at=moment(1), by="Ana")

    end_assignment(books, assignment_id=theirs, on=TODAY, at=moment(2), by="Ben")

    for gone in (ours, theirs, 0):
        with pytest.raises(Refused):
            end_assignment(books, assignment_id=gone, on=TODAY, at=moment(3), by="Ben")
    assert list_policies(books)[0].assigned_to == ("company",)
