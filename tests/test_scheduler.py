"""The nights by themselves: at the company's hour, once a day, caught up when missed, and told when late (P-10, P-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from recobro import flow, scheduler
from recobro.access.calendar import ensure_calendar
from recobro.access.company import CompanyValue, change_company, go_live
from recobro.outbox.models import Message
from recobro.outbox.nights import begin_night, end_night, fail_night, nights, running
from recobro.policy.models import Version
from tests import cast, cluster
from tests.cast import DAY, GONE, LATE, TODAY
from tests.smtp import SmtpServer

NEVER = lambda: False  # noqa: E731 - nobody asks the scheduler to stop


def madrid(on: date, hour: int, minute: int = 0) -> datetime:
    """An instant by the clock of the company, in winter."""
    return datetime.combine(on, time(hour - 1, minute), tzinfo=UTC)


def ticks(at: datetime) -> list[str]:
    return list(scheduler.tick(clock=lambda: at, stop=NEVER))


def rehearsing(name: str = "Northwind SL") -> CompanyValue:
    company = cast.creditor(name)
    cast.treats(company)
    return company


def _same(at: datetime) -> datetime:
    return at


class Days:
    """A clock that jumps from one given instant to the next when the scheduler waits, and then has it end."""

    def __init__(self, *instants: datetime) -> None:
        self.instants = list(instants)

    def clock(self) -> datetime:
        return self.instants[0]

    def wait(self, seconds: float) -> bool:
        if seconds:
            self.instants.pop(0)
        return not self.instants


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "night_at", "on", "instant"),
    [
        ("Europe/Madrid", time(6), date(2026, 3, 10), "2026-03-10T05:00"),
        ("Europe/Madrid", time(6), date(2026, 7, 10), "2026-07-10T04:00"),
        ("Europe/Madrid", time(2, 30), date(2026, 3, 29), "2026-03-29T01:30"),  # an hour that there is not
        ("Europe/Madrid", time(2, 30), date(2026, 10, 25), "2026-10-25T00:30"),  # the first of two
        ("America/Mexico_City", time(23), date(2026, 3, 10), "2026-03-11T05:00"),
        ("Pacific/Auckland", time(6), date(2026, 3, 10), "2026-03-09T17:00"),
    ],
)
def test_it_is_due_from_the_hour_of_the_company_on(zone: str, night_at: time, on: date, instant: str) -> None:
    company = change_company(rehearsing().id, time_zone=zone, night_at=night_at, by=cast.MARTA, at=cast.at())
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert scheduler.hour(company, on) == at
    minute = timedelta(minutes=1)
    assert [scheduler.due(company, at=one) for one in (at - minute, at, at + minute)] == [None, on, on]


@pytest.mark.django_db
@pytest.mark.slow
def test_it_runs_once_on_each_day_of_the_year() -> None:
    """Also on the days on which the clocks change, with an hour that is skipped and comes twice."""
    company = change_company(rehearsing().id, night_at=time(2, 30), by=cast.MARTA, at=cast.at())
    at, days = datetime(2026, 3, 20, tzinfo=UTC), Counter[date]()
    while at < datetime(2026, 4, 5, tzinfo=UTC):
        if (day := scheduler.due(company, at=at)) is not None:
            flow.night(company.id, as_of=day, clock=partial(_same, at), by="test")
            days[day] += 1
        at += timedelta(minutes=15)
    assert days == Counter([date(2026, 3, 20) + number * DAY for number in range(16)])


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_it_runs_the_night_and_leaves_a_record() -> None:
    company = rehearsing()
    cast.owes(company, LATE, "INV-1", "120.00")
    assert ticks(madrid(TODAY, 5, 59)) == []
    assert ticks(madrid(TODAY, 6)) == ["Northwind SL, 2026-03-10: 1 expected, 1 sent."]
    assert ticks(madrid(TODAY, 6, 1)) == []
    (night,) = nights(company)
    assert (night.as_of, night.by, night.expected, night.sent) == (TODAY, "scheduler", 1, 1)
    assert (night.is_done, night.is_running, night.failure) == (True, False, "")


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_it_catches_up_and_says_which_days_were_missed_p_10() -> None:
    company = rehearsing()
    cast.owes(company, LATE, "INV-1", "120.00", due_on=TODAY - 5 * DAY)
    assert ticks(madrid(TODAY, 6)) == ["Northwind SL, 2026-03-10: 0 expected."]
    (said,) = ticks(madrid(TODAY + 6 * DAY, 15))  # reached on the 12th; the machine was off for five nights
    assert said == (
        "Northwind SL, 2026-03-16: 1 expected, 1 sent. Caught up: 5 days, 2026-03-11 to 2026-03-15."
    )
    assert ticks(madrid(TODAY + 6 * DAY, 16)) == []
    assert Message.objects.count() == 1
    assert nights(company)[0].missed == tuple(TODAY + number * DAY for number in range(1, 6))


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_days_before_the_company_was_added_were_not_missed() -> None:
    company = rehearsing()
    born = (
        TODAY - 90 * DAY
    )  # (nights of days before it are played by the demo, and by whoever tries a policy)
    for day in (born - 20 * DAY, born - 10 * DAY, born + 2 * DAY):
        flow.night(company.id, as_of=day, clock=cast.clock(), by="Cora")
    assert [one.missed for one in nights(company)] == [(born, born + DAY), (), ()]


@pytest.mark.django_db
def test_it_does_not_send_out_on_the_day_of_going_live() -> None:
    company = rehearsing()
    live = go_live(company.id, on=TODAY, by=cast.MARTA, at=cast.at())
    assert scheduler.due(live, at=madrid(TODAY, 23)) is None
    assert scheduler.due(live, at=madrid(TODAY + DAY, 6)) == TODAY + DAY


@pytest.mark.django_db
def test_it_leaves_alone_who_rehearses_days_to_come() -> None:
    company = rehearsing()
    flow.night(company.id, as_of=TODAY + 30 * DAY, clock=cast.clock(), by=cast.MARTA)
    assert scheduler.due(company, at=madrid(TODAY + DAY, 6)) is None
    (beat,) = scheduler.heartbeat(at=madrid(TODAY + DAY, 12))
    assert beat.late == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_it_keeps_why_a_night_failed_and_tries_again_and_the_others_run_p_12() -> None:
    broken, other = rehearsing("Broken SL"), rehearsing("Other SL")
    for company in (broken, other):
        cast.owes(company, LATE, "INV-1", "120.00")
    version = Version.objects.filter(company_id=broken.id)
    text = version.get().source
    version.update(source="no policy")  # a fault that no customer has caused
    said = ticks(madrid(TODAY, 6))
    assert [one.partition(":")[0] for one in said] == ["Broken SL, 2026-03-10", "Other SL, 2026-03-10"]
    assert ": failed: " in said[0]
    (beat, _) = scheduler.heartbeat(at=madrid(TODAY, 6, 10))
    assert beat.last_failure is not None
    assert beat.last_failure.failure in said[0]
    version.update(source=text)
    assert ticks(madrid(TODAY, 6, 4)) == []
    assert ticks(madrid(TODAY, 6, 5)) == ["Broken SL, 2026-03-10: 1 expected, 1 sent."]
    (beat, _) = scheduler.heartbeat(at=madrid(TODAY, 6, 10))
    assert (beat.last_failure, beat.late) == (None, "")


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_it_says_when_a_night_is_late_p_11() -> None:
    company = rehearsing()
    ticks(madrid(TODAY, 6))
    for at, is_late in (
        (madrid(TODAY, 23), False),
        (madrid(TODAY + DAY, 6, 59), False),
        (madrid(TODAY + DAY, 7), True),
        (madrid(TODAY + 2 * DAY, 6, 30), True),
    ):
        (beat,) = scheduler.heartbeat(at=at)
        assert bool(beat.late) is is_late, at
    assert beat.late == "The night of 2026-03-11 has not run: none came to its end since 2026-03-10."
    assert beat.next_at.isoformat() == "2026-03-13T06:00:00+01:00"
    ticks(madrid(TODAY + 2 * DAY, 6, 30))
    (beat,) = scheduler.heartbeat(at=madrid(TODAY + 2 * DAY, 6, 31))
    assert beat.late == ""
    assert beat.last is not None
    assert beat.last.missed == (TODAY + DAY,)
    assert company.name == beat.company


@pytest.mark.django_db
def test_it_says_what_waits_for_a_person(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.SMTP_HOST, settings.SMTP_PORT = smtp_server.host, smtp_server.port
    company = rehearsing()
    company = go_live(company.id, on=TODAY - DAY, by=cast.MARTA, at=cast.at())
    for debtor in (LATE, GONE):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    smtp_server.drops_after_data = True
    (said,) = ticks(madrid(TODAY, 6))
    assert said.startswith("Northwind SL, 2026-03-10: 2 expected, 2 unknown. 2 unknown: There was no answer")
    (beat,) = scheduler.heartbeat(at=madrid(TODAY, 12))
    assert (beat.standing.unknown, beat.standing.to_approve, beat.late) == (2, 0, "")


@pytest.fixture
def spanish_calendar(transactional_db: None) -> None:
    ensure_calendar("ES")


@pytest.mark.usefixtures("spanish_calendar", "home")
def test_it_runs_each_night_once_when_three_are_awake_p_1() -> None:
    company = rehearsing()
    cast.owes(company, LATE, "INV-1", "120.00")
    together, said, faults = Barrier(3), [], []

    def schedule() -> None:
        try:
            together.wait(timeout=30)
            said.extend(ticks(madrid(TODAY, 6)))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    schedulers = [Thread(target=schedule) for _ in range(3)]
    for one in schedulers:
        one.start()
    for one in schedulers:
        one.join(timeout=60)
    assert faults == []
    assert said == ["Northwind SL, 2026-03-10: 1 expected, 1 sent."]
    assert len(nights(company)) == 1


@pytest.mark.usefixtures("spanish_calendar", "home")
def test_it_waits_while_a_night_runs_by_hand() -> None:
    company, at = rehearsing(), madrid(TODAY, 6)
    by_hand = begin_night(company, as_of=TODAY, at=at, by=cast.MARTA)
    with running(by_hand):
        assert scheduler.due(company, at=at) is None
    assert scheduler.due(company, at=at) == TODAY  # it died
    begin_night(company, as_of=TODAY, at=at, by="scheduler")  # which takes it for dead
    end_night(by_hand, expected=0, counts={}, letters=None, at=at)
    assert scheduler.due(company, at=at) is None


@pytest.mark.usefixtures("spanish_calendar", "home")
def test_it_survives_a_database_that_goes_away_and_comes_back() -> None:
    """The first time between two nights, the second time within one: between the claim of a message and its sending."""
    company = rehearsing()
    cast.owes(company, LATE, "INV-1", "120.00", on=TODAY)
    first, second, later = madrid(TODAY, 6), madrid(TODAY + DAY, 6), madrid(TODAY + DAY, 6, 10)
    days, said = Days(first, second, later), []
    cast.owes(company, GONE, "INV-2", "80.00", due_on=TODAY - 6 * DAY)

    def clock() -> datetime:
        if days.clock() == second and Message.objects.filter(status="sending").exists():
            _end_connections()
        return days.clock()

    scheduler.run(clock=_ending_first(clock, days), wait=days.wait, say=said.append, again=lambda: None)
    assert [one.partition(" (")[0].partition(": t")[0] for one in said] == [
        "Northwind SL, 2026-03-10: 1 expected, 1 sent.",
        "Northwind SL, 2026-03-11: failed: OperationalError",
        "Northwind SL, 2026-03-11: 1 expected, 1 sent.",
    ]
    assert set(Message.objects.values_list("recipient", "status")) == {
        (LATE.email, "sent"),
        (GONE.email, "sent"),
    }
    assert [bool(night.failure) for night in nights(company)] == [False, True, False]


def _ending_first(clock: Callable[[], datetime], days: Days) -> Callable[[], datetime]:
    """The clock; when a new day is first looked at, every connection has been ended meanwhile."""
    seen: set[datetime] = set()

    def looked_at() -> datetime:
        if days.clock() not in seen and seen:
            _end_connections()
            connection.close()
        seen.add(days.clock())
        return clock()

    return looked_at


def _end_connections() -> None:
    """As a restart of the server does."""
    with psycopg.connect(cluster.url(), autocommit=True) as beside:
        beside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [connection.settings_dict["NAME"]],
        )


@pytest.mark.usefixtures("spanish_calendar", "home")
def test_it_ends_between_two_messages(tmp_path: Path) -> None:
    company = rehearsing()
    for debtor in (LATE, GONE):
        cast.owes(company, debtor, f"INV-{debtor.code}", "120.00")
    said: list[str] = []
    stopped = lambda seconds: Message.objects.filter(status="sent").exists()  # noqa: E731
    scheduler.run(clock=lambda: madrid(TODAY, 6), wait=stopped, say=said.append, again=lambda: None)
    assert sorted(Message.objects.values_list("status", flat=True)) == ["sent", "waiting"]
    assert [night.failure for night in nights(company)] == ["Stopped: The scheduler was stopped."]
    assert ticks(madrid(TODAY, 6, 5)) == ["Northwind SL, 2026-03-10: 1 expected, 1 sent."]


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
def test_a_night_that_failed_before_midnight_is_tried_again_after_it() -> None:
    company = change_company(rehearsing().id, night_at=time(23, 50), by=cast.MARTA, at=cast.at())
    cast.owes(company, LATE, "INV-1", "120.00")
    at = madrid(TODAY, 23, 50)
    fails(company, at)

    tries = {
        minutes: scheduler.due(company, at=at + timedelta(minutes=minutes)) for minutes in (4, 5, 10, 15)
    }
    assert tries == {4: None, 5: TODAY, 10: TODAY + DAY, 15: TODAY + DAY}
    assert ticks(at + timedelta(minutes=15)) == ["Northwind SL, 2026-03-11: 1 expected, 1 sent."]
    assert scheduler.due(company, at=at + timedelta(minutes=20)) is None
    assert scheduler.due(company, at=at + DAY) == TODAY + DAY  # the night of the new day is still to come


@pytest.mark.django_db
def test_a_night_that_failed_all_day_waits_for_the_hour_of_the_next_one() -> None:
    company = rehearsing()
    fails(company, madrid(TODAY, 22))
    assert scheduler.due(company, at=madrid(TODAY, 23)) == TODAY
    assert scheduler.due(company, at=madrid(TODAY + DAY, 5)) is None
    assert scheduler.due(company, at=madrid(TODAY + DAY, 6)) == TODAY + DAY


def fails(company: CompanyValue, at: datetime) -> None:
    """A night of the scheduler that fails."""
    night = begin_night(company, as_of=company.today(at), at=at, by=scheduler.BY)
    fail_night(night, reason=RuntimeError("no disk"), at=at)
