"""Where an item begins: the level to start at, and what the policy does with old items on the first day."""

from __future__ import annotations

import pytest

from recobro.kernel.problems import Refused
from recobro.policy.ladder import FirstDay, Policy
from recobro.policy.parse import parse

HEAD = 'key = "bare"\nname = { en = "Bare" }\nlanguages = ["en"]\n'
LEVEL = (
    '[[level]]\nkey = "{}"\nname = {{ en = "L" }}\ntrigger = "{}"\nseverity = "{}"\nactions = ["email"]\n'
    'text.en = {{ subject = "S", before = "B" }}\n'
)
LEVELS = "".join(
    LEVEL.format(*one)
    for one in (
        ("soon", "D-3", "courtesy"),
        ("first", "D+7", "reminder"),
        ("second", "after 7", "formal"),
        ("last", "D+40", "final"),
    )
)
OPENING = (
    '[opening]\nname = { en = "Opening letter" }\nseverity = "reminder"\nactions = ["letter"]\n'
    'text.en = { subject = "Your account", before = "We ask for {total}." }\n'
)


def read(settings: str = "", tables: str = "", levels: str = LEVELS) -> Policy:
    return parse(HEAD + settings + tables + levels, source="bare.toml")


def refusal(settings: str = "", tables: str = "", levels: str = LEVELS) -> str:
    with pytest.raises(Refused) as caught:
        read(settings, tables, levels)
    (problem,) = caught.value.problems
    return f"{problem.message} {problem.hint}"


def test_it_begins_at_the_first_level_and_applies_to_old_items_if_nothing_is_said() -> None:
    policy = read()
    assert (policy.start_at, policy.first_day, policy.opening) == ("", FirstDay(), None)


def test_it_reads_the_level_to_start_at() -> None:
    assert read('start_at = "first"\n').start_at == "first"


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("third", 'start_at = \'third\' is no level. The levels are "soon", "first", "second" or "last".'),
        ("soon", "start_at = 'soon' comes before the due date."),
        ("second", "start_at = 'second' counts from the level before."),
        ("last", "start_at = 'last' is final."),
    ],
)
def test_it_refuses_a_level_at_which_nothing_can_begin(key: str, fault: str) -> None:
    assert fault in refusal(f'start_at = "{key}"\n')


def test_it_refuses_to_start_at_a_level_that_does_nothing() -> None:
    empty = LEVELS.replace('["email"]', "[]", 2).replace("[]", '["email"]', 1)
    assert "start_at = 'first' does nothing." in refusal('start_at = "first"\n', levels=empty)


def test_it_reads_an_amnesty() -> None:
    policy = read(tables='[first_day]\nold_items = "amnesty"\namnesty_days = 30\n')
    assert policy.first_day == FirstDay(old_items="amnesty", amnesty_days=30)


def test_it_reads_an_opening_letter_that_is_no_rung() -> None:
    policy = read(tables='[first_day]\nold_items = "opening"\nopening_gap_days = 21\n' + OPENING)
    assert policy.first_day.opening_gap_days == 21
    assert policy.opening == policy.level("opening") == policy.all_levels[0]
    assert policy.opening.approval == "person"
    assert [level.key for level in policy.rungs] == ["first", "second", "last"]


@pytest.mark.parametrize(
    ("tables", "fault"),
    [
        ('[first_day]\nold_items = "forget"\n', "unknown old_items 'forget'."),
        ('[first_day]\nold_items = "amnesty"\n', "an amnesty without its days."),
        ("[first_day]\namnesty_days = 9\n", 'amnesty_days without old_items = "amnesty" has no effect.'),
        (
            "[first_day]\nopening_gap_days = 9\n",
            'opening_gap_days without old_items = "opening" has no effect.',
        ),
        ('[first_day]\nold_item = "apply"\n', "unknown key 'old_item'. Did you mean old_items?"),
        ('[first_day]\nold_items = "opening"\n', 'old_items = "opening", and no [opening].'),
        (OPENING, '[opening] without old_items = "opening".'),
        (
            '[first_day]\nold_items = "opening"\n' + OPENING.replace('"reminder"', '"formal"'),
            "the opening level has severity 'formal'.",
        ),
        (
            '[first_day]\nold_items = "opening"\n' + OPENING.replace('["letter"]', "[]"),
            "the opening level does nothing.",
        ),
        (
            '[first_day]\nold_items = "opening"\n' + OPENING.replace("severity", 'trigger = "D+1"\nseverity'),
            "Level 'opening': unknown key 'trigger'.",
        ),
    ],
)
def test_it_refuses_a_first_day_that_makes_no_sense(tables: str, fault: str) -> None:
    assert fault in refusal(tables=tables)


def test_it_keeps_the_key_of_the_opening_letter() -> None:
    assert "a level has the key 'opening'" in refusal(levels=LEVELS.replace('"first"', '"opening"'))
