"""What a reminder says of parts that it does not ask for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.casework.paper import take_paper
from recobro.casework.record import dispute
from recobro.outbox.models import Message
from recobro.outbox.tests.world import delivers, live_company
from tests import cast
from tests.cast import DAY, LATE, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db


def test_it_names_what_it_does_not_ask_for_and_deducts_no_contested_credit(server: SmtpServer) -> None:
    """Of 120.00 a cheque covers 20.00; of 30.00 on account the customer contests 10.00, so 20.00 are deducted."""
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.pays(company, LATE, "", "30.00")
    case = {"customer_id": cast.customer(company, LATE), "at": cast.at(), "by": cast.MARTA}
    take_paper(
        company.id, kind="cheque", currency="EUR", amount=Decimal(20), received_on=TODAY, due_on=TODAY + 30 * DAY, **case
    )  # type: ignore[arg-type]  # fmt: skip
    dispute(
        company.id, item_id=cast.item(company, "PAY-"), amount=Decimal(10), from_on=TODAY, reason="Not for this", **case
    )  # type: ignore[arg-type]  # fmt: skip
    cast.plans(company)

    assert delivers(company).counts == {"sent": 1}

    text = Message.objects.get().text
    assert "20.00\u00a0EUR covered by your cheque or bill: not asked for" in text
    assert "80.00\u00a0EUR" in text
