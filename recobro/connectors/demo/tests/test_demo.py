"""The demo company in the ledger: imported cleanly, with a story for everybody, and enough to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.listing import list_files, movements_to_clear
from recobro.casework.models import Complaint, Dispute, Hold, Paper, Plan, Promise, Retained
from recobro.connectors.csv.read import read
from recobro.connectors.demo import demo_casework, demo_company, demo_days, demo_files, demo_statement
from recobro.connectors.format import Options
from recobro.connectors.history import Imported
from recobro.connectors.merge import take_in
from recobro.evaluation.evaluate import evaluate
from recobro.evaluation.outcomes import PRECEDENCE
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Mark
from recobro.policy.models import Assignment, Policy

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 18)
AT = datetime(2026, 3, 18, 5, tzinfo=UTC)

# What only appears after nights were played, and what the demo has not: its import is clean, and it began long ago.
AFTER_NIGHTS = {"told_waiting", "all_done", "on_its_way", "too_soon"}
NOT_SHOWN = {"no_due_date", "no_policy", "before_amnesty"}


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[CompanyValue, list[Imported]]]:
    """The company with its files imported and its casework recorded, once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        company = demo_company(at=AT)
        folder = tmp_path_factory.mktemp("demo")
        imported = [_import(company, path) for path in demo_files(DAY, folder)]
        demo_casework(company.id, as_of=DAY, at=AT, by="Carmen Ostalia")
        flow.read_bank(company, demo_statement(DAY, folder), at=AT, by="demo")
        connection.check_constraints()  # once here, or it is done again after each test
        yield company, imported
        transaction.set_rollback(True)


def _import(company: CompanyValue, path: Path) -> Imported:
    reading = read(path, Options(country=company.country, default_currency=company.currency))
    return take_in(company.id, reading, source="csv", on=DAY, at=AT, by="demo")


def test_its_import_tells_only_of_the_customers_in_german(demo: tuple[CompanyValue, list[Imported]]) -> None:
    company, imported = demo

    (told,) = [problem for one in imported for problem in one.problems]
    assert "not 'de' (3 rows, the first here)" in told.message
    assert imported[0].posted.customers_new == 300
    assert wrong_balances(company.id) == []


def test_every_outcome_is_there_that_one_day_can_show(demo: tuple[CompanyValue, list[Imported]]) -> None:
    company, _ = demo

    found = Counter(one.outcome for one in evaluate(company.id, as_of=DAY, mode="rehearsal"))

    assert set(PRECEDENCE) - set(found) == AFTER_NIGHTS | NOT_SHOWN
    assert found["remind"] > 100


def test_its_bank_brings_what_is_easy_and_what_is_not(demo: tuple[CompanyValue, list[Imported]]) -> None:
    company, _ = demo

    found = movements_to_clear(company.id)

    sure = [one.proposals[0].certainty if one.proposals else 0 for one in found]
    assert len(found) == 10
    assert sum(one >= AUTOMATIC for one in sure) >= 3
    assert sum(0 < one < AUTOMATIC for one in sure) >= 4
    assert [one.difference for one in list_files(company.id)[0].statements] == [0]


def test_each_ready_made_policy_treats_somebody(demo: tuple[CompanyValue, list[Imported]]) -> None:
    company, _ = demo
    keys = dict(Policy.objects.filter(company_id=company.id).values_list("id", "key"))

    found = {
        (keys[one.policy_id or 0], one.scope) for one in evaluate(company.id, as_of=DAY, mode="rehearsal")
    }

    assert found == {
        ("collection", "company"),
        ("weekly", "segment"),
        ("credit-control", "segment"),
        ("two-step", "segment"),
        ("group", "segment"),
        ("credit-control", "customer"),
        ("with-copy", "customer"),
        ("two-step", "item"),
    }


def test_it_is_set_up_once(demo: tuple[CompanyValue, list[Imported]]) -> None:
    company, _ = demo
    tables = (Assignment, Mark, Dispute, Complaint, Retained, Promise, Plan, Paper, Hold)
    before = [table.objects.filter(company_id=company.id).count() for table in tables]

    demo_casework(company.id, as_of=DAY, at=AT, by="Carmen Ostalia")

    assert demo_company(at=AT) == company
    assert [table.objects.filter(company_id=company.id).count() for table in tables] == before
    assert all(before)


def test_its_nights_come_before_the_day_one_after_the_other() -> None:
    days = demo_days(DAY)

    assert days == sorted(set(days))
    assert days[-1] < DAY
