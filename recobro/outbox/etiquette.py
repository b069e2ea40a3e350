"""One person, several customers: an e-mail address that customers share is not written to again and again.

An accountant who keeps the books of six of our customers has one mailbox. Where the company declares a gap, the later reminders to
one address are delayed with the reason, and their steps are free, so that the next night proposes them anew: never skipped. The most
severe goes first, then the customer who has waited longest for a word of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max
from django.db.models.functions import Lower

from recobro.access.company import CompanyValue
from recobro.evaluation.models import Reminder, Told
from recobro.ledger.models import Customer
from recobro.outbox.models import Message

UNDER_WAY = ("waiting", "sending", "failed", "unknown", "sent")


def in_turn(rows: Iterable[Reminder], *, mode: str) -> list[Reminder]:
    """The reminders in the order in which they may use a shared address."""
    listed = list(rows)
    told = Told.objects.filter(
        customer_id__in={row.customer_id for row in listed}, mode=mode, is_contact=True, undone_on__isnull=True
    )
    heard = dict(told.values_list("customer_id").annotate(Max("on")))
    return sorted(listed, key=lambda row: (-row.severity, heard.get(row.customer_id, date.min), row.id))


def too_soon(company: CompanyValue, messages: Iterable[Message]) -> str:
    """Why these messages of one reminder must wait for another customer's; empty when they need not."""
    if not company.person_gap_days:
        return ""
    for message in messages:
        if message.channel == "email" and (reason := _taken(company, message)):
            return reason
    return ""


def _taken(company: CompanyValue, message: Message) -> str:
    address = message.recipient.lower()
    others = (
        Message.objects.annotate(address=Lower("recipient"))
        .filter(company_id=company.id, mode=message.mode, channel="email", address=address, status__in=UNDER_WAY)
        .exclude(customer_id=message.customer_id)
    )
    last = max(((_heard_on(one), one) for one in others), key=lambda pair: (pair[0], pair[1].id), default=None)
    if last is None:
        return ""
    heard_on, other = last
    free_on = heard_on + timedelta(days=company.person_gap_days)
    if message.as_of >= free_on:
        return ""
    customer = Customer.objects.get(id=other.customer_id)
    return (
        f"Delayed: {message.recipient} was written to for {customer.name} on {heard_on}, and one address is written to once in "
        f"{company.person_gap_days} days. It is proposed again from {free_on} on."
    )


def _heard_on(message: Message) -> date:
    """The day on which a message was said; of one that is still on its way the day it was proposed."""
    told = Told.objects.filter(company_id=message.company_id, reminder_id=message.reminder_id, channel="email")
    return max([message.as_of, *told.values_list("on", flat=True)])
