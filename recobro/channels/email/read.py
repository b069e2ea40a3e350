"""Reads the rehearsal mailbox of a company: what lies in it, and one message with its texts and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from recobro.kernel import home

NAME = re.compile(r"[A-Za-z0-9@._+-]{1,200}\.eml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that came with a message."""

    number: int
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message of the mailbox. `text`, `html` and `enclosed` are empty in a list."""

    name: str
    subject: str
    sender: str
    recipient: str
    at: datetime | None
    text: str = ""
    html: str = ""
    enclosed: tuple[Enclosed, ...] = ()


def list_mail(company: str, *, before: str = "", at_most: int = 50) -> list[Mail]:
    """The newest messages by the day on which they would have left; `before` a file, the ones before it."""
    folder = home.mailbox(company)
    names = sorted((one.name for one in folder.glob("[!.]*.eml")), reverse=True) if folder.exists() else []
    chosen = [name for name in names if not before or name < before][:at_most]
    return [_headers(folder / name) for name in chosen]


def read_mail(company: str, name: str) -> Mail | None:
    """The message in this file of the company's mailbox; None where there is none."""
    path = home.mailbox(company) / name
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    files = tuple(
        Enclosed(
            number=number, name=part.get_filename() or f"file-{number}", media_type=part.get_content_type(),
            content=part.get_payload(decode=True) or b"",  # type: ignore[arg-type]
        )
        for number, part in enumerate(message.iter_attachments(), start=1)
    )  # fmt: skip
    return Mail(
        **_named(message, path), text=_body(message, "plain"), html=_body(message, "html"), enclosed=files
    )


def _headers(path: Path) -> Mail:
    with path.open("rb") as file:
        return Mail(**_named(BytesHeaderParser(policy=policy.default).parse(file), path))


def _named(message: EmailMessage, path: Path) -> dict[str, Any]:
    date = message["Date"]
    return {
        "name": path.name, "subject": str(message["Subject"] or ""), "sender": str(message["From"] or ""),
        "recipient": str(message["To"] or ""), "at": parsedate_to_datetime(str(date)) if date else None,
    }  # fmt: skip


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""
