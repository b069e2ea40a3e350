"""What is written into an e-mail, and what can never get into one."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from recobro.channels.email.message import Envelope, address, envelope_of
from recobro.channels.email.tests.letters import HTML, LATE, TEXT, company, outgoing, said
from recobro.outbox.channel import Outgoing


def written(message: Outgoing) -> Envelope:
    envelope = envelope_of(message)
    assert isinstance(envelope, Envelope)
    return envelope


def read(message: Outgoing) -> EmailMessage:
    mail = message_from_bytes(written(message).content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_it_says_who_writes_to_whom() -> None:
    mail = read(outgoing())
    assert mail["From"] == '"Señores de Northwind, S.L." <cobros@northwind.test>'
    assert mail["To"] == LATE
    assert mail["Reply-To"] == '"Señores de Northwind, S.L." <respuestas@northwind.test>'
    assert mail["Subject"] == "Recordatorio: 1.240,00 € vencidos"
    assert (written(outgoing()).sender, written(outgoing()).recipient) == ("cobros@northwind.test", LATE)


def test_it_takes_the_id_of_the_outbox_and_the_time_of_the_company() -> None:
    mail = read(outgoing())
    assert mail["Message-ID"] == "<00000000000000000000000000000007@northwind.test>"
    assert mail["Date"] == "Tue, 10 Mar 2026 09:30:00 +0100"


def test_it_asks_people_to_answer_and_machines_not_to() -> None:
    mail = read(outgoing())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["Content-Language"] == "es"


def test_it_holds_text_and_html_in_utf_8() -> None:
    mail = read(outgoing())
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert (text.get_content_charset(), html.get_content_charset()) == ("utf-8", "utf-8")
    assert (said(text), said(html)) == (TEXT, HTML)


def test_it_passes_servers_that_take_seven_bits_and_short_lines() -> None:
    content = written(outgoing()).content
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_it_gives_the_same_bytes_for_the_same_message() -> None:
    assert written(outgoing()) == written(outgoing())


def test_it_needs_no_html() -> None:
    mail = read(outgoing(html=""))
    assert mail.get_content_type() == "text/plain"
    assert said(mail) == TEXT


def test_it_writes_from_the_company_where_there_is_no_sender() -> None:
    mail = read(outgoing(company=company(sender="", reply_to="")))
    assert mail["From"] == '"Señores de Northwind, S.L." <office@northwind.test>'
    assert mail["Reply-To"] is None


def test_it_keeps_the_name_that_the_sender_has_himself() -> None:
    mail = read(outgoing(company=company(sender="Cobros <cobros@northwind.test>")))
    assert mail["From"] == "Cobros <cobros@northwind.test>"


@pytest.mark.parametrize("nobody", ["", "nobody", "a@b@northwind.test"])
def test_it_says_how_to_give_a_live_company_an_address_to_write_from(nobody: str) -> None:
    result = envelope_of(outgoing(company=company(sender=nobody, email="")))
    assert not isinstance(result, Envelope)
    assert result.outcome == "failed"
    assert 'recobro company set --company "Señores de Northwind, S.L." --sender ADDRESS' in result.detail


def test_it_rehearses_without_an_address_to_write_from() -> None:
    mail = read(outgoing(mode="rehearsal", company=company(sender="", email="")))
    assert "rehearsal@recobro.invalid" in mail["From"]


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "late.test",
        "late@late.test, other@other.test",
        "late@late.test\r\nBcc: other@other.test",
        "late@late.test\nother@other.test",
        "Late GmbH <late@late.test>",
        "jür gen@late.test",
    ],
)
def test_it_refuses_what_is_not_one_address(recipient: str) -> None:
    result = envelope_of(outgoing(recipient))
    assert not isinstance(result, Envelope)
    assert result.outcome == "refused"
    assert "\n" not in result.detail


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n", "\u2028", "\x0b", "\x00"])
def test_it_lets_nothing_add_a_header(line_end: str) -> None:
    evil = f"x{line_end}Bcc: other@other.test{line_end}{line_end}Pay here"
    spoiled = company(name=evil, sender="cobros@northwind.test", reply_to=f"a@b.test{line_end}Bcc: c@d.test")
    mail = read(outgoing(subject=evil, company=spoiled))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "x Bcc: other@other.test Pay here"
    assert sorted(key.lower() for key in mail) == sorted({key.lower() for key in mail})
    assert [said(part) for part in mail.iter_parts()] == [TEXT, HTML]


def test_it_writes_to_domains_beyond_ascii() -> None:
    assert address("ana@señal.test") == "ana@xn--seal-hqa.test"
    assert read(outgoing("ana@señal.test"))["To"] == "ana@xn--seal-hqa.test"
