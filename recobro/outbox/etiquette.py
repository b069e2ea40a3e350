"""One person, several customers: an e-mail address that customers share is not written to again and again.

An accountant who keeps the books of six of our customers has one mailbox. Where the company declares a gap, the later reminders to
one address are delayed with the reason, and their steps are free, so that the next night proposes them anew: never skipped. The most
severe goes first, then the customer who has waited longest for a word of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from recobro.access.company import CompanyValue
from recobro.evaluation.models import Reminder, Step, Told
from recobro.ledger.models import Customer
from recobro.outbox.deliver import may_leave
from recobro.outbox.models import Message
from recobro.outbox.resolve import withdraw


def space_out(company: CompanyValue, *, reminders: Sequence[int], at: datetime) -> tuple[str, ...]:
    """Takes back those of the composed reminders whose address hears from us for another customer; a note for each."""
    if not company.person_gap_days:
        return ()
    mine = _emails(company).filter(reminder_id__in=reminders, status="waiting")
    shared = set(_shared(company, set(mine.values_list("to", flat=True))))
    notes = []
    later = set(reminders)  # of this run, and not decided yet: they do not count
    for message in _in_turn(company, mine.filter(to__in=shared)):
        reason = _taken(company, message, except_reminders=later)
        later.discard(message.reminder)
        if reason:
            withdraw(company.id, reminder_id=message.reminder, reason=reason, at=at)
            notes.append(f"Reminder {message.reminder}: {reason}")
    return tuple(notes)


def _emails(company: CompanyValue) -> QuerySet[Any]:
    rows = Message.objects.annotate(to=Lower("recipient"))
    return rows.filter(company_id=company.id, mode=company.mode, channel="email")


def _shared(company: CompanyValue, addresses: set[str]) -> Iterable[str]:
    """Those of the addresses at which more than one customer was ever written to."""
    counted = (
        _emails(company).filter(to__in=addresses).values("to").annotate(n=Count("customer_id", distinct=True))
    )
    return counted.filter(n__gt=1).values_list("to", flat=True)


def _in_turn(company: CompanyValue, rows: QuerySet[Any]) -> list[Message]:
    listed = list(rows)
    severity = dict(
        Reminder.objects.filter(id__in={one.reminder_id for one in listed}).values_list("id", "severity")
    )
    told = Told.objects.filter(
        company_id=company.id, mode=company.mode, customer_id__in={one.customer_id for one in listed}, is_contact=True,
        undone_on__isnull=True,
    )  # fmt: skip
    heard = dict(told.values_list("customer_id").annotate(Max("on")))
    return sorted(
        listed,
        key=lambda one: (-severity[one.reminder_id], heard.get(one.customer_id, date.min), one.reminder_id),
    )


def _taken(company: CompanyValue, message: Message, *, except_reminders: set[int]) -> str:
    """Why this message has to wait for another customer's; empty when it need not."""
    under_way = Step.objects.filter(reminder_id=OuterRef("reminder_id"), released_at__isnull=True)
    others = (
        _emails(company)
        .filter(Q(status="sent") | Q(Exists(under_way), ~Q(status="dropped")), to=message.recipient.lower())
        .exclude(customer_id=message.customer_id)
        .exclude(reminder_id__in=except_reminders)
    )
    heard = [(_heard_on(one, message.as_of), one.id, one.customer_id) for one in others]
    if not heard:
        return ""
    heard_on, _, customer_id = max(heard)
    free_on = heard_on + timedelta(days=company.person_gap_days)
    if message.as_of >= free_on:
        return ""
    return (
        f"{message.recipient} was written to for {Customer.objects.get(id=customer_id).name} on {heard_on}, and an address that"
        f" customers share is written to once in {company.person_gap_days} days. It is proposed again from {free_on} on."
    )


def _heard_on(message: Message, today: date) -> date:
    """The day on which a message was said; one that can still leave is said today at the earliest."""
    if message.status != "unknown" and may_leave(message):
        return max(message.as_of, today)
    told = Told.objects.filter(
        company_id=message.company_id, reminder_id=message.reminder_id, channel="email"
    )
    return max([message.as_of, *told.values_list("on", flat=True)])
