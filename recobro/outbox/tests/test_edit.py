"""What people change in a reminder before it leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.casework.models import Dispute, Hold, NextContact
from recobro.kernel.problems import Refused
from recobro.letters import content_from_json
from recobro.outbox.deliver import deliverable, still_approved
from recobro.outbox.edit import edit_words, postpone, take_out, words_of
from recobro.outbox.models import Edit, Message
from recobro.outbox.plan import waiting_reminders
from recobro.outbox.resolve import supersede
from recobro.outbox.tests.world import delivers, live_company, statuses, steps
from tests import cast
from tests.cast import DAY, LATE, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db

CORA = "cora"
BY_PERSON = cast.policy(cast.level("first", "D+7", "email", approval="person"))


def planned(*amounts: str, text: str = cast.BY_EMAIL) -> tuple[CompanyValue, int]:
    """Late GmbH owes INV-1, INV-2, ...; one reminder is proposed, and approved if the policy may."""
    company = live_company(text)
    for number, amount in enumerate(amounts, start=1):
        cast.owes(company, LATE, f"INV-{number}", amount)
    (reminder,) = cast.plans(company)
    return company, reminder


def edits(company: CompanyValue, **changed: str) -> None:
    (message,) = Message.objects.all()
    words = replace(words_of(company.id, message_id=message.id), **changed)
    edit_words(company.id, message_id=message.id, words=words, at=cast.at(), by=CORA)


def takes_out(company: CompanyValue, reminder: int, number: str, **how: bool) -> int:
    item = cast.item(company, number)
    return take_out(
        company.id, reminder_id=reminder, item_id=item, reason="He asked us to.", on=TODAY, at=cast.at(), by=CORA, **how
    )  # fmt: skip


def approves(company: CompanyValue, reminder: int, by: str = CORA) -> None:
    flow.approve(company.id, reminders=[reminder], clock=cast.clock(), by=by)


def said(server: SmtpServer) -> str:
    (received,) = server.messages_to(LATE.email)
    body = received.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_an_edited_text_waits_to_be_approved_again(server: SmtpServer) -> None:
    company, reminder = planned("120.00")
    edits(company, before="As we said on the phone: {total}.")

    assert waiting_reminders(company.id, mode="live") == {reminder}
    assert delivers(company).counts == {}
    approves(company, reminder)
    assert delivers(company).counts == {"sent": 1}
    assert "As we said on the phone: 120.00\u00a0EUR." in said(server)
    assert (Edit.objects.get().by, Edit.objects.get().fingerprint) != ("", Message.objects.get().fingerprint)


def test_the_second_look_keeps_the_edited_words(server: SmtpServer) -> None:
    company, reminder = planned("120.00")
    edits(company, before="As we said on the phone: {total}.")
    approves(company, reminder)
    cast.pays(company, LATE, "INV-1", "50.00")

    assert delivers(company).counts == {"sent": 1}
    assert "As we said on the phone: 70.00\u00a0EUR." in said(server)


def test_the_same_words_change_nothing() -> None:
    company, _ = planned("120.00")
    edits(company)
    assert (waiting_reminders(company.id, mode="live"), Edit.objects.count()) == (set(), 0)


def test_it_refuses_words_that_nobody_can_fill() -> None:
    company, _ = planned("120.00")
    with pytest.raises(Refused, match=r"Nobody can fill \{amount\} in 'before'"):
        edits(company, before="Pay {amount}.")
    with pytest.raises(Refused, match="The subject is empty"):
        edits(company, subject=" ")


def test_it_edits_nothing_that_has_left(server: SmtpServer) -> None:
    company, reminder = planned("120.00")
    delivers(company)
    with pytest.raises(Refused, match="does not wait any more"):
        edits(company, before="Too late.")
    with pytest.raises(Refused, match="does not wait any more"):
        takes_out(company, reminder, "INV-1")


def test_what_was_edited_and_not_approved_is_taken_back_by_the_next_day() -> None:
    company, _ = planned("120.00")
    edits(company, before="As we said.")
    assert supersede(company.id, mode="live", before=TODAY + DAY, at=cast.at(TODAY + DAY)) == 1


def test_an_invoice_is_taken_out_for_this_time(server: SmtpServer) -> None:
    company, reminder = planned("120.00", "80.00")
    assert takes_out(company, reminder, "INV-1") == 1

    (kept,) = steps(company)
    assert kept == cast.item(company, "INV-2")
    assert (Message.objects.get().asks, delivers(company).counts) == ({"EUR": "80.00"}, {})
    approves(company, reminder)
    assert delivers(company).counts == {"sent": 1}
    assert "INV-2" in said(server)
    assert "INV-1" not in said(server)
    hold = Hold.objects.get()
    assert (hold.item_id, hold.from_on, hold.until_on, hold.by) == (
        cast.item(company, "INV-1"),
        TODAY,
        TODAY,
        CORA,
    )


def test_a_disputed_invoice_stays_out(server: SmtpServer) -> None:
    company, reminder = planned("120.00", "80.00")
    takes_out(company, reminder, "INV-1", is_disputed=True)
    approves(company, reminder)

    assert delivers(company).counts == {"sent": 1}
    assert "INV-1" not in said(server)
    assert (Dispute.objects.get().item_id, Dispute.objects.get().until_on) == (
        cast.item(company, "INV-1"),
        None,
    )


def test_a_payment_is_taken_out(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.pays(company, LATE, "", "50.00")
    (reminder,) = cast.plans(company)
    assert Message.objects.get().asks == {"EUR": "70.00"}
    (credit,) = content_from_json(Message.objects.get().content).sections[0].credits
    take_out(
        company.id, reminder_id=reminder, item_id=credit.item_id, is_disputed=True, reason="Not for this invoice.", on=TODAY,
        at=cast.at(), by=CORA,
    )  # fmt: skip

    approves(company, reminder)
    assert delivers(company).counts == {"sent": 1}
    (section,) = content_from_json(Message.objects.get().sent_content).sections
    assert (section.total, section.credits) == (Decimal("120.00"), ())


def test_the_last_invoice_taken_out_withdraws_the_reminder() -> None:
    company, reminder = planned("120.00")
    assert takes_out(company, reminder, "INV-1") == 0
    assert (statuses(company), steps(company)) == ({LATE.email: "dropped"}, [])


def test_it_takes_out_nothing_of_somebody_else() -> None:
    company, reminder = planned("120.00")
    cast.owes(company, cast.GONE, "INV-9", "10.00")
    with pytest.raises(Refused, match="does not speak of item"):
        takes_out(company, reminder, "INV-9")
    assert Hold.objects.count() == 0


def test_a_reminder_for_later_is_taken_back_until_its_day() -> None:
    company, reminder = planned("120.00", text=BY_PERSON)
    postpone(company.id, reminder_id=reminder, to=TODAY + 5 * DAY, on=TODAY, at=cast.at(), by=CORA)
    assert (statuses(company), steps(company)) == ({LATE.email: "dropped"}, [])
    assert NextContact.objects.get().on == TODAY + 5 * DAY
    assert cast.plans(company, on=TODAY + 4 * DAY) == []
    assert len(cast.plans(company, on=TODAY + 5 * DAY)) == 1


def test_what_is_edited_while_others_leave_waits(server: SmtpServer) -> None:
    """The list of what is approved was made before the edit."""
    company, _ = planned("120.00")
    (message_id,) = deliverable(company.id, mode="live")
    edits(company, before="Wait!")
    assert still_approved(company.id, list(Message.objects.filter(id=message_id))) == []
