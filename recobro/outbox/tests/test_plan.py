"""The plan as people see it."""

from __future__ import annotations

import pytest

from recobro.outbox.plan import plan
from recobro.outbox.tests.world import delivers
from tests import cast
from tests.cast import DAY, LATE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


def test_it_counts_what_is_asked_for_and_what_is_only_listed() -> None:
    company = cast.creditor()
    formal = cast.level("formal", "D+14", "email", severity="formal")
    cast.treats(company, cast.policy(cast.level("first", "D+7", "email"), formal))
    cast.owes(company, LATE, "INV-1", "120.00", due_on=TODAY - 30 * DAY)
    cast.plans(company)
    delivers(company)
    cast.owes(company, LATE, "INV-2", "80.00")
    cast.plans(company, on=TODAY + 3 * DAY)

    found = plan(company.id, mode="rehearsal")

    assert [(one.level_key, one.items, one.beside, one.totals) for one in found] == [
        ("formal", 1, 1, (("EUR", "120.00"),)),
        ("first", 1, 0, (("EUR", "120.00"),)),
    ]
