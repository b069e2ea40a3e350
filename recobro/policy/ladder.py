"""A policy as frozen values: levels in order, what each does and says, and the days that follow.

`parse.py` reads them from TOML and promises that they can be climbed. Nothing here knows a database or a clock; who gets which
policy, and from when, is decided elsewhere in this room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from recobro.policy.trigger import Calendar, Trigger, monday_to_friday, nth_banking_day

if TYPE_CHECKING:
    from recobro.policy.fixture import Fixture  # which knows the severities of this file

LANGUAGES = ("en", "es", "fr")
SEVERITIES: Mapping[str, int] = {"courtesy": 1, "reminder": 2, "formal": 3, "final": 4}
CATCH_UPS = ("climb", "jump")
APPROVALS = ("automatic", "person")
ROLES = ("collector", "sales", "manager")
MESSAGES = ("email", "letter", "sms", "whatsapp")  # said to the customer
ERRANDS = ("task", "call")  # done by one of us, with a script
OUTWARD = ("email", "letter")  # sms and whatsapp have no channel yet: they become a task that says so

ATTACHING = ("none", "if-there", "always")
OLD_ITEMS = ("apply", "amnesty", "opening")  # what is overdue on the first day
OPENING = "opening"  # the key of the level that tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing a level does: a message to the customer, or an errand for one of us (`role`)."""

    channel: str  # email | letter | sms | whatsapp | task | call
    role: str = ""  # collector | sales | manager, for task and call

    def __str__(self) -> str:
        return f"{self.channel}:{self.role}" if self.role else self.channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The words of a level in one language, `{placeholders}` and all; `task` begins with a line as title."""

    subject: str = ""
    before: str = ""
    after: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a policy. By its key we know what was told: it stays the same across versions."""

    key: str
    name: Mapping[str, str]
    trigger: Trigger
    severity: str
    actions: tuple[Action, ...]
    approval: str
    attach: str
    text: Mapping[str, Text]

    @property
    def is_empty(self) -> bool:
        """Reached, and nothing is done."""
        return not self.actions

    @property
    def is_outward(self) -> bool:
        """Does it leave the house by a channel that exists (and so needs an address)?"""
        return any(action.channel in OUTWARD for action in self.actions)

    @property
    def rank(self) -> int:
        """The severity as a number, comparable between policies."""
        return SEVERITIES[self.severity]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstDay:
    """What happens to items that were overdue on the company's first day: nothing special, a time of grace, or an opening letter."""

    old_items: str = "apply"
    amnesty_days: int = 0
    opening_gap_days: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What we intend, as one file says it. A currency that `floor` or `ceiling` does not name has none.

    `start_at` is the key of the level at which an item begins that was never told and has reached it, or empty. `opening` is the
    level that tells of old items; it is no rung.
    """

    key: str
    name: Mapping[str, str]
    languages: tuple[str, ...]
    catch_up: str
    min_gap_days: int
    grace_banking_days: int
    days_after_invoice: int
    final_after_days: int
    follow_pay_days: bool
    does_nothing: bool
    floor: Mapping[str, Decimal]
    ceiling: Mapping[str, Decimal]
    levels: tuple[Level, ...]
    start_at: str = ""
    first_day: FirstDay = field(default_factory=FirstDay)
    opening: Level | None = None
    fixtures: tuple[Fixture, ...] = ()

    @property
    def rungs(self) -> tuple[Level, ...]:
        """The levels that are climbed: all but those before the due date."""
        return tuple(level for level in self.levels if not level.trigger.before_due)

    def level(self, key: str) -> Level:
        """The level of this key, also the opening one. Asking for another is a mistake."""
        return next(level for level in self.all_levels if level.key == key)

    @property
    def all_levels(self) -> tuple[Level, ...]:
        """The levels with the opening one before them."""
        return (self.opening, *self.levels) if self.opening else self.levels


def sample_dates(
    policy: Policy, due_on: date, *, is_banking_day: Calendar = monday_to_friday
) -> list[tuple[str, date]]:
    """Each level's first day for an item due on `due_on`, if every level before it is told on its first day.

    Grace and the wait before a final level are in it; the gap between two contacts and the age of the invoice
    are not: they depend on the customer and the item.
    """
    dates: list[tuple[str, date]] = []
    grace_ends_on = _grace_ends_on(due_on, policy.grace_banking_days, is_banking_day)
    previous_on = acted_on = due_on
    for level in policy.levels:
        day = level.trigger.reached_on(due_on=due_on, told_on=previous_on, is_banking_day=is_banking_day)
        if not level.trigger.before_due:
            day = max(day, grace_ends_on)
        if level.severity == "final":
            day = max(day, acted_on + timedelta(days=policy.final_after_days))
        dates.append((level.key, day))
        previous_on, acted_on = day, acted_on if level.is_empty else day
    return dates


def _grace_ends_on(due_on: date, banking_days: int, is_banking_day: Calendar) -> date:
    """The first day after so many banking days have passed; the due date itself when there is no grace."""
    if not banking_days:
        return due_on
    return nth_banking_day(due_on, banking_days, is_banking_day) + timedelta(days=1)
