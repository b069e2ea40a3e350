"""The plan as people see it: each proposed reminder with its messages, why a person has to approve it, and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from recobro.access.rows import rows
from recobro.evaluation.approve import approved_by
from recobro.evaluation.models import Reminder
from recobro.kernel.money import plain
from recobro.ledger.models import Customer
from recobro.letters import content_from_json
from recobro.letters.values import Content
from recobro.outbox.compose import reminder_fingerprints
from recobro.outbox.foresee import Foreseen, foresee
from recobro.outbox.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMessage:
    """One message of a reminder."""

    message_id: int
    channel: str
    role: str
    recipient: str
    language: str
    subject: str
    text: str
    html: str
    status: str
    why: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReminder:
    """One reminder of a run. `totals`: what it asks for, net, by currency, as plain numbers.

    `items` is how many it asks for, `beside` how many more it lists for information. `foreseen`: that it would be dropped, would ask for
    less or would say something else if it left now, and why; empty where nobody asked, or it would leave as it stands.
    """

    reminder_id: int
    run_id: int
    as_of: date
    customer_code: str
    customer_name: str
    level_key: str
    severity: int
    items: int
    beside: int
    totals: tuple[tuple[str, str], ...]
    needs_person: str
    approved_by: str
    messages: tuple[PlannedMessage, ...]
    foreseen: str = ""


def plan(
    company_id: int,
    *,
    mode: str,
    run_id: int | None = None,
    reminder_id: int | None = None,
    waiting_only: bool = False,
    leaving_on: date | None = None,
) -> list[PlannedReminder]:
    """The reminders of a run, one reminder, or (`waiting_only`) all that wait for approval; highest severity first.

    `leaving_on`: what has not left is looked at again, as if it left on that day (`foresee`).
    """
    wanted = Reminder.objects.filter(company_id=company_id, mode=mode)
    wanted = wanted.filter(run_id=run_id) if run_id is not None else wanted
    wanted = wanted.filter(id=reminder_id) if reminder_id is not None else wanted
    if waiting_only:
        wanted = wanted.filter(id__in=waiting_reminders(company_id, mode=mode))
    found = list(wanted.order_by("-severity", "id"))
    marks = foresee(company_id, [one.id for one in found], on=leaving_on) if leaving_on else {}
    return _planned(company_id, found, marks)


def waiting_reminders(company_id: int, *, mode: str, level: str | None = None) -> set[int]:
    """Reminders with a message that waits, which nobody approved as they stand now: not at all, or before they were edited."""
    found = rows("outbox", "waiting_reminders", company=company_id, mode=mode)
    waiting = {row["reminder_id"] for row in found}
    if level is None:
        return waiting
    return set(Reminder.objects.filter(id__in=waiting, level_key=level).values_list("id", flat=True))


def waiting_marks(company_id: int, *, mode: str) -> dict[str, str]:
    """What waits to be approved as it stands now, as one mark for each level, and for all at ""; none where nothing waits."""
    found = rows("outbox", "waiting_marks", company=company_id, mode=mode)
    return {row["level"]: row["mark"] for row in found if row["mark"]}


def reminders_to(company_id: int, *, reminders: Iterable[int], customers: Iterable[int]) -> list[int]:
    """Those of the reminders that are to these customers."""
    found = Reminder.objects.filter(
        company_id=company_id, id__in=list(reminders), customer_id__in=list(customers)
    )
    return list(found.order_by("id").values_list("id", flat=True))


def _planned(company_id: int, found: list[Reminder], marks: Mapping[int, Foreseen]) -> list[PlannedReminder]:
    ids = [row.id for row in found]
    customers = Customer.objects.in_bulk({row.customer_id for row in found})
    approved = approved_by(company_id, reminder_fingerprints(company_id, ids))
    messages: dict[int, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(company_id=company_id, reminder_id__in=ids).order_by("id"):
        messages[message.reminder].append(message)
    return [
        PlannedReminder(
            reminder_id=row.id, run_id=row.run_id, as_of=row.as_of, customer_code=customers[row.customer_id].code,
            customer_name=customers[row.customer_id].name, level_key=row.level_key, severity=row.severity,
            items=_count(messages[row.id], "demanded"), beside=_count(messages[row.id], "also_open"),
            totals=_totals(messages[row.id]), needs_person=row.needs_person,
            approved_by=approved.get(row.id, ""), messages=tuple(_shown(one) for one in messages[row.id]),
            foreseen=str(marks.get(row.id, "")),
        )
        for row in found
    ]  # fmt: skip


def _content(message: Message) -> Content:
    return content_from_json(message.sent_content or message.content)


def _count(messages: list[Message], part: str) -> int:
    """How many lines its message has in this part of all sections; the first message says what the others say."""
    return sum(len(getattr(section, part)) for one in messages[:1] for section in _content(one).sections)


def _totals(messages: list[Message]) -> tuple[tuple[str, str], ...]:
    if not messages:
        return ()
    sections = _content(messages[0]).sections
    return tuple((section.currency, plain(section.total, section.currency)) for section in sections)


def _shown(message: Message) -> PlannedMessage:
    return PlannedMessage(
        message_id=message.id, channel=message.channel, role=message.role, recipient=message.recipient,
        language=message.language, subject=message.subject, text=message.text, html=message.html, status=message.status,
        why=message.why, path=message.path,
    )  # fmt: skip
