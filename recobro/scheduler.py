"""When the night of each company runs: at its own local time, once a day, whoever else is awake.

1. A night is due from the company's hour on, by its clock; days on which the clocks change have one, too. Not while one runs by hand.
2. Of several schedulers one takes the company, by an advisory lock; the others find the night done.
3. A night that failed is tried again, with growing pauses, also past midnight; one whose process died is tried again at once.
4. A night that was missed is caught up by the next one, which says which days it caught up.

There is no clock and no sleep in here: the loop is given both.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from recobro import flow
from recobro.access.company import CompanyValue, known_since, list_companies
from recobro.evaluation.propose import last_run
from recobro.outbox.nights import Night, last_done, nights, spoken_days
from recobro.outbox.standing import Standing, standing
from recobro.outbox.worker import only_one

BY = "scheduler"
LOOK_AGAIN = 60  # seconds: a setting changed, a company was added
TRY_AGAIN = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)  # after the first failure, the second, ...
GRACE = timedelta(hours=1)

Clock = Callable[[], datetime]


class Stopped(BaseException):
    """The scheduler was asked to end: between two messages, never within one."""

    def __str__(self) -> str:
        return "The scheduler was stopped."


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """Is a company's night alive? `late` says why it is not; empty while all is well."""

    company: str
    mode: str
    last: Night | None
    last_failure: Night | None
    next_at: datetime
    late: str
    standing: Standing


def run(
    *, clock: Clock, wait: Callable[[float], bool], say: Callable[[str], None], again: Callable[[], None]
) -> None:
    """Runs every night that is due, for ever. `wait(seconds)` gives True to end; `again` brings the database back."""
    while True:
        try:
            close_old_connections()
            for sentence in tick(clock=clock, stop=lambda: wait(0)):
                say(sentence)
            pause = _pause(clock())
        except Stopped:
            return
        except (DatabaseError, InterfaceError) as error:
            say(f"The database does not answer; trying again: {' '.join(str(error).split())}")
            again()
            pause = LOOK_AGAIN
        if wait(pause):
            return


def tick(*, clock: Clock, stop: Callable[[], bool]) -> Iterator[str]:
    """Runs the nights that are due now, a company after the other, and says what each did."""
    for company in list_companies():
        if due(company, at=clock()) is None:
            continue
        with only_one("scheduler.night", company.id) as is_ours:
            day = due(company, at=clock())  # another scheduler may have done it meanwhile
            if is_ours and day is not None:
                yield _night(company, day, clock=clock, stop=stop)


def due(company: CompanyValue, *, at: datetime) -> date | None:
    """The day whose night has to run now; None when there is nothing to do."""
    today = company.today(at)
    if at < hour(company, today):
        return today if _is_still_tonight(company, today, at=at) else None
    if not _begins(company, today):
        return None
    last = last_run(company.id, mode=company.mode)
    if company.mode == "rehearsal" and last and last > today:
        return None  # it rehearses days to come
    tonight = [night for night in nights(company, on=today) if not _ended_the_night_before(company, night)]
    return today if _may_begin(tonight, at=at) else None


def _may_begin(tonight: Sequence[Night], *, at: datetime) -> bool:
    """Has none of these nights been done, is none running, and has the pause passed since the last one failed?"""
    if any(night.is_done or night.is_running for night in tonight):
        return False
    failed = [night for night in tonight if night.ended_at]
    if not failed or failed[0].ended_at is None:
        return True
    return at >= failed[0].ended_at + TRY_AGAIN[min(len(failed), len(TRY_AGAIN)) - 1]


def _is_still_tonight(company: CompanyValue, today: date, *, at: datetime) -> bool:
    """Shortly after midnight: is last night, which began before it and failed, to be tried again now, for the new day?

    Not when the hour of the new day is nearer: then that night catches it up.
    """
    yesterday = today - timedelta(days=1)
    if at - hour(company, yesterday) >= hour(company, today) - at or not _begins(company, yesterday):
        return False
    last = nights(company, on=yesterday)
    return bool(last) and _may_begin([*nights(company, on=today), *last], at=at)


def _ended_the_night_before(company: CompanyValue, night: Night) -> bool:
    """Was it ours, before the hour of its day? Then its own night is still to come."""
    return night.by == BY and not night.is_running and night.started_at < hour(company, night.as_of)


def hour(company: CompanyValue, day: date) -> datetime:
    """The instant at which the night of this day runs. An hour that the clocks skip is the one after, one that comes twice the first."""
    zone = zoneinfo.ZoneInfo(company.time_zone)
    return datetime.combine(day, company.night_at, tzinfo=zone).astimezone(UTC)


def heartbeat(*, at: datetime, grace: timedelta = GRACE) -> list[Heartbeat]:
    """How the night of each company is, as of now."""
    return [heartbeat_of(company, at=at, grace=grace) for company in list_companies()]


def _begins(company: CompanyValue, day: date) -> bool:
    """Had the company begun before the hour of this day? Who goes live in the afternoon is not sent out the same day."""
    if company.mode == "live":
        return company.live_since is not None and company.live_since < day
    return known_since(company.id) <= hour(company, day)


def _night(company: CompanyValue, day: date, *, clock: Clock, stop: Callable[[], bool]) -> str:
    def between_messages() -> None:
        if stop():
            raise Stopped

    try:
        done = flow.night(company.id, as_of=day, clock=clock, by=BY, progress=between_messages)
    except Exception as error:  # the fault of one company must not cost the others their night (P-12)
        if _database_is_gone():
            raise
        return f"{company.name}, {day}: failed: {type(error).__name__}: {' '.join(str(error).split())}"
    assert done.night is not None
    return f"{company.name}, {day}: {spoken(done.night)}"


def _database_is_gone() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return True
    return not connection.is_usable()


def spoken(night: Night) -> str:
    """What a night did, on one line."""
    counts = {
        "sent": night.sent, "letters printed": night.printed, "failed": night.failed, "unknown": night.unknown,
        "dropped": night.dropped, "waiting for a sending day": night.delayed,
    }  # fmt: skip
    parts = [f"{night.expected} expected", *(f"{count} {what}" for what, count in counts.items() if count)]
    missed = f". Caught up: {spoken_days(night.missed)}" if night.missed else ""
    why = "".join(f". {reason}" for reason in night.reasons)
    return f"{', '.join(parts)}{missed}{why}".rstrip(".") + "."


def _pause(at: datetime) -> float:
    """Seconds until the next night, or until it is time to look again."""
    nexts = [_next(company, at) for company in list_companies()]
    return min([LOOK_AGAIN, *((one - at).total_seconds() for one in nexts)])


def _next(company: CompanyValue, at: datetime) -> datetime:
    """The next hour of the company's night that is still to come."""
    day = company.today(at)
    while hour(company, day) <= at or not _begins(company, day):
        day += timedelta(days=1)
    return hour(company, day)


def heartbeat_of(company: CompanyValue, *, at: datetime, grace: timedelta = GRACE) -> Heartbeat:
    """How the night of one company is, as of now."""
    recent = nights(company, at_most=1)
    return Heartbeat(
        company=company.name, mode=company.mode, last=last_done(company),
        last_failure=recent[0] if recent and not recent[0].is_done and not recent[0].is_running else None,
        next_at=_next(company, at).astimezone(zoneinfo.ZoneInfo(company.time_zone)), late=_late(company, at, grace),
        standing=standing(company.id, mode=company.mode),
    )  # fmt: skip


def _late(company: CompanyValue, at: datetime, grace: timedelta) -> str:
    """Why the night is late; empty when the last one that had to run did."""
    day = company.today(at)
    if at < hour(company, day) + grace:
        day -= timedelta(days=1)
    if not _begins(company, day):
        return ""
    done, played = last_done(company), last_run(company.id, mode=company.mode)
    if (done and done.as_of >= day) or (company.mode == "rehearsal" and played and played > day):
        return ""
    since = f"since {done.as_of}" if done else "yet"
    return f"The night of {day} has not run: none came to its end {since}."
