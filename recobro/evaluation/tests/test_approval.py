"""Who has to approve: what a policy may send by itself, and what waits for a person."""

from __future__ import annotations

import pytest

from recobro.evaluation.models import Reminder
from recobro.policy.assign import assign
from recobro.policy.load import load_policy
from tests import cast
from tests.cast import LATE, TODAY

pytestmark = pytest.mark.django_db


def test_a_level_that_needs_a_person_needs_one_also_beside_an_automatic_one() -> None:
    """Two invoices of one customer in one message: the large one is automatic, the small one is to be approved."""
    company = cast.creditor()
    cast.treats(company)
    cast.owes(company, LATE, "BIG", "500.00")
    small = cast.owes(company, LATE, "SMALL", "100.00")
    careful = cast.policy(cast.level("by-hand", "D+7", "email", approval="person"), key="careful")
    load_policy(company.id, text=careful, source="careful", today=TODAY, at=cast.at(), by=cast.MARTA)
    assign(
        company.id, policy_key="careful", customer_id=cast.customer(company, LATE), item_id=small, from_on=TODAY,
        at=cast.at(), by=cast.MARTA,
    )  # fmt: skip

    (reminder,) = cast.plans(company)

    assert (
        Reminder.objects.get(id=reminder).needs_person
        == "Its level is sent only after a person has approved it."
    )
