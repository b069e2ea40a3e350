"""The SMTP server of the tests, seen by a client. What the outbox has to tell apart starts here."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.smtp import SmtpServer


def message(to: str) -> EmailMessage:
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = "credit@prompt.test", to, "Señal"
    written.set_content("Buenos días")
    return written


def send(server: SmtpServer, to: str = "late@late.test") -> None:
    with smtplib.SMTP(server.host, server.port, timeout=10) as client:
        client.send_message(message(to))


def test_it_keeps_what_it_took(smtp_server: SmtpServer) -> None:
    send(smtp_server)
    (received,) = smtp_server.received
    assert received.sender == "credit@prompt.test"
    assert received.recipients == ("late@late.test",)
    assert received.message["Subject"] == "Señal"
    assert smtp_server.messages_to("late@late.test") == [received.message]


def test_it_refuses_a_recipient(smtp_server: SmtpServer) -> None:
    smtp_server.refused_recipients.add("gone@gone.test")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_server, "gone@gone.test")
    send(smtp_server)
    assert len(smtp_server.received) == 1


def test_it_refuses_a_connection(smtp_server: SmtpServer) -> None:
    smtp_server.refuses_connections = True
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        send(smtp_server)
    assert refused.value.smtp_code == 554


def test_it_hangs_up_before_the_data(smtp_server: SmtpServer) -> None:
    smtp_server.drops_before_data = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server)
    assert (smtp_server.received, smtp_server.lost) == ([], [])


def test_it_hangs_up_after_the_data(smtp_server: SmtpServer) -> None:
    smtp_server.drops_after_data = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server)
    assert smtp_server.received == []
    assert [lost.recipients for lost in smtp_server.lost] == [("late@late.test",)]
