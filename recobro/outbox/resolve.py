"""What people do with messages: withdraw what waits, and settle what nobody knows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from recobro.evaluation.models import Reminder
from recobro.evaluation.tell import mark_unreachable, untell
from recobro.kernel.problems import Refused, refuse
from recobro.ledger.models import Customer
from recobro.outbox.deliver import OUTWARD, drop, release_when_settled, settle_sent, told_items
from recobro.outbox.models import Message
from recobro.outbox.moves import move
from recobro.outbox.plan import waiting_reminders


def withdraw(company_id: int, *, reminder_id: int, reason: str, at: datetime) -> int:
    """Takes back what has not left of a reminder. Its steps are free again if nothing of it was told. Gives the count.

    Raises Refused where nothing is left to take back, and says what became of it.
    """
    taken = _take_back(company_id, reminder_id, reason, at)
    if not taken:
        raise _nothing_to_withdraw(company_id, reminder_id)
    return taken


def _take_back(company_id: int, reminder_id: int, reason: str, at: datetime) -> int:
    rows = Message.objects.filter(
        company_id=company_id, reminder_id=reminder_id, status__in=("waiting", "failed")
    )
    with transaction.atomic():
        dropped = [drop(message, message.status, reason, at=at)[0] for message in rows.order_by("id")]
    return dropped.count("dropped")


def _nothing_to_withdraw(company_id: int, reminder_id: int) -> Refused:
    rows = Message.objects.filter(company_id=company_id, reminder_id=reminder_id).order_by("id")
    became = "; ".join(f"the {one.channel} is {one.status}. {one.why}".rstrip(". ") for one in rows)
    if not became:
        return refuse("reminder", f"There is no reminder {reminder_id}.", "See what waits: recobro plan.")
    return refuse("reminder", f"Reminder {reminder_id} has nothing left to take back: {became}.")


def supersede(company_id: int, *, mode: str, before: date, at: datetime) -> int:
    """Withdraws what was proposed for an earlier day and nobody approved: the new run decides anew."""
    waiting = waiting_reminders(company_id, mode=mode)
    reminders = set(Reminder.objects.filter(id__in=waiting, as_of__lt=before).values_list("id", flat=True))
    reason = f"Not approved before {before}: the run of that day decided anew."
    # (a person may take one back at this very moment: then there is nothing left to do)
    return sum(_take_back(company_id, one, reason, at) for one in sorted(reminders))


def resolve(company_id: int, *, message_id: int, was_sent: bool, on: date, at: datetime, by: str) -> None:
    """A person found out what became of an *unknown* message. Sent: its customer was told. Not: the step is free again."""
    message = Message.objects.filter(company_id=company_id, id=message_id, status="unknown").first()
    if message is None:
        raise refuse(
            "message", f"There is no message {message_id} of which nobody knows.", "See: recobro messages."
        )
    why = f"{by} found out that it was {'sent' if was_sent else 'not sent'}."
    with transaction.atomic():
        if not move(message.id, "unknown", "sent" if was_sent else "failed", at=at, why=why):
            return
        if was_sent:
            settle_sent(message, told_items(message), is_contact=message.channel in OUTWARD, on=on, at=at)
        else:
            message.attempts.filter(outcome="unknown").update(outcome="refused")
            release_when_settled(message, at=at)


def record_bounce(company_id: int, *, message_id: int, reason: str, on: date, at: datetime) -> None:
    """A sent message came back: what it said was not told, and the next run takes another address, another road, or a task."""
    message = Message.objects.filter(company_id=company_id, id=message_id, status="sent").first()
    if message is None or message.channel not in OUTWARD:
        raise refuse("message", f"There is no sent e-mail or letter {message_id}.", "See: recobro messages.")
    with transaction.atomic():
        if not move(message.id, "sent", "bounced", at=at, why=reason[:1000]):
            return
        if message.reminder_id is not None:
            untell(company_id, reminder_id=message.reminder_id, channel=message.channel, on=on)
        address = message.recipient
        if message.channel == "letter":
            address = Customer.objects.get(id=message.customer_id).address_1  # as the evaluation knows it
        mark_unreachable(
            company_id,
            customer_id=message.customer_id,
            channel=message.channel,
            address=address,
            on=on,
            reason=reason,
        )
        release_when_settled(message, at=at)
