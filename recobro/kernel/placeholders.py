"""The `{words}` that a policy's texts may hold, and how they are read and filled.

The list stands here because two rooms need it: policy refuses an unknown word when it is loaded, letters fills the known ones.
A brace that is meant is doubled: `{{` and `}}`. Values are put in as they are, once: what looks like a placeholder inside a
value stays as it is, and escaping is left to whoever lays the text out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

PLACEHOLDERS: Mapping[str, str] = {
    "customer": "name of the customer",
    "company": "name of the company that writes",
    "contact": "the person addressed, may be empty",
    "total": "what is asked for, net of credits, each currency by itself",
    "count": "number of invoices asked for",
    "oldest_due": "due date of the oldest of them",
    "days_late": "days since that date",
    "pay_by": "ten days after the date of the message",
    "person": "name of our person",
    "phone": "telephone of our person",
    "email": "e-mail address of our person",
    "reference": "what the customer quotes when he pays",
}

_PIECE = re.compile(r"(?P<doubled>\{\{|\}\})|\{(?P<word>[^{}]*)\}|(?P<stray>[{}])")


def placeholders(text: str) -> tuple[str, ...]:
    """Every word between braces, in order, as often as it stands there. A brace without its partner counts as a word."""
    return tuple(_word(match) for match in _PIECE.finditer(text) if not match["doubled"])


def unknown_placeholders(text: str, known: Mapping[str, object] = PLACEHOLDERS) -> tuple[str, ...]:
    """The words between braces that nobody can fill, each once, in order; a lone brace is given as `{` or `}`."""
    return tuple(dict.fromkeys(word for word in placeholders(text) if word not in known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its words replaced and its doubled braces single.

    An unknown word is a programmer's mistake here (`KeyError`): texts are checked when they are loaded.
    """
    return "".join(_filled(text, values))


def _filled(text: str, values: Mapping[str, str]) -> Iterator[str]:
    """The pieces of the text in order. The values are never read again."""
    end = 0
    for match in _PIECE.finditer(text):
        yield text[end : match.start()]
        yield match["doubled"][0] if match["doubled"] else values[_word(match)]
        end = match.end()
    yield text[end:]


def _word(match: re.Match[str]) -> str:
    word = match["word"]
    return match["stray"] if word is None else word
