"""What a reminder says of parts that it does not ask for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.access.company import change_company
from recobro.casework.paper import take_paper
from recobro.casework.record import dispute
from recobro.kernel.problems import Refused
from recobro.ledger.known import check_known, payments_known
from recobro.ledger.marks import end_mark, mark
from recobro.letters import content_from_json
from recobro.outbox.foresee import foresee
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


def test_it_proves_what_credit_covers(server: SmtpServer) -> None:
    """200.00 in a credit note and cash cover the older invoice, and 80.00 of the newer one."""
    company = live_company()
    cast.owes(company, LATE, "INV-0", "120.00", due_on=TODAY - 40 * DAY)
    cast.owes(company, LATE, "INV-1", "300.00", due_on=TODAY - 20 * DAY)
    cast.credit_note(company, LATE, "CN-1", "50.00", on=TODAY - 2 * DAY)
    cast.pays(company, LATE, "", "150.00", on=TODAY - 3 * DAY)
    cast.plans(company)

    (section,) = content_from_json(Message.objects.get().content).sections

    assert [(one.number, one.amount) for one in section.demanded] == [("INV-1", Decimal(300))]
    assert [(one.number, one.amount) for one in section.covered] == [("INV-0", Decimal(120))]
    assert [(one.number, one.amount) for one in section.credits] == [
        ("PAY-", Decimal(150)),
        ("CN-1", Decimal(50)),
    ]
    assert (section.claimed, section.credited, section.total) == (Decimal(420), Decimal(200), Decimal(220))
    assert delivers(company).counts == {"sent": 1}
    assert Message.objects.get().sent_content == Message.objects.get().content


def test_it_says_by_how_much_a_payment_was_short() -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "300.00")
    cast.pays(company, LATE, "INV-1", "290.00", on=TODAY - 2 * DAY)
    cast.plans(company)

    assert "290.00 received on 8 Mar 2026, 10.00 short" in said()


def test_it_shows_apart_what_waits_or_is_kept(server: SmtpServer) -> None:
    company = live_company()
    change_company(company.id, netting="apart", by=cast.MARTA, at=cast.at())
    cast.owes(company, LATE, "INV-1", "300.00")
    cast.credit_note(company, LATE, "CN-1", "50.00")
    cast.pays(company, LATE, "", "150.00")
    case = {"customer_id": cast.customer(company, LATE), "at": cast.at(), "by": cast.MARTA}
    paid = cast.item(company, "PAY-")
    kept = mark(company.id, item_id=paid, kind="deposit", from_on=TODAY, reason="Containers", **case)  # type: ignore[arg-type]
    cast.plans(company)

    (section,) = content_from_json(Message.objects.get().content).sections

    assert (section.total, section.credits, section.covered) == (Decimal(300), (), ())
    assert [(one.number, one.amount, one.kept_as) for one in section.apart] == [
        ("CN-1", Decimal(50), ""),
        ("PAY-", Decimal(150), "deposit"),
    ]
    end_mark(company.id, mark_id=kept, on=TODAY, at=cast.at(), by=cast.MARTA)
    change_company(company.id, netting="oldest_first", by=cast.MARTA, at=cast.at())
    assert delivers(company).notes == ("Sent with less than was approved: 100.00 instead of 300.00 EUR.",)


def test_another_rule_for_credit_changes_what_is_told_and_that_is_said_before_and_after(
    server: SmtpServer,
) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-0", "120.00", due_on=TODAY - 60 * DAY)
    cast.owes(company, LATE, "INV-1", "300.00")
    cast.pays(company, LATE, "", "120.00")
    (reminder,) = cast.plans(company)
    change_company(company.id, netting="apart", by=cast.MARTA, at=cast.at())

    (found,) = foresee(company.id, [reminder], on=TODAY).values()

    credit = "not deducted: PAY- 120.00 EUR"
    assert str(found) == f"would say something else now, asking for the same; {credit}"
    said_of_it = f"Sent with other information than was approved, asking for the same; {credit}."
    assert delivers(company).notes == (said_of_it,)


def test_a_deposit_stands_apart_also_where_credit_is_set_against_the_oldest() -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "300.00")
    cast.pays(company, LATE, "", "500.00")
    mark(
        company.id, customer_id=cast.customer(company, LATE), item_id=cast.item(company, "PAY-"), kind="guarantee", from_on=TODAY,
        reason="For the works", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    cast.plans(company)

    assert "300.00 EUR" in said()
    assert "Not deducted: guarantee PAY-" in said()
    assert "kept for their purpose" in said()


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
