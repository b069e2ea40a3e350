"""The profiles of a company: what somebody said once about files with certain headers, so that the next one is read by itself.

A profile is kept as the TOML that `recobro import --profile` takes, with the headers it was made for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recobro.access.fit import fit
from recobro.connectors.format import Glance
from recobro.connectors.models import SavedProfile
from recobro.connectors.recognise import recognise
from recobro.connectors.sheets import Sheet, sheets_in
from recobro.connectors.table.header import RANKS, fields_of, fold, rank_as_header, trimmed
from recobro.connectors.table.profile import Profile, parse_profile
from recobro.kernel.problems import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A profile of the company. `headers` are folded."""

    name: str
    headers: tuple[str, ...]
    text: str
    by: str
    at: datetime


def sheets_of(path: Path) -> tuple[Sheet, ...]:
    """The tables of the file with their columns; none of a format whose columns are its own. Raises Refused for what is no file."""
    return sheets_in(
        _glances(path), ranking=lambda cells, line: rank_as_header(cells, line, Profile()), understood=_field
    )


def profile_text(
    *, columns: Mapping[str, str], ignore: Iterable[str], file: Mapping[str, str], defaults: Mapping[str, str]
) -> str:
    """A profile in TOML: which header is which field, and what else was said. Raises Refused for what a profile cannot say."""
    lines = [f"ignore = {_toml(list(ignore))}", "[file]"]
    lines += [f"{name} = {_toml(value)}" for name, value in file.items() if value]
    lines += ["[columns]", *(f"{name} = {_toml(header)}" for name, header in columns.items())]
    lines += ["[defaults]", *(f"{name} = {_toml(value)}" for name, value in defaults.items() if value)]
    text = "\n".join(lines) + "\n"
    parse_profile(text, source="profile")
    return text


def save_profile(
    company_id: int, *, name: str, headers: Iterable[str], text: str, at: datetime, by: str
) -> None:
    """Keeps the profile for files with these headers. One that has the name, or is for the same headers, is replaced."""
    if not name.strip():
        raise refuse(
            "profile", "The profile has no name.", "Give it one, such as the program that writes these files."
        )
    parse_profile(text, source=name)
    folded = _folded(headers)
    SavedProfile.objects.filter(company_id=company_id, headers=folded).exclude(name=name.strip()).delete()
    SavedProfile.objects.update_or_create(
        company_id=company_id,
        **fit("profile", SavedProfile, name=name.strip()),
        defaults={"headers": folded, "text": text, "at": at, "by": by},
    )


def forget_profile(company_id: int, name: str) -> None:
    """Files with its headers are read without it from now on."""
    if not SavedProfile.objects.filter(company_id=company_id, name=name).delete()[0]:
        raise refuse("profile", f"There is no profile '{name}'.", "Look at the list again.")


def list_profiles(company_id: int) -> list[Saved]:
    """The profiles of the company by name."""
    rows = SavedProfile.objects.filter(company_id=company_id).order_by("name")
    return [
        Saved(name=row.name, headers=tuple(row.headers), text=row.text, by=row.by, at=row.at) for row in rows
    ]


def profile_for(company_id: int, path: Path) -> Profile | None:
    """The company's profile for a file with these headers; None where it has none."""
    saved = list_profiles(company_id)
    if not saved:
        return None
    rows = {tuple(_folded(trimmed(cells))) for glance in _glances(path) for _, cells in glance.rows}
    found = next((one for one in saved if one.headers in rows), None)
    return parse_profile(found.text, source=found.name) if found else None


def _glances(path: Path) -> tuple[Glance, ...]:
    glance = recognise(path).glance
    return glance(path) if glance else ()


def _field(header: str) -> str:
    return next((field for rank in RANKS for field in fields_of(header, rank)), "")


def _folded(headers: Iterable[str]) -> list[str]:
    return [fold(header) for header in headers]


def _toml(value: str | list[str]) -> str:
    """A text, or a list of texts, as TOML writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps("".join(char if char.isprintable() else " " for char in value), ensure_ascii=False)
