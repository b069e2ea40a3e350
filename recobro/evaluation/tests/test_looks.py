"""A run looks only where something can happen, and finds what the whole evaluation finds."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recobro.access.company import CompanyValue
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.horizon import read_models
from recobro.evaluation.looks import differing, look, whom
from recobro.evaluation.models import Overview, Run
from recobro.evaluation.propose import propose
from recobro.evaluation.tests.judging import loaded
from recobro.evaluation.tests.test_worlds import TODAY, WORLDS, two_companies
from recobro.ledger.marks import mark
from tests import cast
from tests.cast import LATE, MARTA, PROMPT

pytestmark = pytest.mark.django_db

TRIGGERS = """
SELECT tgrelid::regclass::text || ' ' || CASE tgtype & 28 WHEN 4 THEN 'INSERT' WHEN 8 THEN 'DELETE' WHEN 16 THEN 'UPDATE' END
  FROM pg_trigger WHERE tgfoid = 'evaluation_stamp'::regproc"""
SOON = tuple(TODAY + timedelta(days=n) for n in (0, 1, 2, 3, 5, 8, 31))


@pytest.fixture
def company() -> CompanyValue:
    return a_company()


def a_company() -> CompanyValue:
    """One that writes by e-mail, with two customers who owe."""
    found = cast.creditor("Northwind SL")
    cast.treats(found, cast.BY_EMAIL)
    for debtor in (LATE, PROMPT):
        cast.owes(found, debtor, f"INV-{debtor.code}", "120.00")
    return found


def test_every_table_that_is_read_leaves_stamps() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        found = {name for (name,) in cursor.fetchall()}
    tables = [model._meta.db_table for model in read_models()]
    assert len(tables) > 20
    assert [f"{table} {event}" for table in tables for event in ("INSERT", "UPDATE", "DELETE")
            if f"{table} {event}" not in found] == []  # fmt: skip


def test_it_looks_at_everybody_first_and_then_at_nobody(company: CompanyValue) -> None:
    on = cast.TODAY
    assert whom(company.id, mode=company.mode, as_of=on).customers is None
    cast.plans(company)
    cast.plans(company)  # the steps of the first run are news to the second
    assert whom(company.id, mode=company.mode, as_of=on).is_empty
    before = Run.objects.latest("id").outcomes
    assert propose(company.id, as_of=on, at=cast.at(on), by=MARTA).outcomes == before != {}


def test_it_looks_again_at_the_customer_of_whom_something_new_is_known(company: CompanyValue) -> None:
    cast.plans(company)
    cast.plans(company)
    cast.owes(company, LATE, "INV-2", "80.00")
    assert whom(company.id, mode=company.mode, as_of=cast.TODAY).customers == (cast.customer(company, LATE),)


def test_it_looks_again_when_the_day_has_come(company: CompanyValue) -> None:
    late, until_on = cast.customer(company, LATE), cast.TODAY + timedelta(days=3)
    mark(company.id, customer_id=late, item_id=None, kind="never_remind", from_on=cast.TODAY, until_on=until_on,
         reason="asked", at=cast.at(), by=MARTA)  # fmt: skip
    look(company.id, mode=company.mode, as_of=cast.TODAY)
    look(company.id, mode=company.mode, as_of=until_on)
    scope = whom(company.id, mode=company.mode, as_of=until_on + timedelta(days=1))
    assert late in (scope.customers or ())


def test_it_looks_at_everybody_when_the_policy_is_new_or_the_day_lies_before_the_last(
    company: CompanyValue,
) -> None:
    look(company.id, mode=company.mode, as_of=cast.TODAY)
    assert whom(company.id, mode=company.mode, as_of=cast.TODAY - timedelta(days=1)).customers is None
    cast.treats(company, cast.BY_EMAIL.replace("D+", "D+1"))
    assert whom(company.id, mode=company.mode, as_of=cast.TODAY).customers is None


def test_it_looks_at_everybody_when_it_last_looked_by_other_rules(company: CompanyValue) -> None:
    """An upgrade changes rules, and nothing that is stored."""
    look(company.id, mode=company.mode, as_of=cast.TODAY)
    assert whom(company.id, mode=company.mode, as_of=cast.TODAY).customers is not None
    Overview.objects.update(rules="of an earlier version")
    assert whom(company.id, mode=company.mode, as_of=cast.TODAY).customers is None


@pytest.mark.django_db(transaction=True)
def test_it_keeps_the_stamps_that_it_has_not_seen() -> None:
    """What is written before a run and committed after it is news to the next one."""
    company, on = a_company(), cast.TODAY
    late = cast.customer(company, LATE)
    with transaction.atomic():
        look(company.id, mode=company.mode, as_of=on)
    assert whom(company.id, mode=company.mode, as_of=on).is_empty
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            other.set_autocommit(False)
            cursor.execute("UPDATE ledger_customer SET segment = 'new' WHERE id = %s", [late])
            cast.owes(company, PROMPT, "INV-2", "80.00")  # its stamp is younger, and seen
            with transaction.atomic():
                look(company.id, mode=company.mode, as_of=on)
            other.commit()
    finally:
        other.close()
    assert whom(company.id, mode=company.mode, as_of=on).customers == (late,)


def test_the_check_notices_a_look_that_is_wrong(company: CompanyValue) -> None:
    look(company.id, mode=company.mode, as_of=cast.TODAY)
    assert differing(company.id, mode=company.mode, as_of=cast.TODAY) == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluation_look SET outcomes = '{\"disputed\": 1}' WHERE customer_id = %s",
                       [cast.customer(company, LATE)])  # fmt: skip
    ((code, believed, _),) = differing(company.id, mode=company.mode, as_of=cast.TODAY)
    assert (code, believed) == (LATE.code, {"disputed": 1})


@pytest.mark.parametrize("many", [2, pytest.param(int(WORLDS or 15), marks=pytest.mark.slow)])
def test_day_by_day_it_finds_what_the_whole_evaluation_finds(many: int) -> None:
    """In any world: who is not looked at again has on each day the very verdicts that he had at the last look."""
    settings(max_examples=many, derandomize=not WORLDS, database=None, deadline=None,
             suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])(
        given(worlds=two_companies(), mode=st.sampled_from(["live", "rehearsal"]))(_finds_the_same))()  # fmt: skip


def _finds_the_same(worlds: tuple, mode: str) -> None:
    with loaded(*worlds, counted=False):
        believed: dict[int, list[tuple]] = {}
        for on in SOON:
            scope = whom(worlds[0].company, mode=mode, as_of=on)
            found = _verdicts(worlds[0].company, on, mode)
            looked_at = found.keys() | believed.keys() if scope.customers is None else set(scope.customers)
            believed = {one: found.get(one, []) if one in looked_at else believed.get(one, [])
                        for one in found.keys() | believed.keys()}  # fmt: skip
            assert {one: rows for one, rows in believed.items() if rows} == found, on
            looked = look(worlds[0].company, mode=mode, as_of=on)
            assert looked.outcomes == Counter(row[1] for rows in found.values() for row in rows), on


def _verdicts(company_id: int, on: date, mode: str) -> dict[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for one in evaluate(company_id, as_of=on, mode=mode):
        found.setdefault(one.customer_id, []).append(_decision(one))
    return found


def _decision(one: Verdict) -> tuple:
    return one.item_id, one.outcome, list(one.blocks), one.level_key, one.open, one.claimable, one.netted
