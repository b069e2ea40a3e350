"""Documents go with the message that asks for their items: what was approved is what arrives."""

from __future__ import annotations

from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from recobro.kernel import home as places
from recobro.ledger.documents import SIZE_MAX, file_document
from recobro.letters import content_from_json
from recobro.outbox.models import Message
from recobro.outbox.post import print_letters
from recobro.outbox.tests.world import delivers, live_company
from tests import cast
from tests.cast import LATE, PROMPT, TODAY
from tests.smtp import SmtpServer

pytestmark = pytest.mark.django_db
PDF, XML = "application/pdf", "application/xml"


def attaching(how: str, *actions: str, approval: str = "automatic") -> str:
    """A policy of one level that attaches documents in this way."""
    level = cast.level("first", "D+7", *(actions or ("email",)), approval=approval)
    return cast.policy(level.replace("severity =", f'attach = "{how}"\nseverity =', 1))


def a_pdf(pages: int = 1) -> bytes:
    document, out = PdfDocument.new(), BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(out)
    return out.getvalue()


def keeps(company, number: str, content: bytes, *, name: str = "", media_type: str = PDF) -> None:  # type: ignore[no-untyped-def]
    """The company has this document of the invoice."""
    file_document(
        company.id, items=[cast.item(company, number)], name=name or f"{number}.pdf", media_type=media_type,
        content=content, at=cast.at(), by="ana",
    )  # fmt: skip


def test_the_file_arrives_as_it_came_r_28(server: SmtpServer) -> None:
    company = live_company(attaching("if-there"))
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, LATE, "INV-2", "80.00")
    pdf, xml = a_pdf(), "<Invoice>é</Invoice>\n".encode()
    keeps(company, "INV-1", pdf)
    keeps(company, "INV-1", xml, name="INV-1.xml", media_type=XML)
    cast.owes(company, LATE, "INV-3", "10.00", due_on=TODAY + cast.DAY)
    keeps(company, "INV-3", a_pdf(2))  # not asked for
    cast.plans(company)

    assert delivers(company).counts == {"sent": 1}

    (received,) = server.messages_to(LATE.email)
    files = {one.get_filename(): one.get_payload(decode=True) for one in received.iter_attachments()}
    assert files == {"INV-1.pdf": pdf, "INV-1.xml": xml}
    body = received.get_body(("plain",))
    assert body is not None
    assert "Enclosed: INV-1.pdf, INV-1.xml" in body.get_content()


def test_nothing_goes_along_where_the_level_does_not_say_so(server: SmtpServer) -> None:
    company = live_company(attaching("none"))
    cast.owes(company, LATE, "INV-1", "120.00")
    keeps(company, "INV-1", a_pdf())
    cast.plans(company)
    delivers(company)
    (received,) = server.messages_to(LATE.email)
    assert list(received.iter_attachments()) == []


def test_the_approved_version_leaves_also_when_a_newer_one_came(server: SmtpServer) -> None:
    company = live_company(attaching("if-there", approval="person"))
    cast.owes(company, LATE, "INV-1", "120.00")
    first = a_pdf()
    keeps(company, "INV-1", first)
    reminders = cast.plans(company)
    cast.approves(company, reminders)
    keeps(company, "INV-1", a_pdf(2))
    delivers(company)
    (received,) = server.messages_to(LATE.email)
    (one,) = received.iter_attachments()
    assert one.get_payload(decode=True) == first


def test_the_document_of_a_paid_invoice_stays_behind(server: SmtpServer) -> None:
    company = live_company(attaching("if-there"))
    cast.owes(company, LATE, "INV-1", "120.00")
    cast.owes(company, LATE, "INV-2", "80.00")
    keeps(company, "INV-1", a_pdf())
    keeps(company, "INV-2", a_pdf(2))
    cast.plans(company)
    cast.pays(company, LATE, "INV-1", "120.00")

    assert delivers(company).counts == {"sent": 1}

    (received,) = server.messages_to(LATE.email)
    assert [one.get_filename() for one in received.iter_attachments()] == ["INV-2.pdf"]
    message = Message.objects.get()
    assert message.sent_fingerprint != message.fingerprint


def test_what_would_make_the_mail_too_large_is_named(server: SmtpServer) -> None:
    company = live_company(attaching("if-there"))
    for number, size in (("INV-1", SIZE_MAX - 100), ("INV-2", 101), ("INV-3", 100)):
        cast.owes(company, LATE, number, "120.00")
        keeps(company, number, number.encode().ljust(size))
    cast.plans(company)
    content = content_from_json(Message.objects.get().content)
    assert [one.name for one in content.enclosures] == ["INV-1.pdf", "INV-3.pdf"]
    assert content.too_large == ("INV-2.pdf",)
    assert "Too large to be enclosed: INV-2.pdf" in Message.objects.get().text


def test_a_letter_is_printed_with_its_documents(home: Path) -> None:
    company = cast.creditor()
    cast.treats(company, attaching("if-there", "letter"))
    cast.owes(company, PROMPT, "INV-1", "120.00")
    keeps(company, "INV-1", a_pdf(3))
    keeps(company, "INV-1", b"<xml/>", name="INV-1.xml", media_type=XML)
    cast.plans(company)

    printed = print_letters(company.id, on=TODAY, clock=cast.clock())

    assert printed.path is not None
    assert len(PdfReader(printed.path).pages) == 1 + 3
    assert content_from_json(Message.objects.get().sent_content).enclosures[0].name == "INV-1.pdf"


def test_rehearsal_shows_the_file_too(home: Path) -> None:
    company = cast.creditor()
    cast.treats(company, attaching("if-there"))
    cast.owes(company, LATE, "INV-1", "120.00")
    keeps(company, "INV-1", a_pdf(), name="Rechnung Nº 1 – größer.pdf")
    cast.plans(company)
    delivers(company)
    (path,) = places.mailbox(company.name).glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert [one.get_filename() for one in mail.iter_attachments()] == ["Rechnung Nº 1 – größer.pdf"]  # type: ignore[attr-defined]
