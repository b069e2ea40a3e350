"""Delivers what was approved, each message once.

1. Messages that a dead worker left in *sending* become *unknown* and wait for a person.
2. The facts are looked at again, for some messages together, moments before they leave. What no longer holds is dropped, with the reason.
3. A message is taken by compare-and-set: another worker that wants it loses. *sending* is committed before the first byte leaves; then
   the channel sends.
4. What the channel says is recorded; the transaction that records *sent* also records what the customer was told.
Each message is on its own: one that fails never stops the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from recobro.access.company import CompanyValue, read_company
from recobro.access.sending import pause
from recobro.evaluation.approve import approved
from recobro.evaluation.models import Reminder, Step
from recobro.evaluation.tell import is_told, mark_unreachable, release, tell
from recobro.ledger.models import Customer
from recobro.letters import content_from_json, content_to_json
from recobro.outbox.channel import Attached, Channel, Channels, Outgoing, Result, hand_over
from recobro.outbox.compose import reminder_fingerprints, render
from recobro.outbox.enclose import attached
from recobro.outbox.models import Attempt, Message
from recobro.outbox.moves import move
from recobro.outbox.recheck import Drops, Goes, recheck
from recobro.outbox.statement import STATEMENT, look_again, statement_files
from recobro.outbox.worker import is_dead, worker

TRIES = 5
OUTWARD = ("email", "letter")
AT_ONCE = 25  # messages looked at together
LOOKED_AT_LAST = timedelta(seconds=1)  # before a message leaves
SAID = {"sent": "sent", "failed": "not sent", "refused": "refused", "unknown": "perhaps sent"}
AS_IT_LEAVES = ("subject", "text", "html", "letter", "why", "sent_content", "sent_fingerprint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of the messages of one delivery: counts by status, and a sentence for each that did not simply leave.

    `expected` is how many were approved and waited; *delayed* ones wait for a sending day.
    """

    expected: int
    counts: dict[str, int]
    notes: tuple[str, ...]


def deliver(
    company_id: int,
    *,
    on: date,
    clock: Callable[[], datetime],
    channels: Channels,
    only: Collection[int] | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Delivered:
    """Sends every approved message that waits (or `only` these), over its channel. Letters are printed by `print_letters`."""
    company = read_company(company_id)
    notes = recover(company_id, at=clock())
    counts: Counter[str] = Counter(unknown=len(notes))
    waiting = [one for one in deliverable(company_id, mode=company.mode) if only is None or one in only]
    leaving, delay = delayed(company, waiting, on=on)
    counts["delayed"] = len(waiting) - len(leaving)
    notes += [delay] if delay else []
    with worker() as number:
        courier = _Courier(company, on=on, clock=clock, channels=channels, worker=number)
        for messages in together(leaving):
            for status, note in courier.deliver(messages):
                counts[status] += 1
                notes += [note] if note else []
                progress()
        counts["delayed"] += courier.left
        notes += [courier.why_left] if courier.left else []
    return Delivered(
        expected=len(waiting), counts={status: count for status, count in counts.items() if count and status}, notes=tuple(notes)
    )  # fmt: skip


def deliverable(company_id: int, *, mode: str, channel: str | None = None) -> list[int]:
    """Messages that wait and are approved as they stand, oldest first; failed ones wait, too, until they are given up.

    Letters are on a road of their own: they are given for `channel="letter"` only, while they are not printed.
    """
    rows = Message.objects.filter(
        company_id=company_id, mode=mode, status__in=("waiting", "failed"), batch_id__isnull=True
    ).exclude(id__in=_given_up(company_id))
    rows = rows.filter(channel=channel) if channel else rows.exclude(channel="letter")
    found = dict(rows.order_by("id").values_list("id", "reminder_id"))
    reminders = {one for one in found.values() if one is not None}
    released = approved(company_id, reminder_fingerprints(company_id, reminders))
    # (a statement has no reminder; whoever sends it approves it)
    return [message_id for message_id, one in found.items() if one is None or one in released]


def delayed(company: CompanyValue, messages: list[int], *, on: date) -> tuple[list[int], str]:
    """Those of the messages that may leave on this day, and a note on the others: e-mails and letters wait for a sending day.

    Each of these keeps the reason. On the day for which it waits it is looked at again.
    """
    found = pause(company, on)
    if found is None:
        return messages, ""
    rows = Message.objects.filter(company_id=company.id, id__in=messages, channel__in=OUTWARD)
    waits = set(rows.values_list("id", flat=True))
    rows.filter(status="waiting").update(why=found.why)
    note = f"Approved, and not leaving today: {len(waits)} messages. {found.why}" if waits else ""
    return [one for one in messages if one not in waits], note


def recover(company_id: int, *, at: datetime) -> list[str]:
    """What a dead worker left behind: it may have left the house or not, so a person has to find out."""
    notes = []
    for message in Message.objects.filter(company_id=company_id, status="sending").order_by("id"):
        last = message.attempts.order_by("-id").first()
        if last is None or not is_dead(last.worker):
            continue
        why = f"The {message.channel} to {message.recipient} may have been sent: the worker died while sending it."
        if move(message.id, "sending", "unknown", at=at, why=why):
            Attempt.objects.filter(id=last.id).update(
                ended_at=at, outcome="unknown", detail="The worker died."
            )
            notes.append(f"Message {message.id}: {why} Say what happened: recobro record.")
    return notes


def together(messages: Sequence[int]) -> Iterator[list[Message]]:
    """The messages in their order, as many at a time as are looked at together: of each customer one reminder at most."""
    group: dict[int, Message] = {}
    for start in range(0, len(messages), AT_ONCE):
        rows = Message.objects.in_bulk(messages[start : start + AT_ONCE])
        for message_id in messages[start : start + AT_ONCE]:
            message = rows[message_id]
            if any(one.reminder_id != message.reminder_id for one in group.values()
                   if one.customer_id == message.customer_id):  # fmt: skip
                yield list(group.values())
                group = {}
            group[message_id] = message
        yield list(group.values())
        group = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What was decided for some messages, and when."""

    at: datetime
    decisions: dict[int, Goes | Drops]


class _Courier:
    """Takes messages one by one from *waiting* to their end."""

    def __init__(
        self,
        company: CompanyValue,
        *,
        on: date,
        clock: Callable[[], datetime],
        channels: Channels,
        worker: int,
    ) -> None:
        self.company, self.on, self.clock, self.channels, self.worker = company, on, clock, channels, worker
        self.left = 0  # messages that wait because their road is down

    @property
    def why_left(self) -> str:
        """A note on the messages that were left."""
        return f"Not tried, because the server was not reached several times: {self.left} messages. They wait for the next delivery."

    def deliver(self, messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
        """The status that each has now ("" when another worker took it), and a note."""
        look: _Look | None = None
        messages = still_approved(self.company.id, messages)
        for place, message in enumerate(messages):
            if self.channels[message.channel].is_down:
                self.left += 1
                continue
            try:
                look = self._fresh(look, messages[place:])
                yield self._deliver_one(message, look.decisions[message.id])
            except Exception as error:  # one message's fault must not cost the others their sending (P-12)
                if is_dead(
                    self.worker
                ):  # our lock is gone: the database ended, and it was no fault of this message
                    raise
                yield (
                    "failed",
                    f"Message {message.id} could not be looked at: {type(error).__name__}: {error}",
                )

    def _day(self, at: datetime) -> date:
        """The day of a message. Live, what a night sends past midnight belongs to the new day, with what is known on it."""
        return max(self.on, self.company.today(at)) if self.company.mode == "live" else self.on

    def _fresh(self, look: _Look | None, rest: Sequence[Message]) -> _Look:
        """A look at the first of the rest that is not older than a person would notice. A slow server makes us look more often."""
        at = self.clock()
        if look and rest[0].id in look.decisions and at - look.at <= LOOKED_AT_LAST:
            return look
        try:
            return _Look(at=at, decisions=decide(rest, on=self._day(at)))
        except Exception:
            if len(rest) == 1:
                raise
            # (the fault may be another message's)
            return _Look(at=at, decisions=decide(rest[:1], on=self._day(at)))

    def _deliver_one(self, message: Message, decision: Goes | Drops) -> tuple[str, str]:
        at = self.clock()
        with transaction.atomic(durable=True):  # what leaves is committed as *sending*, whoever calls us
            if not can_be_tried(message, at=at):
                return "", ""
            if isinstance(decision, Drops):
                return drop(message, "waiting", decision.why, at=at)
            outgoing = outgoing_of(self.company, message, decision, on=self._day(at), at=at)
            if not move(
                message.id,
                "waiting",
                "sending",
                at=at,
                as_approved=message.fingerprint,
                **as_it_leaves(message),
            ):
                return "", ""  # another worker got there first, or a person edited it
            attempt = Attempt.objects.create(
                company_id=message.company_id, customer_id=message.customer_id, message=message, worker=self.worker,
                started_at=self.clock(),
            )  # fmt: skip
        channel = self.channels[message.channel]
        result = hand_over(channel, outgoing)
        try:
            return record(message, attempt, result, decision, channel, on=self._day(at), at=self.clock())
        except Exception as error:  # it is past calling back: whatever becomes of the record, nobody may take it for not sent
            if is_dead(self.worker):
                raise
            return self._unrecorded(message, result, error)

    def _unrecorded(self, message: Message, result: Result, error: Exception) -> tuple[str, str]:
        """What the channel said could not be written down; a person says what happened."""
        why = (f"The {message.channel} to {message.recipient} was {SAID[result.outcome]}, and this could not be recorded: "
               f"{type(error).__name__}: {error}")  # fmt: skip
        move(message.id, "sending", "unknown", at=self.clock(), why=why[:1000])
        return "unknown", f"Message {message.id}: {why} Say what happened: recobro record."


def still_approved(company_id: int, messages: Sequence[Message]) -> list[Message]:
    """The messages without those that a person edited since the delivery began: they wait to be approved again."""
    reminders = {one.reminder_id for one in messages if one.reminder_id is not None}
    released = approved(company_id, reminder_fingerprints(company_id, reminders))
    return [one for one in messages if one.reminder_id is None or one.reminder_id in released]


def decide(messages: Sequence[Message], *, on: date) -> dict[int, Goes | Drops]:
    """What becomes of these messages, by message id: reminders are evaluated again, statements looked at for what stands against them."""
    reminders = [one for one in messages if one.kind != STATEMENT]
    decisions = recheck(reminders, on=on) if reminders else {}
    return decisions | {one.id: look_again(one, on=on) for one in messages if one.kind == STATEMENT}


def can_be_tried(message: Message, *, at: datetime) -> bool:
    """Does the message wait, or did it fail and may be tried again? Then it waits again."""
    if message.status != "failed":
        return True
    return may_leave(message) and move(message.id, "failed", "waiting", at=at)


def may_leave(message: Message) -> bool:
    """Can it still reach the customer: does it wait, or failed with tries left, or does nobody know?"""
    if message.status != "failed":
        return message.status in ("waiting", "sending", "unknown")
    return not _given_up(message.company_id).filter(message_id=message.id).exists()


def _given_up(company_id: int) -> QuerySet[Any, Any]:
    """The failed messages that are not tried again: they were refused, or tried often enough."""
    tried = Attempt.objects.filter(company_id=company_id, message__status="failed").values("message_id")
    tried = tried.annotate(tries=Count("id"), refusals=Count("id", filter=Q(outcome="refused")))
    return tried.filter(Q(tries__gte=TRIES) | Q(refusals__gt=0)).values("message_id")


def outgoing_of(
    company: CompanyValue, message: Message, decision: Goes, *, on: date, at: datetime
) -> Outgoing:
    """The message as it leaves, with its files."""
    files = _statement(message) if message.kind == STATEMENT else _reminder(message, decision)
    return Outgoing(
        message_id=message.id, company=company, customer_id=message.customer_id, mode=message.mode, channel=message.channel,
        role=message.role, recipient=message.recipient, language=message.language, subject=message.subject,
        text=message.text, html=message.html, letter=message.letter, header_id=message.header_id,
        assignee=_assignee(message), items=_items(message), attached=files, on=on, at=at,
    )  # fmt: skip


def _statement(message: Message) -> tuple[Attached, ...]:
    """A statement leaves as it was approved, or not at all."""
    message.sent_content, message.sent_fingerprint = message.content, message.fingerprint
    message.why = message.although
    return statement_files(message)


def _reminder(message: Message, decision: Goes) -> tuple[Attached, ...]:
    """With less to ask for it is laid out again, and both versions are kept.

    Also when it is tried again: what an earlier try would have said, and why that failed, no longer counts.
    """
    content = decision.content or content_from_json(message.content)
    if decision.content is not None or message.sent_fingerprint not in ("", message.fingerprint):
        rendered = render(content, message.channel)
        message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
        message.letter, message.sent_fingerprint = rendered.letter, rendered.fingerprint
    else:
        message.sent_fingerprint = message.fingerprint
    message.sent_content, message.why = content_to_json(content), decision.why
    return attached(message.company_id, content)


def _items(message: Message) -> tuple[int, ...]:
    """The items of its reminder that are still in it: what a task is about. An e-mail or a letter says it itself."""
    if message.reminder_id is None or message.channel in OUTWARD:
        return ()
    steps = Step.objects.filter(
        company_id=message.company_id, reminder_id=message.reminder_id, released_at__isnull=True
    )
    return tuple(steps.order_by("item_id").values_list("item_id", flat=True))


def as_it_leaves(message: Message) -> dict[str, str]:
    """The columns that `outgoing_of` has set, to be stored with the move that makes it leave."""
    return {name: getattr(message, name) for name in AS_IT_LEAVES}


def _assignee(message: Message) -> str:
    """Who does a task of this role for the customer; empty when the file names nobody."""
    column = {"collector": "collector", "sales": "salesperson"}.get(message.role)
    if column is None:
        return ""
    return str(Customer.objects.values_list(column, flat=True).get(id=message.customer_id))


def record(
    message: Message,
    attempt: Attempt,
    result: Result,
    decision: Goes,
    channel: Channel,
    *,
    on: date,
    at: datetime,
) -> tuple[str, str]:
    """Writes down what the channel said, and with *sent* what the customer was told, in one transaction."""
    status = "failed" if result.outcome == "refused" else result.outcome
    why = message.why if status == "sent" else result.detail[:1000]
    with transaction.atomic():
        Attempt.objects.filter(id=attempt.id).update(
            ended_at=at, outcome=result.outcome, detail=result.detail
        )
        if not move(message.id, "sending", status, at=at, why=why):
            return "", f"Message {message.id}: somebody else settled it while it was being sent."
        if status == "sent":
            settle_sent(message, decision.items, is_contact=channel.is_contact, on=on, at=at)
        elif status == "failed" and (result.outcome == "refused" or message.attempts.count() >= TRIES):
            give_up(message, is_refused=result.outcome == "refused", reason=result.detail, on=on, at=at)
    notes = {"sent": message.why, "failed": f"Message {message.id} to {message.recipient} failed: {result.detail}",
             "unknown": f"Message {message.id} to {message.recipient} may or may not have left: {result.detail}. "
                        "Say what happened: recobro record."}  # fmt: skip
    return status, notes[status]


def settle_sent(message: Message, items: Iterable[int], *, is_contact: bool, on: date, at: datetime) -> None:
    """The customer was told; items that were paid in the meantime were not, and are free.

    A task beside an e-mail or a letter tells him nothing: the level is told when one of those is confirmed (P-19).
    """
    if message.reminder_id is None:
        return
    if message.channel not in OUTWARD and Reminder.objects.get(id=message.reminder_id).is_outward:
        release_when_settled(message, at=at)
        return
    tell(message.company_id, reminder_id=message.reminder_id, items=items, channel=message.channel,
         is_contact=is_contact, on=on, at=at)  # fmt: skip
    release(message.company_id, reminder_id=message.reminder_id, at=at)


def told_items(message: Message) -> list[int]:
    """The items that a message speaks of as it left, and that still have their step."""
    if message.reminder_id is None:
        return []
    content = content_from_json(message.sent_content)
    spoken = {
        line.item_id for section in content.sections for line in (*section.demanded, *section.also_open)
    }
    steps = Step.objects.filter(reminder_id=message.reminder_id, released_at__isnull=True)
    return [item for item in steps.values_list("item_id", flat=True) if item in spoken]


def give_up(message: Message, *, is_refused: bool, reason: str, on: date, at: datetime) -> None:
    """It finally failed, and the step is free for another try. An address that was refused is remembered as not working."""
    if is_refused and message.channel == "email":
        mark_unreachable(message.company_id, customer_id=message.customer_id, channel="email", address=message.recipient,
                         on=on, reason=reason)  # fmt: skip
    release_when_settled(message, at=at)


def drop(message: Message, before: str, why: str, *, at: datetime) -> tuple[str, str]:
    """The message does not leave; when none of its reminder does, the steps are free."""
    if not move(message.id, before, "dropped", at=at, why=why[:1000]):
        return "", ""
    release_when_settled(message, at=at)
    return "dropped", why


def release_when_settled(message: Message, *, at: datetime) -> None:
    """Releases the steps of a reminder once none of its messages can still leave and nothing was told."""
    if message.reminder_id is None:
        return
    others = Message.objects.filter(company_id=message.company_id, reminder_id=message.reminder_id).exclude(
        id=message.id
    )
    if any(may_leave(other) for other in others):
        return
    if not is_told(message.company_id, reminder_id=message.reminder_id):
        release(message.company_id, reminder_id=message.reminder_id, at=at)
