"""A policy file is read into values, or refused with everything that is wrong with it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recobro.kernel.placeholders import PLACEHOLDERS
from recobro.kernel.problems import Problem, Refused
from recobro.policy.ladder import SEVERITIES, Action, Policy, Text, sample_dates
from recobro.policy.parse import parse
from recobro.policy.trigger import DAYS_MAX, Trigger, earliest_after, parse_trigger

GOOD = """\
key = "plain"
name = { en = "Plain", fr = "Simple" }
languages = ["en", "fr"]
catch_up = "jump"
min_gap_days = 4
grace_banking_days = 2
days_after_invoice = 6
final_after_days = 12
[floor]
EUR = "10.00"
XOF = "3000"
[ceiling]
EUR = "50000.00"

[[level]]
key = "soon"
name = { en = "Soon", fr = "Bientôt" }
trigger = "D-3"
severity = "courtesy"
actions = ["email"]
approval = "automatic"
[level.text.en]
subject = "Soon: {total}"
before = "Due on {oldest_due}."
[level.text.fr]
subject = "Bientôt"
before = "Le {oldest_due}."

[[level]]
key = "day"
name = { en = "Due", fr = "Échéance" }
trigger = "D+0"
severity = "courtesy"
actions = []

[[level]]
key = "first"
name = { en = "First", fr = "Première" }
trigger = "EOM(D+7)"
severity = "reminder"
actions = ["letter", "sms", "call:sales"]
[level.text.en]
subject = "Reminder"
before = "Please pay."
after = "Thank you."
task = "Call"
[level.text.fr]
subject = "Rappel"
before = "Merci de payer."
task = "Appeler"

[[level]]
key = "last"
name = { en = "Last", fr = "Dernière" }
trigger = "after 15"
severity = "final"
actions = ["task:manager"]
approval = "person"
[level.text.en]
task = "Decide"
[level.text.fr]
task = "Décider"
"""


def good(*changes: tuple[str, str]) -> str:
    """The good file with some of its words changed; each must stand there exactly once."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refusal:
        parse(text, source="plain.toml")
    return refusal.value.problems


def policy(*changes: tuple[str, str]) -> Policy:
    return parse(good(*changes), source="plain.toml")


def ladder(*rungs: tuple[str, str]) -> str:
    """A file of levels that say nothing but when and how severely; the first key is l1."""
    head = 'key = "bare"\nname = { en = "Bare" }\nlanguages = ["en"]\n'
    return head + "".join(
        f'[[level]]\nkey = "l{number}"\nname = {{ en = "L" }}\ntrigger = "{trigger}"\n'
        f'severity = "{severity}"\nactions = ["task:collector"]\ntext.en.task = "Look"\n'
        for number, (trigger, severity) in enumerate(rungs, start=1)
    )


# What a good file gives


def test_it_reads_the_settings_of_a_policy():
    read = policy()
    assert (read.key, read.name, read.languages) == ("plain", {"en": "Plain", "fr": "Simple"}, ("en", "fr"))
    assert (read.catch_up, read.min_gap_days, read.grace_banking_days) == ("jump", 4, 2)
    assert (read.days_after_invoice, read.final_after_days, read.does_nothing) == (6, 12, False)
    assert read.floor == {"EUR": Decimal("10.00"), "XOF": Decimal(3000)}
    assert read.ceiling == {"EUR": Decimal("50000.00")}


def test_it_reads_the_levels_in_order():
    levels = policy().levels
    assert [(level.key, str(level.trigger), level.severity, level.rank) for level in levels] == [
        ("soon", "D-3", "courtesy", 1),
        ("day", "D+0", "courtesy", 1),
        ("first", "EOM(D+7)", "reminder", 2),
        ("last", "after 15", "final", 4),
    ]
    assert [[str(action) for action in level.actions] for level in levels] == [
        ["email"],
        [],
        ["letter", "sms", "call:sales"],
        ["task:manager"],
    ]
    assert levels[2].actions[2] == Action(channel="call", role="sales")


def test_it_knows_empty_and_outward_levels():
    levels = policy().levels
    assert [level.is_empty for level in levels] == [False, True, False, False]
    assert [level.is_outward for level in levels] == [True, False, True, False]


def test_it_does_not_count_a_level_outward_for_a_channel_that_does_not_exist_yet():
    levels = policy(('"letter", "sms", "call:sales"', '"sms", "whatsapp", "call:sales"')).levels
    assert not levels[2].is_outward


def test_it_tells_rungs_from_levels_before_the_due_date():
    assert [level.key for level in policy().rungs] == ["day", "first", "last"]


def test_it_reads_the_texts_and_takes_the_space_around_them_away():
    first = policy(('after = "Thank you."', 'after = """\n\nThank you.\n\nBye.\n"""')).levels[2]
    assert first.text["en"] == Text(
        subject="Reminder", before="Please pay.", after="Thank you.\n\nBye.", task="Call"
    )
    assert first.text["fr"].after == ""


def test_it_asks_a_person_where_the_level_does_not_say_that_it_is_automatic():
    assert [level.approval for level in policy().levels] == ["automatic", "person", "person", "person"]


def test_it_has_defaults_for_what_a_short_file_leaves_out():
    read = parse(ladder(("D+7", "reminder")), source="short.toml")
    assert (read.catch_up, read.min_gap_days, read.grace_banking_days) == ("climb", 3, 0)
    assert (read.days_after_invoice, read.final_after_days, read.does_nothing) == (5, 15, False)
    assert (read.floor, read.ceiling) == ({}, {})


def test_it_reads_a_policy_that_does_nothing():
    text = 'key = "never"\nname = { en = "Never" }\nlanguages = ["en"]\ndoes_nothing = true\n'
    read = parse(text, source="never.toml")
    assert read.does_nothing
    assert read.levels == ()


def test_it_reads_a_file_saved_on_windows():
    assert parse("\ufeff" + GOOD.replace("\n", "\r\n"), source="plain.toml") == policy()


def test_it_takes_braces_that_are_doubled_as_braces():
    assert policy(("Please pay.", "Please {{pay}}.")).levels[2].text["en"].before == "Please {{pay}}."


def test_it_orders_severities_from_one_to_four():
    assert list(SEVERITIES.items()) == [("courtesy", 1), ("reminder", 2), ("formal", 3), ("final", 4)]


# Triggers


@pytest.mark.parametrize(
    ("written", "kind", "days", "before_due"),
    [
        ("D+7", "days", 7, False),
        ("D+0", "days", 0, False),
        ("D-1", "days", -1, True),
        ("D-3", "days", -3, True),
        ("D+3650", "days", 3650, False),
        ("D-3650", "days", -3650, True),
        ("EOM(D+0)", "eom", 0, False),
        ("EOM(D+30)", "eom", 30, False),
        ("after 1", "after", 1, False),
        ("after 30", "after", 30, False),
        ("BD-3", "banking", -3, True),
        ("BD+0", "banking", 0, False),
        ("BD+5", "banking", 5, False),
        ("after 10 BD", "after_banking", 10, False),
    ],
)
def test_it_reads_a_trigger_and_writes_it_back(written: str, kind: str, days: int, before_due: bool):
    trigger = parse_trigger(written)
    assert trigger is not None
    assert (trigger.kind, trigger.days, trigger.before_due) == (kind, days, before_due)
    assert str(trigger) == written


@given(
    st.one_of(
        st.builds(Trigger, kind=st.sampled_from(["days", "banking"]), days=st.integers(-DAYS_MAX, DAYS_MAX)),
        st.builds(
            Trigger, kind=st.sampled_from(["eom", "after", "after_banking"]), days=st.integers(0, DAYS_MAX)
        ),
    )
)
def test_it_reads_back_every_trigger_it_writes(trigger: Trigger):
    assert parse_trigger(str(trigger)) == trigger


@given(st.text(alphabet="BDEOMafter+-() 0123456789", max_size=12))
def test_it_reads_no_trigger_that_it_would_write_otherwise(text: str):
    trigger = parse_trigger(text)
    assert trigger is None or str(trigger) == text


@pytest.mark.parametrize(
    "text",
    ["", "D", "D7", "D +7", "d+7", "D+07", "D-0", "D+3651", "D-3651", "D+7.5", "EOM(D-3)", "EOM(D+30", "EOM",
     "after", "after30", "after -1", "after  3", "D+7\n", "BD5", "BD-0", "after 3BD", "after 3 bd", "EOM(BD+3)", "D+٧", "D+99999999999"],
)  # fmt: skip
def test_it_does_not_guess_at_a_trigger(text: str):
    assert parse_trigger(text) is None


@pytest.mark.parametrize(
    ("written", "due_on", "reached_on"),
    [
        ("D+7", date(2026, 1, 31), date(2026, 2, 7)),
        ("D-3", date(2026, 3, 1), date(2026, 2, 26)),
        ("EOM(D+0)", date(2026, 1, 31), date(2026, 1, 31)),
        ("EOM(D+1)", date(2026, 1, 31), date(2026, 2, 28)),
        ("EOM(D+30)", date(2024, 1, 10), date(2024, 2, 29)),
        ("after 30", date(2026, 1, 31), date(2026, 4, 9)),
        ("BD+1", date(2026, 3, 6), date(2026, 3, 9)),  # from a Friday
        ("BD+5", date(2026, 3, 6), date(2026, 3, 13)),
        ("BD+0", date(2026, 3, 6), date(2026, 3, 6)),
        ("BD+0", date(2026, 3, 8), date(2026, 3, 9)),  # on a Sunday
        ("BD+1", date(2026, 3, 8), date(2026, 3, 9)),
        ("BD-1", date(2026, 3, 8), date(2026, 3, 6)),
        ("BD-3", date(2026, 3, 9), date(2026, 3, 4)),
        ("after 10 BD", date(2026, 1, 31), date(2026, 3, 24)),
    ],
)
def test_it_computes_the_day_of_a_trigger(written: str, due_on: date, reached_on: date):
    trigger = parse_trigger(written)
    assert trigger is not None
    assert trigger.reached_on(due_on=due_on, told_on=date(2026, 3, 10)) == reached_on


# Sample dates (P-4: the computed date is shown before anything is saved)


def test_it_shows_the_date_of_each_level_for_a_sample_due_date():
    levels = ladder(
        ("D-3", "courtesy"), ("D+7", "reminder"), ("EOM(D+30)", "reminder"), ("after 10", "formal")
    )
    assert sample_dates(parse(levels, source="sample.toml"), date(2026, 1, 10)) == [
        ("l1", date(2026, 1, 7)),
        ("l2", date(2026, 1, 17)),
        ("l3", date(2026, 2, 28)),
        ("l4", date(2026, 3, 10)),
    ]


@pytest.mark.parametrize(
    ("due_on", "first_on"),
    [
        (date(2026, 3, 2), date(2026, 3, 6)),  # Monday: Tuesday, Wednesday and Thursday pass
        (date(2026, 3, 6), date(2026, 3, 12)),  # Friday: the weekend does not count
        (date(2026, 3, 7), date(2026, 3, 12)),  # Saturday
    ],
)
def test_it_waits_for_the_days_of_grace_but_not_before_the_due_date(due_on: date, first_on: date):
    text = "grace_banking_days = 3\n" + ladder(
        ("D-1", "courtesy"), ("D+1", "reminder"), ("after 30", "reminder")
    )
    dates = [day for _, day in sample_dates(parse(text, source="grace.toml"), due_on)]
    assert dates[0] == date.fromordinal(due_on.toordinal() - 1)
    assert dates[1] == first_on
    assert (dates[2] - dates[1]).days == 30


def test_it_leaves_out_the_days_that_a_calendar_says_are_no_banking_days():
    text = "grace_banking_days = 1\n" + ladder(("D+1", "reminder"))
    good_friday = date(2026, 4, 3)
    read = parse(text, source="grace.toml")
    days = sample_dates(
        read, date(2026, 4, 2), is_banking_day=lambda day: day.weekday() < 5 and day != good_friday
    )
    assert days == [("l1", date(2026, 4, 7))]


@pytest.mark.parametrize(("wait", "final_on"), [(22, 30), (23, 30), (24, 31)])
def test_it_keeps_a_final_level_away_from_the_level_before(wait: int, final_on: int):
    text = f"final_after_days = {wait}\n" + ladder(("D+7", "reminder"), ("D+30", "final"))
    due_on = date(2026, 1, 1)
    last = sample_dates(parse(text, source="final.toml"), due_on)[-1][1]
    assert (last - due_on).days == final_on


def test_it_counts_a_final_level_from_the_last_level_that_did_something():
    text = "final_after_days = 20\n" + ladder(("D+7", "reminder"), ("D+14", "reminder"), ("D+15", "final"))
    text = text.replace(
        'severity = "reminder"\nactions = ["task:collector"]', 'severity = "reminder"\nactions = []'
    )
    text = text.replace("actions = []", 'actions = ["task:collector"]', 1)
    dates = sample_dates(parse(text, source="final.toml"), date(2026, 1, 1))
    assert dates[-1] == ("l3", date(2026, 1, 28))


# Refusals: each names the level, the value and the way out


KEY_HINT = 'Write a short name that will never change, of a-z, 0-9 and hyphens: key = "first-reminder".'
NAME_HINT = 'Write name = { en = "...", fr = "..." }.'
TRIGGER_HINT = 'Write D-3, D+0, D+7, EOM(D+30), BD+5, "after 30" or "after 10 BD".'
ACTION_HINT = "Known are email, letter, sms, whatsapp, task:ROLE and call:ROLE."
DAYS_HINT = "Write a whole number of days from 0 to 3650."
SEVERITY_HINT = 'Write severity = "courtesy", "reminder", "formal" or "final".'
LANGUAGE_HINT = 'Write languages = ["en"]; known are "en", "es" or "fr".'
AMOUNT_HINT = "Write it in quotes, with a point for the decimals and nothing between thousands: "
CURRENCY_HINT = "Write an ISO code such as EUR. The keys of the policy stand above [floor] and [ceiling]."
PLACEHOLDER_HINT = (
    f"Known are {', '.join(PLACEHOLDERS)}. A brace that is meant as a brace is doubled: {{{{ or }}}}."
)

REFUSALS = {
    "unknown key of the policy": (
        ("min_gap_days = 4", "min_gap = 4"),
        "The policy: unknown key 'min_gap'.",
        "Did you mean min_gap_days?",
    ),
    "unknown key of a level": (
        ('severity = "final"', 'severity = "final"\ncolour = "red"'),
        "Level 'last': unknown key 'colour'.",
        "Known are key, name, trigger, severity, actions, approval, attach, text.",
    ),
    "unknown key of a text": (
        ('after = "Thank you."', 'afterwards = "Thank you."'),
        "Level 'first': unknown key of the text in 'en', 'afterwards'.",
        "Did you mean after?",
    ),
    "no key": (('key = "plain"\n', ""), "The policy: key is missing.", KEY_HINT),
    "bad key": (
        ('key = "plain"', 'key = "My Policy"'),
        "The policy: key 'My Policy' is not a key.",
        KEY_HINT,
    ),
    "key too long": (
        ('key = "plain"', f'key = "{"x" * 51}"'),
        f"The policy: key '{'x' * 51}' is not a key.",
        KEY_HINT,
    ),
    "key that is no text": (
        ('key = "plain"', "key = 7"),
        "The policy: key is 7, not a text in quotes.",
        KEY_HINT,
    ),
    "no key of a level": (('key = "last"\n', ""), "Level 4: key is missing.", KEY_HINT),
    "empty key of a level": (('key = "last"', 'key = ""'), "Level 4: key '' is not a key.", KEY_HINT),
    "duplicate key": (
        ('key = "last"', 'key = "soon"'),
        "Level 'soon': key 'soon' stands at levels 1 and 4.",
        "Give each level a key of its own.",
    ),
    "no name": (('name = { en = "Plain", fr = "Simple" }\n', ""), "The policy: name is missing.", NAME_HINT),
    "name without languages": (
        ('name = { en = "Plain", fr = "Simple" }', 'name = "Plain"'),
        "The policy: name is 'Plain', not a table.",
        "Write it as a table: [name].",
    ),
    "name in no language": (
        ('{ en = "Last", fr = "Dernière" }', '{ en = "Last" }'),
        "Level 'last': no name in 'fr'.",
        NAME_HINT,
    ),
    "name that is no text": (
        ('{ en = "Last", fr = "Dernière" }', '{ en = "Last", fr = 7 }'),
        "Level 'last': fr is 7, not a text in quotes.",
        NAME_HINT,
    ),
    "name in an unknown language": (
        ('fr = "Simple" }', 'fr = "Simple", de = "Einfach" }'),
        "The policy: name in unknown language 'de'.",
        'Known are "en", "es" or "fr".',
    ),
    "name in another language": (
        ('fr = "Simple" }', 'fr = "Simple", es = "Simple" }'),
        "The policy: name in 'es', a language that the policy does not speak.",
        'Add "es" to languages, or take the name out.',
    ),
    "no languages": (('languages = ["en", "fr"]\n', ""), "The policy: languages is missing.", LANGUAGE_HINT),
    "languages that are no list": (
        ('languages = ["en", "fr"]', 'languages = "en"'),
        "The policy: languages is 'en', not a list of texts.",
        LANGUAGE_HINT,
    ),
    "empty languages": (
        ('languages = ["en", "fr"]', "languages = []"),
        "The policy: languages is an empty list.",
        LANGUAGE_HINT,
    ),
    "unknown language": (
        ('languages = ["en", "fr"]', 'languages = ["en", "fr", "de"]'),
        "The policy: unknown language 'de'.",
        LANGUAGE_HINT,
    ),
    "language twice": (
        ('languages = ["en", "fr"]', 'languages = ["en", "fr", "en"]'),
        "The policy: language 'en' stands twice.",
        "Leave it there once.",
    ),
    "unknown way to catch up": (
        ('catch_up = "jump"', 'catch_up = "leap"'),
        "The policy: unknown catch_up 'leap'.",
        'Write catch_up = "climb" or "jump".',
    ),
    "negative days": (
        ("min_gap_days = 4", "min_gap_days = -1"),
        "The policy: min_gap_days cannot be -1.",
        DAYS_HINT,
    ),
    "negative grace": (
        ("grace_banking_days = 2", "grace_banking_days = -1"),
        "The policy: grace_banking_days cannot be -1.",
        DAYS_HINT,
    ),
    "too many days": (
        ("days_after_invoice = 6", "days_after_invoice = 3651"),
        "The policy: days_after_invoice cannot be 3651.",
        DAYS_HINT,
    ),
    "days in quotes": (
        ("final_after_days = 12", 'final_after_days = "12"'),
        "The policy: final_after_days cannot be '12'.",
        DAYS_HINT,
    ),
    "days with a fraction": (
        ("min_gap_days = 4", "min_gap_days = 4.0"),
        "The policy: min_gap_days cannot be 4.0.",
        DAYS_HINT,
    ),
    "days that are true": (
        ("min_gap_days = 4", "min_gap_days = true"),
        "The policy: min_gap_days cannot be true.",
        DAYS_HINT,
    ),
    "does_nothing in quotes": (
        ('catch_up = "jump"', 'catch_up = "jump"\ndoes_nothing = "no"'),
        "The policy: does_nothing cannot be 'no'.",
        "Write true or false, without quotes.",
    ),
    "does nothing, with levels": (
        ('catch_up = "jump"', 'catch_up = "jump"\ndoes_nothing = true'),
        "The policy: does_nothing = true, and levels (4).",
        "Take the levels out, or write does_nothing = false.",
    ),
    "unknown currency": (
        ('XOF = "3000"', 'EURO = "3000"'),
        "The policy: floor for unknown currency 'EURO'.",
        CURRENCY_HINT,
    ),
    "currency in small letters": (
        ('EUR = "50000.00"', 'eur = "50000.00"'),
        "The policy: ceiling for unknown currency 'eur'.",
        CURRENCY_HINT,
    ),
    "key of the policy under [floor]": (
        ('XOF = "3000"', "does_nothing = true"),
        "The policy: floor for unknown currency 'does_nothing'.",
        CURRENCY_HINT,
    ),
    "amount without quotes": (
        ('EUR = "10.00"', "EUR = 10.00"),
        "The policy: floor for EUR is 10.0, not an amount.",
        AMOUNT_HINT + 'EUR = "1000.00".',
    ),
    "amount with a comma": (
        ('EUR = "10.00"', 'EUR = "10,00"'),
        "The policy: floor for EUR is '10,00', not an amount.",
        AMOUNT_HINT + 'EUR = "1000.00".',
    ),
    "negative amount": (
        ('EUR = "50000.00"', 'EUR = "-1.00"'),
        "The policy: ceiling for EUR is '-1.00', not an amount.",
        AMOUNT_HINT + 'EUR = "1000.00".',
    ),
    "amount that is no number": (
        ('XOF = "3000"', 'XOF = "NaN"'),
        "The policy: floor for XOF is 'NaN', not an amount.",
        AMOUNT_HINT + 'XOF = "1000".',
    ),
    "more decimals than the currency has": (
        ('XOF = "3000"', 'XOF = "3000.50"'),
        "The policy: floor for XOF cannot be '3000.50'.",
        "XOF has 0 decimals; write 3001.",
    ),
    "floor above the ceiling": (
        ('EUR = "10.00"', 'EUR = "60000.00"'),
        "The policy: floor for EUR is 60000.00, above the ceiling of 50000.00.",
        "Lower the floor: below it nothing is sent, above the ceiling a person approves.",
    ),
    "no trigger": (('trigger = "D-3"\n', ""), "Level 'soon': trigger is missing.", TRIGGER_HINT),
    "bad trigger": (
        ('trigger = "D-3"', 'trigger = "3 days"'),
        "Level 'soon': trigger '3 days' is not understood.",
        TRIGGER_HINT,
    ),
    "trigger that is a number": (
        ('trigger = "D-3"', "trigger = -3"),
        "Level 'soon': trigger is -3, not a text in quotes.",
        TRIGGER_HINT,
    ),
    "after no day": (
        ('trigger = "after 15"', 'trigger = "after 0"'),
        "Level 'last': trigger 'after 0' would tell two levels on one day.",
        'Write "after 1" or more.',
    ),
    "no severity": (('severity = "final"\n', ""), "Level 'last': severity is missing.", SEVERITY_HINT),
    "unknown severity": (
        ('severity = "final"', 'severity = "harsh"'),
        "Level 'last': unknown severity 'harsh'.",
        SEVERITY_HINT,
    ),
    "unknown approval": (
        ('approval = "person"', 'approval = "boss"'),
        "Level 'last': unknown approval 'boss'.",
        'Write approval = "automatic" or "person".',
    ),
    "no actions": (
        ('actions = ["task:manager"]\n', ""),
        "Level 'last': actions is missing.",
        'Write for example actions = ["email", "task:collector"], or [] for a level that does nothing.',
    ),
    "actions that are no list": (
        ('actions = ["task:manager"]', 'actions = "task:manager"'),
        "Level 'last': actions is 'task:manager', not a list of texts.",
        'Write for example actions = ["email", "task:collector"], or [] for a level that does nothing.',
    ),
    "unknown action": (('["task:manager"]', '["fax"]'), "Level 'last': unknown action 'fax'.", ACTION_HINT),
    "message with a role": (
        ('["task:manager"]', '["email:sales"]'),
        "Level 'last': unknown action 'email:sales'.",
        ACTION_HINT,
    ),
    "task of nobody": (
        ('["task:manager"]', '["task"]'),
        "Level 'last': action 'task': it does not say whose it is.",
        'Write "task:collector", "task:sales" or "task:manager".',
    ),
    "call by an unknown role": (
        ('["task:manager"]', '["call:boss"]'),
        "Level 'last': action 'call:boss': 'boss' is no role.",
        'Write "call:collector", "call:sales" or "call:manager".',
    ),
    "action twice": (
        ('["task:manager"]', '["task:manager", "task:manager"]'),
        "Level 'last': action 'task:manager' stands twice.",
        "Leave it there once.",
    ),
    "text in an unknown language": (
        ('task = "Décider"', 'task = "Décider"\n[level.text.de]\ntask = "?"'),
        "Level 'last': text in unknown language 'de'.",
        'Known are "en", "es" or "fr".',
    ),
    "text in another language": (
        ('task = "Décider"', 'task = "Décider"\n[level.text.es]\ntask = "Decidir"'),
        "Level 'last': text in 'es', a language that the policy does not speak.",
        'Add "es" to languages, or take the text out.',
    ),
    "missing subject": (
        ('subject = "Rappel"\n', ""),
        "Level 'first': no subject in 'fr', which its letter needs.",
        'Add subject = "..." under [level.text.fr].',
    ),
    "blank words": (
        ('before = "Merci de payer."', 'before = " "'),
        "Level 'first': no before in 'fr', which its letter needs.",
        'Add before = "..." under [level.text.fr].',
    ),
    "missing script of a call": (
        ('task = "Appeler"\n', ""),
        "Level 'first': no task in 'fr', which its call needs.",
        'Add task = "..." under [level.text.fr].',
    ),
    "missing language": (
        ('[level.text.fr]\ntask = "Décider"\n', ""),
        "Level 'last': no task in 'fr', which its task needs.",
        'Add task = "..." under [level.text.fr].',
    ),
    "text without a table": (
        (
            '[level.text.en]\ntask = "Decide"\n[level.text.fr]\ntask = "Décider"',
            'text.en = "Decide"\ntext.fr.task = "Décider"',
        ),
        "Level 'last': level.text.en is 'Decide', not a table.",
        "Write it as a table: [level.text.en].",
    ),
    "words that are no text": (
        ('task = "Décider"', "task = 7"),
        "Level 'last': task is 7, not a text in quotes.",
        "Write it in quotes.",
    ),
    "control character": (
        ('subject = "Rappel"', 'subject = "Rap\\u0000pel"'),
        "Level 'first': subject contains a control character: 'Rap\\x00pel'.",
        "Take it out.",
    ),
    "subject of two lines": (
        ('subject = "Rappel"', 'subject = "Rappel\\nBcc: x@example.invalid"'),
        "Level 'first': the subject in 'fr' has several lines.",
        "Join them: an e-mail has one line there.",
    ),
    "unknown placeholder": (
        ("Please pay.", "Please pay {amount}."),
        "Level 'first': the text in 'en' has an unknown placeholder 'amount'.",
        PLACEHOLDER_HINT,
    ),
    "unknown way to attach": (
        (
            'actions = ["letter", "sms", "call:sales"]',
            'actions = ["letter", "sms", "call:sales"]\nattach = "yes"',
        ),
        "Level 'first': unknown attach 'yes'.",
        'Write attach = "none", "if-there" or "always".',
    ),
    "lone brace": (
        ("Please pay.", "Please pay } now."),
        "Level 'first': the text in 'en' has an unknown placeholder '}'.",
        PLACEHOLDER_HINT,
    ),
    "days late before the due date": (
        ("Le {oldest_due}.", "Retard : {days_late}."),
        "Level 'soon': the text in 'fr' says {days_late} at D-3, when nothing is late.",
        "Write {oldest_due}, the day on which it falls due.",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_it_refuses(case: str):
    change, message, hint = REFUSALS[case]
    expected = Problem(source="plain.toml", message=message, hint=hint)
    assert expected in problems(good(change))


@pytest.mark.parametrize("case", [case for case in REFUSALS if "languages" not in case])
def test_it_reports_one_problem_for_one_mistake(case: str):
    change, _, _ = REFUSALS[case]
    follows = {"text without a table": 1}  # and so there is no text
    assert len(problems(good(change))) == 1 + follows.get(case, 0)


BACK = "or later, or change the order."


@pytest.mark.parametrize(
    ("rungs", "message", "hint"),
    [
        (
            [("D+0", "courtesy"), ("D-3", "courtesy")],
            "Level 'l2': trigger 'D-3' is before the due date, yet comes after level 'l1'.",
            "Put the levels before the due date first.",
        ),
        (
            [("D+7", "reminder"), ("D+6", "reminder")],
            "Level 'l2': trigger 'D+6' can come before 'D+7' of level 'l1'.",
            f"Write D+7 {BACK}",
        ),
        (
            [("D-3", "courtesy"), ("D-4", "courtesy")],
            "Level 'l2': trigger 'D-4' can come before 'D-3' of level 'l1'.",
            f"Write D-3 {BACK}",
        ),
        (
            [("D+30", "reminder"), ("EOM(D+29)", "reminder")],
            "Level 'l2': trigger 'EOM(D+29)' can come before 'D+30' of level 'l1'.",
            f"Write EOM(D+30) {BACK}",
        ),
        (
            [("EOM(D+30)", "reminder"), ("D+59", "reminder")],
            "Level 'l2': trigger 'D+59' can come before 'EOM(D+30)' of level 'l1'.",
            f"Write D+60 {BACK}",
        ),
        (
            [("EOM(D+30)", "reminder"), ("EOM(D+29)", "reminder")],
            "Level 'l2': trigger 'EOM(D+29)' can come before 'EOM(D+30)' of level 'l1'.",
            f"Write EOM(D+30) {BACK}",
        ),
        (
            [("D+20", "reminder"), ("after 5", "reminder"), ("D+19", "formal")],
            "Level 'l3': trigger 'D+19' can come before 'D+20' of level 'l1'.",
            f"Write D+20 {BACK}",
        ),
        (
            [("D+7", "reminder"), ("BD+5", "reminder")],
            "Level 'l2': trigger 'BD+5' can come before 'D+7' of level 'l1'.",
            f"Write BD+6 {BACK}",
        ),
        (
            [("BD+5", "reminder"), ("D+6", "reminder")],
            "Level 'l2': trigger 'D+6' can come before 'BD+5' of level 'l1'.",
            f"Write D+7 {BACK}",
        ),
        (
            [("BD-3", "courtesy"), ("D-4", "courtesy")],
            "Level 'l2': trigger 'D-4' can come before 'BD-3' of level 'l1'.",
            f"Write D-3 {BACK}",
        ),
        (
            [("after 15 BD", "reminder")],
            "Level 'l1': trigger 'after 15 BD' has no level from the due date on to count from.",
            "Write BD+15, which counts from the due date.",
        ),
        (
            [("D+7", "formal"), ("D+14", "reminder")],
            "Level 'l2': severity 'reminder' is below 'formal' of level 'l1'.",
            'Write severity = "formal" or "final", or change the order.',
        ),
        (
            [("after 15", "reminder")],
            "Level 'l1': trigger 'after 15' has no level from the due date on to count from.",
            "Write D+15, which counts from the due date.",
        ),
        (
            [("D-3", "courtesy"), ("after 15", "reminder")],
            "Level 'l2': trigger 'after 15' has no level from the due date on to count from.",
            "Write D+15, which counts from the due date.",
        ),
        (
            [("D+30", "final")],
            "Level 'l1': severity 'final' without a level before it that says something after the due date.",
            "Put a reminder or a formal level with an action before it.",
        ),
        (
            [("D-3", "courtesy"), ("D+30", "final")],
            "Level 'l2': severity 'final' without a level before it that says something after the due date.",
            "Put a reminder or a formal level with an action before it.",
        ),
    ],
)
def test_it_refuses_a_ladder_that_cannot_be_climbed(rungs: list[tuple[str, str]], message: str, hint: str):
    assert problems(ladder(*rungs)) == (Problem(source="plain.toml", message=message, hint=hint),)


@pytest.mark.parametrize(
    "rungs",
    [
        [("D-3", "courtesy"), ("D-3", "courtesy"), ("D+7", "reminder"), ("D+7", "reminder")],
        [("D+30", "reminder"), ("EOM(D+30)", "reminder"), ("D+60", "reminder"), ("EOM(D+60)", "formal")],
        [("D+1", "reminder"), ("after 30", "reminder"), ("D+60", "final")],
        [("D+7", "reminder"), ("after 15", "final"), ("after 15", "final")],
        [("D-5", "courtesy"), ("BD-3", "courtesy"), ("BD+0", "courtesy"), ("D+2", "reminder")],
        [("BD+5", "reminder"), ("after 10 BD", "reminder"), ("EOM(D+7)", "formal"), ("BD+28", "formal")],
    ],
)
def test_it_takes_a_ladder_that_can_be_climbed(rungs: list[tuple[str, str]]):
    assert len(parse(ladder(*rungs), source="good.toml").levels) == len(rungs)


def test_it_takes_no_date_before_the_one_it_names_as_the_earliest():
    """The end of the month of D+30 is D+60 at the latest: due on 1 May, it is 31 May + 30 days."""
    read = parse(ladder(("EOM(D+30)", "reminder"), ("D+60", "reminder")), source="good.toml")
    for ordinal in range(date(2023, 1, 1).toordinal(), date(2025, 1, 1).toordinal()):
        dates = [day for _, day in sample_dates(read, date.fromordinal(ordinal))]
        assert dates == sorted(dates)


@pytest.mark.parametrize(
    ("first", "then"), [("BD+6", "D+10"), ("D+10", "BD+8"), ("D-5", "BD-3"), ("BD-6", "D-8")]
)
def test_it_knows_how_far_banking_days_reach(first: str, then: str):
    """Read against every due date of a year: the second is the earliest that never comes before the first."""
    early, late = parse_trigger(first), parse_trigger(then)
    assert early is not None
    assert late is not None
    assert earliest_after(early, Trigger(kind=late.kind, days=late.days - 9)) == late
    days = [
        date.fromordinal(ordinal)
        for ordinal in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    ]
    sooner = Trigger(kind=late.kind, days=late.days - 1)
    gaps = [
        (late.reached_on(due_on=day, told_on=day) - early.reached_on(due_on=day, told_on=day)).days
        for day in days
    ]
    assert min(gaps) >= 0
    assert any(
        sooner.reached_on(due_on=day, told_on=day) < early.reached_on(due_on=day, told_on=day) for day in days
    )


def test_it_refuses_to_attach_a_document_to_a_task():
    text = ladder(("D+7", "reminder")).replace("severity =", 'attach = "always"\nseverity =')
    hint = "Take it out, or add an e-mail or a letter to the actions."
    message = "Level 'l1': attach = \"always\", and no message that could carry a document."
    assert problems(text) == (Problem(source="plain.toml", message=message, hint=hint),)


def test_it_refuses_a_final_level_behind_an_empty_one_only():
    text = ladder(("D+7", "reminder"), ("D+30", "final")).replace(
        'actions = ["task:collector"]', "actions = []", 1
    )
    message = "Level 'l2': severity 'final' without a level before it that says something after the due date."
    assert [problem.message for problem in problems(text)] == [message]


def test_it_refuses_a_policy_without_levels():
    text = 'key = "bare"\nname = { en = "Bare" }\nlanguages = ["en"]\n'
    hint = "Write at least one [[level]], or does_nothing = true for customers who are never reminded."
    expected = Problem(source="plain.toml", message="The policy: no level.", hint=hint)
    assert problems(text) == (expected,)


def test_it_refuses_a_level_written_with_single_brackets():
    text = 'key = "bare"\nname = { en = "Bare" }\nlanguages = ["en"]\n[level]\nkey = "first"\n'
    expected = Problem(
        source="plain.toml",
        message="The policy: level is {'key': 'first'}, not a list of levels.",
        hint="Write [[level]], with two brackets.",
    )
    assert problems(text) == (expected,)


def test_it_refuses_levels_that_are_no_tables():
    text = 'key = "bare"\nname = { en = "Bare" }\nlanguages = ["en"]\nlevel = [7]\n'
    first = problems(text)[0]
    assert first == Problem(
        source="plain.toml", message="Level 1: level is 7, not a table.", hint="Write it as a table: [level]."
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('key = "plain"\nname = \n', 2),
        ('key = "plain"\nkey = "again"\n', 2),
        ("PK\x03\x04", 1),
        ("min_gap_days = " + "9" * 5000, None),
        ("x = " + "[" * 5000, None),
    ],
)
def test_it_refuses_what_is_not_toml(text: str, line: int | None):
    (problem,) = problems(text)
    assert problem.message.startswith("this is not TOML: ")
    assert problem.line == line
    assert problem.hint


def test_it_reports_all_problems_at_once():
    text = good(
        ('catch_up = "jump"', 'catch_up = "leap"'),
        ('EUR = "10.00"', 'EUR = "ten"'),
        ('trigger = "D-3"', 'trigger = "3 days"'),
        ('["task:manager"]', '["fax"]'),
        ('severity = "final"', 'severity = "harsh"'),
        ('subject = "Rappel"\n', ""),
    )
    assert {problem.message for problem in problems(text)} == {
        "The policy: unknown catch_up 'leap'.",
        "The policy: floor for EUR is 'ten', not an amount.",
        "Level 'soon': trigger '3 days' is not understood.",
        "Level 'first': no subject in 'fr', which its letter needs.",
        "Level 'last': unknown action 'fax'.",
        "Level 'last': unknown severity 'harsh'.",
    }


@given(st.text(max_size=200))
def test_it_never_fails_but_refuses(text: str):
    with pytest.raises(Refused):
        parse(text, source="any.toml")


JUNK = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(-5, 9), st.booleans(), st.floats(allow_nan=False, width=16)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


@given(st.sampled_from([line for line in GOOD.splitlines() if " = " in line]), JUNK)
def test_it_never_fails_on_a_value_of_the_wrong_kind(line: str, junk: object):
    """Whatever stands behind the equals sign, the file is read or refused, never broken."""
    name, _, _ = line.partition(" = ")
    with suppress(Refused):
        parse(GOOD.replace(line, f"{name} = {as_toml(junk)}", 1), source="junk.toml")


def as_toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(char):08x}" for char in value) + '"'
    return str(value).lower()
