"""Live e-mail against a real server on loopback: in every phase something can go wrong, and each is told apart."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from recobro.channels.email import Smtp
from recobro.channels.email.tests.letters import HTML, LATE, TEXT, company, outgoing, said
from recobro.outbox.channel import Attached, Result
from tests.smtp import SmtpServer


@pytest.fixture
def server(smtp_server: SmtpServer, settings: Settings) -> SmtpServer:
    """The server, with the settings pointing at it."""
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    settings.SMTP_TIMEOUT_SECONDS = 10
    return smtp_server


@pytest.fixture
def smtp(server: SmtpServer) -> Iterator[Smtp]:
    channel = Smtp()
    yield channel
    channel.close()


def refusal(result: Result) -> tuple[str, str]:
    return result.outcome, result.detail


@pytest.mark.parametrize("name", ["INV-1.pdf", "Factura Nº 1 – año.pdf", "a\r\nBcc: x@y.test.pdf"])
def test_a_file_arrives_byte_for_byte_r_28(server: SmtpServer, smtp: Smtp, name: str) -> None:
    content = bytes(range(256)) * 4_000 + b"\r\n.\r\n\n.\n"
    files = (
        Attached(name=name, media_type="application/pdf", content=content),
        Attached(name="INV-1.xml", media_type="application/xml", content="<a>é</a>\n".encode("latin-1")),
    )
    assert smtp.send(outgoing(attached=files)) == Result("sent", "250 OK")
    (received,) = server.received
    found = [
        (one.get_content_type(), one.get_payload(decode=True)) for one in received.message.iter_attachments()
    ]
    assert found == [(one.media_type, one.content) for one in files]
    first = next(received.message.iter_attachments())
    assert first.get_filename() == name.replace("\r\n", " ")
    assert received.message["Bcc"] is None
    body = received.message.get_body(("html",))
    assert body is not None
    assert said(body) == HTML


def test_it_delivers_what_was_written(server: SmtpServer, smtp: Smtp) -> None:
    assert smtp.send(outgoing()) == Result("sent", "250 OK")
    (received,) = server.received
    assert (received.sender, received.recipients) == ("cobros@northwind.test", (LATE,))
    assert received.message["Message-ID"] == "<00000000000000000000000000000007@northwind.test>"
    assert [said(part) for part in received.message.iter_parts()] == [TEXT, HTML]


def test_it_uses_one_connection_for_many_messages(server: SmtpServer, smtp: Smtp) -> None:
    for number in range(5):
        assert smtp.send(outgoing(f"c{number}@late.test", message_id=number)).outcome == "sent"
    assert (server.connections, len(server.received)) == (1, 5)


def test_it_gives_each_message_to_its_own_recipient_only(server: SmtpServer, smtp: Smtp) -> None:
    server.refused_recipients.add("gone@gone.test")
    assert [smtp.send(outgoing(to)).outcome for to in ("a@late.test", "gone@gone.test", "b@late.test")] == [
        "sent",
        "refused",
        "sent",
    ]
    assert [received.recipients for received in server.received] == [("a@late.test",), ("b@late.test",)]
    assert server.connections == 1


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "551 not here", "553 no", "554 gone"])
def test_it_is_refused_where_the_address_does_not_work(server: SmtpServer, smtp: Smtp, reply: str) -> None:
    server.answers_to_recipients[LATE] = reply
    assert refusal(smtp.send(outgoing())) == ("refused", f"{LATE}: {reply}")


@pytest.mark.parametrize(
    "reply",
    ["450 mailbox busy", "451 4.7.1 greylisted", "452 full", "552 full", "554 5.7.1 relay access denied"],
)
def test_it_failed_where_the_address_may_be_good(server: SmtpServer, smtp: Smtp, reply: str) -> None:
    server.answers_to_recipients[LATE] = reply
    assert refusal(smtp.send(outgoing())) == ("failed", f"{LATE}: {reply}")
    server.answers_to_recipients.clear()
    assert smtp.send(outgoing()).outcome == "sent"


@pytest.mark.parametrize("reply", ["554 5.7.1 looks like spam", "451 try again", "552 too big"])
def test_it_failed_where_the_message_is_not_taken(server: SmtpServer, smtp: Smtp, reply: str) -> None:
    server.answer_to_data = reply
    assert refusal(smtp.send(outgoing())) == ("failed", f"The server did not take the message: {reply}")
    server.answer_to_data = ""
    assert smtp.send(outgoing()).outcome == "sent"


def test_it_failed_where_the_server_takes_no_mail(server: SmtpServer, smtp: Smtp) -> None:
    server.refuses_connections = True
    outcome, detail = refusal(smtp.send(outgoing()))
    assert outcome == "failed"
    assert detail == f"The SMTP server 127.0.0.1:{server.port} said: 554 mail.test takes no mail"


def test_it_failed_where_there_is_no_server(smtp: Smtp, settings: Settings) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        settings.SMTP_PORT = taken.getsockname()[1]
        outcome, detail = refusal(smtp.send(outgoing()))
    assert outcome == "failed"
    assert detail.startswith(f"The SMTP server 127.0.0.1:{settings.SMTP_PORT}: ")


def test_it_stops_trying_a_server_that_is_not_there(server: SmtpServer, smtp: Smtp) -> None:
    server.refuses_connections = True
    assert {smtp.send(outgoing(message_id=number)).outcome for number in range(6)} == {"failed"}
    assert server.connections == 3


def test_it_goes_on_when_the_server_is_back(server: SmtpServer, smtp: Smtp) -> None:
    for _ in range(4):
        server.refuses_connections = True
        smtp.send(outgoing())
        server.refuses_connections = False
        assert smtp.send(outgoing()).outcome == "sent"
        server.hang_up()


@pytest.mark.parametrize("way", [("starttls", ""), ("none", "northwind")])
def test_it_failed_where_the_server_cannot_do_what_the_settings_say(
    server: SmtpServer, smtp: Smtp, settings: Settings, way: tuple[str, str]
) -> None:
    settings.SMTP_TLS, settings.SMTP_USER = way
    settings.SMTP_PASSWORD = "s3cr3t"
    outcome, detail = refusal(smtp.send(outgoing()))
    assert outcome == "failed"
    assert "s3cr3t" not in detail
    assert server.received == []


def test_it_failed_where_the_line_is_lost_before_the_data(server: SmtpServer, smtp: Smtp) -> None:
    server.drops_before_data = True
    assert smtp.send(outgoing()).outcome == "failed"
    assert (server.received, server.lost) == ([], [])


def test_it_is_unknown_where_the_line_is_lost_after_the_data(server: SmtpServer, smtp: Smtp) -> None:
    server.drops_after_data = True
    outcome, detail = refusal(smtp.send(outgoing()))
    assert outcome == "unknown"
    assert detail.startswith("There was no answer after the data: ")
    assert len(server.lost) == 1


def test_it_does_not_repeat_by_itself_what_may_have_left(server: SmtpServer, smtp: Smtp) -> None:
    assert smtp.send(outgoing()).outcome == "sent"
    server.drops_after_data = True
    assert smtp.send(outgoing(message_id=8)).outcome == "unknown"
    assert (len(server.lost), server.connections) == (1, 1)
    server.drops_after_data = False
    assert smtp.send(outgoing(message_id=9)).outcome == "sent"


def test_it_is_unknown_where_the_server_stays_silent_after_the_data(
    server: SmtpServer, smtp: Smtp, settings: Settings
) -> None:
    settings.SMTP_TIMEOUT_SECONDS = 0.05
    server.stalls_after_data = True
    assert smtp.send(outgoing()).outcome == "unknown"
    assert len(server.lost) == 1


@pytest.mark.parametrize("last_word", ["", "421 idle too long"])
def test_it_connects_again_where_the_server_closed_between_two_messages(
    server: SmtpServer, smtp: Smtp, last_word: str
) -> None:
    assert smtp.send(outgoing(message_id=1)).outcome == "sent"
    server.hang_up(saying=last_word)
    assert smtp.send(outgoing(message_id=2)).outcome == "sent"
    assert (server.connections, len(server.received)) == (2, 2)


def test_it_connects_again_only_once(server: SmtpServer, smtp: Smtp) -> None:
    assert smtp.send(outgoing(message_id=1)).outcome == "sent"
    server.drops_before_data = True
    assert smtp.send(outgoing(message_id=2)).outcome == "failed"
    assert server.connections == 2


def test_it_sends_nothing_of_a_rehearsal(server: SmtpServer, smtp: Smtp) -> None:
    assert smtp.send(outgoing(mode="rehearsal")).outcome == "failed"
    assert server.connections == 0


def test_it_asks_nobody_where_the_company_has_no_address(server: SmtpServer, smtp: Smtp) -> None:
    assert smtp.send(outgoing(company=company(sender="", email=""))).outcome == "failed"
    assert server.connections == 0


def test_it_says_goodbye(server: SmtpServer) -> None:
    channel = Smtp()
    channel.send(outgoing())
    channel.close()
    channel.close()
    assert channel.send(outgoing()).outcome == "sent"
    server.hang_up()
    channel.close()
