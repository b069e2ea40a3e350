"""The digest of the morning (R-92): what it says is what the page Today says, to each person once, and to nobody without need."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.urls import resolve
from pytest_django import Settings

from recobro import flow
from recobro.access.company import CompanyValue, add_member, go_live
from recobro.access.members import MemberValue, choose_digest, list_members
from recobro.access.models import User
from recobro.access.portfolio import portfolio, stand_in
from recobro.casework.record import complain, hold, promise
from recobro.casework.tasks import add_task
from recobro.digests import look_at_digests, send_digests
from recobro.insight.digest import digest_of
from recobro.insight.today import wanted_today
from recobro.ledger.known import payments_known
from recobro.ledger.models import Customer
from recobro.letters.digest import compose_digest
from recobro.outbox import digest as outbox
from recobro.outbox.channel import Outgoing, Result
from recobro.outbox.models import Digest
from tests import cast
from tests.cast import DAY, DISPUTING, GONE, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

CORA, OMAR, MARA = "cora@northwind.test", "omar@northwind.test", "mara@northwind.test"


@pytest.fixture
def company(home: Path) -> CompanyValue:
    """Cora's Late GmbH has two tasks and broke a promise, her Gone SA complains; Omar's Disputing BV promised for today; Mara decides."""
    company = cast.creditor()
    cast.treats(company)
    for name, email in (("Cora Collector", CORA), ("Omar Other", OMAR)):
        add_member(company.id, name=name, email=email, role="collector", by=cast.MARTA, at=cast.at())
    add_member(company.id, name="Mara Manager", email=MARA, role="manager", by=cast.MARTA, at=cast.at())
    cast.owes(company, LATE, "INV-1", "1200.00")
    cast.owes(company, LATE, "INV-2", "300.50", currency="USD")
    cast.owes(company, GONE, "INV-3", "80.00")
    cast.owes(company, DISPUTING, "INV-4", "990.00")
    cast.owes(company, PROMPT, "INV-5", "60.00", due_on=TODAY + 10 * DAY)
    for debtor, name in (
        (LATE, "Cora Collector"),
        (GONE, CORA),
        (DISPUTING, "Omar Other"),
        (PROMPT, "Omar Other"),
    ):
        Customer.objects.filter(id=cast.customer(company, debtor)).update(collector=name)
    task(company, LATE, "Ask for the <new> address", due_on=TODAY - 2 * DAY)
    task(company, LATE, "Send the contract", due_on=TODAY)
    task(company, LATE, "Much later", due_on=TODAY + DAY)
    promised(company, LATE, "INV-1", "500.00", made_on=TODAY - 9 * DAY, on=TODAY - 7 * DAY)
    promised(company, DISPUTING, "INV-4", "990.00", made_on=TODAY - DAY, on=TODAY)
    complain(
        company.id, customer_id=cast.customer(company, GONE), made_on=TODAY - DAY, reason="Wrong goods", at=cast.at(), by="Cora Collector"
    )  # fmt: skip
    payments_known(company.id, through_on=TODAY, at=cast.at(), by=cast.MARTA)
    return company


def task(company: CompanyValue, debtor: cast.Debtor, title: str, *, due_on: object) -> None:
    add_task(
        company.id, customer_id=cast.customer(company, debtor), mode="rehearsal", title=title, due_on=due_on, at=cast.at()  # type: ignore[arg-type]
    )  # fmt: skip


def promised(
    company: CompanyValue, debtor: cast.Debtor, number: str, amount: str, *, made_on: object, on: object
) -> None:
    promise(
        company.id, customer_id=cast.customer(company, debtor), made_on=made_on, promised_on=on,  # type: ignore[arg-type]
        currency="EUR", items=[cast.item(company, number)], amount=Decimal(amount), reason="said so", at=cast.at(), by="Cora Collector",
    )  # fmt: skip


def member(company: CompanyValue, email: str) -> MemberValue:
    return next(one for one in list_members(company.id) if one.email == email)


def send(company: CompanyValue) -> dict[str, str]:
    """Who was sent one today, and what became of it."""
    sent = send_digests(company.id, on=TODAY, clock=cast.clock())
    return {one.recipient: one.outcome for one in sent}


@pytest.mark.django_db
def test_it_says_what_the_page_today_says(company: CompanyValue) -> None:
    cora = member(company, CORA)
    said = digest_of(company, cora, on=TODAY)
    page = wanted_today(
        company.id, mode="rehearsal", today=TODAY, whose=portfolio(company.id, cora, on=TODAY)
    )
    assert [one.name for one in said.contacts] == [one.name for one in page] == ["Late GmbH"]
    (late,) = said.contacts
    assert {one.currency: one.amount for one in late.overdue} == {"EUR": 1200, "USD": Decimal("300.50")}
    assert (late.broken, late.tasks) == (1, 2)
    assert [one.title for one in said.tasks] == ["Ask for the <new> address", "Send the contract"]
    assert [(one.name, one.promised.amount, one.paid) for one in said.broken] == [("Late GmbH", 500, 0)]
    assert [(one.name, one.reason) for one in said.complaints] == [("Gone SA", "Wrong goods")]
    assert (said.due, said.team) == ((), ())


@pytest.mark.django_db
def test_it_sends_nobody_to_the_telephone_who_must_not_call(company: CompanyValue) -> None:
    late, cora = cast.customer(company, LATE), member(company, CORA)
    add_task(
        company.id, customer_id=late, mode="rehearsal", kind="call", title="Call them", due_on=TODAY, at=cast.at()
    )  # fmt: skip
    hold(
        company.id, customer_id=late, from_on=TODAY, until_on=TODAY + 3 * DAY, reason="Strike", at=cast.at(), by="Cora Collector"
    )  # fmt: skip
    said = digest_of(company, cora, on=TODAY)
    assert [(one.name, one.is_kept) for one in said.contacts] == [
        ("Late GmbH", True)
    ]  # for what else is to be done
    assert [one.title for one in said.tasks] == ["Ask for the <new> address", "Send the contract"]
    assert said.broken == ()
    assert "do not call until" in compose_digest(said).text


@pytest.mark.django_db
def test_what_a_level_wants_is_said_in_the_language_of_the_reader(company: CompanyValue) -> None:
    cast.owes(company, PROMPT, "INV-8", "70.00")
    calls = cast.policy(cast.level("call", "D+7", "call:collector"), key="calls")
    cast.treats(company, calls)
    night = flow.night(company.id, as_of=TODAY, clock=cast.clock(), by="scheduler", approve_all=True)
    assert night.delivered
    User.objects.filter(username=OMAR).update(language="es")
    titles = {one.title for one in digest_of(company, member(company, OMAR), on=TODAY).tasks}
    assert any(title.startswith("Llamar a Prompt Ltd") for title in titles), titles


@pytest.mark.django_db
def test_a_manager_is_told_what_is_overdue_in_the_team_and_every_complaint(company: CompanyValue) -> None:
    said = digest_of(company, member(company, MARA), on=TODAY)
    assert [(one.title, one.who) for one in said.team] == [("Ask for the <new> address", "Cora Collector")]
    assert [one.name for one in said.complaints] == ["Gone SA"]
    assert (said.contacts, said.tasks, said.broken, said.due) == ((), (), (), ())


@pytest.mark.django_db
def test_whoever_stands_in_is_told_and_whoever_is_away_is_not(company: CompanyValue) -> None:
    cora, omar = member(company, CORA), member(company, OMAR)
    stand_in(
        company.id, away_id=cora.id, deputy_id=omar.id, from_on=TODAY, until_on=TODAY, by="Mara", at=cast.at()
    )
    assert send(company) == {OMAR: "sent", MARA: "sent"}
    said = digest_of(company, omar, on=TODAY)
    assert [one.name for one in said.contacts] == ["Late GmbH"]
    assert [one.name for one in said.due] == ["Disputing BV"]
    assert [one.name for one in said.complaints] == ["Gone SA"]


def looked_at(company: CompanyValue) -> dict[str, str]:
    """Everybody who works here: why he would not be told anything now; empty for whoever would."""
    return {one.name: one.outcome for one in look_at_digests(company.id, on=TODAY)}


@pytest.mark.django_db
def test_each_is_told_once_a_day_and_nobody_without_need_or_wish(company: CompanyValue, home: Path) -> None:
    add_member(
        company.id,
        name="Adam Admin",
        email="adam@northwind.test",
        role="administrator",
        by=cast.MARTA,
        at=cast.at(),
    )
    add_member(
        company.id, name="Nora New", email="nora@northwind.test", role="manager", by=cast.MARTA, at=cast.at()
    )
    stand_in(company.id, away_id=member(company, "nora@northwind.test").id, deputy_id=member(company, MARA).id, from_on=TODAY,
             until_on=TODAY, by="Mara", at=cast.at())  # fmt: skip
    assert looked_at(company) == {
        "Adam Admin": "wants none", "Cora Collector": "", "Mara Manager": "", "Nora New": "away", "Omar Other": "",
    }  # fmt: skip
    choose_digest(company.id, member(company, OMAR).id, wanted=False, by=cast.MARTA, at=cast.at())
    night = flow.night(company.id, as_of=TODAY, clock=cast.clock(), by="scheduler")
    assert {one.recipient for one in night.digests} == {CORA, MARA}
    assert flow.night(company.id, as_of=TODAY, clock=cast.clock(), by="scheduler").digests == ()
    assert send(company) == {}
    assert looked_at(company) == {
        "Adam Admin": "wants none", "Cora Collector": "today's is sent", "Mara Manager": "today's is sent", "Nora New": "away",
        "Omar Other": "wants none",
    }  # fmt: skip
    names = [one.name for one in (home / "mailbox").rglob("*.eml")]
    assert sum("northwind" in name for name in names) == 2
    lone = cast.creditor("Idle SL")
    add_member(lone.id, name="Ida Idle", email="ida@idle.test", role="collector", by=cast.MARTA, at=cast.at())
    assert send_digests(lone.id, on=TODAY, clock=cast.clock()) == ()
    assert looked_at(lone) == {"Ida Idle": "nothing to do"}


@pytest.mark.django_db
def test_the_night_sends_none_on_a_day_without_sending(company: CompanyValue) -> None:
    sunday = TODAY - 2 * DAY
    assert flow.night(company.id, as_of=sunday, clock=cast.clock(), by="scheduler").digests == ()


@pytest.fixture
def live(company: CompanyValue, smtp_server: SmtpServer, settings: Settings) -> SmtpServer:
    """The company is live, with addresses of pages; tasks of the rehearsal do not count any more."""
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    settings.SMTP_TIMEOUT_SECONDS = 10
    settings.WEB_ADDRESS = "https://recobro.northwind.test"
    go_live(company.id, on=TODAY - DAY, by="Mara Manager", at=cast.at())
    User.objects.filter(username=CORA).update(language="es")
    return smtp_server


@pytest.mark.django_db
def test_it_arrives_as_text_and_html_in_the_language_of_its_reader(
    live: SmtpServer, company: CompanyValue
) -> None:
    assert send(company) == {CORA: "sent", MARA: "sent", OMAR: "sent"}
    (mail,) = live.messages_to(CORA)
    assert (
        mail["Subject"]
        == "Northwind SL: 1 cliente por contactar, 1 promesa incumplida y 1 queja por contestar"
    )
    text, html = body(mail, "plain"), body(mail, "html")
    page = f"https://recobro.northwind.test/c/{company.id}/today/{cast.customer(company, LATE)}/"
    for said in (
        "Buenos días, Cora Collector:",
        "1.200,00\xa0EUR",
        "300,50\xa0USD",
        "incumplió 1 promesa",
        "10 días de retraso",
        page,
    ):
        assert said in text, said
        assert said in html, said
    assert f'<a href="{page}"' in html
    for address in re.findall(r'href="https://recobro\.northwind\.test([^"?]+)', html):
        resolve(address)  # raises for a page that there is not


@pytest.mark.django_db
def test_what_failed_is_tried_again_and_what_is_unknown_is_not(
    live: SmtpServer, company: CompanyValue
) -> None:
    live.refused_recipients.add(CORA)
    live.drops_after_data = True
    assert send(company) == {CORA: "failed", MARA: "unknown", OMAR: "unknown"}
    live.refused_recipients.clear()
    live.drops_after_data = False
    assert send(company) == {CORA: "sent"}
    assert [len(live.messages_to(one)) for one in (CORA, MARA, OMAR)] == [1, 0, 0]


class Broken:
    """A channel with a fault of ours."""

    is_contact = True
    is_down = False

    def send(self, message: Outgoing) -> Result:
        raise RuntimeError(message.recipient)


@pytest.mark.django_db
def test_what_breaks_before_it_leaves_is_tried_again_and_what_breaks_in_the_channel_is_not(
    company: CompanyValue,
) -> None:
    cora = member(company, CORA)
    said = digest_of(company, cora, on=TODAY)
    whole = compose_digest(said)
    for rendered, outcome in ((None, "failed"), (whole, "unknown")):
        taken = outbox.claim(company, cora, on=TODAY, at=cast.at())
        assert taken is not None
        result = outbox.send(Broken(), company, said, rendered, digest_id=taken, on=TODAY, at=cast.at())  # type: ignore[arg-type]
        assert outbox.settle(taken, result, at=cast.at()) == outcome
    assert outbox.claim(company, cora, on=TODAY, at=cast.at()) is None


@pytest.mark.django_db(transaction=True)
def test_two_that_send_at_once_send_one(live: SmtpServer, company: CompanyValue) -> None:
    together = Barrier(2)

    def sends() -> dict[str, str]:
        together.wait()
        try:
            return send(company)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        found = [one.result() for one in [pool.submit(sends), pool.submit(sends)]]
    assert sorted(recipient for one in found for recipient in one) == [CORA, MARA, OMAR]
    assert len(live.received) == Digest.objects.filter(status="sent").count() == 3


def body(mail: object, kind: str) -> str:
    part = mail.get_body((kind,))  # type: ignore[attr-defined]
    return str(part.get_content())
