"""What is approved leaves, once; and what became of it is known, or said to be unknown."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from recobro.access.company import CompanyValue
from recobro.casework.models import Task
from recobro.casework.record import complain
from recobro.channels import channels_for
from recobro.evaluation.models import Reminder, Told, Unreachable
from recobro.evaluation.propose import propose
from recobro.outbox.channel import Outgoing, Result
from recobro.outbox.compose import compose
from recobro.outbox.deliver import TRIES, deliver, together
from recobro.outbox.models import Attempt, Message
from recobro.outbox.resolve import resolve
from recobro.outbox.tests.processes import last_worker, process, wait_until_gone
from recobro.outbox.tests.world import delivers, live_company, statuses, steps, told
from tests import cast
from tests.cast import DAY, GONE, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

BY_EMAIL_AND_TASK = cast.policy(cast.level("first", "D+7", "email", "task:collector"))


@pytest.mark.django_db
def test_it_sends_what_was_approved(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    delivered = delivers(company)
    assert (delivered.counts, delivered.notes) == ({"sent": 1}, ())
    (received,) = server.messages_to(LATE.email)
    message = Message.objects.get()
    assert received["Message-ID"] == message.header_id
    assert received["Subject"] == "first: 120.00 EUR overdue"
    assert (message.sent_fingerprint, message.sent_content) == (message.fingerprint, message.content)
    assert told(company) == [(item, "first", "email")]
    row = Told.objects.get()
    assert (row.on, row.mode, row.is_contact, row.reminder_id) == (TODAY, "live", True, message.reminder_id)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.detail, attempt.ended_at) == ("sent", "250 OK", cast.at())


@pytest.mark.django_db
def test_it_sends_nothing_that_nobody_approved(server: SmtpServer) -> None:
    company = live_company(cast.policy(cast.level("first", "D+7", "email", approval="person")))
    cast.owes(company, LATE, "INV-1", "120.00")
    reminders = cast.plans(company)
    assert delivers(company).counts == {}
    assert server.received == []
    cast.approves(company, reminders)
    assert delivers(company).counts == {"sent": 1}


@pytest.mark.django_db
def test_it_sends_nothing_else_than_what_was_approved(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    Message.objects.update(fingerprint="f" * 64)  # as an edited text would
    assert delivers(company).counts == {}
    assert server.received == []


@pytest.mark.django_db
def test_it_sends_once_when_it_runs_again_p_1(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    assert delivers(company).counts == {"sent": 1}
    assert delivers(company).counts == {}
    assert cast.plans(company) == []
    assert len(server.received) == 1


@pytest.mark.django_db(transaction=True)
def test_it_sends_once_when_three_schedulers_start_at_the_same_second_p_1(server: SmtpServer) -> None:
    company = live_company()
    for number in range(6):
        cast.owes(company, cast.SUBSIDIARIES[number % 3], f"INV-{number}", "120.00")
    cast.owes(company, LATE, "INV-L", "80.00")
    together, counts, faults = Barrier(3), Counter[str](), []

    def schedule() -> None:
        try:
            together.wait(timeout=10)
            with transaction.atomic():
                proposed = propose(company.id, as_of=TODAY, at=cast.at(), by="night")
                compose(company.id, reminders=proposed.reminders, at=cast.at())
            together.wait(timeout=30)
            with channels_for("live") as channels:
                counts.update(deliver(company.id, on=TODAY, clock=cast.clock(), channels=channels).counts)
        except Exception as fault:
            faults.append(fault)
            together.abort()
        finally:
            connection.close()

    schedulers = [Thread(target=schedule) for _ in range(3)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join(timeout=60)
    assert faults == []
    assert counts == {"sent": 4}
    assert Counter(received.recipients[0] for received in server.received) == dict.fromkeys(
        [LATE.email, *(one.email for one in cast.SUBSIDIARIES)], 1
    )
    assert len({received.message["Message-ID"] for received in server.received}) == 4
    assert len(told(company)) == 7
    assert Attempt.objects.count() == 4


@pytest.mark.django_db
def test_it_sends_the_rest_when_one_fails_p_12(server: SmtpServer) -> None:
    company = live_company()
    for debtor in (PROMPT, LATE, GONE):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    cast.plans(company)
    server.answers_to_recipients[PROMPT.email] = "451 try later"
    Message.objects.filter(recipient=LATE.email).update(content="{")  # a fault of ours
    delivered = delivers(company)
    assert delivered.counts == {"failed": 2, "sent": 1}
    assert statuses(company) == {PROMPT.email: "failed", LATE.email: "waiting", GONE.email: "sent"}
    assert [note.split(":")[0] for note in delivered.notes] == [
        f"Message {Message.objects.get(recipient=PROMPT.email).id} to {PROMPT.email} failed",
        f"Message {Message.objects.get(recipient=LATE.email).id} could not be looked at",
    ]


@pytest.mark.django_db
def test_what_leaves_after_midnight_is_looked_at_as_of_the_new_day(server: SmtpServer) -> None:
    company = live_company()
    for debtor in (LATE, PROMPT):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    cast.plans(company)
    complain(company.id, customer_id=cast.customer(company, LATE), made_on=TODAY + DAY, owner="Marta",
             reason="wrong goods", at=cast.at(TODAY + DAY),
             by=cast.MARTA)  # fmt: skip
    with channels_for("live") as channels:
        delivered = deliver(company.id, on=TODAY, clock=cast.clock(TODAY + DAY), channels=channels)
    assert statuses(company) == {LATE.email: "dropped", PROMPT.email: "sent"}
    assert (delivered.counts, Told.objects.get().on) == ({"dropped": 1, "sent": 1}, TODAY + DAY)


@pytest.mark.django_db
def test_it_tells_nothing_before_the_channel_confirms_p_19(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    server.refuses_connections = True
    assert delivers(company).counts == {"failed": 1}
    assert (told(company), steps(company)) == ([], [item])
    assert cast.plans(company) == []
    server.refuses_connections = False
    assert delivers(company).counts == {"sent": 1}
    assert told(company) == [(item, "first", "email")]
    assert list(Attempt.objects.order_by("id").values_list("outcome", flat=True)) == ["failed", "sent"]
    assert Message.objects.get().why == ""


@pytest.mark.django_db
def test_it_does_not_take_a_task_for_a_reminder_p_19(server: SmtpServer) -> None:
    company = live_company(BY_EMAIL_AND_TASK)
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    server.refuses_connections = True
    assert delivers(company).counts == {"failed": 1, "sent": 1}
    assert Task.objects.count() == 1
    assert (told(company), steps(company)) == ([], [item])
    assert cast.plans(company, on=TODAY + DAY) == []
    server.refuses_connections = False
    assert delivers(company, on=TODAY + DAY).counts == {"sent": 1}
    assert told(company) == [(item, "first", "email")]


@pytest.mark.django_db
def test_it_tells_by_a_task_where_the_level_is_a_task(server: SmtpServer) -> None:
    company = live_company(cast.policy(cast.level("first", "D+7", "call:collector")))
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    assert delivers(company).counts == {"sent": 1}
    assert told(company) == [(item, "first", "call")]
    assert not Told.objects.get().is_contact
    task = Task.objects.get()
    assert task.kind == "call"
    assert [one.item_id for one in task.items.all()] == [item]  # it closes itself when these are paid


@pytest.mark.django_db
def test_it_takes_another_road_when_the_address_is_refused(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    server.refused_recipients.add(LATE.email)
    delivered = delivers(company)
    assert delivered.counts == {"failed": 1}
    assert delivered.notes == (
        f"Message {Message.objects.get().id} to {LATE.email} failed: {LATE.email}: 550 no such mailbox",
    )
    assert (told(company), steps(company)) == ([], [])
    assert Unreachable.objects.values_list("address", "reason").get() == (
        LATE.email,
        f"{LATE.email}: 550 no such mailbox",
    )
    again = delivers(company)
    assert (again.expected, again.counts) == (0, {})  # it is not waited for
    cast.plans(company, on=TODAY + DAY)
    assert steps(company) == [item]
    assert Message.objects.latest("id").channel == "letter"
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_it_gives_up_after_some_tries_and_blames_no_address(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    server.refuses_connections = True
    for _ in range(TRIES - 1):
        delivers(company)
        assert len(steps(company)) == 1
    delivers(company)
    assert steps(company) == []
    assert Unreachable.objects.count() == 0
    server.refuses_connections = False
    assert delivers(company).counts == {}
    assert len(cast.plans(company)) == 1
    assert delivers(company).counts == {"sent": 1}


@pytest.mark.django_db
def test_it_never_repeats_by_itself_what_may_have_left_p_1(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    server.drops_after_data = True
    delivered = delivers(company)
    assert delivered.counts == {"unknown": 1}
    assert "may or may not have left" in delivered.notes[0]
    assert (told(company), steps(company)) == ([], [item])
    server.drops_after_data = False
    assert delivers(company).counts == {}
    assert cast.plans(company, on=TODAY + DAY) == []
    assert delivers(company, on=TODAY + DAY).counts == {}
    assert (len(server.lost), server.received) == (1, [])


DELIVER_AND_DIE = """
from recobro.access.company import read_company
from recobro.outbox.tests.world import delivers
delivers(read_company(COMPANY))
"""


@pytest.mark.django_db(transaction=True)
def test_it_does_not_guess_what_a_dead_worker_did_p_1(server: SmtpServer) -> None:
    company = live_company()
    item = cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    server.stalls_after_data = True
    code = DELIVER_AND_DIE.replace("COMPANY", str(company.id))
    with process(code, RECOBRO_SMTP_HOST=server.host, RECOBRO_SMTP_PORT=str(server.port)) as running:
        assert server.stalled.wait(timeout=30)
        assert statuses(company) == {LATE.email: "sending"}
        server.stalls_after_data = False
        assert delivers(company).counts == {}  # it is alive: hands off
        running.kill()
        running.wait(timeout=10)
        wait_until_gone(last_worker())
    delivered = delivers(company)
    assert delivered.counts == {"unknown": 1}
    message = Message.objects.get()
    why = f"The email to {LATE.email} may have been sent: the worker died while sending it."
    assert delivered.notes == (f"Message {message.id}: {why} Say what happened: recobro record.",)
    assert delivers(company).counts == {}
    assert (len(server.lost), server.received, told(company)) == (1, [], [])
    resolve(company.id, message_id=message.id, was_sent=True, on=TODAY, at=cast.at(), by=cast.MARTA)
    assert told(company) == [(item, "first", "email")]


@pytest.mark.django_db
def test_it_leaves_letters_to_the_printer(server: SmtpServer) -> None:
    company = live_company(cast.policy(cast.level("first", "D+7", "letter")))
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    assert delivers(company).counts == {}
    assert Message.objects.get().status == "waiting"


@pytest.mark.django_db
def test_it_rehearses_into_the_mailbox(server: SmtpServer, home: Path) -> None:
    company = cast.creditor()
    cast.treats(company)
    item = cast.owes(company, GONE, "INV-1", "1240.00")
    cast.plans(company)
    assert delivers(company).counts == {"sent": 1}
    assert server.connections == 0
    (file,) = (home / "mailbox" / "Northwind-SL").iterdir()
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == GONE.email
    assert told(company) == [(item, "first", "email")]
    assert Told.objects.get().mode == "rehearsal"


@pytest.mark.django_db
def test_it_keeps_companies_apart(server: SmtpServer) -> None:
    one, other = live_company(name="One SL"), live_company(name="Other SL")
    for company in (one, other):
        cast.owes(company, LATE, "INV-1", "120.00")
        cast.plans(company)
    assert delivers(one).counts == {"sent": 1}
    assert statuses(other) == {LATE.email: "waiting"}
    assert Reminder.objects.filter(company_id=other.id).count() == 1


@pytest.mark.django_db
def test_it_counts_for_progress(server: SmtpServer) -> None:
    company = live_company()
    for debtor in (PROMPT, LATE):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    cast.plans(company)
    seen: list[int] = []
    with channels_for("live") as channels:
        deliver(company.id, on=TODAY, clock=cast.clock(), channels=channels, progress=lambda: seen.append(1))
    assert len(seen) == 2


class PaidWhileWeSend:
    """A road on which sending takes so long that the next customer pays meanwhile."""

    is_contact = True
    is_down = False

    def __init__(self, company: CompanyValue, pays: dict[str, str]) -> None:
        self.company, self.pays, self.now = company, pays, cast.at()

    def clock(self) -> datetime:
        return self.now

    def send(self, message: Outgoing) -> Result:
        for number, amount in self.pays.items():
            cast.pays(self.company, PROMPT, number, amount)
        self.pays = {}
        self.now += timedelta(seconds=2)
        return Result("sent", "")

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.django_db
def test_of_messages_that_are_looked_at_together_a_later_one_notices_a_payment(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, PROMPT, "INV-2", "80.00")
    cast.plans(company)
    slow = PaidWhileWeSend(company, {"INV-2": "80.00"})

    delivered = deliver(company.id, on=TODAY, clock=slow.clock, channels={"email": slow})

    assert delivered.counts == {"sent": 1, "dropped": 1}
    assert statuses(company) == {LATE.email: "sent", PROMPT.email: "dropped"}


@pytest.mark.django_db
def test_two_reminders_of_one_customer_are_not_looked_at_together() -> None:
    """One says that he was told today, which the other must see."""
    company = live_company(
        cast.policy(cast.level("first", "D+7", "email"), cast.level("note", "D+7", "task:collector"))
    )
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, PROMPT, "INV-2", "80.00")
    cast.plans(company)
    rows = Message.objects.filter(company_id=company.id).order_by("id")

    groups = [
        [one.reminder_id for one in group] for group in together(list(rows.values_list("id", flat=True)))
    ]

    assert sorted(one for group in groups for one in group) == sorted(
        rows.values_list("reminder_id", flat=True)
    )
    customers = dict(Reminder.objects.values_list("id", "customer_id"))
    assert all(len({customers[one] for one in group}) == len(set(group)) for group in groups)


@pytest.mark.django_db
def test_a_server_that_is_not_reached_costs_the_rest_of_the_messages_no_try(
    server: SmtpServer, settings: Settings
) -> None:
    company = live_company()
    for number, debtor in enumerate((LATE, PROMPT, GONE, *cast.SUBSIDIARIES), start=1):
        cast.owes(company, debtor, f"INV-{number}", "120.00")
    cast.plans(company)
    settings.SMTP_PORT = 1  # nobody listens there

    delivered = delivers(company)

    assert delivered.counts == {"failed": 3, "delayed": 3}
    assert delivered.notes[-1].endswith("3 messages. They wait for the next delivery.")
    assert Counter(statuses(company).values()) == {"failed": 3, "waiting": 3}
    settings.SMTP_PORT = server.port
    assert delivers(company).counts == {"sent": 6}


@pytest.mark.django_db
def test_it_never_says_failed_of_what_was_sent_and_could_not_be_recorded(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluation_told ADD CONSTRAINT nobody_is_told CHECK (false)")

    delivered = delivers(company)

    assert (len(server.received), delivered.counts) == (1, {"unknown": 1})
    assert (
        "The email to buchhaltung@late.test was sent, and this could not be recorded: IntegrityError"
        in delivered.notes[0]
    )
    assert statuses(company) == {LATE.email: "unknown"}
