"""The record of nights: when each began, what was expected, what became of it, and why it failed.

It stands in the outbox, because what it counts are messages. Whoever runs a night writes it through `flow.night`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import Error, connection
from django.db.models import Count, QuerySet

from recobro.access.company import CompanyValue, known_since
from recobro.outbox import models
from recobro.outbox.models import Message
from recobro.outbox.post import Printed
from recobro.outbox.worker import only_one

LOCK = "outbox.night"
DIED = "It did not end: its process or the database died."
REASONS = 5  # of messages that failed, the most frequent


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night. `ended_at` is None while it runs (`is_running`), and for ever when its process or the database died."""

    night_id: int
    as_of: date
    by: str
    started_at: datetime
    ended_at: datetime | None
    is_running: bool
    missed: tuple[date, ...]
    expected: int
    sent: int
    printed: int
    delayed: int
    dropped: int
    failed: int
    unknown: int
    reasons: tuple[str, ...]
    failure: str

    @property
    def is_done(self) -> bool:
        """Did it come to its end?"""
        return self.ended_at is not None and not self.failure


def running(night_id: int) -> AbstractContextManager[bool]:
    """Holds a lock for as long as the night runs, by which the living are told from the dead."""
    return only_one(LOCK, night_id)


def begin_night(company: CompanyValue, *, as_of: date, at: datetime, by: str) -> int:
    """Records that a night begins, and which one came before it. Nights that died are closed, with what they had done.

    Days before the company was added were not missed, though nights may be played for some of them.
    """
    for dead in _of(company).filter(ended_at__isnull=True):
        if not _is_running(dead):
            _close(dead, failure=DIED, at=at)
    last = _of(company).filter(as_of__lt=as_of, ended_at__isnull=False, failure="").first()
    night = models.Night.objects.create(
        company_id=company.id, mode=company.mode, as_of=as_of, by=by, started_at=at,
        previous_on=max(last.as_of, company.today(known_since(company.id)) - timedelta(days=1)) if last else None,
    )  # fmt: skip
    return night.id


def end_night(
    night_id: int, *, expected: int, counts: dict[str, int], letters: Printed | None, at: datetime
) -> Night:
    """Records what became of the messages of a night."""
    night = models.Night.objects.get(id=night_id)
    night.ended_at, night.expected, night.failure = at, expected, ""  # (it may have been taken for dead)
    night.sent, night.unknown = counts.get("sent", 0), counts.get("unknown", 0)
    night.delayed, night.dropped = counts.get("delayed", 0), counts.get("dropped", 0)
    night.failed = counts.get("failed", 0)
    if letters:
        night.printed = letters.letters
        night.delayed += letters.delayed
        night.dropped += letters.dropped
        night.failed += letters.failed
    night.reasons = _reasons(night)
    night.save()
    return _value(night)


def fail_night(night_id: int, *, reason: BaseException, at: datetime) -> None:
    """Records why a night did not come to its end. Without a database nothing is recorded: it stays one that never ended."""
    words = f"{type(reason).__name__}: {reason}" if str(reason) else type(reason).__name__
    with suppress(Error):
        if not connection.in_atomic_block and not connection.is_usable():
            connection.close()
        _close(models.Night.objects.get(id=night_id), failure=" ".join(words.split())[:1000], at=at)


def nights(company: CompanyValue, *, on: date | None = None, at_most: int = 20) -> list[Night]:
    """The newest nights of the company in its mode, or those for one day; the newest first."""
    rows = _of(company)
    rows = rows.filter(as_of=on) if on else rows
    return [_value(row) for row in rows[:at_most]]


def last_night(company: CompanyValue) -> Night | None:
    """The newest night, however it ended."""
    return next(iter(nights(company, at_most=1)), None)


def last_done(company: CompanyValue) -> Night | None:
    """The night of the latest day that came to its end."""
    row = _of(company).filter(ended_at__isnull=False, failure="").first()
    return _value(row) if row else None


def spoken_days(days: Sequence[date]) -> str:
    """One day, or the first and the last with how many, in words."""
    return str(days[0]) if len(days) == 1 else f"{len(days)} days, {days[0]} to {days[-1]}"


def _of(company: CompanyValue) -> QuerySet[models.Night]:
    return models.Night.objects.filter(company_id=company.id, mode=company.mode).order_by("-as_of", "-id")


def _close(night: models.Night, *, failure: str, at: datetime) -> None:
    """Ends a night that nobody else could count, with what its messages say."""
    rows = _moved(night).values_list("status").annotate(count=Count("id"))
    counts = {status: count for status, count in rows if status in ("sent", "dropped", "failed", "unknown")}
    models.Night.objects.filter(id=night.id, ended_at__isnull=True).update(
        ended_at=at, failure=failure, reasons=_reasons(night), **counts
    )


def _moved(night: models.Night) -> QuerySet[Message]:
    """The messages whose status changed since the night began."""
    return Message.objects.filter(
        company_id=night.company_id, mode=night.mode, moved_at__gte=night.started_at
    )


def _reasons(night: models.Night) -> list[str]:
    """Why messages failed in this night, the most frequent first, with how many."""
    rows = _moved(night).filter(status__in=("failed", "unknown"))
    counted = Counter(rows.values_list("status", "why"))
    return [f"{count} {status}: {why}" for (status, why), count in counted.most_common(REASONS)]


def _value(row: models.Night) -> Night:
    return Night(
        night_id=row.id, as_of=row.as_of, by=row.by, started_at=row.started_at, ended_at=row.ended_at, missed=_missed(row),
        is_running=_is_running(row),
        expected=row.expected, sent=row.sent, printed=row.printed, delayed=row.delayed, dropped=row.dropped,
        failed=row.failed, unknown=row.unknown, reasons=tuple(row.reasons), failure=row.failure,
    )  # fmt: skip


def _missed(row: models.Night) -> tuple[date, ...]:
    if row.previous_on is None:
        return ()
    days = (row.as_of - row.previous_on).days
    return tuple(row.previous_on + timedelta(days=number) for number in range(1, days))


def _is_running(row: models.Night) -> bool:
    if row.ended_at:
        return False
    with running(row.id) as nobody_else:
        return not nobody_else
