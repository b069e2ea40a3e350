"""A policy as it is written: levels in order, read from TOML into frozen values.

`parse` promises that a policy it gives back can be climbed: every trigger has a date, the order makes sense,
and a level that says something can say it in every language of the policy. Otherwise it refuses, with all
problems at once, each with its way out. It knows no database and no clock; who gets which policy, and from
when, is decided elsewhere in this room.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from recobro.kernel import money
from recobro.kernel.placeholders import PLACEHOLDERS, unknown_placeholders
from recobro.kernel.problems import Problem, Refused
from recobro.policy.table import Table, either, shown
from recobro.policy.trigger import (
    TRIGGER_HINT,
    Calendar,
    Trigger,
    earliest_after,
    monday_to_friday,
    nth_banking_day,
    parse_trigger,
)

LANGUAGES = ("en", "es", "fr")
SEVERITIES: Mapping[str, int] = {"courtesy": 1, "reminder": 2, "formal": 3, "final": 4}
CATCH_UPS = ("climb", "jump")
APPROVALS = ("automatic", "person")
ROLES = ("collector", "sales", "manager")
MESSAGES = ("email", "letter", "sms", "whatsapp")  # said to the customer
ERRANDS = ("task", "call")  # done by one of us, with a script
OUTWARD = ("email", "letter")  # sms and whatsapp have no channel yet: they become a task that says so

KEY_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
AMOUNT_FORM = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")
ATTACHING = (
    "none",
    "if-there",
    "always",
)  # documents to a message: never, those there are, all or no message


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
class Policy:
    """What we intend, as one file says it. A currency that `floor` or `ceiling` does not name has none."""

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

    @property
    def rungs(self) -> tuple[Level, ...]:
        """The levels that are climbed: all but those before the due date."""
        return tuple(level for level in self.levels if not level.trigger.before_due)


def parse(text: str, *, source: str) -> Policy:
    """The policy that the TOML `text` of `source` describes, or `Refused` with all that is wrong with it."""
    top = Table(values=_toml(text, source), label="The policy", source=source)
    languages = _read_languages(top)
    steps = [(table, _read_level(table, languages)) for table in _level_tables(top)]
    policy = _read_policy(top, languages, [level for _, level in steps])
    _check_level_count(top, policy)
    _check_ladder(steps)
    if top.problems:
        raise Refused(top.problems)
    return policy


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


# Reading. What cannot be read becomes a problem and a stand-in, so that all problems are found in one go; a
# policy with stand-ins never leaves `parse`.

POLICY_KEYS = (
    "key", "name", "languages", "catch_up", "min_gap_days", "grace_banking_days", "days_after_invoice",
    "final_after_days", "follow_pay_days", "does_nothing", "floor", "ceiling", "level",
)  # fmt: skip
LEVEL_KEYS = ("key", "name", "trigger", "severity", "actions", "approval", "attach", "text")
TEXT_KEYS = ("subject", "before", "after", "task")


def _toml(text: str, source: str) -> dict[str, object]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # also a number too long to read, or brackets too deep
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else None
        message = f"this is not TOML: {error}."
        hint = "A text stands in quotes, a long one between two rows of three quotes; a list in [ ]."
        raise Refused(Problem(source=source, line=line, message=message, hint=hint)) from None


def _read_policy(top: Table, languages: tuple[str, ...], levels: Sequence[Level]) -> Policy:
    top.check_keys(POLICY_KEYS)
    floor, ceiling = _read_amounts(top, "floor"), _read_amounts(top, "ceiling")
    _check_floors(top, floor, ceiling)
    return Policy(
        key=_read_key(top),
        name=_read_name(top, languages),
        languages=languages,
        catch_up=top.choice("catch_up", CATCH_UPS, default="climb"),
        min_gap_days=top.number("min_gap_days", default=3),
        grace_banking_days=top.number("grace_banking_days", default=0),
        days_after_invoice=top.number("days_after_invoice", default=5),
        final_after_days=top.number("final_after_days", default=15),
        follow_pay_days=top.flag("follow_pay_days"),
        does_nothing=top.flag("does_nothing"),
        floor=floor,
        ceiling=ceiling,
        levels=tuple(levels),
    )


def _read_key(table: Table) -> str:
    hint = 'Write a short name that will never change, of a-z, 0-9 and hyphens: key = "first-reminder".'
    key = table.string("key", hint=hint)
    if "key" in table.values and isinstance(table.values["key"], str) and not KEY_FORM.fullmatch(key):
        table.refuse(f"key '{key}' is not a key.", hint)
    return key


def _read_languages(top: Table) -> tuple[str, ...]:
    hint = f'Write languages = ["en"]; known are {either(LANGUAGES)}.'
    languages = top.strings("languages", hint=hint)
    if not languages and isinstance(top.values.get("languages"), list):
        top.refuse("languages is an empty list.", hint)
    for language in languages:
        if language not in LANGUAGES:
            top.refuse(f"unknown language '{language}'.", hint)
        elif languages.count(language) > 1:
            top.refuse(f"language '{language}' stands twice.", "Leave it there once.")
    return tuple(language for language in languages if language in LANGUAGES)


def _read_name(table: Table, languages: Sequence[str]) -> dict[str, str]:
    hint = "Write name = { " + ", ".join(f'{language} = "..."' for language in languages) + " }."
    if "name" not in table.values:
        table.refuse("name is missing.", hint)
        return {}
    names = table.inner(table.values["name"], "name")
    _check_languages(names, languages, what="name")
    read = {language: names.string(language, hint=hint, default="") for language in languages}
    for language in languages:
        if isinstance(names.values.get(language, ""), str) and not read[language]:
            table.refuse(f"no name in '{language}'.", hint)
    return read


def _check_languages(table: Table, languages: Sequence[str], *, what: str) -> None:
    for language in table.values:
        if language not in LANGUAGES:
            table.refuse(f"{what} in unknown language '{language}'.", f"Known are {either(LANGUAGES)}.")
        elif languages and language not in languages:
            hint = f'Add "{language}" to languages, or take the {what} out.'
            table.refuse(f"{what} in '{language}', a language that the policy does not speak.", hint)


def _read_amounts(top: Table, key: str) -> dict[str, Decimal]:
    amounts = top.inner(top.values.get(key, {}), key)
    read = {currency: _read_amount(amounts, key, currency) for currency in amounts.values}
    return {currency: amount for currency, amount in read.items() if amount is not None}


def _read_amount(amounts: Table, key: str, currency: str) -> Decimal | None:
    value = amounts.values[currency]
    if not money.is_currency(currency):
        hint = "Write an ISO code such as EUR. The keys of the policy stand above [floor] and [ceiling]."
        amounts.refuse(f"{key} for unknown currency '{currency}'.", hint)
        return None
    decimals = money.minor_units(currency)
    if not isinstance(value, str) or not AMOUNT_FORM.fullmatch(value):
        example = f'{currency} = "{1000:.{decimals}f}"'
        hint = f"Write it in quotes, with a point for the decimals and nothing between thousands: {example}."
        amounts.refuse(f"{key} for {currency} is {shown(value)}, not an amount.", hint)
        return None
    amount = Decimal(value)
    if amount != money.quantize(amount, currency):
        hint = f"{currency} has {decimals} decimals; write {money.plain(amount, currency)}."
        amounts.refuse(f"{key} for {currency} is {shown(value)}.", hint)
    return amount


def _check_floors(top: Table, floor: Mapping[str, Decimal], ceiling: Mapping[str, Decimal]) -> None:
    for currency in floor:
        if currency in ceiling and floor[currency] > ceiling[currency]:
            message = f"floor for {currency} is {floor[currency]}, above the ceiling of {ceiling[currency]}."
            hint = "Lower the floor: below it nothing is sent, above the ceiling a person approves."
            top.refuse(message, hint)


def _level_tables(top: Table) -> Iterator[Table]:
    values = top.values.get("level", [])
    if not isinstance(values, list):
        top.refuse(f"level is {shown(values)}, not a list of levels.", "Write [[level]], with two brackets.")
        return
    for number, value in enumerate(values, start=1):
        key = value.get("key") if isinstance(value, dict) else None
        label = f"Level '{key}'" if isinstance(key, str) and key else f"Level {number}"
        table = Table(values={}, label=label, source=top.source, problems=top.problems)
        yield table.inner(value, "level")


def _read_level(table: Table, languages: Sequence[str]) -> Level:
    table.check_keys(LEVEL_KEYS)
    trigger = _read_trigger(table)
    actions = _read_actions(table)
    return Level(
        key=_read_key(table),
        name=_read_name(table, languages),
        trigger=trigger,
        severity=table.choice("severity", SEVERITIES),
        actions=actions,
        approval=table.choice("approval", APPROVALS, default="person"),
        attach=_read_attach(table, actions),
        text=_read_texts(table, languages, actions, trigger),
    )


# Stand-ins for what could not be read: no trigger and no action that can be written is like them.
UNREAD_TRIGGER = Trigger(kind="after", days=-1)
UNREAD_ACTION = Action(channel="")


def _read_trigger(table: Table) -> Trigger:
    written = table.string("trigger", hint=TRIGGER_HINT)
    if not isinstance(table.values.get("trigger"), str):
        return UNREAD_TRIGGER
    trigger = parse_trigger(written)
    if trigger is None:
        table.refuse(f"trigger '{written}' is not understood.", TRIGGER_HINT)
        return UNREAD_TRIGGER
    if not trigger.is_dated and trigger.days == 0:
        one = Trigger(kind=trigger.kind, days=1)
        table.refuse(f"trigger '{trigger}' would tell two levels on one day.", f'Write "{one}" or more.')
    return trigger


def _read_actions(table: Table) -> tuple[Action, ...]:
    hint = 'Write for example actions = ["email", "task:collector"], or [] for a level that does nothing.'
    if not isinstance(table.values.get("actions"), list):
        table.strings("actions", hint=hint)
        return (UNREAD_ACTION,)
    written = table.strings("actions", hint=hint)
    for each in sorted({each for each in written if written.count(each) > 1}):
        table.refuse(f"action '{each}' stands twice.", "Leave it there once.")
    return tuple(_read_action(table, each) for each in written)


def _read_action(table: Table, written: str) -> Action:
    channel, _, role = written.partition(":")
    if written in MESSAGES:
        return Action(channel=written)
    if channel in ERRANDS and role in ROLES:
        return Action(channel=channel, role=role)
    if channel in ERRANDS:
        reason = f"'{role}' is no role" if role else "it does not say whose it is"
        hint = f"Write {either([f'{channel}:{role}' for role in ROLES])}."
        table.refuse(f"action '{written}': {reason}.", hint)
    else:
        hint = f"Known are {', '.join(MESSAGES)}, task:ROLE and call:ROLE."
        table.refuse(f"unknown action '{written}'.", hint)
    return UNREAD_ACTION


def _read_attach(table: Table, actions: Sequence[Action]) -> str:
    """Documents travel with a message; a level that sends none cannot insist on them."""
    attach = table.choice("attach", ATTACHING, default="none")
    can_carry = any(action.channel in OUTWARD or action == UNREAD_ACTION for action in actions)
    if attach in ("if-there", "always") and not can_carry:
        hint = "Take it out, or add an e-mail or a letter to the actions."
        table.refuse(f'attach = "{attach}", and no message that could carry a document.', hint)
    return attach


def _read_texts(
    table: Table, languages: Sequence[str], actions: Sequence[Action], trigger: Trigger
) -> dict[str, Text]:
    texts = table.inner(table.values.get("text", {}), "level.text")
    _check_languages(texts, languages, what="text")
    read = {}
    for language in languages:
        written = texts.inner(texts.values.get(language, {}), f"level.text.{language}")
        written.check_keys(TEXT_KEYS, what=f"key of the text in '{language}',")
        text = Text(
            **{part: written.string(part, hint="Write it in quotes.", default="") for part in TEXT_KEYS}
        )
        _check_words_present(written, language, text, actions)
        _check_words(written, language, text, trigger)
        read[language] = text
    return {language: text for language, text in read.items() if language in texts.values}


def _check_words_present(table: Table, language: str, text: Text, actions: Sequence[Action]) -> None:
    channels = [action.channel for action in actions]
    needed = {"subject": MESSAGES, "before": MESSAGES, "task": ERRANDS}
    for part, served in needed.items():
        asking = [channel for channel in channels if channel in served]
        is_blank = isinstance(table.values.get(part, ""), str) and not getattr(text, part)
        if asking and is_blank:
            hint = f'Add {part} = "..." under [level.text.{language}].'
            table.refuse(f"no {part} in '{language}', which its {asking[0]} needs.", hint)


def _check_words(table: Table, language: str, text: Text, trigger: Trigger) -> None:
    if "\n" in text.subject:
        hint = "Join them: an e-mail has one line there."
        table.refuse(f"the subject in '{language}' has several lines.", hint)
    words = "\n".join((text.subject, text.before, text.after, text.task))
    for name in unknown_placeholders(words):
        known = ", ".join(PLACEHOLDERS)
        hint = f"Known are {known}. A brace that is meant as a brace is doubled: {{{{ or }}}}."
        table.refuse(f"the text in '{language}' has an unknown placeholder '{name}'.", hint)
    if trigger.before_due and "{days_late}" in words:
        hint = "Write {oldest_due}, the day on which it falls due."
        table.refuse(f"the text in '{language}' says {{days_late}} at {trigger}, when nothing is late.", hint)


# The ladder as a whole: can it be climbed?

_Step = tuple[Table, Level]  # a level and its place in the file, which names it in a problem


def _check_level_count(top: Table, policy: Policy) -> None:
    has_levels = bool(top.values.get("level"))
    if policy.does_nothing and has_levels:
        hint = "Take the levels out, or write does_nothing = false."
        top.refuse(f"does_nothing = true, and levels ({len(policy.levels)}).", hint)
    elif not policy.does_nothing and not has_levels:
        hint = "Write at least one [[level]], or does_nothing = true for customers who are never reminded."
        top.refuse("no level.", hint)


def _check_ladder(steps: Sequence[_Step]) -> None:
    _check_keys_differ(steps)
    _check_before_due_comes_first(steps)
    _check_dates_ascend(steps)
    _check_severities_ascend(steps)
    _check_after_has_a_rung_before(steps)
    _check_final_has_a_rung_before(steps)


def _check_keys_differ(steps: Sequence[_Step]) -> None:
    keys = [level.key for _, level in steps]
    for at, (table, level) in enumerate(steps):
        if level.key and level.key in keys[:at]:
            message = f"key '{level.key}' stands at levels {keys.index(level.key) + 1} and {at + 1}."
            table.refuse(message, "Give each level a key of its own.")


def _check_before_due_comes_first(steps: Sequence[_Step]) -> None:
    rung: Level | None = None
    for table, level in steps:
        if not level.trigger.before_due and level.trigger != UNREAD_TRIGGER:
            rung = rung or level
        elif level.trigger.before_due and rung is not None:
            message = f"trigger '{level.trigger}' is before the due date, yet comes after level '{rung.key}'."
            table.refuse(message, "Put the levels before the due date first.")


def _check_dates_ascend(steps: Sequence[_Step]) -> None:
    dated = [step for step in steps if step[1].trigger.is_dated]
    for (_, level), (table, following) in pairwise(dated):
        first, then = level.trigger, following.trigger
        is_misplaced = then.before_due and not first.before_due  # has its own problem
        if not is_misplaced and then.can_precede(first):
            message = f"trigger '{then}' can come before '{first}' of level '{level.key}'."
            hint = f"Write {earliest_after(first, then)} or later, or change the order."
            table.refuse(message, hint)


def _check_severities_ascend(steps: Sequence[_Step]) -> None:
    known = [step for step in steps if step[1].severity in SEVERITIES]
    for (_, level), (table, following) in pairwise(known):
        if following.rank < level.rank:
            message = f"severity '{following.severity}' is below '{level.severity}' of level '{level.key}'."
            allowed = [each for each, rank in SEVERITIES.items() if rank >= level.rank]
            table.refuse(message, f"Write severity = {either(allowed)}, or change the order.")


def _check_after_has_a_rung_before(steps: Sequence[_Step]) -> None:
    for table, first in [step for step in steps if not step[1].trigger.before_due][:1]:
        if not first.trigger.is_dated and first.trigger != UNREAD_TRIGGER:
            message = f"trigger '{first.trigger}' has no level from the due date on to count from."
            instead = "D" if first.trigger.kind == "after" else "BD"
            table.refuse(message, f"Write {instead}+{first.trigger.days}, which counts from the due date.")


def _check_final_has_a_rung_before(steps: Sequence[_Step]) -> None:
    has_been_warned = False
    for table, level in steps:
        if level.severity == "final" and not has_been_warned:
            message = "severity 'final' without a level before it that says something after the due date."
            table.refuse(message, "Put a reminder or a formal level with an action before it.")
        has_been_warned = has_been_warned or not (level.is_empty or level.trigger.before_due)
