"""A reminder as a page shows it says the same sum as its message."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.evaluation.models import Reminder
from recobro.insight.reminder import find_reminder
from recobro.ledger.marks import mark
from tests import cast
from tests.cast import DAY, LATE, TODAY

pytestmark = pytest.mark.django_db


def test_what_is_listed_less_what_is_deducted_is_what_is_asked() -> None:
    company = cast.creditor()
    cast.treats(company)
    cast.owes(company, LATE, "INV-0", "120.00", due_on=TODAY - 40 * DAY)
    cast.owes(company, LATE, "INV-1", "300.00", due_on=TODAY - 20 * DAY)
    cast.pays(company, LATE, "", "200.00", on=TODAY - 3 * DAY)
    cast.credit_note(company, LATE, "CN-1", "50.00")
    mark(
        company.id, customer_id=cast.customer(company, LATE), item_id=cast.item(company, "CN-1"), kind="deposit", from_on=TODAY,
        reason="Crates", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    cast.plans(company)

    shown = find_reminder(company, Reminder.objects.get().id, on=TODAY)

    assert shown is not None
    assert [(one.number, one.covered, one.beside) for one in shown.items] == [
        ("INV-1", False, False),
        ("INV-0", True, False),
    ]
    listed = sum(one.amount for one in shown.items if not one.beside)
    deducted = sum(one.amount for one in shown.credits)
    assert shown.messages[0].amounts == (("EUR", listed - deducted),) == (("EUR", Decimal(220)),)
    assert [(one.number, one.kept_as) for one in shown.apart] == [("CN-1", "deposit")]
    assert shown.silent == ()
