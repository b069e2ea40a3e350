"""What is proposed or approved and does not hold any more is marked before it leaves, by the rules of the second look."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from recobro.access.company import CompanyValue
from recobro.casework.record import dispute, hold
from recobro.outbox.foresee import foresee
from recobro.outbox.models import Message
from recobro.outbox.tests.world import delivers
from tests import cast
from tests.cast import DAY, GONE, LATE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def company() -> CompanyValue:
    """Late GmbH is asked for 120 and 80, Gone SA for 50; everything is approved and has not left."""
    company = cast.creditor()
    cast.treats(company)
    for debtor, number, amount in (
        (LATE, "INV-1", "120.00"),
        (LATE, "INV-2", "80.00"),
        (GONE, "INV-3", "50.00"),
    ):
        cast.owes(company, debtor, number, amount)
    assert len(cast.plans(company)) == 2
    return company


def foreseen(company: CompanyValue) -> list[str]:
    reminders = {one.reminder for one in Message.objects.filter(company_id=company.id)}
    return [str(one) for one in foresee(company.id, reminders, on=TODAY).values()]


def is_paid(company: CompanyValue) -> None:
    cast.pays(company, GONE, "INV-3", "50.00")


def is_held(company: CompanyValue) -> None:
    hold(
        company.id,
        customer_id=cast.customer(company, GONE),
        from_on=TODAY,
        until_on=TODAY + DAY,
        reason="Strike",
        at=cast.at(),
        by="Cora",
    )


def is_disputed(company: CompanyValue) -> None:
    dispute(company.id, customer_id=cast.customer(company, GONE), item_id=cast.item(company, "INV-3"), from_on=TODAY, reason="Broken",
            at=cast.at(), by="Cora")  # fmt: skip


def test_what_still_holds_is_not_marked(company: CompanyValue) -> None:
    assert foreseen(company) == []


@pytest.mark.parametrize(("happens", "said"), [
    (is_paid, "would be dropped now: 50.00 EUR came in after the plan was made."),
    (is_held, "would be dropped now: INV-3: the customer is on hold until 2026-03-11."),
    (is_disputed, "would be dropped now: INV-3: it is disputed."),
])  # fmt: skip
def test_what_would_be_dropped_is_said_before_and_then_dropped(
    company: CompanyValue, happens: Callable[[CompanyValue], None], said: str
) -> None:
    happens(company)

    assert foreseen(company) == [said]

    assert delivers(company).counts == {"sent": 1, "dropped": 1}
    assert Message.objects.get(status="dropped").why.endswith(said.removeprefix("would be dropped now: "))
    assert foreseen(company) == []  # what has left, or never will, is past being foreseen


def test_what_would_ask_for_less_says_how_much(company: CompanyValue) -> None:
    cast.pays(company, LATE, "INV-1", "20.00")

    (found,) = foresee(company.id, {one.reminder for one in Message.objects.all()}, on=TODAY).values()

    assert found.less == (("EUR", Decimal("180.00"), Decimal("200.00")),)
    assert str(found) == "would ask for less now: 180.00 instead of 200.00 EUR"


def test_a_reminder_of_a_day_to_come_is_looked_at_as_of_that_day(company: CompanyValue) -> None:
    delivers(company)
    cast.treats(
        company, cast.policy(cast.level("first", "D+7", "email"), cast.level("second", "D+14", "email"))
    )
    (late, gone) = cast.plans(company, on=TODAY + 10 * DAY)
    is_held(company)  # until the day after TODAY

    assert foresee(company.id, [late, gone], on=TODAY) == {}
