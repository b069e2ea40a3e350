"""Writing a policy file: the values of a TOML document as text, laid out as people write such files.

`tomllib` reads and does not write. What a form or the guided set-up makes are plain values, right or wrong; they become text here, and
`parse` says what is wrong with it, so that a file has one judge. Comments are not values: they are not kept.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from recobro.kernel.prose import unwrapped, unwrapped_below_title
from recobro.policy.ladder import LANGUAGES, OPENING
from recobro.policy.parse import LEVEL_KEYS, POLICY_KEYS, TEXT_KEYS

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
TABLES = ("floor", "ceiling", "first_day", "opening", "text", "en", "es", "fr")
LISTS = ("level", "fixture")  # of tables


def written(values: Mapping[str, Any]) -> str:
    """The document as text. Reading it gives the values again, texts without the blanks around them."""
    return "\n".join(_table((), values)).strip("\n") + "\n"


def tidy(text: str) -> str:
    """A policy file that says the same as this one: keys in their usual order, paragraphs on one line, no comments."""
    values = _in_order(tomllib.loads(text.removeprefix("\ufeff")), POLICY_KEYS)
    if isinstance(values.get("level"), list):
        values["level"] = [_tidy_level(level) for level in values["level"]]
    if OPENING in values:
        values[OPENING] = _tidy_level(values[OPENING])
    return written(values)


def _tidy_level(level: Mapping[str, Any]) -> dict[str, Any]:
    texts = {
        language: _in_order({part: unwrapped_part(part, words) for part, words in said.items()}, TEXT_KEYS)
        for language, said in level.get("text", {}).items()
    }
    return _in_order({**level, **({"text": _in_order(texts, LANGUAGES)} if texts else {})}, LEVEL_KEYS)


def _in_order(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The values in the order of the keys, others after them."""
    return {key: values[key] for key in (*keys, *values) if key in values}


def unwrapped_part(part: str, words: str) -> str:
    """A part of a level's text (subject, before, after, task) with each paragraph on one line; it says the same."""
    return unwrapped_below_title(words) if part == "task" else unwrapped(words)


def _table(path: tuple[str, ...], values: Mapping[str, Any]) -> Iterator[str]:
    """First the values of the table, then the tables within it."""
    inner = {key: value for key, value in values.items() if _has_header(key, value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in values.items() if key not in inner)
    for key, value in inner.items():
        below = (*path, key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(value, list) or not _holds_tables_only(one):
                header = ".".join(below)
                yield from ("", f"[[{header}]]" if isinstance(value, list) else f"[{header}]")
            yield from _table(below, one)


def _has_header(key: str, value: object) -> bool:
    if key in LISTS:
        return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
    return key in TABLES and isinstance(value, dict)


def _holds_tables_only(values: Mapping[str, Any]) -> bool:
    return bool(values) and all(_has_header(key, value) for key, value in values.items())


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else _quoted(key)


def _value(value: object) -> str:
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        return _block(text) if "\n" in text else _quoted(text)
    return _inline(value)


def _inline(value: object) -> str:
    """A value that stands on one line."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(key)} = {_inline(one)}" for key, one in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    return value.isoformat() if isinstance(value, date) else str(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _block(text: str) -> str:
    """A text of several lines between two rows of three quotes."""
    lines = [_quoted(line)[1:-1].replace('\\"', '"').replace('"""', '""\\"') for line in text.split("\n")]
    return '"""\n' + "\n".join(lines) + '\n"""'
