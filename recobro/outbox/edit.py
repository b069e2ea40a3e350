"""What people change in a reminder before it leaves: the words of a message, or what it speaks of.

Amounts stay those of the items: a person edits the free texts, or takes an invoice or a payment out. Either makes a new fingerprint,
so that it has to be approved anew; what it said before is kept (`Edit`). The second look at the moment of sending compares with what
was approved, edited or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from recobro.access.fit import limited
from recobro.access.members import member_called
from recobro.casework.dates import set_next_contact
from recobro.casework.record import dispute, hold, needs_reason
from recobro.evaluation.models import Step
from recobro.evaluation.propose import lock
from recobro.evaluation.tell import release
from recobro.kernel.placeholders import PLACEHOLDERS, unknown_placeholders
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.letters import content_from_json, content_to_json
from recobro.letters.values import Content, LevelText
from recobro.outbox.compose import asks_of, render
from recobro.outbox.models import Edit, Message
from recobro.outbox.recheck import rewrite
from recobro.outbox.resolve import withdraw

SUBJECT = 500  # characters that a message keeps
LONGEST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The free texts of a message, with `{placeholders}`. `task` is for our own people, the others for the customer."""

    subject: str
    before: str
    after: str
    task: str


def words_of(company_id: int, *, message_id: int) -> Words:
    """The free texts of a message that waits. Raises Refused for one that does not."""
    with transaction.atomic():
        (message,) = _waiting(company_id, message_id=message_id)
    text = content_from_json(message.content).text
    return Words(subject=text.subject, before=text.before, after=text.after, task=text.task)


def edit_words(company_id: int, *, message_id: int, words: Words, at: datetime, by: str) -> bool:
    """These are the words of the message now. Says whether anything changed; if so, its reminder waits to be approved again."""
    _check(words)
    with transaction.atomic():
        lock(company_id)
        (message,) = _waiting(company_id, message_id=message_id)
        content = content_from_json(message.content)
        text = LevelText(
            subject=words.subject.strip(), before=words.before, after=words.after, task=words.task
        )
        return _write(message, replace(content, text=text), reason="Its words were edited.", at=at, by=by)


def take_out(
    company_id: int, *, reminder_id: int, item_id: int, is_disputed: bool = False, reason: str, on: date, at: datetime, by: str
) -> int:  # fmt: skip
    """Takes an invoice, or a payment that is deducted, out of a reminder that waits. Gives how many of its messages are left.

    `is_disputed`: from now on, until the dispute is settled. Otherwise for this time only: an invoice is on hold, a payment contested,
    through `on`. The rest is asked for as it stands now; where nothing is left, the reminder is withdrawn.
    """
    needs_reason("reminder", reason)
    with transaction.atomic():
        lock(company_id)
        messages = _waiting(company_id, reminder_id=reminder_id)
        is_credit = _is_credit(content_from_json(messages[0].content), item_id, reminder_id)
        about: dict[str, Any] = {
            "customer_id": messages[0].customer_id,
            "item_id": item_id,
            "reason": reason,
            "at": at,
            "by": by,
        }
        if is_disputed or is_credit:
            dispute(company_id, from_on=on, until_on=None if is_disputed else on, **about)
        else:
            hold(company_id, from_on=on, until_on=on, **about)
        return _say_what_is_left(messages, reason=reason, on=on, at=at, by=by)


def postpone(
    company_id: int, *, reminder_id: int, to: date, reason: str = "", on: date, at: datetime, by: str
) -> None:
    """Not now: the reminder is taken back, and its customer hears from us next on the day `to`."""
    if to <= on:
        raise refuse("reminder", f"{to} is not later than {on}.", "Choose a day to come.")
    with transaction.atomic():
        lock(company_id)
        (message, *_) = _waiting(company_id, reminder_id=reminder_id)
        set_next_contact(
            company_id, customer_id=message.customer_id, made_on=on, on=to, reason=reason, at=at, by=by
        )
        said = f"Later: {by} set the next contact for {to}."
        withdraw(company_id, reminder_id=reminder_id, reason=said, at=at)


def _waiting(company_id: int, **which: int) -> list[Message]:
    """The message, or those of the reminder, that nobody has begun to send; locked, so that nobody begins."""
    rows = Message.objects.filter(
        company_id=company_id, kind="reminder", status="waiting", batch_id__isnull=True
    )
    names = {"id" if name == "message_id" else name: number for name, number in which.items()}
    if found := list(rows.filter(**names).order_by("id").select_for_update(skip_locked=True)):
        return found
    raise refuse(
        "reminder", "It does not wait any more: it has left, is leaving now, or was taken back.",
        "See what became of it: recobro messages.",
    )  # fmt: skip


def _check(words: Words) -> None:
    """Raises Refused with everything that is wrong with these words."""
    limited("message", "subject", words.subject, SUBJECT)
    problems: list[Problem] = []
    for name in ("subject", "before", "after", "task"):
        text = getattr(words, name)
        limited("message", name, text, LONGEST)
        for unknown in unknown_placeholders(text):
            problems += refuse(
                "message", f"Nobody can fill {{{unknown}}} in '{name}'.",
                f"The words between braces are: {', '.join(PLACEHOLDERS)}. A brace that is meant is doubled.",
            ).problems  # fmt: skip
    if not words.subject.strip():
        problems += refuse(
            "message", "The subject is empty.", "Say in a few words what it is about."
        ).problems
    if problems:
        raise Refused(problems)


def _is_credit(content: Content, item_id: int, reminder_id: int) -> bool:
    """Is it a payment that is deducted, and not an invoice? Raises Refused where the reminder does not speak of it."""
    if any(credit.item_id == item_id for section in content.sections for credit in section.credits):
        return True
    lines = [line for one in content.sections for line in (*one.demanded, *one.also_open, *one.covered)]
    if any(line.item_id == item_id for line in lines):
        return False
    raise refuse("reminder", f"Reminder {reminder_id} does not speak of item {item_id}.", "Open it again.")


def _say_what_is_left(messages: Sequence[Message], *, reason: str, on: date, at: datetime, by: str) -> int:
    company_id, reminder_id = messages[0].company_id, messages[0].reminder
    now = rewrite(messages, on=on)
    if now is None:
        withdraw(
            company_id, reminder_id=reminder_id, reason=f"Nothing is left to ask for: {reason}"[:500], at=at
        )
        return 0
    steps = Step.objects.filter(company_id=company_id, reminder_id=reminder_id, released_at__isnull=True)
    gone = set(steps.values_list("item_id", flat=True)) - now.kept.keys()
    release(company_id, reminder_id=reminder_id, items=gone, at=at)
    for item, verdict in now.kept.items():
        steps.filter(item_id=item).update(amount_open=verdict.open, amount_claimed=verdict.claimable)
    for message in messages:
        _write(message, now.contents[message.id], reason=reason, at=at, by=by)
    return len(messages)


def _write(message: Message, content: Content, *, reason: str, at: datetime, by: str) -> bool:
    """Lays the message out anew and keeps what it said before; False when it says the same."""
    rendered = render(content, message.channel)
    if rendered.fingerprint == message.fingerprint:
        return False
    Edit.objects.create(
        company_id=message.company_id, customer_id=message.customer_id, message=message, content=message.content,
        fingerprint=message.fingerprint, reason=reason[:500], by=by, by_member_id=member_called(message.company_id, by), at=at,
    )  # fmt: skip
    Message.objects.filter(id=message.id).update(
        subject=limited("message", "subject", rendered.subject, SUBJECT), text=rendered.text, html=rendered.html,
        letter=rendered.letter, content=content_to_json(content), asks=asks_of(content), fingerprint=rendered.fingerprint,
    )  # fmt: skip
    return True
