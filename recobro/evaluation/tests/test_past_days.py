"""What is asked of a past day: what was proposed after it is not there, neither for a reader nor for a dry run."""

from __future__ import annotations

import pytest

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.evaluation.evaluate import evaluate
from recobro.evaluation.models import Run, Step
from tests import cast
from tests.cast import DAY, LATE, MARTA, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> CompanyValue:
    """Yesterday nothing was run; today a reminder was proposed, which waits."""
    found = cast.creditor()
    cast.treats(found, cast.policy(cast.level("first", "D+7", "email", approval="person")))
    cast.owes(found, LATE, "INV-1", "120.00")
    assert len(cast.plans(found)) == 1
    return found


def test_a_reader_sees_what_was_proposed_by_the_day(company: CompanyValue) -> None:
    days = (TODAY - DAY, TODAY, TODAY + DAY)
    found = [evaluate(company.id, as_of=on, mode=company.mode)[0].outcome for on in days]

    assert found == ["remind", "on_its_way", "on_its_way"]


def test_a_dry_run_of_a_past_day_proposes_what_was_due_then_and_leaves_no_trace(
    company: CompanyValue,
) -> None:
    day = flow.rehearse(company.id, as_of=TODAY - DAY, clock=cast.clock(), by=MARTA)

    assert [one.level_key for one in day.plan] == ["first"]
    assert (Run.objects.count(), Step.objects.filter(released_at__isnull=True).count()) == (1, 1)


def test_a_dry_run_of_the_same_day_proposes_nothing_more(company: CompanyValue) -> None:
    assert flow.rehearse(company.id, as_of=TODAY, clock=cast.clock(), by=MARTA).plan == ()
