"""When a level is reached: the triggers of a policy file, their days, and which of two can come before the other.

Two clocks: days of the calendar (`D+7`, `EOM(D+30)`, `after 30`), and banking days (`BD+5`, `after 10 BD`), which leave out
Saturdays, Sundays and public holidays. Who knows the holidays of a country says so with `is_banking_day`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["days", "eom", "banking", "after", "after_banking", "opening"]
Calendar = Callable[[date], bool]

DAYS_MAX = 3650  # ten years; whoever writes more has mistyped
TRIGGER_HINT = 'Write D-3, D+0, D+7, EOM(D+30), BD+5, "after 30" or "after 10 BD".'
FORMS: dict[Kind, str] = {
    "days": "D{:+d}", "eom": "EOM(D{:+d})", "banking": "BD{:+d}", "after": "after {:d}", "after_banking": "after {:d} BD",
    "opening": "first day",  # of the company: only the opening level has it, and no file writes it
}  # fmt: skip
PATTERNS: dict[Kind, re.Pattern[str]] = {
    "days": re.compile(r"D([+-][0-9]{1,5})"),
    "eom": re.compile(r"EOM\(D\+([0-9]{1,5})\)"),
    "banking": re.compile(r"BD([+-][0-9]{1,5})"),
    "after": re.compile(r"after ([0-9]{1,5})"),
    "after_banking": re.compile(r"after ([0-9]{1,5}) BD"),
}


def monday_to_friday(day: date) -> bool:
    """The calendar of a country without holidays."""
    return day.weekday() < 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When a level is reached: `days` from the due date; for the kinds that begin with *after*, from the day of the level before."""

    kind: Kind
    days: int

    def __str__(self) -> str:
        return FORMS[self.kind].format(self.days)

    @property
    def before_due(self) -> bool:
        """A courtesy before the due date: it expires on that day and is no rung of the ladder."""
        return self.is_dated and self.days < 0

    @property
    def is_dated(self) -> bool:
        """Does it count from the due date (and not from the level before)?"""
        return not self.kind.startswith("after")

    def reached_on(self, *, due_on: date, told_on: date, is_banking_day: Calendar = monday_to_friday) -> date:
        """The first day of the level. Only those of kind *after* look at `told_on`, the day of the level before."""
        start = due_on if self.is_dated else told_on
        if self.kind in ("banking", "after_banking"):
            return nth_banking_day(start, self.days, is_banking_day)
        day = start + timedelta(days=self.days)
        return last_of_month(day) if self.kind == "eom" else day

    def can_precede(self, other: Trigger) -> bool:
        """Can the day of this one lie before that of `other`, for some due date? Both are dated.

        Public holidays are left out of account: they may push BD+5 behind D+7, and then the second is told a day after.
        """
        if self.kind == other.kind:
            return self.days < other.days
        return self._span()[0] < other._span()[1]

    def _span(self) -> tuple[int, int]:
        """The smallest and the largest number of days from the due date to its day."""
        if self.kind == "eom":
            return self.days, self.days + 30  # from the first of a long month to its end
        if self.kind != "banking":
            return self.days, self.days
        days = abs(self.days)
        shortest, longest = days + max(days - 1, 0) // 5 * 2, days + (days + 4) // 5 * 2
        return (-longest, -shortest) if self.days < 0 else (shortest, longest if days else 2)


def parse_trigger(text: str) -> Trigger | None:
    """The trigger that `text` writes; None when it writes none. `str` of it gives the same text back."""
    for kind, pattern in PATTERNS.items():
        if match := pattern.fullmatch(text):
            trigger = Trigger(kind=kind, days=int(match[1]))
            is_canonical = str(trigger) == text  # neither D-0 nor D+07
            return trigger if is_canonical and abs(trigger.days) <= DAYS_MAX else None
    return None


def earliest_after(first: Trigger, then: Trigger) -> Trigger:
    """The earliest trigger of the kind of `then` that never comes before `first`."""
    days = then.days
    while Trigger(kind=then.kind, days=days).can_precede(first):
        days += 1
    return Trigger(kind=then.kind, days=days)


def nth_banking_day(start: date, n: int, is_banking_day: Calendar = monday_to_friday) -> date:
    """The n-th banking day after the start, for n below zero before it; for 0 the start or the next banking day."""
    if n == 0:
        return start if is_banking_day(start) else nth_banking_day(start, 1, is_banking_day)
    day, step = start, timedelta(days=1 if n > 0 else -1)
    passed = 0
    while passed < abs(n):
        day += step
        passed += is_banking_day(day)
    return day


def last_of_month(day: date) -> date:
    """The last day of the month of this day."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
