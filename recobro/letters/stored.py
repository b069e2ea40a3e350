"""A `Content` as canonical JSON and back, exactly: keys sorted, no spaces, decimals as strings, dates ISO.

Equal contents give equal text, so that what was approved can be compared with what is about to leave. `Decimal("5.0")` and
`Decimal("5.00")` are kept apart: they are stored as they came.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from recobro.letters.values import Content


def content_to_json(content: Content) -> str:
    """The content as one line of canonical JSON."""
    return to_json(content)


def content_from_json(text: str) -> Content:
    """The content that `content_to_json` wrote. A field that did not exist then takes its default."""
    content: Content = from_json(Content, text)
    return content


def to_json(value: Any) -> str:
    """Any frozen value of this room as one line of canonical JSON."""
    return canonical(_plain(value))


def from_json(kind: Any, text: str) -> Any:
    """The value of this kind that `to_json` wrote."""
    return _built(kind, json.loads(text))


def canonical(value: object) -> str:
    """JSON in which equal values are equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _built(kind: Any, value: Any) -> Any:
    """The JSON value as the type that the field declares."""
    if value is None:
        return None
    if is_dataclass(kind):
        return _made(kind, value)
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], part) for part in value)
    if get_origin(kind) is UnionType:  # `date | None`
        return _built(get_args(kind)[0], value)
    if kind is date:
        return date.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value


def _made(kind: Any, values: dict[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _built(hints[name], part) for name, part in values.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
