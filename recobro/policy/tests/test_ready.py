"""The ready-made policies say what the requirements say, in three languages, as a credit department does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from recobro.kernel.placeholders import unknown_placeholders
from recobro.policy import ladder
from recobro.policy.ladder import Level, Policy, Text, sample_dates
from recobro.policy.parse import parse

READY = Path(ladder.__file__).parent / "ready"
NAMES = ("collection", "weekly", "credit-control", "two-step")
LANGUAGES = ("en", "es", "fr")
DUE_ON = date(2026, 3, 2)  # a Monday: the three banking days of grace are Tuesday to Thursday

# policy -> (requirement, trigger, days from the due date at which it is told, severity, approval, actions)
TABLE = {
    "collection": [
        ("R-43", "D-3", -3, "courtesy", "automatic", ["email"]),
        ("R-44", "D+0", 0, "courtesy", "person", []),
        ("R-45", "D+7", 7, "reminder", "automatic", ["email", "task:collector"]),
        ("R-46", "D+14", 14, "reminder", "automatic", ["email", "sms"]),
        ("R-47", "D+21", 21, "formal", "person", ["letter", "call:collector"]),
        ("R-48", "D+30", 30, "final", "person", ["task:manager"]),
    ],
    "weekly": [
        ("R-24", "D+7", 7, "reminder", "automatic", ["email"]),
        ("R-25", "D+14", 14, "reminder", "automatic", ["email", "call:collector"]),
        ("R-26", "D+21", 21, "formal", "person", ["letter", "task:collector"]),
    ],
    "credit-control": [
        ("R-9", "D+1", 4, "reminder", "automatic", ["email"]),
        ("R-10", "after 30", 34, "reminder", "automatic", ["email"]),
        ("R-11", "D+60", 60, "final", "person", ["email"]),
    ],
    "two-step": [
        ("R-61", "D+7", 7, "reminder", "automatic", ["email"]),
        ("R-62, R-63", "after 15", 22, "formal", "person", ["letter", "task:sales"]),
    ],
}


def ready(name: str) -> Policy:
    return parse((READY / f"{name}.toml").read_text(encoding="utf-8"), source=f"{name}.toml")


POLICIES = {name: ready(name) for name in NAMES}
LEVELS = [(policy, level) for policy in POLICIES.values() for level in policy.levels]
TEXTS = [
    pytest.param(level, language, level.text[language], id=f"{policy.key}-{level.key}-{language}")
    for policy, level in LEVELS
    if not level.is_empty
    for language in LANGUAGES
]


def words(text: Text) -> str:
    return "\n".join((text.subject, text.before, text.after, text.task))


def said_to_the_customer(text: Text) -> str:
    return "\n".join((text.subject, text.before, text.after))


def test_it_ships_four_policies():
    assert sorted(path.stem for path in READY.glob("*.toml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_key_of_its_file_and_speaks_three_languages(name: str):
    policy = POLICIES[name]
    assert (policy.key, policy.languages) == (name, LANGUAGES)
    assert all(policy.name[language] for language in LANGUAGES)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_levels_that_the_requirements_name(name: str):
    levels = POLICIES[name].levels
    assert [
        (str(level.trigger), level.severity, level.approval, [str(action) for action in level.actions])
        for level in levels
    ] == [
        (trigger, severity, approval, actions) for _, trigger, _, severity, approval, actions in TABLE[name]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_it_reaches_its_levels_on_the_days_that_the_requirements_name(name: str):
    days = [day for _, day in sample_dates(POLICIES[name], DUE_ON)]
    assert days == [DUE_ON + timedelta(days=days_late) for _, _, days_late, *_ in TABLE[name]]


@pytest.mark.parametrize("name", NAMES)
def test_it_has_the_settings_that_the_guide_promises(name: str):
    policy = POLICIES[name]
    assert (policy.catch_up, policy.min_gap_days, policy.days_after_invoice) == ("climb", 3, 5)
    assert policy.grace_banking_days == (3 if name == "credit-control" else 0)
    assert policy.final_after_days == (9 if name == "collection" else 15)
    assert not policy.does_nothing


def test_it_has_the_same_floors_and_ceilings_everywhere():
    first, *others = POLICIES.values()
    expected = {"EUR": "5.00", "USD": "5.00", "GBP": "5.00", "CHF": "5.00", "MXN": "100.00", "XOF": "3000"}
    assert {currency: str(first.floor[currency]) for currency in expected} == expected
    assert first.floor.keys() == first.ceiling.keys()
    assert all((other.floor, other.ceiling) == (first.floor, first.ceiling) for other in others)


def test_it_makes_no_level_before_the_due_date_a_rung():
    assert [level.key for level in POLICIES["collection"].levels if level.trigger.before_due] == ["due-soon"]
    assert [policy.key for policy in POLICIES.values() if len(policy.rungs) < len(policy.levels)] == [
        "collection"
    ]


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_has_words_for_every_action(level: Level, language: str, text: Text):
    channels = {action.channel for action in level.actions}
    if channels & {"email", "letter"}:
        assert text.subject
        assert text.before
        assert text.after
    if channels & {"task", "call", "sms"}:
        assert text.task


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_has_no_unknown_placeholder(level: Level, language: str, text: Text):
    assert unknown_placeholders(words(text)) == ()


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_uses_no_word_that_may_be_empty_in_what_the_customer_reads(
    level: Level, language: str, text: Text
):
    assert not re.search(r"\{(contact|phone|email|reference)\}", said_to_the_customer(text))


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_counts_nothing_in_a_sentence(level: Level, language: str, text: Text):
    """One invoice or twelve: numbers stand behind a colon, where no word has to agree with them."""
    assert not re.search(r"\{(count|days_late)\}", said_to_the_customer(text))
    assert not re.search(r"[^:\s]\s\{(count|days_late)\}", text.task)


@pytest.mark.parametrize("part", ["subject", "before", "after", "task"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_nothing_twice(language: str, part: str):
    said = [getattr(level.text[language], part) for _, level in LEVELS if not level.is_empty]
    said = [words for words in said if words]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("key", [(policy.key, level.key) for policy, level in LEVELS if not level.is_empty])
def test_it_uses_the_same_placeholders_in_every_language(key: tuple[str, str]):
    level = next(level for level in POLICIES[key[0]].levels if level.key == key[1])
    used = {language: sorted(re.findall(r"\{\w+\}", words(level.text[language]))) for language in LANGUAGES}
    assert used["en"] == used["es"] == used["fr"]


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_gives_a_deadline_with_every_formal_or_final_message(level: Level, language: str, text: Text):
    if level.rank >= 3 and level.is_outward:
        assert "{pay_by}" in text.before


LAW = re.compile(
    r"legal|lawyer|court|solicitor|attorney|agency|interest|statut|directive|penalt|fee\b|"
    r"abogad|jurídic|juicio|tribunal|demanda|agencia|interés|intereses|ley\b|recargo|penaliza|"
    r"avocat|juridique|judiciaire|tribunal|huissier|mise en demeure|intérêt|loi\b|pénalité|article",
    re.IGNORECASE,
)
PRESSURE = re.compile(
    r"\bmust\b|immediately|failure to|consequence|inmediat|deberá|consecuenc|immédiat|conséquence", re.I
)


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_threatens_nobody_before_the_final_level(level: Level, language: str, text: Text):
    if level.severity != "final":
        assert not LAW.search(said_to_the_customer(text))
    assert not PRESSURE.search(said_to_the_customer(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_announces_legal_advice_at_the_end_of_credit_control_and_claims_no_more(language: str):
    text = POLICIES["credit-control"].levels[-1].text[language]
    claims = {match.lower() for match in LAW.findall(said_to_the_customer(text))}
    assert claims == {"legal"} or (language == "fr" and claims == {"juridique"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_offers_a_plan_of_two_or_three_instalments_and_asks_for_an_answer(language: str):
    first, second, _ = POLICIES["credit-control"].levels
    two_or_three = {
        "en": "two or three instalments",
        "es": "dos o tres cuotas",
        "fr": "deux ou trois versements",
    }
    for level in (first, second):
        assert two_or_three[language] in said_to_the_customer(level.text[language])
    assert "{pay_by}" in first.text[language].after


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_leaves_salutation_and_closing_to_the_layout(level: Level, language: str, text: Text):
    layout = r"dear\b|regards|sincerely|faithfully|estimad|saludo|atentamente|madame|monsieur|cordialement"
    assert not re.search(layout, said_to_the_customer(text), re.IGNORECASE)


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_begins_a_script_with_a_title_and_says_what_to_check_and_note(
    level: Level, language: str, text: Text
):
    if not text.task:
        return
    title, blank, _ = text.task.split("\n", 2)
    marks = {
        "en": ("Check first:", "Note:"),
        "es": ("Comprobar antes:", "Anotar:"),
        "fr": ("À vérifier d’abord", "À noter"),
    }
    assert "{customer}" in title
    assert len(title) < 80
    assert blank == ""
    assert all(mark in text.task for mark in marks[language])


TYPEWRITTEN = {
    "en": re.compile(r"['\"]|  |--| [:;?!,.]"),
    "es": re.compile(r"['\"]|  |--| [:;?!,.]|« | »"),
    "fr": re.compile(r"['\"]|  |--| [:;?!,.»]|« |[^\s\u00a0]:|[^\u202f][;?!]|«[^\u00a0]|[^\u00a0]»"),
}


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_is_set_as_a_printer_would_set_it(level: Level, language: str, text: Text):
    assert not TYPEWRITTEN[language].search(words(text)), words(text)
    assert "—" not in words(text)
    if language == "es":
        assert words(text).count("¿") == words(text).count("?")
        assert words(text).count("¡") == words(text).count("!")
    for paragraph in re.split(r"\n\n", "\n\n".join((text.before, text.after)).strip()):
        assert not paragraph or paragraph[-1] in ".?"


@pytest.mark.parametrize(("level", "language", "text"), TEXTS)
def test_it_speaks_to_a_stranger_politely(level: Level, language: str, text: Text):
    familiar = {
        "en": r"\bguys\b",
        "es": r"\b(tú|tu|tus|te|vosotros|vuestr\w+|vos)\b",
        "fr": r"\b(tu|ton|ta|tes|toi)\b",
    }
    assert not re.search(familiar[language], said_to_the_customer(text), re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_it_explains_every_setting_to_whoever_opens_the_file(name: str):
    lines = (READY / f"{name}.toml").read_text(encoding="utf-8").splitlines()
    settings = [
        n
        for n, line in enumerate(lines)
        if re.match(
            r"(catch_up|\w+_days|days_after_invoice|languages) = |\[\[level|\[(floor|ceiling)\]", line
        )
    ]
    assert settings
    assert all(lines[n - 1].startswith("#") for n in settings)
    assert all("#" in line for line in lines if line.startswith("trigger = "))
