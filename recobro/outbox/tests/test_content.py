"""What a reminder says of parts that it does not ask for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.casework.paper import take_paper
from recobro.casework.record import dispute
from recobro.kernel.problems import Refused
from recobro.ledger.known import check_known, payments_known
from recobro.outbox.models import Message
from recobro.outbox.tests.world import delivers, live_company
from tests import cast
from tests.cast import DAY, LATE, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db


def said() -> str:
    """The text of the one message, with plain spaces."""
    return Message.objects.get().text.replace("\u00a0", " ")


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

    assert "20.00 EUR covered by your cheque or bill: not asked for" in said()
    assert "80.00 EUR" in said()


@pytest.mark.parametrize(
    ("source", "says"), [("erp", "5 March 2026"), ("", "5 March 2026"), ("another", "10 March 2026")]
)
def test_it_includes_payments_until_the_day_through_which_they_are_known(source: str, says: str) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    payments_known(company.id, through_on=TODAY - 5 * DAY, source=source, at=cast.at(), by=cast.MARTA)

    cast.plans(company)

    assert f"Payments received until {says} are included." in said()


def test_less_than_was_approved_says_until_when_payments_are_known_now(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    payments_known(company.id, through_on=TODAY - 5 * DAY, at=cast.at(), by=cast.MARTA)
    cast.plans(company)
    cast.pays(company, LATE, "INV-1", "20.00")
    payments_known(company.id, through_on=TODAY - DAY, at=cast.at(), by=cast.MARTA)

    assert delivers(company).counts == {"sent": 1}

    assert "Payments received until 9 March 2026 are included." in said()


def test_a_day_to_come_is_not_known() -> None:
    check_known(TODAY, today=TODAY)
    with pytest.raises(Refused, match="2026-03-11 is still to come; today is 2026-03-10"):
        check_known(TODAY + DAY, today=TODAY)
