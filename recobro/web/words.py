"""Sentences of the rooms in the language of the page.

Verbs refuse in English sentences with values in them. `tools/words.py` collects these sentences from the code with places for the values;
here the sentence that was raised is found again among them, and said in the language of the page with the same values.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import resources

from django.utils.translation import gettext

from recobro.kernel.problems import Problem

PLACE = re.compile(r"\{(\d+)\}")
WORD = re.compile(r"[A-Za-z]{4}")


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
    for pattern, template in _templates():
        if found := pattern.fullmatch(sentence):
            return gettext(template).format(*found.groups())
    return sentence


@cache
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with places for values, the longest first, so that the most particular one is found.

    Without any word of its own (`{0} is {1}.`) a sentence would be found in every other one.
    """
    lines = resources.files("recobro.web").joinpath("sentences.txt").read_text(encoding="utf-8").splitlines()
    told_apart = (line for line in lines if PLACE.search(line) and WORD.search(PLACE.sub("", line)))
    templates = sorted(told_apart, key=len, reverse=True)
    return tuple((_pattern(template), template) for template in templates)


def _pattern(template: str) -> re.Pattern[str]:
    parts = PLACE.split(template)[::2]
    return re.compile("(.*?)".join(re.escape(part) for part in parts), re.DOTALL)
