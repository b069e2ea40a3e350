"""Trying a sender out: one message to a colleague, by the server that is set, and what the server said."""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from recobro.access.company import CompanyValue
from recobro.channels.email.message import address
from recobro.channels.email.smtp import Smtp
from recobro.kernel.problems import refuse
from recobro.outbox.channel import Outgoing, Result


def try_sender(
    company: CompanyValue,
    *,
    sender: str,
    reply_to: str,
    recipient: str,
    subject: str,
    text: str,
    at: datetime,
) -> Result:
    """Sends a message from this sender to this colleague by SMTP, also while the company rehearses: no customer gets it.

    `sent` with the server's last words, or what went wrong. Nothing is saved. Raises Refused for what is no address of a sender.
    """
    check_sender(sender)
    if reply_to:
        check_sender(reply_to)
    tried = replace(company, sender=sender, reply_to=reply_to, mode="live")
    with closing(Smtp()) as server:
        return server.send(
            Outgoing(
                message_id=0, company=tried, customer_id=0, mode="live", channel="email", role="", recipient=recipient,
                language=company.language, subject=subject, text=text, html="", letter="",
                header_id=f"<{secrets.token_hex(16)}@recobro.invalid>", assignee="", on=company.today(at), at=at,
            )
        )  # fmt: skip


def check_sender(written: str) -> None:
    """Refuses what has no e-mail address in it: `credit@example.com`, or `Credit control <credit@example.com>`."""
    bare = written.rpartition("<")[2].rstrip("> ") if "<" in written else written
    if address(bare) is None:
        raise refuse(
            "sender",
            f"'{written}' has no e-mail address in it.",
            "Such as Credit control <credit@example.com>.",
        )
