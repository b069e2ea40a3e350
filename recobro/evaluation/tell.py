"""What customers were told, and the release of steps that were not: the two ends of a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from recobro.evaluation.models import Reminder, Told, Unreachable
from recobro.kernel.sql import load


def tell(
    company_id: int,
    *,
    reminder_id: int,
    items: Iterable[int] | None,
    channel: str,
    is_contact: bool,
    on: date,
    at: datetime,
) -> None:
    """The customer was told about these items of a reminder (None: all its steps) at their levels, over a channel.

    Called in the transaction that confirms the sending. One action is enough for a level; a second channel adds its own row.
    """
    about = {
        "company": company_id, "reminder": reminder_id, "items": None if items is None else list(items), "channel": channel,
        "is_contact": is_contact, "on": on, "at": at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(load("evaluation", "tell"), about)


def untell(company_id: int, *, reminder_id: int, channel: str, on: date) -> None:
    """A message came back: what it said was not told. Steps of which nothing else was told are free again."""
    _told(company_id, reminder_id).filter(channel=channel).update(undone_on=on)


def release(company_id: int, *, reminder_id: int, items: Iterable[int] | None = None, at: datetime) -> None:
    """Frees the steps (of these items, or all) of which nothing was told, so that a later run may propose them again."""
    about = {
        "company": company_id,
        "reminder": reminder_id,
        "items": None if items is None else list(items),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("evaluation", "release"), about)


def mark_unreachable(
    company_id: int, *, customer_id: int, channel: str, address: str, on: date, reason: str
) -> None:
    """This address does not work; the next evaluation takes another one."""
    Unreachable.objects.get_or_create(
        company_id=company_id, customer_id=customer_id, channel=channel, address=address,
        defaults={"on": on, "reason": reason[:500]},
    )  # fmt: skip


def is_told(company_id: int, *, reminder_id: int) -> bool:
    """Was anything of this reminder told?"""
    return _told(company_id, reminder_id).exists()


def _told(company_id: int, reminder_id: int) -> QuerySet[Told]:
    """What was told of a reminder and counts; found by its customer, of whom there is an index."""
    customer = Reminder.objects.filter(company_id=company_id, id=reminder_id).values("customer_id")
    return Told.objects.filter(
        company_id=company_id, customer_id__in=customer, reminder_id=reminder_id, undone_on__isnull=True
    )
