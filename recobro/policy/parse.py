"""Reading a policy file: TOML into the values of `ladder.py`.

`parse` promises that a policy it gives back can be climbed: every trigger has a date, the order makes sense,
and a level that says something can say it in every language of the policy. Otherwise it refuses, with all
problems at once, each with its way out. It knows no database and no clock; who gets which policy, and from
when, is decided elsewhere in this room.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from recobro.kernel import money
from recobro.kernel.placeholders import PLACEHOLDERS, unknown_placeholders
from recobro.kernel.problems import Problem, Refused
from recobro.policy.checks import (
    UNREAD_ACTION,
    UNREAD_TRIGGER,
    check_beginning,
    check_ladder,
    check_level_count,
)
from recobro.policy.fixture import read_fixtures
from recobro.policy.ladder import (
    APPROVALS,
    ATTACHING,
    CATCH_UPS,
    ERRANDS,
    LANGUAGES,
    MESSAGES,
    OLD_ITEMS,
    OPENING,
    OUTWARD,
    ROLES,
    SEVERITIES,
    Action,
    FirstDay,
    Level,
    Policy,
    Text,
)
from recobro.policy.table import Table, either, shown
from recobro.policy.trigger import TRIGGER_HINT, Trigger, parse_trigger

KEY_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,49}")
AMOUNT_FORM = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")


def parse(text: str, *, source: str) -> Policy:
    """The policy that the TOML `text` of `source` describes, or `Refused` with all that is wrong with it."""
    top = Table(values=_toml(text, source), label="The policy", source=source)
    languages = _read_languages(top)
    steps = [(table, _read_level(table, languages)) for table in _level_tables(top)]
    policy = _read_policy(top, languages, [level for _, level in steps])
    check_beginning(top, policy)
    check_level_count(top, policy)
    check_ladder(steps)
    if top.problems:
        raise Refused(top.problems)
    return policy


# Reading. What cannot be read becomes a problem and a stand-in, so that all problems are found in one go; a
# policy with stand-ins never leaves `parse`.

POLICY_KEYS = (
    "key", "name", "languages", "catch_up", "min_gap_days", "grace_banking_days", "days_after_invoice",
    "final_after_days", "follow_pay_days", "start_at", "does_nothing", "floor", "ceiling", "first_day",
    "opening", "level", "fixture",
)  # fmt: skip
FIRST_DAY_KEYS = ("old_items", "amnesty_days", "opening_gap_days")
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
        start_at=top.string(
            "start_at", hint='Write the key of a level: start_at = "second-reminder".', default=""
        ),
        first_day=_read_first_day(top),
        opening=_read_opening(top, languages),
        fixtures=read_fixtures(top, [OPENING, *(level.key for level in levels)]),
    )


def _read_first_day(top: Table) -> FirstDay:
    table = top.inner(top.values.get("first_day", {}), "first_day")
    table.check_keys(FIRST_DAY_KEYS)
    old_items = table.choice("old_items", OLD_ITEMS, default="apply")
    for key, needs in (("amnesty_days", "amnesty"), ("opening_gap_days", "opening")):
        if key in table.values and old_items in OLD_ITEMS and old_items != needs:
            table.refuse(
                f'{key} without old_items = "{needs}" has no effect.',
                f'Write old_items = "{needs}", or take it out.',
            )
    if old_items == "amnesty" and not table.values.get("amnesty_days"):
        table.refuse("an amnesty without its days.", "Write amnesty_days = 30, counted from the first day.")
    return FirstDay(
        old_items=old_items,
        amnesty_days=table.number("amnesty_days", default=0),
        opening_gap_days=table.number("opening_gap_days", default=FirstDay().opening_gap_days),
    )


def _read_opening(top: Table, languages: Sequence[str]) -> Level | None:
    """The level that tells of old items: like any other, but its key and its day are given."""
    if OPENING not in top.values:
        return None
    outer = Table(values={}, label=f"Level '{OPENING}'", source=top.source, problems=top.problems)
    table = outer.inner(top.values[OPENING], OPENING)
    table.check_keys([key for key in LEVEL_KEYS if key not in ("key", "trigger")])
    trigger = Trigger(kind="opening", days=0)
    return _read_level_of(table, languages, key=OPENING, trigger=trigger)


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
        amounts.refuse(f"{key} for {currency} cannot be {shown(value)}.", hint)
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
    return _read_level_of(table, languages, key=_read_key(table), trigger=_read_trigger(table))


def _read_level_of(table: Table, languages: Sequence[str], *, key: str, trigger: Trigger) -> Level:
    actions = _read_actions(table)
    return Level(
        key=key,
        name=_read_name(table, languages),
        trigger=trigger,
        severity=table.choice("severity", SEVERITIES),
        actions=actions,
        approval=table.choice("approval", APPROVALS, default="person"),
        attach=_read_attach(table, actions),
        text=_read_texts(table, languages, actions, trigger),
    )


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
