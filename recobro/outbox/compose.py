"""Composes the messages of reminders: one per action of the level, as they will leave, waiting for approval.

Messages are composed before they are approved: what a person approves is the very text, and its fingerprint. (DESIGN lists
approve before compose; ARCHITECTURE.md says why it is this way round.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.db import DatabaseError, transaction

from recobro.access.company import CompanyValue, read_company
from recobro.evaluation.approve import BY_POLICY, approve
from recobro.evaluation.models import Reminder, Step
from recobro.evaluation.tell import release
from recobro.evaluation.verdicts import kept
from recobro.kernel.money import plain
from recobro.kernel.problems import Problem
from recobro.letters import compose as lay_out
from recobro.letters import content_to_json
from recobro.letters.values import Content, LevelText, Rendered
from recobro.outbox.content import Files, content_of, files_of
from recobro.outbox.enclose import enclose
from recobro.outbox.models import Message
from recobro.outbox.seen import Seen, see
from recobro.policy import ladder
from recobro.policy.read import read_version

STORED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What composing did: messages stored, and what could not be composed (its steps are free again)."""

    messages: int
    problems: tuple[Problem, ...]


def compose(
    company_id: int, *, reminders: Sequence[int], channel: str = "", at: datetime, progress: Callable[[], None] = lambda: None
) -> Composed:  # fmt: skip
    """Composes the messages of these reminders from what their run saw, and approves what the policy may send itself.

    `channel`: the road that a person chose for what goes to the customer, in place of those of the level.
    Called in the transaction of the run. Each reminder on its own: one that fails is taken back, becomes a problem in the list,
    and never stops the rest.
    """
    company = read_company(company_id)
    parts = [
        _compose_some(company, reminders[first : first + STORED_AT_ONCE], channel, at, progress)
        for first in range(0, len(reminders), STORED_AT_ONCE)
    ]
    return Composed(
        messages=sum(part.messages for part in parts),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def _compose_some(
    company: CompanyValue, reminders: Sequence[int], channel: str, at: datetime, progress: Callable[[], None]
) -> Composed:
    """As many as memory holds well, with everything that they need read at once."""
    rows = list(Reminder.objects.filter(company_id=company.id, id__in=reminders).order_by("id"))
    customers = [row.customer_id for row in rows]
    seen = see(kept(customers), company.id, customers=customers, as_of=rows[0].as_of)
    files = files_of(company, seen, as_of=rows[0].as_of)
    steps = _steps(company.id, reminders)
    composed: dict[int, list[Message]] = {}
    problems: list[Problem] = []
    for row in rows:
        try:
            composed[row.id] = _compose_one(
                company, row, steps[row.id], seen[row.customer_id], files, at, channel
            )
        except Exception as error:  # one customer's fault must not cost the others their reminders (P-12)
            problems.append(_give_back(company.id, row, error, at))
        progress()
    by_policy = {row.id for row in rows if not row.needs_person}
    problems += _store(company.id, [row for row in rows if row.id in composed], composed, by_policy, at)
    return Composed(messages=sum(map(len, composed.values())), problems=tuple(problems))


def _store(
    company_id: int,
    rows: list[Reminder],
    composed: dict[int, list[Message]],
    by_policy: set[int],
    at: datetime,
) -> list[Problem]:
    """Stores all at once; when the database refuses, each on its own, and gives back those that it does not take."""
    try:
        _write(company_id, composed, by_policy, at)
    except DatabaseError as error:
        if len(rows) == 1:
            del composed[rows[0].id]
            return [_give_back(company_id, rows[0], error, at)]
    else:
        return []
    problems = []
    for row in rows:
        alone = {row.id: composed[row.id]}
        problems += _store(company_id, [row], alone, by_policy, at)
        if not alone:
            del composed[row.id]
    return problems


def _write(company_id: int, composed: dict[int, list[Message]], by_policy: set[int], at: datetime) -> None:
    """The messages, and the approval of those that the policy sends by itself, as they stand."""
    with transaction.atomic():
        Message.objects.bulk_create(
            (one for messages in composed.values() for one in messages), batch_size=STORED_AT_ONCE
        )
        marks = {reminder_id: _mark(one.fingerprint for one in composed[reminder_id])
                 for reminder_id in by_policy & composed.keys()}  # fmt: skip
        approve(company_id, marks, at=at, by=BY_POLICY)


def reminder_fingerprints(company_id: int, reminders: Iterable[int]) -> dict[int, str]:
    """The fingerprint of each reminder: SHA-256 over those of all its messages, as approved."""
    marks: dict[int, list[str]] = {reminder_id: [] for reminder_id in reminders}
    rows = Message.objects.filter(company_id=company_id, reminder_id__in=marks).order_by("id")
    for reminder_id, fingerprint in rows.values_list("reminder_id", "fingerprint"):
        if reminder_id:
            marks[reminder_id].append(fingerprint)
    return {reminder_id: _mark(found) for reminder_id, found in marks.items()}


def _mark(fingerprints: Iterable[str]) -> str:
    return sha256("\n".join(fingerprints).encode()).hexdigest()


def _steps(company_id: int, reminders: Sequence[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Step.objects.filter(company_id=company_id, reminder_id__in=reminders, released_at__isnull=True)
    for reminder_id, item_id, severity in rows.values_list("reminder_id", "item_id", "severity"):
        found[reminder_id][item_id] = severity
    return found


def _compose_one(
    company: CompanyValue,
    row: Reminder,
    steps: dict[int, int],
    seen: Seen,
    files: Files,
    at: datetime,
    channel: str,
) -> list[Message]:
    level = read_version(row.version_id).level(row.level_key)
    if channel and row.is_outward:
        level = replace(level, actions=(ladder.Action(channel=channel),))
    language = next(seen.verdicts[item].language for item in steps)
    content = content_of(company, row, steps, seen, level, files, language=language)
    ours = _for_us(content, level, company.language)
    messages = [
        _message(
            company,
            row,
            _with_documents(ours if action.role else content, level, action, company),
            action,
            at,
        )
        for action in roads(level, content)
    ]
    if not messages:
        raise ValueError("no action of its level has a road to the customer")
    return messages


def _with_documents(
    content: Content, level: ladder.Level, action: ladder.Action, company: CompanyValue
) -> Content:
    return content if level.attach == "none" else enclose(content, company.id, action.channel)


def _for_us(content: Content, level: ladder.Level, language: str) -> Content:
    """The content in the language of our own people, for tasks and calls; the customer's where the policy has no other."""
    text = level.text.get(language)
    if text is None or language == content.language:
        return content
    words = LevelText(subject=text.subject, before=text.before, after=text.after, task=text.task)
    return replace(content, language=language, text=words)


def roads(level: ladder.Level, content: Content) -> list[ladder.Action]:
    """The level's actions on roads that exist: an e-mail without an address becomes a letter, a letter an e-mail."""
    to = content.addressee
    other = {"email": ("letter", bool(to.address)), "letter": ("email", bool(to.email))}
    has = {"email": bool(to.email), "letter": bool(to.address)}
    found: list[ladder.Action] = []
    for action in level.actions:
        road = action
        if not has.get(action.channel, True):
            channel, exists = other[action.channel]
            if not exists:
                continue
            road = replace(action, channel=channel)
        if road not in found:
            found.append(road)
    return found


def _message(
    company: CompanyValue, row: Reminder, content: Content, action: ladder.Action, at: datetime
) -> Message:
    rendered = render(content, action.channel)
    recipient = _recipient(content, action)
    identity = (
        company.id,
        row.mode,
        row.run_id,
        row.id,
        row.customer_id,
        recipient,
        action.channel,
        action.role,
    )
    return Message(
        company_id=company.id, customer_id=row.customer_id, run_id=row.run_id, reminder_id=row.id, mode=row.mode,
        as_of=row.as_of, channel=action.channel, role=action.role, recipient=recipient, language=content.language,
        subject=rendered.subject, text=rendered.text, html=rendered.html, letter=rendered.letter,
        content=content_to_json(content), asks=asks_of(content), fingerprint=rendered.fingerprint,
        header_id=f"<{sha256(repr(identity).encode()).hexdigest()[:32]}@{domain(company)}>",
        created_at=at, moved_at=at,
    )  # fmt: skip


def asks_of(content: Content) -> dict[str, str]:
    """What the content asks for, net, by currency, as plain numbers."""
    return {one.currency: plain(one.total, one.currency) for one in content.sections}


def render(content: Content, channel: str) -> Rendered:
    """The content for a channel. Channels that do not exist yet become a task that says so."""
    if channel in ("email", "letter"):
        return lay_out(content, channel)
    if channel in ("sms", "whatsapp"):
        name = {"sms": "SMS", "whatsapp": "WhatsApp"}[channel]
        note = f"{name}: {content.addressee.customer}\n{name} is not connected yet. Send it by hand, or call."
        script = f"{note}\n\n{content.text.task}".strip()
        content = replace(content, text=replace(content.text, task=script))
    return lay_out(content, "task")


def _recipient(content: Content, action: ladder.Action) -> str:
    if action.channel == "email":
        return content.addressee.email
    if action.channel == "letter":
        return "\n".join((content.addressee.customer, *content.addressee.address))
    return action.role or "collector"


def domain(company: CompanyValue) -> str:
    """The domain of the address that the company writes from, for the identity of a message."""
    address = company.sender or company.email
    domain = address.rpartition("@")[2].strip(" >")
    try:
        return domain.encode("idna").decode("ascii") or "recobro.invalid"
    except UnicodeError:
        return "recobro.invalid"


def _give_back(company_id: int, row: Reminder, error: Exception, at: datetime) -> Problem:
    release(company_id, reminder_id=row.id, at=at)
    return Problem(
        source=f"reminder {row.id}",
        message=f"It could not be composed: {type(error).__name__}: {error}",
        hint="The others were; this customer is proposed again by the next run.",
    )
