"""A policy as the fields of a form, and back: nothing typed is lost, right or wrong, and `parse` alone says what is wrong.

All fields are texts by name: `min_gap_days`, `name-es`, `floor-2`, and for each level `l3-trigger-days`, `l3-text-fr-subject`; `order` says
which levels there are, in which order. A level keeps its number when it moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.text import slugify

from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem
from recobro.policy.ladder import ERRANDS, LANGUAGES, MESSAGES, OPENING, ROLES
from recobro.policy.parse import TEXT_KEYS
from recobro.policy.trigger import Trigger, parse_trigger
from recobro.policy.write import unwrapped_part
from recobro.web.templatetags.say import amount
from recobro.web.typed import Typed

NUMBERS = ("min_gap_days", "grace_banking_days", "days_after_invoice", "final_after_days")
FIRST_DAY_NUMBERS = {"amnesty": "amnesty_days", "opening": "opening_gap_days"}
FLAGS = ("follow_pay_days", "does_nothing")
TRIGGERS = {  # what a level counts: how it is written
    "days": "D+{}", "before": "D-{}", "eom": "EOM(D+{})", "banking": "BD+{}", "banking-before": "BD-{}", "after": "after {}",
    "after_banking": "after {} BD",
}  # fmt: skip
ACTIONS = (*MESSAGES, *(f"{errand}:{role}" for errand in ERRANDS for role in ROLES))
MOST_LEVELS = 40
SPARE_CURRENCIES = 2
FIELD_OF = (  # which field a sentence of the reader is about
    (re.compile(r"no (subject|before|task) in '(\w+)'"), "text-{1}-{0}"),
    (re.compile(r"the subject in '(\w+)'"), "text-{0}-subject"),
    (re.compile(r"the text in '(\w+)'"), "text-{0}-before"),
    (re.compile(r"no name in '(\w+)'"), "name-{0}"),
    (re.compile(r"trigger '"), "trigger-days"),
    (re.compile(r"severity '"), "severity"),
    (re.compile(r"key '"), "key"),
    (re.compile(r"attach = "), "attach"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFields:
    """The words of a level in one language. `wrong`: the parts that were refused."""

    language: str
    name: str
    parts: Mapping[str, str]
    wrong: frozenset[str]
    name_is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFields:
    """A level in the form. `id` is the beginning of its fields' names; the opening level has no day and no key."""

    id: str
    number: int
    key: str
    is_open: bool  # its words are shown at once: something is wrong, or it is new
    is_told: bool  # by this key customers may have been told: it cannot change any more
    trigger: str
    days: str
    severity: str
    approval: str
    attach: str
    actions: tuple[str, ...]
    texts: tuple[TextFields, ...]
    problems: tuple[Problem, ...]
    wrong: frozenset[str]

    @property
    def is_opening(self) -> bool:
        """Is it the one that tells of old invoices?"""
        return self.id == "o"


@dataclass
class Form:
    """The fields by name."""

    said: dict[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """What stands in a field."""
        return (self.said.get(name) or [""])[-1].strip()

    def several(self, name: str) -> list[str]:
        """What is ticked."""
        return self.said.get(name, [])

    @property
    def levels(self) -> list[int]:
        """The numbers of the levels, in their order."""
        found = [int(one) for one in self.one("order").split(",") if one.isdecimal() and len(one) < 4]
        return list(dict.fromkeys(found))[:MOST_LEVELS]

    @levels.setter
    def levels(self, numbers: Iterable[int]) -> None:
        self.said["order"] = [",".join(map(str, numbers))]

    @property
    def languages(self) -> list[str]:
        """The languages that the policy speaks."""
        return [language for language in LANGUAGES if language in self.several("languages")]

    @property
    def currencies(self) -> list[int]:
        """The numbers of the lines of floors and ceilings."""
        numbers = [
            int(name[9:]) for name in self.said if name.startswith("currency-") and name[9:].isdecimal()
        ]
        return sorted(numbers)[:100]


def form_of(values: Mapping[str, Any]) -> Form:
    """The fields that a policy file fills."""
    said: dict[str, list[str]] = {"key": [values["key"]], "languages": list(values["languages"])}
    said |= {f"name-{language}": [name] for language, name in values["name"].items()}
    said |= {name: [str(values[name])] for name in NUMBERS if name in values}
    said |= {name: ["yes"] for name in FLAGS if values.get(name)}
    said |= {name: [values[name]] for name in ("catch_up", "start_at") if name in values}
    first_day = values.get("first_day", {})
    said |= {name: [str(value)] for name, value in first_day.items()}
    floor, ceiling = values.get("floor", {}), values.get("ceiling", {})
    for number, currency in enumerate(dict.fromkeys((*floor, *ceiling))):
        said[f"currency-{number}"] = [currency]
        for name, amounts in (("floor", floor), ("ceiling", ceiling)):
            said[f"{name}-{number}"] = (
                [amount(Decimal(amounts[currency]), currency)] if currency in amounts else [""]
            )
    levels = values.get("level", [])
    for number, level in enumerate(levels):
        said |= _level_said(f"l{number}", level)
    if OPENING in values:
        said |= _level_said("o", values[OPENING])
    said["order"] = [",".join(map(str, range(len(levels))))]
    said["keep_fixtures"] = ["yes"] if values.get("fixture") else []
    return Form(said)


def typed_form(post: QueryDict) -> Form:
    """The fields as they were sent."""
    return Form({name: [one.replace("\r\n", "\n") for one in values] for name, values in post.lists()})


def _level_said(at: str, level: Mapping[str, Any]) -> dict[str, list[str]]:
    said = {
        f"{at}-{name}": [level[name]] for name in ("key", "severity", "approval", "attach") if name in level
    }
    said[f"{at}-actions"] = list(level["actions"])
    said |= {f"{at}-name-{language}": [name] for language, name in level["name"].items()}
    for language, text in level.get("text", {}).items():
        said |= {
            f"{at}-text-{language}-{part}": [unwrapped_part(part, words)] for part, words in text.items()
        }
    trigger = parse_trigger(level.get("trigger", ""))
    if trigger:
        said[f"{at}-trigger"], said[f"{at}-trigger-days"] = [_kind(trigger)], [str(abs(trigger.days))]
    return said


def _kind(trigger: Trigger) -> str:
    if trigger.days < 0:
        return "before" if trigger.kind == "days" else "banking-before"
    return trigger.kind


# Back: what the fields say, as the values of a policy file


def values_of(form: Form, *, fixtures: Sequence[Any] = ()) -> dict[str, Any]:
    """The values of the policy file. What is no value stays as it was typed, for the reader to refuse."""
    languages = form.languages
    values: dict[str, Any] = {
        "key": form.one("key") or _key_from(form, "name", languages),
        "name": _names(form, "name", languages),
        "languages": languages,
        "catch_up": form.one("catch_up") or "climb",
    }
    values |= {name: _number(form.one(name)) for name in NUMBERS if form.one(name)}
    values |= {name: True for name in FLAGS if form.one(name)}
    if form.one("start_at"):
        values["start_at"] = form.one("start_at")
    for name in ("floor", "ceiling"):
        values[name] = _amounts(form, name)
    first_day = _first_day(form)
    if first_day:
        values["first_day"] = first_day
    if first_day.get("old_items") == OPENING:
        values[OPENING] = _level(form, "o", languages)
    levels = [_rung(form, f"l{number}", languages) for number in form.levels]
    if levels:
        values["level"] = levels
    if form.one("keep_fixtures") and fixtures:
        values["fixture"] = list(fixtures)
    return values


def _first_day(form: Form) -> dict[str, Any]:
    old_items = form.one("old_items")
    if old_items in ("", "apply"):
        return {}
    name = FIRST_DAY_NUMBERS.get(old_items, "")
    return {"old_items": old_items} | ({name: _number(form.one(name))} if name and form.one(name) else {})


def _rung(form: Form, at: str, languages: Sequence[str]) -> dict[str, Any]:
    days = form.one(f"{at}-trigger-days")
    days = str(int(days)) if days.isascii() and days.isdecimal() and len(days) < 9 else days
    kind = form.one(f"{at}-trigger")
    kind = {"before": "days", "banking-before": "banking"}.get(kind, kind) if days == "0" else kind
    trigger = TRIGGERS.get(kind, TRIGGERS["days"]).format(days)
    key = form.one(f"{at}-key") or _key_from(form, f"{at}-name", languages)
    return {"key": key, "name": {}, "trigger": trigger} | _level(form, at, languages)


def _level(form: Form, at: str, languages: Sequence[str]) -> dict[str, Any]:
    """What every level has, the opening one too."""
    attach = form.one(f"{at}-attach")
    texts = {language: _text(form, f"{at}-text-{language}") for language in languages}
    return {
        "name": _names(form, f"{at}-name", languages),
        "severity": form.one(f"{at}-severity"),
        "actions": form.several(f"{at}-actions"),
        "approval": form.one(f"{at}-approval") or "person",
        **({"attach": attach} if attach not in ("", "none") else {}),
        "text": {language: text for language, text in texts.items() if text},
    }


def _text(form: Form, at: str) -> dict[str, str]:
    return {part: form.one(f"{at}-{part}") for part in TEXT_KEYS if form.one(f"{at}-{part}")}


def _names(form: Form, at: str, languages: Sequence[str]) -> dict[str, str]:
    return {language: form.one(f"{at}-{language}") for language in languages}


def _key_from(form: Form, at: str, languages: Sequence[str]) -> str:
    """A key made of the first name that there is."""
    names = (form.one(f"{at}-{language}") for language in languages)
    return slugify(next((name for name in names if name), ""))[:50].strip("-_").replace("_", "-")


def _number(said: str) -> int | str:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else said


def _amounts(form: Form, name: str) -> dict[str, str]:
    found = {}
    for number in form.currencies:
        currency, said = form.one(f"currency-{number}").upper(), form.one(f"{name}-{number}")
        if said:
            found[currency] = _plain(said, currency)
    return found


def _plain(said: str, currency: str) -> str:
    """An amount, written by the signs of the page's language, as a policy file has it."""
    query = QueryDict(mutable=True)
    query["amount"] = said
    try:
        value = Typed(query).amount("amount")
    except InvalidOperation:
        value = None
    return said if value is None or not is_currency(currency) else f"{value:f}"


# Moving levels


def rearranged(form: Form, act: str) -> bool:
    """Adds a level, or moves or takes away the one that the act names. False for an act of another kind."""
    numbers = form.levels
    what, _, said = act.partition("-")
    if what == "add":
        form.levels = [*numbers, max(numbers, default=-1) + 1]
        return True
    if what not in ("up", "down", "remove") or not said.isdecimal() or int(said) not in numbers:
        return False
    at = numbers.index(int(said))
    moved = numbers.pop(at)
    if what != "remove":
        numbers.insert(max(at - 1, 0) if what == "up" else at + 1, moved)
    form.levels = numbers
    return True


# For the template


def level_fields(form: Form, *, told: Iterable[str], problems: Sequence[Problem] = ()) -> list[LevelFields]:
    """The levels of the form with what was refused of each; the opening one first, where the policy has one."""
    found = [
        _fields(form, f"l{number}", nth, set(told), problems)
        for nth, number in enumerate(form.levels, start=1)
    ]
    if form.one("old_items") == OPENING:
        found.insert(0, _fields(form, "o", 0, set(told), problems))
    return found


def problems_elsewhere(form: Form, problems: Sequence[Problem]) -> list[Problem]:
    """What was refused of the policy as a whole."""
    shown = {problem for one in level_fields(form, told=(), problems=problems) for problem in one.problems}
    return [problem for problem in problems if problem not in shown]


def _fields(form: Form, at: str, nth: int, told: set[str], problems: Sequence[Problem]) -> LevelFields:
    key = OPENING if at == "o" else form.one(f"{at}-key")
    named = key or _key_from(form, f"{at}-name", form.languages)
    labels = (f"Level '{named}': ", f"Level {nth}: ")
    own = tuple(problem for problem in problems if problem.message.startswith(labels))
    wrong = frozenset(name for problem in own if (name := _wrong_field(problem.message)))
    return LevelFields(
        id=at, number=nth, key=key, is_open=bool(own) or not key, is_told=key in told, trigger=form.one(f"{at}-trigger") or "days",
        days=form.one(f"{at}-trigger-days"), severity=form.one(f"{at}-severity"), approval=form.one(f"{at}-approval") or "person",
        attach=form.one(f"{at}-attach") or "none", actions=tuple(form.several(f"{at}-actions")),
        texts=tuple(_text_fields(form, at, language, wrong) for language in form.languages), problems=own, wrong=wrong,
    )  # fmt: skip


def _text_fields(form: Form, at: str, language: str, wrong: frozenset[str]) -> TextFields:
    return TextFields(
        language=language, name=form.one(f"{at}-name-{language}"),
        parts={part: form.one(f"{at}-text-{language}-{part}") for part in TEXT_KEYS},
        wrong=frozenset(part for part in TEXT_KEYS if f"text-{language}-{part}" in wrong), name_is_wrong=f"name-{language}" in wrong,
    )  # fmt: skip


def _wrong_field(message: str) -> str:
    for pattern, name in FIELD_OF:
        if found := pattern.search(message):
            return name.format(*found.groups())
    return ""
