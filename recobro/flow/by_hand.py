"""One customer is reminded now, because a person wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from recobro.access.company import read_company
from recobro.channels import channels_for
from recobro.evaluation.evaluate import Verdict
from recobro.evaluation.propose import lock, propose_one
from recobro.evaluation.verdicts import kept
from recobro.flow.approving import approve
from recobro.flow.progress import Clock
from recobro.kernel.problems import Refused, refuse
from recobro.outbox.compose import compose, reminder_fingerprints
from recobro.outbox.deliver import Delivered, deliver
from recobro.outbox.plan import PlannedReminder, plan, reminders_to, waiting_reminders
from recobro.outbox.resolve import withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """How a person wants to remind a customer now: by which channel ("": as the policy says), and what he overrules, and why."""

    channel: str = ""
    overrules: tuple[str, ...] = ()
    although: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual:
    """What a reminder by hand says: its reminders with their messages, and every claim with what still stands against it.

    `seen` names it: it is the same while the very same messages would leave.
    """

    reminders: tuple[PlannedReminder, ...]
    verdicts: tuple[Verdict, ...]
    seen: str


def preview_reminder(
    company_id: int, *, customer_id: int, how: ByHand, on: date, clock: Clock, by: str
) -> Manual:
    """Exactly what `remind_now` would send, and no trace of it afterwards."""
    with transaction.atomic():
        manual = _by_hand(company_id, customer_id, how, on=on, clock=clock, by=by)
        transaction.set_rollback(True)
    return manual


def propose_by_hand(
    company_id: int, *, customer_id: int, how: ByHand, on: date, clock: Clock, by: str
) -> Manual:
    """Puts the reminder among those that wait for approval, so that its words can be edited first."""
    with transaction.atomic():
        manual = _by_hand(company_id, customer_id, how, on=on, clock=clock, by=by)
        if not manual.reminders:
            raise _nothing_to_say()
    return manual


def remind_now(
    company_id: int, *, customer_id: int, how: ByHand, seen: str, on: date, clock: Clock, by: str
) -> Delivered:
    """Reminds one customer now: proposes for him alone, composes, approves by this person, and sends. Letters wait for the printer.

    What waited for him unapproved is taken back first. Raises Refused, and leaves everything as it was, when there is nothing to say, when
    it is no longer what the person has `seen`, and when somebody else has to approve it.
    """
    company = read_company(company_id)
    with transaction.atomic():
        manual = _by_hand(company_id, customer_id, how, on=on, clock=clock, by=by)
        if not manual.reminders:
            raise _nothing_to_say()
        if manual.seen != seen:
            raise refuse("reminder", "It has changed since you looked at it.", "Look again, then send it.")
        approve(company_id, reminders=[one.reminder_id for one in manual.reminders], clock=clock, by=by)
    messages = [message.message_id for one in manual.reminders for message in one.messages]
    with channels_for(company.mode) as channels:
        return deliver(company_id, on=on, clock=clock, channels=channels, only=messages)


def _by_hand(company_id: int, customer_id: int, how: ByHand, *, on: date, clock: Clock, by: str) -> Manual:
    lock(company_id)
    company = read_company(company_id)
    waiting = waiting_reminders(company_id, mode=company.mode)
    for reminder in reminders_to(company_id, reminders=waiting, customers=[customer_id]):
        withdraw(company_id, reminder_id=reminder, reason=f"{by} reminds by hand.", at=clock())
    proposed = propose_one(
        company_id, customer_id=customer_id, overrules=how.overrules, although=how.although, as_of=on, at=clock(), by=by
    )  # fmt: skip
    composed = compose(company_id, reminders=proposed.reminders, channel=how.channel, at=clock())
    if composed.problems:
        raise Refused(composed.problems)
    planned = tuple(plan(company_id, mode=company.mode, run_id=proposed.run_id))
    marks = reminder_fingerprints(company_id, [one.reminder_id for one in planned])
    return Manual(
        reminders=planned, verdicts=tuple(kept([customer_id])), seen=" ".join(sorted(marks.values()))
    )


def _nothing_to_say() -> Refused:
    return refuse("reminder", "There is nothing to remind him of now.", "See why at each invoice.")
