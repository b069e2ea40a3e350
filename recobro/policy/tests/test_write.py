"""Writing a policy file: what is read again is what was written, and two versions differ where they say different things."""

from __future__ import annotations

import tomllib
from itertools import product

import pytest

from recobro.policy.differences import DiffLine, differences
from recobro.policy.guided import KINDS, RHYTHMS, TONES, Answers, guided
from recobro.policy.ladder import LANGUAGES
from recobro.policy.load import ready_made
from recobro.policy.parse import parse
from recobro.policy.write import tidy, written

FIRST_DAY = """
key = "old"
name = { en = "Old" }
languages = ["en"]
[first_day]
old_items = "opening"
[opening]
name = { en = "Opening" }
severity = "reminder"
actions = ["letter"]
[opening.text.en]
subject = "Old"
before = "We write for the first time."
"""
SOME_LEVEL = """
[[level]]
key = "a"
name = { en = "A" }
trigger = "D+7"
severity = "reminder"
actions = ["email"]
[level.text.en]
subject = "A"
before = "B"
"""


@pytest.mark.parametrize("text", [*ready_made().values(), FIRST_DAY + SOME_LEVEL])
def test_a_policy_says_the_same_when_it_is_written_anew(text: str) -> None:
    again = written(tomllib.loads(text))

    assert parse(again, source="again") == parse(text, source="once")
    assert written(tomllib.loads(again)) == again


def test_a_tidy_policy_says_the_same() -> None:
    level = tomllib.loads(tidy(ready_made()["weekly"]))["level"][1]

    first, second, *_ = level["text"]["en"]["task"].split("\n\n")
    assert first == "Call {customer}: when will the overdue payment arrive?"
    assert (
        second
        == "Overdue: {total}. Invoices: {count}. Oldest due date: {oldest_due}. Days late: {days_late}."
    )
    assert (
        "We will also telephone you in the next few days, to hear whether anything is missing that we can"
        in level["text"]["en"]["after"]
    )
    assert "\n- replies to the e-mail" in level["text"]["en"]["task"]


@pytest.mark.parametrize(
    "said",
    [
        '"quoted" and \\ back',
        'three """ quotes\nin two lines',
        'ends with a quote\n"',
        "tab\tand\x7f\n\x01",
        "{{brace}}",
        "a\r\nb\rc",
    ],
)
def test_any_text_is_kept(said: str) -> None:
    values = {"key": "k", "level": [{"text": {"en": {"before": said}}}], "odd key": [said]}

    read = tomllib.loads(written(values))

    assert read["level"][0]["text"]["en"]["before"].strip() == said.replace("\r\n", "\n").replace("\r", "\n")
    assert read["odd key"] == [said]


def test_wrong_values_are_written_too_so_that_the_reader_can_refuse_them() -> None:
    assert tomllib.loads(written({"level": [], "floor": "5", "first_day": {}})) == {
        "level": [],
        "floor": "5",
        "first_day": {},
    }


def test_it_shows_what_changed_and_where() -> None:
    old = ready_made()["two-step"]
    new = old.replace("min_gap_days = 3", "min_gap_days = 5").replace(
        "just reply to this", "please reply to this"
    )

    assert differences(old, old.replace("# The friendly e-mail.", "")) == ()
    assert differences(old, old.replace("slipped through;", "slipped\nthrough;")) == ()
    gap, words = differences(old, new)
    assert (gap.level, gap.language) == ("", "")
    assert DiffLine(kind="removed", text="min_gap_days = 3") in gap.lines
    assert DiffLine(kind="added", text="min_gap_days = 5") in gap.lines
    assert (words.level, words.language) == ("friendly", "en")
    assert [line.kind for line in words.lines if line.kind != "same"] == ["removed", "added"]


# The guided set-up


@pytest.mark.parametrize(("kind", "tone", "rhythm"), [*product(KINDS, TONES, RHYTHMS)])
def test_every_answer_gives_a_policy_that_can_be_climbed(kind: str, tone: str, rhythm: str) -> None:
    policy = parse(guided(Answers(kind=kind, tone=tone, rhythm=rhythm, country="ES")), source="guided")

    assert policy.languages == LANGUAGES
    assert policy.key == f"{kind}-{tone}-{rhythm}"
    assert policy.follow_pay_days
    assert all(
        level.text[language].before or level.text[language].task
        for level in policy.levels
        for language in LANGUAGES
    )
    assert all(level.approval == "person" for level in policy.levels if level.severity in ("formal", "final"))
    assert not any("week" in level.name["en"] for level in policy.levels)
    assert not any(action.channel == "sms" for level in policy.levels for action in level.actions)


def test_the_answers_matter() -> None:
    def days(kind: str, tone: str, rhythm: str, country: str = "DE") -> list[str]:
        policy = parse(guided(Answers(kind=kind, tone=tone, rhythm=rhythm, country=country)), source="guided")
        assert not policy.follow_pay_days
        return [f"{level.key} {level.trigger}" for level in policy.levels]

    assert days("companies", "normal", "usual") == [
        "due-soon D-3", "first-reminder D+7", "second-reminder D+17", "formal-letter D+30", "escalation D+45",
    ]  # fmt: skip
    assert days("companies", "friendly", "patient")[-1] == "formal-letter D+70"
    assert days("public-bodies", "firm", "strict") == [
        "first-reminder D+13", "second-reminder D+20", "formal-letter D+27", "escalation D+42",
    ]  # fmt: skip
    consumers = parse(
        guided(Answers(kind="consumers", tone="firm", rhythm="strict", country="DE")), source="guided"
    )
    assert {action.channel for level in consumers.levels for action in level.actions} == {"email", "letter"}
    assert consumers.min_gap_days == 7
    assert "order number" not in guided(
        Answers(kind="consumers", tone="normal", rhythm="strict", country="DE")
    )
