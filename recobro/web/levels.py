"""What the levels of the company's policies are called, in the language of the page: read once a page, where one is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date
from functools import cache

from django.utils.translation import get_language

from recobro.policy.read import level_names

Names = Mapping[str, Mapping[str, str]]


def _nobody() -> Names:
    return {}


_names: ContextVar[Callable[[], Names]] = ContextVar("level names", default=_nobody)


def speak_of(company_id: int, *, today: date) -> None:
    """From now on in this request, levels are those of this company."""
    _names.set(cache(lambda: level_names(company_id, as_of=today)))


def level_name(key: str) -> str:
    """The name of the level with this key; empty where no policy of today has it, or none in this language."""
    return _names.get()().get(key, {}).get(get_language() or "en", "")
