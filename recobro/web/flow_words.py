"""How a policy is said on a page: its names in the language of the page, its triggers in words, its days on a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from recobro.evaluation.sample import Sample
from recobro.policy.ladder import Level, Policy, Text
from recobro.policy.parse import TEXT_KEYS
from recobro.policy.trigger import Trigger
from recobro.policy.write import unwrapped_part

LINE = 1000  # how long the line of days is, in its own units
EDGE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A level on the time line. `on`: its day for the sample invoice; `x` its place on the line. The opening level has neither."""

    number: int
    level: Level
    name: str
    when: str
    on: date | None
    x: int | None
    texts: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """The levels of a policy on their days, and the day on which the sample invoice falls due."""

    sample: Sample
    due_x: int
    stops: tuple[Stop, ...]

    @property
    def before_due(self) -> tuple[Stop, ...]:
        """The levels before the due date, and the opening one, which has no day."""
        return tuple(stop for stop in self.stops if stop.on is None or stop.on < self.sample.due_on)

    @property
    def from_due(self) -> tuple[Stop, ...]:
        """The levels from the due date on."""
        return tuple(stop for stop in self.stops if stop.on is not None and stop.on >= self.sample.due_on)


def named(names: Mapping[str, str]) -> str:
    """The name in the language of the page, else in the first that there is."""
    language = (get_language() or "en")[:2]
    return names.get(language) or next(iter(names.values()), "")


def time_line(policy: Policy, sample: Sample) -> TimeLine:
    """The policy's levels in order, on a line from the first day to the last."""
    days = [sample.due_on, *sample.days.values()]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def place(day: date) -> int:
        return EDGE + (LINE - 2 * EDGE) * (day - first).days // span

    stops = [
        Stop(
            number=number, level=level, name=named(level.name), when=when(level.trigger), on=sample.days.get(level.key),
            x=place(sample.days[level.key]) if level.key in sample.days else None,
            texts=tuple((language, _as_read(level.text[language])) for language in policy.languages if language in level.text),
        )
        for number, level in enumerate(policy.all_levels, start=0 if policy.opening else 1)
    ]  # fmt: skip
    return TimeLine(sample=sample, due_x=place(sample.due_on), stops=tuple(stops))


def _as_read(text: Text) -> Text:
    """Without the line ends of the file."""
    return Text(**{part: unwrapped_part(part, getattr(text, part)) for part in TEXT_KEYS})


def when(trigger: Trigger) -> str:
    """The trigger in words: "7 days after the due date"."""
    if trigger.kind == "opening":
        return gettext("on the first day of the company here")
    days = abs(trigger.days)
    if trigger.is_dated and days == 0:
        return _on_the_day(trigger)
    return _TOLD[trigger.kind, trigger.days < 0](days) % {"days": days}


def _on_the_day(trigger: Trigger) -> str:
    if trigger.kind == "eom":
        return gettext("at the end of the month of the due date")
    if trigger.kind == "banking":
        return gettext("on the due date, or the next banking day")
    return gettext("on the due date")


_TOLD = {
    ("days", True): lambda days: ngettext("%(days)s day before the due date", "%(days)s days before the due date", days),
    ("days", False): lambda days: ngettext("%(days)s day after the due date", "%(days)s days after the due date", days),
    ("banking", True): lambda days: ngettext(
        "%(days)s banking day before the due date", "%(days)s banking days before the due date", days
    ),
    ("banking", False): lambda days: ngettext(
        "%(days)s banking day after the due date", "%(days)s banking days after the due date", days
    ),
    ("eom", False): lambda days: ngettext(
        "at the end of the month, %(days)s day after the due date", "at the end of the month, %(days)s days after the due date", days
    ),
    ("after", False): lambda days: ngettext("%(days)s day after the level before", "%(days)s days after the level before", days),
    ("after_banking", False): lambda days: ngettext(
        "%(days)s banking day after the level before", "%(days)s banking days after the level before", days
    ),
}  # fmt: skip
