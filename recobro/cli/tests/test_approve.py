"""`recobro approve --all`: it says what it approves first, and approves what it has said."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner, Result

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.cli.day import approve_command
from recobro.evaluation.models import Approval
from recobro.kernel.problems import Refused
from tests import cast
from tests.cast import GONE, LATE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def company() -> CompanyValue:
    """Two reminders wait: 1,550.50 EUR in all, and 20 USD."""
    company = cast.creditor()
    cast.treats(company, cast.policy(cast.level("first", "D+7", "email", approval="person")))
    cast.owes(company, LATE, "INV-1", "1500.50")
    cast.owes(company, LATE, "INV-2", "20", currency="USD")
    cast.owes(company, GONE, "INV-3", "50")
    flow.propose_day(company.id, as_of=TODAY, clock=cast.clock(), by="Ana")
    return company


def approve(*arguments: str) -> Result:
    return CliRunner().invoke(approve_command, arguments, catch_exceptions=True)


def test_all_is_counted_and_not_approved_unasked(company: CompanyValue) -> None:
    done = approve("--all")

    assert isinstance(done.exception, Refused)
    assert "2 reminders wait, which ask for 1550.50 EUR + 20.00 USD." in str(done.exception)
    assert not Approval.objects.exists()


def test_it_says_what_it_has_approved(company: CompanyValue) -> None:
    done = approve("--all", "--yes")

    assert done.output.splitlines() == [
        "2 reminders wait, which ask for 1550.50 EUR + 20.00 USD.",
        "Approved: 2 reminders. They leave with: recobro deliver",
    ]
    assert approve("--level", "first", "--yes").output.startswith("Nothing waits for approval.")


def test_what_came_while_it_asked_is_not_approved(
    company: CompanyValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def comes_meanwhile(*_: object, **__: object) -> None:
        cast.owes(company, cast.DISPUTING, "INV-9", "70")
        flow.propose_day(company.id, as_of=TODAY, clock=cast.clock(), by="Omar")

    monkeypatch.setattr(click, "confirm", comes_meanwhile)
    monkeypatch.setattr("recobro.cli.day._can_ask", lambda: True)

    done = approve("--all")

    assert "The list has changed" in str(done.exception)
    assert not Approval.objects.exists()


def test_json_names_them(company: CompanyValue) -> None:
    approved = json.loads(approve("--all", "--yes", "--json").output)["approved"]

    assert len(approved) == 2
