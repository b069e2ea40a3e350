"""One table of a TOML file, read with patience: values of the right kind, a problem for each of the others.

What cannot be read becomes a problem and a stand-in, so that reading goes on and all problems are found at
once. Whoever reads throws the result away when there are problems.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from recobro.kernel.problems import Problem
from recobro.policy.trigger import DAYS_MAX

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # all but tab and new line


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the file: gives values of the right kind, and collects what is wrong with the others."""

    values: Mapping[str, object]
    label: str  # how a message names it: "The policy", "Level 'first-reminder'"
    source: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, message: str, hint: str) -> None:
        """Notes the problem, once."""
        problem = Problem(source=self.source, message=f"{self.label}: {message}", hint=hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def inner(self, values: object, label: str) -> Table:
        """A table within this one, or an empty one with a problem."""
        if not isinstance(values, dict):
            self.refuse(f"{label} is {shown(values)}, not a table.", f"Write it as a table: [{label}].")
            values = {}
        return Table(values=values, label=self.label, source=self.source, problems=self.problems)

    def check_keys(self, known: Sequence[str], *, what: str = "key") -> None:
        for key in self.values:
            if key not in known:
                self.refuse(f"unknown {what} '{key}'.", did_you_mean(key, known))

    def string(self, key: str, *, hint: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if isinstance(value, str):
            if CONTROL_CHARACTER.search(value):
                self.refuse(f"{key} contains a control character: {value!r}.", "Take it out.")
            return value.strip()
        message = f"{key} is missing." if value is None else f"{key} is {shown(value)}, not a text in quotes."
        self.refuse(message, hint)
        return ""

    def choice(self, key: str, allowed: Collection[str], *, default: str | None = None) -> str:
        hint = f"Write {key} = {either(allowed)}."
        if key in self.values or default is None:
            value = self.string(key, hint=hint)
            if isinstance(self.values.get(key), str) and value not in allowed:
                self.refuse(f"unknown {key} '{value}'.", hint)
            return value
        return default

    def number(self, key: str, *, default: int) -> int:
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= DAYS_MAX:
            return value
        self.refuse(f"{key} cannot be {shown(value)}.", f"Write a whole number of days from 0 to {DAYS_MAX}.")
        return default

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.refuse(f"{key} cannot be {shown(value)}.", "Write true or false, without quotes.")
        return value is True

    def strings(self, key: str, *, hint: str) -> tuple[str, ...]:
        value = self.values.get(key)
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        message = f"{key} is missing." if value is None else f"{key} is {shown(value)}, not a list of texts."
        self.refuse(message, hint)
        return ()


def shown(value: object) -> str:
    """A value of the file as its writer would recognise it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}'" if isinstance(value, str) else str(value)[:60]


def either(words: Collection[str]) -> str:
    """The words as a choice: "a", "b" or "c"."""
    *others, last = (f'"{word}"' for word in words)
    return f"{', '.join(others)} or {last}" if others else last


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The way out of a misspelt word."""
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known are {', '.join(known)}."
