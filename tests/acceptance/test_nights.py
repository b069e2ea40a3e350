"""The commands of the nights, in this process: when they run, whether they did, and what leaves on which day."""

from __future__ import annotations

import pytest

from tests.acceptance.command import Here

SEVEN_LATE = "2026-02-11"


def test_it_sets_when_the_night_runs_and_when_things_leave(here: Here) -> None:
    words = ("--night", "05:30", "--sending-days", "mon-wed,fri", "--no-holidays", "--person-gap", "3")
    changed = here("company", "set", *words, "--json").json()
    assert changed["night_at"] == "05:30:00"
    assert (changed["sending_days"], changed["sends_on_holidays"]) == ([1, 2, 3, 5], False)
    assert changed["person_gap_days"] == 3
    assert here("company", "set", "--sending-days", "all", "--json").json()["sending_days"] == [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("--night", "24:00"),
        ("--night", "6"),
        ("--sending-days", "fri-mon"),
        ("--sending-days", ""),
        ("--person-gap", "-1"),
    ],
)
def test_it_refuses_odd_times_and_days(here: Here, words: tuple[str, str]) -> None:
    here("company", "set", *words, status=2)


def test_it_says_how_the_nights_are(here: Here) -> None:
    assert "never" in here("heartbeat").stdout  # added a moment ago: the first night is to come
    here("scheduler", "--once")
    here("night", "--as-of", SEVEN_LATE, status=0)
    (beat,) = here("heartbeat", "--json").json()
    assert (beat["last"]["as_of"], beat["last"]["expected"], beat["last"]["sent"]) == (SEVEN_LATE, 4, 4)
    assert (beat["late"], beat["last_failure"]) == ("", None)


def test_it_keeps_what_is_approved_until_a_sending_day(here: Here) -> None:
    here("company", "set", "--sending-days", "mon-fri", "--no-holidays")
    night = here("night", "--as-of", "2026-02-14", "--json").json()  # a Saturday
    assert night["delivered"] == {"delayed": 2, "sent": 2}  # the tasks are there
    assert "sends nothing on a Saturday. It waits for Monday, 2026-02-16." in night["notes"][0]
    assert here("night", "--as-of", "2026-02-16", "--json").json()["delivered"] == {"sent": 2}


def test_it_takes_a_reminder_back_once(here: Here) -> None:
    here("propose", "--as-of", SEVEN_LATE)
    (one, *_) = here("plan", "--run", "1", "--json").json() or here("messages", "--json").json()
    words = ("withdraw", str(one["reminder_id"]), "--reason", "Spoke to Priya")
    here(*words)
    assert (
        "has nothing left to take back: the email is dropped. Spoke to Priya;"
        in here(*words, status=2).stderr
    )
