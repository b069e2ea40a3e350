"""Tasks in the language of whoever reads them. They are stored in the company's; what a level wants of us its policy says in several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from recobro.casework.models import Task
from recobro.evaluation.models import Reminder
from recobro.ledger.models import Customer
from recobro.letters import content_from_json
from recobro.letters.values import LevelText
from recobro.outbox.compose import render
from recobro.outbox.models import Message
from recobro.outbox.no_address import CAUSE, TITLES
from recobro.policy.ladder import Policy, Text
from recobro.policy.read import read_version


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is to be done, and what to say and to check."""

    title: str
    script: str


def errands_in(company_id: int, tasks: Iterable[int], *, language: str) -> dict[int, Errand]:
    """Those of these tasks that can be said in the language and are stored in another one; the others stand as people wrote them."""
    rows = list(Task.objects.filter(company_id=company_id, id__in=list(tasks)))
    said = _of_messages(company_id, {row.message_id: row for row in rows if row.message_id}, language)
    return said | _of_lost_addresses([row for row in rows if row.cause == CAUSE], language)


def _of_messages(company_id: int, rows: dict[int, Task], language: str) -> dict[int, Errand]:
    stored = Message.objects.filter(company_id=company_id, id__in=rows, reminder_id__isnull=False)
    messages = list(stored.exclude(language=language)) if rows else []
    reminders = Reminder.objects.in_bulk([one.reminder_id for one in messages]) if messages else {}
    policies: dict[int, Policy] = {}
    found = {}
    for message in messages:
        reminder = reminders[message.reminder_id]
        policy = policies.get(reminder.version_id) or read_version(reminder.version_id)
        policies[reminder.version_id] = policy
        texts = policy.level(reminder.level_key).text
        if errand := _otherwise(message, texts, language):
            found[rows[message.id].id] = errand
    return found


def _otherwise(message: Message, texts: Mapping[str, Text], language: str) -> Errand | None:
    """The message in another language of its level; None where it has none, or where a person edited what it says."""
    content = content_from_json(message.sent_content or message.content)
    words = {name: _words(text) for name, text in texts.items()}
    if language not in words or content.text != words.get(content.language):
        return None
    rendered = render(replace(content, language=language, text=words[language]), message.channel)
    return Errand(title=rendered.subject, script=rendered.text)


def _words(text: Text) -> LevelText:
    return LevelText(subject=text.subject, before=text.before, after=text.after, task=text.task)


def _of_lost_addresses(rows: list[Task], language: str) -> dict[int, Errand]:
    customers = Customer.objects.in_bulk([row.customer_id for row in rows]) if rows else {}
    return {
        row.id: Errand(title=TITLES[language].format(name=customers[row.customer_id].name), script=row.script)
        for row in rows
        if language in TITLES
    }
