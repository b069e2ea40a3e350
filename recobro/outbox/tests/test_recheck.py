"""The second look, at the moment of sending: what no longer holds does not leave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recobro.access.company import CompanyValue
from recobro.casework.record import dispute, hold
from recobro.ledger.allocate import Settlement, allocate, undo
from recobro.ledger.marks import mark
from recobro.ledger.models import Allocation, Contact
from recobro.letters import content_from_json
from recobro.outbox.models import Message
from recobro.outbox.tests.world import delivers, live_company, statuses, steps, told
from tests import cast
from tests.cast import DAY, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db


def planned(*amounts: str, text: str = cast.BY_EMAIL) -> CompanyValue:
    """Late GmbH owes INV-1, INV-2, ...; the reminder is approved and has not left."""
    company = live_company(text)
    for number, amount in enumerate(amounts, start=1):
        cast.owes(company, LATE, f"INV-{number}", amount)
    assert len(cast.plans(company)) == 1
    return company


def drops(company: CompanyValue, server: SmtpServer, *, on: date = TODAY) -> str:
    """Delivers, sees that nothing leaves and that the steps are free, and gives the reason."""
    delivered = delivers(company, on=on)
    assert delivered.counts == {"dropped": 1}
    assert (server.received, told(company), steps(company)) == ([], [], [])
    message = Message.objects.get()
    assert (message.status, delivered.notes) == ("dropped", (message.why,))
    return message.why


def said(server: SmtpServer) -> str:
    (received,) = server.messages_to(LATE.email)
    body = received.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_it_drops_what_was_paid_after_approval_p_2(server: SmtpServer) -> None:
    company = planned("120.00")
    cast.pays(company, LATE, "INV-1", "120.00")
    assert drops(company, server) == (
        "The email to Late GmbH (EUR) was not sent: 120.00 EUR came in after the plan was made."
    )


def test_it_drops_what_would_go_to_another_address_now(server: SmtpServer) -> None:
    company = planned("120.00")
    Contact.objects.filter(email=LATE.email).update(email="right@late.test")
    assert drops(company, server).endswith(
        f"{LATE.email} is not the address any more to which he is written."
    )
    cast.plans(company)
    assert delivers(company).counts == {"sent": 1}
    assert [one.recipients for one in server.received] == [("right@late.test",)]


def test_it_drops_what_credit_on_account_covers_p_22(server: SmtpServer) -> None:
    company = planned("120.00")
    cast.pays(company, LATE, "", "150.00")
    assert "came in after the plan was made" in drops(company, server)


def test_it_asks_for_what_is_left_of_a_part_paid_invoice_p_24_p_25(server: SmtpServer) -> None:
    company = planned("120.00")
    cast.pays(company, LATE, "INV-1", "50.00")
    delivered = delivers(company)
    assert delivered.counts == {"sent": 1}
    assert delivered.notes == ("Sent with less than was approved: 70.00 instead of 120.00 EUR.",)
    assert "Please pay 70.00\u00a0EUR" in said(server)
    assert server.messages_to(LATE.email)[0]["Subject"] == "first: 70.00 EUR overdue"
    message = Message.objects.get()
    assert message.why == delivered.notes[0]
    approved, sent = content_from_json(message.content), content_from_json(message.sent_content)
    assert (approved.sections[0].total, sent.sections[0].total) == (Decimal("120.00"), Decimal("70.00"))
    assert message.sent_fingerprint != message.fingerprint


def test_it_leaves_out_what_was_paid_of_several_p_2(server: SmtpServer) -> None:
    company = planned("120.00", "80.00")
    cast.pays(company, LATE, "INV-1", "120.00")
    assert delivers(company).notes == ("Sent with less than was approved: 80.00 instead of 200.00 EUR.",)
    assert "INV-2" in said(server)
    assert "INV-1" not in said(server)
    left = cast.item(company, "INV-2")
    assert (told(company), steps(company)) == ([(left, "first", "email")], [left])


def test_it_deducts_credit_that_came_in_p_22(server: SmtpServer) -> None:
    company = planned("120.00")
    cast.pays(company, LATE, "", "50.00")
    assert delivers(company).notes == ("Sent with less than was approved: 70.00 instead of 120.00 EUR.",)
    assert "Please pay 70.00\u00a0EUR" in said(server)


def test_it_drops_what_is_disputed_since(server: SmtpServer) -> None:
    company = planned("120.00")
    dispute(
        company.id, customer_id=cast.customer(company, LATE), item_id=cast.item(company, "INV-1"), from_on=TODAY,
        reason="Wrong goods", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    assert drops(company, server) == "The email to Late GmbH (EUR) was not sent: INV-1: it is disputed."


def test_it_leaves_out_the_disputed_part(server: SmtpServer) -> None:
    company = planned("120.00")
    dispute(
        company.id, customer_id=cast.customer(company, LATE), item_id=cast.item(company, "INV-1"),
        amount=Decimal("20.00"), from_on=TODAY, reason="Broken", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    assert delivers(company).notes == ("Sent with less than was approved: 100.00 instead of 120.00 EUR.",)


def test_it_drops_what_is_on_hold_since(server: SmtpServer) -> None:
    company = planned("120.00")
    hold(
        company.id, customer_id=cast.customer(company, LATE), from_on=TODAY, until_on=TODAY + 5 * DAY,
        reason="On holiday", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    assert drops(company, server) == (
        "The email to Late GmbH (EUR) was not sent: INV-1: the customer is on hold until 2026-03-15."
    )


def test_it_drops_what_must_never_be_reminded_since_p_6(server: SmtpServer) -> None:
    company = planned("120.00")
    mark(
        company.id, customer_id=cast.customer(company, LATE), kind="never_remind", from_on=TODAY,
        reason="One of us", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    assert "it is marked never to be reminded" in drops(company, server)


def test_it_drops_what_has_become_too_little(server: SmtpServer) -> None:
    text = cast.policy(cast.level("first", "D+7", "email"), settings='[floor]\nEUR = "10.00"')
    company = planned("120.00", text=text)
    cast.pays(company, LATE, "INV-1", "110.01")
    assert "below the floor" in drops(company, server)


def test_it_asks_for_the_floor_itself(server: SmtpServer) -> None:
    text = cast.policy(cast.level("first", "D+7", "email"), settings='[floor]\nEUR = "10.00"')
    company = planned("120.00", text=text)
    cast.pays(company, LATE, "INV-1", "110.00")
    assert delivers(company).counts == {"sent": 1}


def test_it_asks_for_no_more_than_was_approved(server: SmtpServer) -> None:
    company = planned("120.00")
    cast.owes(company, LATE, "INV-1", "200.00", on=TODAY)
    assert drops(company, server) == (
        "The email to Late GmbH (EUR) was not sent: INV-1: 200.00 EUR is open now, more than the 120.00 EUR that was approved."
    )


def test_it_adds_nothing_that_came_later(server: SmtpServer) -> None:
    company = planned("120.00")
    later = cast.owes(company, LATE, "INV-9", "999.00", on=TODAY)
    assert (delivers(company).counts, delivers(company).notes) == ({"sent": 1}, ())
    assert "INV-9" not in said(server)
    assert later not in steps(company)


def test_it_says_when_only_the_information_changed(server: SmtpServer) -> None:
    text = cast.policy(
        cast.level("first", "D+7", "email"), cast.level("formal", "D+14", "email", severity="formal")
    )
    company = live_company(text)
    old = cast.owes(company, LATE, "INV-1", "120.00", due_on=TODAY - 30 * DAY)
    cast.plans(company)
    delivers(company)
    server.received.clear()
    cast.owes(company, LATE, "INV-2", "80.00")
    on = TODAY + 3 * DAY
    cast.plans(company, on=on)
    cast.pays(company, LATE, "INV-2", "80.00", on=on)
    assert delivers(company, on=on).notes == (
        "Sent with other information than was approved, asking for the same.",
    )
    assert "INV-2" not in said(server)
    assert told(company) == [(old, "first", "email"), (old, "formal", "email")]


def test_it_says_again_what_was_approved_when_a_payment_was_for_something_else(server: SmtpServer) -> None:
    company = planned("120.00")
    other = cast.owes(company, LATE, "INV-9", "80.00", due_on=TODAY + 20 * DAY)
    cast.pays(company, LATE, "INV-1", "50.00")
    server.refuses_connections = True
    assert delivers(company).counts == {"failed": 1}
    assert content_from_json(Message.objects.get().sent_content).sections[0].total == Decimal("70.00")
    wrong = Allocation.objects.get(company_id=company.id)
    undo(company.id, allocation_id=wrong.id, on=TODAY, at=cast.at(), by=cast.MARTA)
    right = Settlement(
        customer_id=wrong.customer_id, debit_item_id=other, credit_item_id=wrong.credit_item_id,
        amount=Decimal("50.00"), on=TODAY,
    )  # fmt: skip
    allocate(company.id, right, at=cast.at(), by=cast.MARTA)
    server.refuses_connections = False
    assert (delivers(company).counts, delivers(company).notes) == ({"sent": 1}, ())
    assert "Please pay 120.00" in said(server)
    message = Message.objects.get()
    assert (message.sent_fingerprint, message.sent_content) == (message.fingerprint, message.content)


def test_it_looks_at_every_customer_for_himself(server: SmtpServer) -> None:
    company = live_company()
    for debtor in (LATE, PROMPT):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    cast.plans(company)
    cast.pays(company, PROMPT, f"INV-{PROMPT.code}", "120.00")
    assert delivers(company).counts == {"sent": 1, "dropped": 1}
    assert statuses(company) == {LATE.email: "sent", PROMPT.email: "dropped"}


def test_of_two_that_wait_for_one_customer_the_older_one_goes(server: SmtpServer) -> None:
    """The first waited longer than the gap. The second waits for the next gap, and is proposed again after it."""
    company = planned("120.00")
    later = TODAY + 3 * DAY
    second = cast.owes(company, LATE, "INV-2", "80.00", due_on=later - 7 * DAY, on=later)
    cast.plans(company, on=later)

    assert delivers(company, on=later).counts == {"sent": 1, "dropped": 1}

    first, other = Message.objects.order_by("id")
    assert (first.status, other.status) == ("sent", "dropped")
    assert "contacted less than the minimum gap ago" in other.why
    assert second not in steps(company)
