"""What people do with messages: withdraw what waits, and settle what nobody knows."""

from __future__ import annotations

import pytest

from recobro.access.company import CompanyValue
from recobro.kernel.problems import Refused
from recobro.outbox.models import Message
from recobro.outbox.resolve import resolve, supersede, withdraw
from recobro.outbox.tests.world import delivers, live_company, statuses, steps, told
from tests import cast
from tests.cast import DAY, LATE, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db

BY_PERSON = cast.policy(cast.level("first", "D+7", "email", approval="person"))


def lost(server: SmtpServer, *numbers: str) -> tuple[CompanyValue, Message]:
    """A company with a message of which nobody knows."""
    company = live_company()
    for number in numbers or ("INV-1",):
        cast.owes(company, LATE, number, "120.00")
    cast.plans(company)
    server.drops_after_data = True
    delivers(company)
    server.drops_after_data = False
    return company, Message.objects.get()


def test_it_withdraws_what_has_not_left(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    (reminder,) = cast.plans(company)
    assert withdraw(company.id, reminder_id=reminder, reason="Marta spoke to him.", at=cast.at()) == 1
    assert (statuses(company), steps(company)) == ({LATE.email: "dropped"}, [])
    assert Message.objects.get().why == "Marta spoke to him."
    assert delivers(company).counts == {}
    assert server.received == []
    assert len(cast.plans(company)) == 1
    assert steps(company) == [item]


def test_it_says_that_a_reminder_was_withdrawn_before() -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    (reminder,) = cast.plans(company)
    withdraw(company.id, reminder_id=reminder, reason="Marta spoke to him.", at=cast.at())
    with pytest.raises(
        Refused, match=r"nothing left to take back: the email is dropped\. Marta spoke to him\."
    ):
        withdraw(company.id, reminder_id=reminder, reason="Again.", at=cast.at())
    with pytest.raises(Refused, match="There is no reminder 0"):
        withdraw(company.id, reminder_id=0, reason="No.", at=cast.at())


def test_it_withdraws_every_message_of_a_reminder() -> None:
    company = live_company(cast.policy(cast.level("first", "D+7", "email", "letter", "task:sales")))
    cast.owes(company, LATE, "INV-1", "120.00")
    (reminder,) = cast.plans(company)
    assert withdraw(company.id, reminder_id=reminder, reason="No.", at=cast.at()) == 3
    assert steps(company) == []


def test_it_withdraws_nothing_that_was_told(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    (reminder,) = cast.plans(company)
    delivers(company)
    with pytest.raises(Refused, match=r"nothing left to take back: the email is sent\."):
        withdraw(company.id, reminder_id=reminder, reason="Too late.", at=cast.at())
    assert (statuses(company), steps(company)) == ({LATE.email: "sent"}, [item])


def test_it_keeps_the_step_while_nobody_knows(server: SmtpServer) -> None:
    company, message = lost(server)
    with pytest.raises(Refused, match="the email is unknown"):
        withdraw(company.id, reminder_id=message.reminder_id, reason="No.", at=cast.at())
    assert len(steps(company)) == 1


def test_it_takes_back_what_nobody_approved_in_time() -> None:
    company = live_company(BY_PERSON)
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    assert supersede(company.id, mode="live", before=TODAY, at=cast.at()) == 0
    assert supersede(company.id, mode="live", before=TODAY + DAY, at=cast.at(TODAY + DAY)) == 1
    assert (statuses(company), steps(company)) == ({LATE.email: "dropped"}, [])


def test_it_leaves_what_was_approved_when_the_day_is_over() -> None:
    company = live_company(BY_PERSON)
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.approves(company, cast.plans(company))
    assert supersede(company.id, mode="live", before=TODAY + DAY, at=cast.at(TODAY + DAY)) == 0
    assert statuses(company) == {LATE.email: "waiting"}


def test_it_was_sent_after_all(server: SmtpServer) -> None:
    company, message = lost(server)
    resolve(company.id, message_id=message.id, was_sent=True, on=TODAY, at=cast.at(), by=cast.MARTA)
    assert told(company) == [(cast.item(company, "INV-1"), "first", "email")]
    message.refresh_from_db()
    assert (message.status, message.why) == ("sent", "marta found out that it was sent.")


def test_it_was_not_sent_after_all(server: SmtpServer) -> None:
    company, message = lost(server)
    resolve(company.id, message_id=message.id, was_sent=False, on=TODAY, at=cast.at(), by=cast.MARTA)
    assert (statuses(company), told(company), steps(company)) == ({LATE.email: "failed"}, [], [])
    assert delivers(company).counts == {}
    assert len(cast.plans(company)) == 1
    assert delivers(company).counts == {"sent": 1}
    assert len(server.messages_to(LATE.email)) == 1


def test_it_tells_only_what_the_lost_message_spoke_of(server: SmtpServer) -> None:
    company = live_company()
    paid, left = (cast.owes(company, LATE, number, "120.00") for number in ("INV-1", "INV-2"))
    cast.plans(company)
    cast.pays(company, LATE, "INV-1", "120.00")
    server.drops_after_data = True
    delivers(company)
    resolve(
        company.id, message_id=Message.objects.get().id, was_sent=True, on=TODAY, at=cast.at(), by=cast.MARTA
    )
    assert told(company) == [(left, "first", "email")]
    assert paid not in steps(company)


def test_it_settles_only_what_nobody_knows(server: SmtpServer) -> None:
    company, message = lost(server)
    resolve(company.id, message_id=message.id, was_sent=True, on=TODAY, at=cast.at(), by=cast.MARTA)
    with pytest.raises(Refused, match=f"There is no message {message.id} of which nobody knows"):
        resolve(company.id, message_id=message.id, was_sent=False, on=TODAY, at=cast.at(), by=cast.MARTA)
