"""Sentences of the rooms in the language of the page.

Verbs refuse in English sentences with values in them. `tools/words.py` collects these sentences from the code with places for the values;
here the sentence that was raised is found again among them, and said in the language of the page with the same values. Some values are
parts of sentences themselves (what is wrong with a cell), collected apart: they are found and said in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources

from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext

from recobro.evaluation.explain import UNTIL
from recobro.evaluation.outcomes import OUTCOMES
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

PLACE = re.compile(r"\{(\d+)\}")
NAMED = re.compile(r"\{(\w+)\}")
NOT_SENT = "The {0} to {1} ({2}) was not sent: {3}."
AMOUNT = re.compile(r"\A(?P<amount>-?\d+\.(?P<decimals>\d{2,4}))(?P<currency>( [A-Z]{3})?)\Z", re.ASCII)
WORD = re.compile(r"[A-Za-z]{4}")


@dataclass(frozen=True, slots=True)
class Template:
    """What stands in the catalogue with places for values. `is_part`: a part, which with a capital and a full stop makes a sentence too."""

    said: str
    is_part: bool = False

    @property
    def as_sentence(self) -> str:
        """As a whole sentence says it."""
        return _whole(self.said) if self.is_part else self.said


def problem_in_words(problem: Problem) -> Problem:
    """The problem in the language of the page, as far as its sentences are known."""
    return replace(problem, message=in_words(problem.message), hint=in_words(problem.hint))


def in_words(sentence: str) -> str:
    """The sentence in the language of the page; as it is where nobody translated it."""
    if not sentence:
        return ""
    said = gettext(sentence)
    if said != sentence:
        return said
    for pattern, template in _sentences():
        if found := pattern.fullmatch(sentence):
            is_reason = template.said == NOT_SENT
            values = map(_reason_in_words, found.groups()) if is_reason else _values_in_words(found.groups())
            said = gettext(template.said).format(*values)
            return _whole(said) if template.is_part else said
    return sentence


def _values_in_words(values: tuple[str, ...]) -> list[str]:
    """The values of a sentence. Where one of them is a currency, or says one, decimals are amounts: `1234.50` as the page writes it."""
    names_currency = any(is_currency(value.rpartition(" ")[2]) for value in values)
    said = [AMOUNT.sub(_amount_in_words, value, count=1) for value in values] if names_currency else values
    return [_value_in_words(value) for value in said]


def _amount_in_words(found: re.Match[str]) -> str:
    decimals = len(found["decimals"])
    locale = (get_language() or "en").replace("-", "_")
    said = format_decimal(Decimal(found["amount"]), format="#,##0." + "0" * decimals, locale=locale)
    return said + found["currency"]


def _value_in_words(value: str) -> str:
    """A value as it is, unless it is a part of a sentence."""
    for pattern, part in _parts():
        if found := pattern.fullmatch(value):
            return gettext(part).format(*map(_value_in_words, found.groups()))
    return value


def _reason_in_words(value: str) -> str:
    """A value that may be a sentence itself: why a message was dropped, or what stands against a claim (`INV-1: it is disputed`)."""
    name = value.capitalize()
    if name in ("Letter", "Email") and gettext(name) != name:
        return gettext(name)
    number, colon, why = value.partition(": ")
    for pattern, outcome in _outcomes() if colon else ():
        if found := pattern.fullmatch(why):
            places = {name: _until(given or "") for name, given in found.groupdict().items()}
            return f"{number}: {gettext(outcome).format(**places)}"
    whole = f"{value}."
    return in_words(whole).removesuffix(".") if value.count(" ") > 2 else _value_in_words(value)


def _until(value: str) -> str:
    """A value as it is, unless it says until when."""
    begin = UNTIL.partition("{")[0]
    return gettext(UNTIL).format(day=value.removeprefix(begin)) if value.startswith(begin) else value


@cache
def _outcomes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What stands against a claim; the longest first."""
    ordered = sorted((one.sentence for one in OUTCOMES), key=len, reverse=True)
    return tuple(
        (re.compile(NAMED.sub(r"(?P<\1>.*?)", re.sub(r"[.()?*+|]", r"\\\g<0>", one))), one) for one in ordered
    )


def _whole(part: str) -> str:
    """`amount {0} is missing` as a sentence. A value in front is as it is."""
    return f"{part[:1].upper()}{part[1:].removesuffix('.')}."


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], Template], ...]:
    """The sentences with places for values, and those that parts make, the longest first, so that the most particular one is found.

    Without any word of its own (`{0} is {1}.`) a sentence would be found in every other one.
    """
    templates = [Template(line) for line in _lines("sentences.txt") if PLACE.search(line)]
    templates += [Template(line, is_part=True) for line in _lines("parts.txt")]
    told_apart = (one for one in templates if WORD.search(PLACE.sub("", one.said)))
    # (one that holds other sentences is looked for before them)
    ordered = sorted(
        told_apart,
        key=lambda one: (one.said == NOT_SENT, len(PLACE.sub("", one.as_sentence))),
        reverse=True,
    )
    return tuple((_pattern(one.as_sentence), one) for one in ordered)


@cache
def _parts() -> tuple[tuple[re.Pattern[str], str], ...]:
    ordered = sorted(_lines("parts.txt"), key=lambda line: len(PLACE.sub("", line)), reverse=True)
    return tuple((_pattern(line), line) for line in ordered)


def _lines(name: str) -> list[str]:
    return resources.files("recobro.web").joinpath(name).read_text(encoding="utf-8").splitlines()


def _pattern(template: str) -> re.Pattern[str]:
    parts = PLACE.split(template)[::2]
    return re.compile("(.*?)".join(re.escape(part) for part in parts), re.DOTALL)
