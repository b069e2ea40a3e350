"""Which setting of the policy gives which date, and the floor and the ceiling that apply."""

from __future__ import annotations

from datetime import date

import pytest

from recobro.access.company import CompanyValue, change_company
from recobro.channels import channels_for
from recobro.evaluation.by_policy import by_policy
from recobro.evaluation.evaluate import evaluate
from recobro.outbox.deliver import deliver
from recobro.policy.read import read_version
from tests import cast
from tests.cast import DAY, LATE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

FIRST = cast.level("first", "D+7", "email")
FORMAL = cast.level("formal", "D+14", "letter", severity="formal", approval="person")
DUE = TODAY - 10 * DAY


def company(settings: str = "") -> CompanyValue:
    """Late GmbH owes 120 EUR since ten days."""
    found = cast.creditor()
    cast.treats(found, cast.policy(FIRST, FORMAL, settings=settings))
    cast.owes(found, LATE, "INV-1", "120.00", due_on=DUE)
    return found


def said(company: CompanyValue, *, on: date = TODAY) -> list[str]:
    verdict, *_ = evaluate(company.id, as_of=on, mode=company.mode)
    return list(by_policy(verdict, read_version(verdict.version_id or 0)))


def test_a_level_is_named_with_its_trigger_and_its_day() -> None:
    ours = company()
    assert said(ours, on=TODAY - 9 * DAY)[0] == f"Level first counts by its trigger D+7: {DUE + 7 * DAY}."
    assert said(ours)[0] == "Level first counts by its trigger D+7, and is reached."


def test_what_puts_a_level_off_is_named_as_it_stands_in_the_file() -> None:
    ours = company("grace_banking_days = 2")
    movers = "This may put the day of the level off: grace_banking_days = 2, days_after_invoice = 5."
    assert movers in said(ours, on=TODAY - 9 * DAY)
    assert movers not in said(ours)  # it is reached


def test_what_waits_for_the_gap_between_two_contacts_says_how_long_that_is() -> None:
    ours = company()
    cast.owes(ours, LATE, "INV-0", "60.00", due_on=DUE - 3 * DAY)
    cast.plans(ours)
    with channels_for(ours.mode) as channels:
        deliver(ours.id, on=TODAY, clock=cast.clock(), channels=channels)
    lines = said(ours, on=TODAY + 2 * DAY)
    assert "Level formal is sent only after a person has approved it." in lines
    assert (
        f"Between two contacts the policy leaves 3 days (min_gap_days): not before {TODAY + 3 * DAY}."
        in lines
    )


@pytest.mark.parametrize(("settings", "lines"), [
    ("", ["The policy has no floor and no ceiling for EUR."]),
    ("floor = { EUR = \"200\" }", ["Floor of the policy: below 200.00 EUR nothing is sent; 120.00 EUR of the customer can be asked for."]),
    ("floor = { EUR = \"5\" }\nceiling = { EUR = \"100\" }", [
        "Floor of the policy: below 5.00 EUR nothing is sent; 120.00 EUR of the customer can be asked for.",
        "Ceiling of the policy: above 100.00 EUR a person approves; 120.00 EUR of the customer can be asked for.",
    ]),
    ("ceiling = { USD = \"100\" }", ["The policy has no floor and no ceiling for EUR."]),
])  # fmt: skip
def test_floor_and_ceiling_are_both_said(settings: str, lines: list[str]) -> None:
    assert said(company(settings))[1:] == lines


def test_the_ceiling_is_about_what_is_asked_where_credit_waits_apart() -> None:
    ours = company('floor = { EUR = "5" }\nceiling = { EUR = "100" }')
    change_company(ours.id, netting="apart", by=cast.MARTA, at=cast.at())
    cast.pays(ours, LATE, "", "30.00")

    floor, ceiling = said(ours)[1:]

    assert "90.00 EUR of the customer" in floor
    assert "120.00 EUR of the customer" in ceiling
