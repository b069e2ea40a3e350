"""What a level would say to a customer, with what he owes today: nothing is proposed, stored or sent.

The message is composed by the functions that compose reminders, from the same evaluation; only the level is chosen by hand, and the
language. So a text can be read as it would leave before any customer is treated by it, or before its policy is even loaded.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from recobro.access.company import CompanyValue
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.models import Reminder
from recobro.kernel.problems import refuse
from recobro.ledger.models import Customer
from recobro.letters import pdf
from recobro.letters.values import Content, Rendered
from recobro.outbox.channel import Attached, Outgoing
from recobro.outbox.compose import domain, render
from recobro.outbox.content import content_of, files_of
from recobro.outbox.seen import see
from recobro.policy.ladder import OUTWARD, Level

MOST_ITEMS = 100  # in a message that is only looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """The message of one action, as it would leave."""

    channel: str
    role: str
    rendered: Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The messages to a customer, and who he is. `salesperson`: whose customer he is."""

    code: str
    name: str
    salesperson: str
    messages: tuple[Previewed, ...]

    def message(self, channel: str) -> Previewed | None:
        """The one for a channel."""
        return next((one for one in self.messages if one.channel == channel), None)


def preview(company: CompanyValue, level: Level, *, customer_id: int, language: str, as_of: date) -> Preview:
    """The messages of the level to this customer, one for each action. Raises Refused where he owes nothing to write about."""
    content, customer = _content(company, level, customer_id=customer_id, language=language, as_of=as_of)
    messages = tuple(
        Previewed(channel=action.channel, role=action.role, rendered=render(content, action.channel))
        for action in level.actions
    )
    return Preview(
        code=customer.code, name=customer.name, salesperson=customer.salesperson, messages=messages
    )


def trial(
    company: CompanyValue, level: Level, *, customer_id: int, language: str, as_of: date, recipient: str, mark: str, note: str, at: datetime
) -> Outgoing:  # fmt: skip
    """The level's message to the customer as an e-mail to a colleague: `mark` stands in its subject, and it begins with the `note`.

    A letter goes along as PDF; a task or a call is written out. It belongs to no reminder, and tells nobody anything.
    """
    content, _ = _content(company, level, customer_id=customer_id, language=language, as_of=as_of)
    channels = [action.channel for action in level.actions]
    letter = render(content, "letter").letter if "letter" in channels else ""
    errands = [channel for channel in channels if channel not in OUTWARD]
    if any(channel in OUTWARD for channel in channels):
        rendered = render(_noted(content, note), "email")
    else:
        task = render(content, errands[0])
        rendered = replace(task, text=f"{note}\n\n{task.text}")
    return Outgoing(
        message_id=0, company=company, customer_id=customer_id, mode=company.mode, channel="email", role="", recipient=recipient,
        language=language, subject=f"{mark} {rendered.subject}", text=rendered.text, html=rendered.html, letter="",
        header_id=f"<{secrets.token_hex(16)}@{domain(company)}>", assignee="",
        attached=(Attached(name="letter.pdf", media_type="application/pdf", content=pdf(letter)),) if letter else (),
        on=as_of, at=at,
    )  # fmt: skip


def _noted(content: Content, note: str) -> Content:
    """The message with a note of ours on top of it."""
    plain = note.replace("{", "{{").replace("}", "}}")
    return replace(content, text=replace(content.text, before=f"{plain}\n\n{content.text.before}"))


def _content(
    company: CompanyValue, level: Level, *, customer_id: int, language: str, as_of: date
) -> tuple[Content, Customer]:
    if level.is_empty:
        raise refuse("policy", f"Level '{level.key}' says nothing.", "Choose another one.")
    verdicts = evaluate(company.id, as_of=as_of, mode=company.mode, customers=[customer_id])
    asked = _asked_for(verdicts, level, as_of)
    if len(asked) == MOST_ITEMS:  # nor would thousands beside them be read
        verdicts = [one for one in verdicts if one.item_id in asked]
    seen = see(verdicts, company.id, customers=[customer_id], as_of=as_of)
    reminder = Reminder(company_id=company.id, customer_id=customer_id, severity=level.rank, as_of=as_of)
    files = files_of(company, seen, as_of=as_of)
    content = content_of(company, reminder, asked, seen[customer_id], level, files, language=language)
    return content, files.customers[customer_id]


def _asked_for(verdicts: list[Verdict], level: Level, as_of: date) -> Mapping[int, int]:
    """What the message would ask for: what is overdue and may be asked for, before the due date what is not due yet."""
    open_ones = [one for one in verdicts if one.claimable > one.netted]
    late = [one for one in open_ones if one.due_on is not None and one.due_on < as_of]
    late_ones = {one.item_id for one in late}
    early = [one for one in open_ones if one.item_id not in late_ones]
    chosen = (early or late) if level.trigger.before_due else (late or early)
    if not chosen:
        raise refuse(
            "preview",
            "This customer owes nothing that a message could ask for.",
            "Choose a customer who owes something.",
        )
    ordered = sorted(chosen, key=lambda one: (one.due_on or date.max, one.item_id))
    return {one.item_id: level.rank for one in ordered[:MOST_ITEMS]}
