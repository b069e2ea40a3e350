"""What customers were told, and the release of steps that were not: the two ends of a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from recobro.evaluation.models import Step, Told, Unreachable


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
    steps = Step.objects.filter(company_id=company_id, reminder_id=reminder_id, released_at__isnull=True)
    if items is not None:
        steps = steps.filter(item_id__in=list(items))
    Told.objects.bulk_create(
        (
            Told(
                company_id=company_id, customer_id=step.customer_id, item_id=step.item_id, mode=step.mode,
                level_key=step.level_key, severity=step.severity, on=on, at=at, channel=channel, is_contact=is_contact,
                reminder_id=reminder_id,
            )
            for step in steps
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def untell(company_id: int, *, reminder_id: int, channel: str, on: date) -> None:
    """A message came back: what it said was not told. Steps of which nothing else was told are free again."""
    told = Told.objects.filter(company_id=company_id, reminder_id=reminder_id, undone_on__isnull=True)
    told.filter(channel=channel).update(undone_on=on)


def release(company_id: int, *, reminder_id: int, items: Iterable[int] | None = None, at: datetime) -> None:
    """Frees the steps (of these items, or all) of which nothing was told, so that a later run may propose them again."""
    steps = Step.objects.filter(company_id=company_id, reminder_id=reminder_id, released_at__isnull=True)
    if items is not None:
        steps = steps.filter(item_id__in=list(items))
    told = Told.objects.filter(company_id=company_id, reminder_id=reminder_id, undone_on__isnull=True)
    steps.exclude(item_id__in=told.values("item_id")).update(released_at=at)


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
    return Told.objects.filter(
        company_id=company_id, reminder_id=reminder_id, undone_on__isnull=True
    ).exists()
