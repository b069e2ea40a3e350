"""A content becomes a message for one channel, with the fingerprint of all that leaves."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from recobro.letters.email import as_html
from recobro.letters.layout import Message, lay_out
from recobro.letters.plain import aligned, as_text, joined, prose, tables
from recobro.letters.post import letter_data, window_lines
from recobro.letters.printable import printable
from recobro.letters.stored import canonical
from recobro.letters.values import Content, Rendered

CHANNELS = ("email", "letter", "task")


def compose(content: Content, channel: str) -> Rendered:
    """The message as it will leave by `channel`: "email", "letter" or "task". `ValueError` for another one."""
    if channel not in CHANNELS:
        raise ValueError(f"There is no layout for the channel {channel!r}; there is {', '.join(CHANNELS)}.")
    content = printable(content)
    message = lay_out(content)
    rendered = _task(message, content) if channel == "task" else _message(message, content, channel)
    return replace(rendered, fingerprint=fingerprint(rendered))


def fingerprint(rendered: Rendered) -> str:
    """SHA-256 (hex) over everything that leaves and to whom. A changed text, amount or address changes it."""
    leaves = {
        "channel": rendered.channel,
        "recipient": list(rendered.recipient),
        "language": rendered.language,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "letter": rendered.letter,
        **({"enclosed": list(rendered.enclosed)} if rendered.enclosed else {}),
    }
    return sha256(canonical(leaves).encode()).hexdigest()


def _message(message: Message, content: Content, channel: str) -> Rendered:
    by_email = channel == "email"
    to = content.addressee
    return Rendered(
        channel=channel,
        recipient=(to.email,) if by_email else window_lines(to, message.words),
        language=content.language,
        subject=_header(message.subject),
        text=as_text(message, content.creditor),
        html=as_html(message, content.creditor) if by_email else "",
        letter="" if by_email else letter_data(message, content),
        enclosed=tuple(one.sha256 for one in content.enclosures),
        fingerprint="",
    )


def _task(message: Message, content: Content) -> Rendered:
    """For a colleague: what to do, whom it is about, and the items."""
    to, words = content.addressee, message.words
    about = [(words("task.customer"), f"{to.customer} ({to.code})" if to.code else to.customer)]
    about += [(words("task.contact"), " · ".join(part for part in (to.contact, to.email) if part))]
    whom = aligned([pair for pair in about if pair[1]], words)
    return Rendered(
        channel="task",
        recipient=(to.customer, to.code),
        language=content.language,
        subject=_header(message.task_title or message.subject),
        text=joined(*map(prose, message.task), "\n".join(whom), *tables(message), prose(message.until)),
        fingerprint="",
    )


def _header(subject: str) -> str:
    """A subject for a header line: ordinary spaces."""
    return " ".join(subject.split())
