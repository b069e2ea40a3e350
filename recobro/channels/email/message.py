"""A message becomes an e-mail: sender, recipient and bytes. Nothing is sent here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.charset import QP, Charset
from email.generator import BytesGenerator
from email.utils import format_datetime, formataddr, parseaddr
from hashlib import sha256
from io import BytesIO
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils.encoding import punycode

from recobro.outbox.channel import Outgoing, Result

NOBODY = "rehearsal@recobro.invalid"  # writes while a company without an address rehearses


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the server is told, and the bytes that are handed over."""

    sender: str
    recipient: str
    content: bytes


def envelope_of(message: Outgoing) -> Envelope | Result:
    """The e-mail, or why it cannot be written. The same message gives the same bytes."""
    recipient = address(message.recipient)
    if recipient is None:
        return Result("refused", f"'{one_line(message.recipient)}' is no e-mail address.")
    sender = _sender(message)
    if sender is None:
        return Result("failed", _no_sender(message))
    content = _written(message, formataddr(sender), recipient)
    return Envelope(sender=sender[1], recipient=recipient, content=content)


def address(text: str) -> str | None:
    """One e-mail address in ASCII, ready for the server; None where the text is anything else."""
    local, _, domain = text.strip().rpartition("@")
    try:
        plain = f"{local}@{punycode(domain)}"
        validate_email(plain)
    except (UnicodeError, ValidationError):
        return None
    return plain


def one_line(text: str) -> str:
    """The text without anything that could begin another header."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def _sender(message: Outgoing) -> tuple[str, str] | None:
    """Name and address of who writes; None when the company has none and is live."""
    company = message.company
    written = company.sender or company.email
    if not written and message.mode == "rehearsal":
        written = NOBODY
    return _mailbox(written, company.name)


def _mailbox(written: str, name: str) -> tuple[str, str] | None:
    """`Credit control <credit@prompt.example>`, or the bare address with this name; None where there is no address in it."""
    own_name, bare = parseaddr(one_line(written))
    valid = address(bare)
    return (one_line(own_name or name), valid) if valid else None


def _no_sender(message: Outgoing) -> str:
    company = message.company
    named = company.sender or company.email
    what = f"'{one_line(named)}' is no address" if named else f"{company.name} has no address"
    return (
        f'{what} to write from. Give it one: recobro company set --company "{company.name}" --sender ADDRESS.'
    )


def _written(message: Outgoing, sender: str, recipient: str) -> bytes:
    company = message.company
    reply_to = _mailbox(company.reply_to, company.name) if company.reply_to else None
    mail = EmailMultiAlternatives(
        subject=one_line(message.subject),
        body=message.text,
        from_email=sender,
        to=[recipient],
        reply_to=[formataddr(reply_to)] if reply_to else None,
        headers=_headers(message),
    )
    mail.encoding = _seven_bits()
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for one in message.attached:
        mail.attach(one_line(one.name), one.content, one.media_type)
    mime = mail.message()
    mark = sha256(message.header_id.encode()).hexdigest()[:32]
    for number, part in enumerate(one for one in mime.walk() if one.is_multipart()):
        # else Python draws the lines between the parts by lot
        part.set_boundary(f"part-{mark}-{number}" if number else f"part-{mark}")
    content = BytesIO()
    BytesGenerator(content, mangle_from_=False).flatten(mime, linesep="\r\n")
    return content.getvalue()


def _headers(message: Outgoing) -> dict[str, str]:
    return {
        "Message-ID": message.header_id,
        "Date": format_datetime(message.at.astimezone(ZoneInfo(message.company.time_zone))),
        "Content-Language": message.language,
        # People should answer, their absence notes should not.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }


def _seven_bits() -> Charset:
    """UTF-8 as quoted-printable: it passes every server, also one that cannot take eight bits or long lines."""
    charset = Charset("utf-8")
    charset.body_encoding = QP
    return charset
