"""Statements leave as all messages do: once, by the outbox, and never to whom nothing must be sent."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from recobro import flow
from recobro.access.company import add_member
from recobro.casework.models import Complaint
from recobro.evaluation.models import Told
from recobro.insight.statement import Accounts, Period
from recobro.ledger.marks import mark
from recobro.outbox.listing import list_messages
from recobro.outbox.models import Message
from recobro.outbox.plan import waiting_reminders
from recobro.outbox.resolve import record_bounce, supersede
from recobro.outbox.statement import queue_statement
from recobro.outbox.tests.world import delivers, live_company
from tests import cast
from tests.cast import DAY, LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db
PERIOD = Period(as_of=TODAY, received_from=TODAY - 30 * DAY)


def sends(company, *debtors, **changes) -> flow.Sent:  # type: ignore[no-untyped-def]
    customers = [cast.customer(company, debtor) for debtor in debtors or (LATE,)]
    values = {"period": PERIOD, "on": TODAY, "clock": cast.clock(), "by": "ana", **changes}
    return flow.send_statements(company.id, customers=customers, **values)


def test_the_customer_gets_pdf_and_spreadsheet_r_42(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")

    sent = sends(company, formats=("pdf", "xlsx"))

    assert (sent.counts, sent.problems) == ({"sent": 1}, ())
    (received,) = server.messages_to(LATE.email)
    assert received["Subject"] == "Statement of account as of 10 March 2026, Northwind SL"
    body = received.get_body(("plain",))
    assert body is not None
    assert "Balance in EUR: 120.00 EUR" in body.get_content().replace("\xa0", " ")
    pdf, xlsx = received.iter_attachments()
    assert pdf.get_filename() == "Statement-of-account-Northwind-SL-2026-03-10.pdf"
    assert "INV-1" in PdfReader(BytesIO(pdf.get_payload(decode=True))).pages[0].extract_text()
    assert CalamineWorkbook.from_filelike(BytesIO(xlsx.get_payload(decode=True))).sheet_names == ["EUR"]


def test_it_is_recorded_and_tells_no_level(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    sends(company)
    (message,) = Message.objects.all()
    assert (message.kind, message.status, message.approved_by) == ("statement", "sent", "ana")
    assert message.sent_fingerprint == message.fingerprint
    assert not Told.objects.exists()
    assert [(one.kind, one.reminder_id) for one in list_messages(company.id, mode="live")] == [
        ("statement", None)
    ]
    assert len(cast.plans(company)) == 1  # the reminder is still due
    assert waiting_reminders(company.id, mode="live") == set()
    assert supersede(company.id, mode="live", before=TODAY + DAY, at=cast.at()) == 0


def test_it_leaves_once_a_day(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    sends(company)
    again = sends(company)
    assert again.counts == {}
    assert "is on its way or sent" in again.problems[0].message
    assert len(server.received) == 1


def test_one_that_failed_is_sent_anew_once(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    server.answers_to_recipients[LATE.email] = "451 try later"
    assert sends(company).counts == {"failed": 1}
    server.answers_to_recipients.clear()
    assert sends(company).counts == {"sent": 1}
    assert delivers(company).expected == 0
    assert len(server.received) == 1


def test_it_sends_only_the_statements(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, PROMPT, "INV-2", "120.00")
    cast.plans(company)
    sends(company, LATE)
    assert [one.recipients for one in server.received] == [(LATE.email,)]
    assert Message.objects.filter(kind="reminder", status="waiting").count() == 2
    assert delivers(company).counts == {"sent": 2}


@pytest.mark.parametrize("kind", ["insolvency", "lawyer", "agency", "never_remind"])
def test_whom_nothing_must_be_sent_gets_none_but_by_a_person_with_a_reason(
    server: SmtpServer, kind: str
) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, PROMPT, "INV-2", "120.00")
    mark(
        company.id,
        customer_id=cast.customer(company, LATE),
        kind=kind,
        from_on=TODAY,
        reason="x",
        at=cast.at(),
        by="ana",
    )

    sent = sends(company, LATE, PROMPT)

    assert sent.counts == {"sent": 1}
    assert [problem.source for problem in sent.problems] == [LATE.code]
    assert "--although" in sent.problems[0].hint

    assert sends(company, LATE, although="the administrator asked for it").counts == {"sent": 1}
    assert Message.objects.get(recipient=LATE.email).why == "ana: the administrator asked for it"


def test_only_a_manager_sends_one_in_spite_of_what_stands(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    for name, role in (("ana", "collector"), ("mara", "manager")):
        add_member(
            company.id,
            name=name,
            email=f"{name}@northwind.test",
            phone="",
            role=role,
            by=cast.MARTA,
            at=cast.at(),
        )
    who = cast.customer(company, LATE)
    mark(company.id, customer_id=who, kind="lawyer", from_on=TODAY, reason="x", at=cast.at(), by="mara")

    refused = sends(company, although="he asked for it")

    assert refused.counts == {}
    assert "Only a manager" in refused.problems[0].hint
    assert sends(company, although="he asked for it", by="mara").counts == {"sent": 1}


def test_a_complaint_keeps_it_back_also_at_the_last_moment(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    who = cast.customer(company, LATE)
    statement = Accounts(company.id, customers=[who], period=PERIOD).statement(who)
    queue_statement(company, who, statement, formats=("pdf",), on=TODAY, at=cast.at(), by="ana")
    Complaint.objects.create(
        company_id=company.id,
        customer_id=who,
        made_on=TODAY,
        reason="wrong goods",
        by="ana",
        recorded_at=cast.at(),
    )

    assert delivers(company).counts == {"dropped": 1}

    assert "complains" in Message.objects.get().why
    assert server.received == []
    assert sends(company).problems != ()


def test_without_an_address_the_customer_is_told_and_the_rest_goes(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, replace(LATE, email=""), "INV-1", "120.00")
    cast.owes(company, PROMPT, "INV-2", "120.00")
    sent = sends(company, LATE, PROMPT)
    assert sent.counts == {"sent": 1}
    assert "no e-mail address" in sent.problems[0].message


def test_a_statement_that_came_back_closes_the_address_and_untells_nothing(server: SmtpServer) -> None:
    company = live_company()
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.plans(company)
    delivers(company)
    sends(company)
    statement = Message.objects.get(kind="statement")
    record_bounce(company.id, message_id=statement.id, reason="unknown user", on=TODAY, at=cast.at())
    assert Told.objects.get().undone_on is None
    assert "no e-mail address that works" in sends(company).problems[0].message


def test_in_rehearsal_it_lands_in_the_mailbox(home) -> None:  # type: ignore[no-untyped-def]
    company = cast.creditor()
    cast.owes(company, LATE, "INV-1", "120.00")
    assert sends(company).counts == {"sent": 1}
    assert len(list((home / "mailbox").rglob("*.eml"))) == 1
