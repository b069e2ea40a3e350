"""The statement against the model, on every edge of the rules: one load, one question a company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest
from pytest_django.plugin import DjangoDbBlocker

from recobro.evaluation import outcomes
from recobro.evaluation.tests import grid, model
from recobro.evaluation.tests.judging import Judge, loaded
from recobro.evaluation.tests.world import World

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """What the tests of this file share: the companies, in the database, and the judge."""

    spain: World
    france: World
    apart: World
    judge: Judge
    every: int


@pytest.fixture(
    scope="module", params=[pytest.param(1, marks=pytest.mark.slow), 12], ids=["whole", "thinned"]
)
def whole(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Grid]:
    """The grid; on ordinary days every twelfth of its customers."""
    spain, france, apart = grid.worlds(every=request.param)
    with django_db_blocker.unblock(), loaded(spain, france, apart) as judge:
        yield Grid(spain=spain, france=france, apart=apart, judge=judge, every=request.param)


@pytest.mark.parametrize("company", ["spain", "france", "apart"])
def test_it_decides_like_the_model_on_every_edge(whole: Grid, company: str) -> None:
    world = getattr(whole, company)

    assert whole.judge.judge(world, as_of=grid.TODAY, mode="live") == ""


@pytest.mark.parametrize(
    ("as_of", "mode"), [(grid.TODAY, "rehearsal"), (grid.day(-22), "live"), (grid.day(4), "live")]
)
def test_it_decides_like_the_model_in_the_other_mode_and_on_other_days(
    whole: Grid, as_of: date, mode: str
) -> None:
    a_tenth = [customer.id for customer in whole.spain.customers[::10]]

    assert whole.judge.judge(whole.spain, as_of=as_of, mode=mode, customers=a_tenth) == ""


def test_it_leaves_one_reminder_out_of_account(whole: Grid) -> None:
    """What a reminder itself has in hand, or has told, does not keep it from being sent."""
    with_steps = [customer for customer in whole.spain.customers if customer.steps][:: 100 // whole.every]
    for customer in with_steps:
        for reminder in {step.reminder for step in customer.steps}:
            asked = {"as_of": grid.TODAY, "customers": [customer.id], "except_reminder": reminder}
            assert whole.judge.judge(whole.spain, mode="live", **asked) == ""

    assert len(with_steps) > 5


@pytest.mark.slow
def test_the_grid_holds_every_outcome_as_the_first_and_beside_others() -> None:
    verdicts = [verdict for world in grid.worlds() for verdict in _drawn_verdicts(world)]
    first = Counter(verdict.outcome for verdict in verdicts)
    beside = Counter(block.outcome for verdict in verdicts for block in verdict.blocks[1:])

    assert [outcome for outcome in outcomes.PRECEDENCE if first[outcome] < 20] == []
    never_beside = {"insolvency", "in_credit"}  # nothing goes before the first; the second stands alone
    assert {outcome for outcome in model.PRECEDENCE if beside[outcome] < 2} == never_beside


def _drawn_verdicts(world: World) -> Collection[model.Verdict]:
    """Of a third of the customers: drawn, not every third, because the grid repeats itself."""
    drawn = Random(3).sample(world.customers, len(world.customers) // 3)
    return model.evaluate(
        world, as_of=grid.TODAY, mode="live", customers={customer.id for customer in drawn}
    ).values()


def test_the_model_has_the_documented_precedence() -> None:
    assert (*model.PRECEDENCE, "remind") == outcomes.PRECEDENCE


def test_it_writes_down_the_world_of_a_difference(whole: Grid) -> None:
    """The judge has to be readable when it matters: one wrong verdict, and its customer stands in the report."""
    changed = World(
        company=whole.spain.company,
        name=whole.spain.name,
        policies=whole.spain.policies,
        assignments=(),
        customers=whole.spain.customers[:1],
    )

    report = whole.judge.judge(changed, as_of=grid.TODAY, mode="live", customers=[changed.customers[0].id])

    assert "outcome: expected no_policy, got" in report
    assert "Customer(id=1, code=C1, name=Late GmbH" in report
