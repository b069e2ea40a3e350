"""A policy from three answers: who the customers are, in which tone, at which rhythm. For those who do not know how to start (R-50).

It is put together from levels of the ready-made policies, with other triggers; consumers get words of their own (`guided.toml`). What
comes out is an ordinary policy file: loaded, changed and assigned like any other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from recobro.policy.ladder import LANGUAGES, OUTWARD, SEVERITIES
from recobro.policy.load import ready_made
from recobro.policy.write import written

# Where many customers pay on fixed days of the month: the flow counts from the pay day of those who have one.
PAY_DAY_COUNTRIES = frozenset("ES PT IT FR MX CO CL PE AR UY EC BO PY MA TN".split())
COURTESY = ("collection", "due-soon")
TONES: Mapping[str, Sequence[tuple[str, str]]] = {  # the levels after the due date: of which policy, and its key
    "friendly": (
        ("two-step", "friendly"), ("credit-control", "payment-plan"), ("credit-control", "second-reminder"),
        ("two-step", "formal-letter"),
    ),
    "normal": (
        ("collection", "first-reminder"), ("collection", "second-reminder"), ("collection", "formal-letter"),
        ("collection", "escalation"),
    ),
    "firm": (
        ("weekly", "first-week"), ("weekly", "second-week"), ("collection", "formal-letter"),
        ("credit-control", "legal-advice"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Days before the due date for the courtesy, days after it for the levels, and what goes with them."""

    courtesy: int
    days: tuple[int, ...]
    min_gap: int
    grace: int


RHYTHMS: Mapping[str, Rhythm] = {
    "patient": Rhythm(courtesy=5, days=(10, 25, 45, 70), min_gap=7, grace=3),
    "usual": Rhythm(courtesy=3, days=(7, 17, 30, 45), min_gap=3, grace=2),
    "strict": Rhythm(courtesy=3, days=(3, 10, 17, 32), min_gap=3, grace=0),
}
KINDS = ("companies", "public-bodies", "consumers")
LONGER_FOR_PUBLIC_BODIES = (
    10  # days: an invoice there passes through several hands, and each has its calendar
)
FINAL_AFTER_DAYS = 15
CONSUMER_GAP = 7  # days between two messages to a person at home
WORDS_FOR_CONSUMERS = {
    ("two-step", "friendly"): "first", ("collection", "first-reminder"): "first", ("weekly", "first-week"): "first",
    ("collection", "second-reminder"): "second", ("weekly", "second-week"): "second",
}  # fmt: skip


KEYS = {
    "friendly": "first-reminder",
    "first-week": "first-reminder",
    "second-week": "second-reminder",
}  # at any rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was answered: each one of the keys above, and the country of most customers."""

    kind: str
    tone: str
    rhythm: str
    country: str

    @property
    def key(self) -> str:
        """The key of the policy."""
        return f"{self.kind}-{self.tone}-{self.rhythm}"


def guided(answers: Answers) -> str:
    """The policy file for the answers, in all languages."""
    rhythm = RHYTHMS[answers.rhythm]
    return written(
        {
            "key": answers.key,
            "name": {language: _name(answers, language) for language in LANGUAGES},
            "languages": list(LANGUAGES),
            "catch_up": "climb",
            "min_gap_days": max(rhythm.min_gap, CONSUMER_GAP if answers.kind == "consumers" else 0),
            "grace_banking_days": rhythm.grace,
            "days_after_invoice": 5,
            "final_after_days": FINAL_AFTER_DAYS,
            "follow_pay_days": answers.country in PAY_DAY_COUNTRIES,
            "floor": _ready("collection")["floor"],
            "ceiling": _ready("collection")["ceiling"],
            "level": list(_levels(answers, rhythm)),
        }
    )


def _levels(answers: Answers, rhythm: Rhythm) -> Sequence[dict[str, Any]]:
    """The courtesy (public bodies get none: they pay by their own calendar) and the levels of the tone, on the days of the rhythm."""
    later = LONGER_FOR_PUBLIC_BODIES if answers.kind == "public-bodies" else 0
    chosen = [
        (source, f"D+{days + later}") for source, days in zip(_sources(answers), rhythm.days, strict=True)
    ]
    if answers.kind != "public-bodies":
        chosen.insert(0, (COURTESY, f"D-{rhythm.courtesy}"))
    return [_level(answers.kind, *source, trigger) for source, trigger in chosen]


def _sources(answers: Answers) -> Sequence[tuple[str, str]]:
    """The levels of the tone. No message announces legal steps to a public body: a manager decides what comes last."""
    sources = TONES[answers.tone]
    last = ("collection", "escalation")
    return (*sources[:-1], last) if answers.kind == "public-bodies" and answers.tone == "firm" else sources


def _level(kind: str, policy: str, key: str, trigger: str) -> dict[str, Any]:
    level = deepcopy(next(one for one in _ready(policy)["level"] if one["key"] == key))
    level["key"] = KEYS.get(key, key)
    level["name"] = _own_words()["levels"].get(level["key"], level["name"])
    level["trigger"] = trigger
    level["actions"] = [action for action in level["actions"] if _fits(action, kind, level)]
    is_written = any(action in OUTWARD for action in level["actions"])
    if kind == "public-bodies" and is_written:
        level["attach"] = "if-there"  # an office pays by the document
    words = WORDS_FOR_CONSUMERS.get((policy, key))
    if kind == "consumers" and words:
        level["text"] = {language: dict(_own_words()[words][language]) for language in LANGUAGES}
    has_errand = any(action not in OUTWARD for action in level["actions"])
    if not has_errand:
        for text in level["text"].values():
            text.pop("task", None)
    # `text` last, as files are written
    return {**{name: value for name, value in level.items() if name != "text"}, "text": level["text"]}


def _fits(action: str, kind: str, level: Mapping[str, Any]) -> bool:
    """No text message (nothing sends it yet); and nobody of ours calls a consumer before somebody decided on it."""
    if action == "sms":
        return False
    return kind != "consumers" or action in OUTWARD or SEVERITIES[level["severity"]] == SEVERITIES["final"]


def _name(answers: Answers, language: str) -> str:
    said = _own_words()["names"]
    return ", ".join(said[answer][language] for answer in (answers.kind, answers.tone, answers.rhythm))


@cache
def _ready(policy: str) -> dict[str, Any]:
    return tomllib.loads(ready_made()[policy])


@cache
def _own_words() -> dict[str, Any]:
    return tomllib.loads(files("recobro.policy").joinpath("guided.toml").read_text(encoding="utf-8"))
