"""Text that can be printed: control characters and direction overrides in the data become nothing or a space.

Names come from other people's systems. A line end in a name must not make a header line of its own in an e-mail, and a
direction mark must not turn an amount round.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any, TypeVar

from recobro.letters.values import LevelText

T = TypeVar("T")

_BREAKS = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def printable(value: T) -> T:
    """The same value, every string of it on one line and printable. The policy's texts keep their line ends."""
    return _clean(value)


def one_line(text: str) -> str:
    """A string on one line without what cannot be printed."""
    if text.isprintable():
        return text
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", text)).strip()


def _clean(value: T) -> T:
    """The value itself where there is nothing to change, as nearly always."""
    changed: Any = value
    if isinstance(value, str):
        changed = one_line(value)
    elif isinstance(value, tuple):
        parts = tuple(map(_clean, value))
        changed = value if all(map(is_, parts, value)) else parts
    elif is_dataclass(value) and not isinstance(value, LevelText):
        parts_by_name = {name: getattr(value, name) for name in _names(value.__class__)}
        cleaned = {name: new for name, old in parts_by_name.items() if (new := _clean(old)) is not old}
        changed = replace(value, **cleaned) if cleaned else value  # type: ignore[type-var]
    return changed  # type: ignore[no-any-return]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
