"""The guide for policies shows what the product does: its example loads, its dates are the computed ones."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from recobro.kernel.placeholders import PLACEHOLDERS
from recobro.policy import ladder
from recobro.policy.ladder import sample_dates
from recobro.policy.parse import FIRST_DAY_KEYS, LEVEL_KEYS, POLICY_KEYS, TEXT_KEYS, parse
from recobro.policy.trigger import parse_trigger

GUIDE = (Path(__file__).parents[3] / "docs" / "guides" / "policies.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GUIDE.splitlines()
    if line.startswith("|")
]
DUE_ON = date(2026, 3, 2)


def written(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def test_it_shows_an_example_that_loads():
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert [level.key for level in parse(example, source="guide").levels] == ["first-reminder", "letter"]


@pytest.mark.parametrize("name", ["collection", "weekly", "credit-control", "two-step"])
def test_it_shows_the_dates_of_the_ready_made_policies(name: str):
    text = (Path(ladder.__file__).parent / "ready" / f"{name}.toml").read_text(encoding="utf-8")
    shown = [(row[1], row[4]) for row in ROWS if len(row) == 5 and row[1].startswith("`")]
    for key, day in sample_dates(parse(text, source=name), DUE_ON):
        assert (f"`{key}`", written(day)) in shown


def test_it_shows_the_dates_of_every_trigger():
    rows = [row for row in ROWS if len(row) == 4 and (parse_trigger(row[0].strip("`")) is not None)]
    assert [row[0] for row in rows] == [
        "`D-3`",
        "`D+0`",
        "`D+7`",
        "`EOM(D+0)`",
        "`EOM(D+30)`",
        "`BD+5`",
        "`BD-2`",
        "`after 30`",
        "`after 10 BD`",
    ]
    for trigger, _, *shown in rows:
        read = parse_trigger(trigger.strip("`"))
        assert read is not None
        for due_on, day in zip((DUE_ON, date(2026, 1, 31)), shown, strict=True):
            told_on = date.fromordinal(due_on.toordinal() + 7)
            assert written(read.reached_on(due_on=due_on, told_on=told_on)) == day


@pytest.mark.parametrize("key", [*POLICY_KEYS, *FIRST_DAY_KEYS, *LEVEL_KEYS, *TEXT_KEYS])
def test_it_explains_every_key(key: str):
    assert f"`{key}`" in GUIDE or f"[{key}]" in GUIDE or f"[[{key}]]" in GUIDE or f"[level.{key}." in GUIDE


@pytest.mark.parametrize("word", sorted(PLACEHOLDERS))
def test_it_explains_every_word_that_is_filled_in(word: str):
    assert f"`{{{word}}}`" in GUIDE
