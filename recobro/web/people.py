"""Who is meant where a file names a person by an e-mail address: the member's name, read once a page, where one is named so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cache

from recobro.access.members import list_members


def _nobody() -> Mapping[str, str]:
    return {}


_names: ContextVar[Callable[[], Mapping[str, str]]] = ContextVar("names of people", default=_nobody)


def speak_of_people(company_id: int) -> None:
    """From now on in this request, people are those of this company."""
    _names.set(cache(lambda: {one.email.lower(): one.name for one in list_members(company_id)}))


def person_name(said: str) -> str:
    """The name of the member with this e-mail address; what was said where it is none of a member."""
    return _names.get()().get(said.strip().lower(), said) if "@" in said else said
