"""Which column of a file is which canonical field, from the names in its header.

Names are compared folded: no case, no accents, no punctuation, no small words, in any order of words. A profile decides
first; the aliases decide the rest, surest names first. What nobody knows is told once and not used.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from recobro.connectors.table.amounts import MONEY
from recobro.connectors.table.dates import folded
from recobro.connectors.table.profile import Profile
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

RANKS = ("sure", "likely", "perhaps")
SMALL_WORDS = frozenset(
    "a al d da das de dei del della den der des di die do dos du el en et in l la las le les los of par por the to y".split()
)
NUMBER_WORDS = frozenset("n no nº num numero number nr nro nbr nummer numer".split())
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
CODE_IN_HEADER = re.compile(r"\b[A-Z]{3}\b|€|£|US\$|R\$")
SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD", "R$": "BRL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The names that columns have, by field and rank: `aliases.toml` says how it is written. `money`: fields that are amounts."""

    path: Path
    money: frozenset[str]


OF_RECORDS = Vocabulary(path=Path(__file__).parent / "aliases.toml", money=frozenset(MONEY))


Row = tuple[int, list[str]]  # the line where it stands, and its cells


class Table(Protocol):
    """Rows below a header, wherever they stand. `source` names the file (and the part of it) in problems."""

    @property
    def source(self) -> str: ...

    @property
    def epoch(self) -> date | None:
        """The day 0 of dates that are written as numbers, where cells are typed (`typed.py`); None where all are texts."""
        ...

    def rows(self) -> Iterator[Row | Problem]:
        """Each row with as many cells as the header has; a problem for each that has not. Streams, each time from the start."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A table, with the row that names its columns and what has to be told of it."""

    table: Table
    line: int
    headers: tuple[str, ...]
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """What the header says: the column of each field, the currency that an amount's header names, and the unused rest."""

    by_field: Mapping[str, int]
    currencies: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[tuple[str, str], ...] = ()  # the header, and why
    chosen: frozenset[str] = frozenset()  # fields that the profile mapped
    problems: tuple[Problem, ...] = ()


def match(headers: Sequence[str], profile: Profile, *, source: str, line: int) -> Columns:
    """The columns of these headers. Two headers for one field is a problem that names both."""
    taken, problems = _by_profile(headers, profile, source, line)
    chosen = frozenset(taken)
    used = set(taken.values()) | {index for index, name in enumerate(headers) if profile.ignores(name)}
    key_columns = {fold(name) for name in profile.key}
    for rank in RANKS:
        for name, indexes in _candidates(headers, rank, used).items():
            indexes = [index for index in indexes if index not in used]
            if name in taken or not indexes:
                continue
            if len(indexes) > 1:
                problems.append(_two_headers(name, [headers[index] for index in indexes], source, line))
            taken[name] = indexes[0]
            used.update(indexes)
    unused = tuple(
        (name, _why(name, taken, headers))
        for index, name in enumerate(headers)
        if index not in used and name.strip() and fold(name) not in key_columns
    )
    money = {name: code for name in MONEY if name in taken and (code := currency_in(headers[taken[name]]))}
    return Columns(by_field=taken, currencies=money, unused=unused, chosen=chosen, problems=tuple(problems))


def _by_profile(
    headers: Sequence[str], profile: Profile, source: str, line: int
) -> tuple[dict[str, int], list[Problem]]:
    places: dict[str, list[int]] = {}
    for index, name in enumerate(headers):
        places.setdefault(fold(name), []).append(index)
    taken: dict[str, int] = {}
    problems = []
    for name, header in profile.columns.items():
        exact = [index for index, found in enumerate(headers) if found.strip() == header.strip()]
        found = exact or places.get(fold(header), [])
        if len(found) == 1:
            taken[name] = found[0]
            continue
        what = "is not in the header" if not found else "stands twice in the header"
        problems.append(
            Problem(
                source=source,
                line=line,
                message=f"Column '{header}', which the profile names for {name}, {what}.",
                hint=f"The columns are: {listed(headers)}.",
            )
        )
    return taken, problems


def _candidates(headers: Sequence[str], rank: str, used: set[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, header in enumerate(headers):
        if index not in used:
            for name in fields_of(header, rank):
                found.setdefault(name, []).append(index)
    return found


def _two_headers(name: str, names: list[str], source: str, line: int) -> Problem:
    both = " and ".join(f"'{header}'" for header in names)
    return Problem(
        source=source,
        line=line,
        message=f"Columns {both} may both be the {name}.",
        hint=f'Choose one in a profile: [columns] {name} = "{names[0]}", and ignore = ["{names[-1]}"].',
    )


def _why(header: str, taken: Mapping[str, int], headers: Sequence[str]) -> str:
    """Why a column is not used: another one is better, or nobody knows it."""
    for rank in RANKS:
        for name in fields_of(header, rank):
            if name in taken:
                return f"{name} is read from '{headers[taken[name]]}'"
    return ""


def known_fields(headers: Sequence[str], profile: Profile) -> int:
    """How many of these cells are names of columns: that is how the header row is found."""
    named = {fold(name) for name in profile.columns.values()} | {fold(name) for name in profile.ignore}
    return len(
        {
            fold(name)
            for name in headers
            if len(name) < 80 and (fold(name) in named or any(fields_of(name, rank) for rank in RANKS))
        }
    )


Rank = tuple[int, int, int]  # the greatest is the header; below 2 in its first number is none
Ranking = Callable[[Sequence[str], int], Rank]  # of the cells of a row, and its line


def rank_as_header(cells: Sequence[str], line: int, profile: Profile) -> Rank:
    """How well these cells would do as the header; the greatest is the one. The first number counts the known names."""
    known = known_fields(cells, profile)
    return known, len(cells) if known else 0, -line


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The header without the empty cells behind its last name."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def no_header(source: str, count: int, seen: Sequence[str]) -> Problem:
    """No row among the first ones names columns."""
    return Problem(
        source=source,
        line=1,
        message=f"No row among the first {count} names columns that Recobro knows. Seen: {listed(seen)}.",
        hint='Write a profile with [columns], such as number = "...", and import with it.',
    )


def fields_of(header: str, rank: str, vocabulary: Vocabulary = OF_RECORDS) -> tuple[str, ...]:
    """The fields that this header names at this rank; without the currency in it, where that does not match."""
    if len(header) > 80:
        return ()
    found = _look_up(header, rank, vocabulary)
    if found or not currency_in(header):
        return found
    bare = CODE_IN_HEADER.sub(" ", header)
    return tuple(name for name in _look_up(bare, rank, vocabulary) if name in vocabulary.money)


def _look_up(header: str, rank: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    names = _aliases(vocabulary.path)[rank]
    return names.get(fold(header)) or names.get(_joined(header)) or ()


def currency_in(header: str) -> str | None:
    """`Importe (EUR)`, `Total €`."""
    for found in CODE_IN_HEADER.finditer(header):
        code = SIGNS.get(found[0], found[0])
        if is_currency(code):
            return code
    return None


@lru_cache(maxsize=10_000)
def fold(header: str) -> str:
    """The name as it is compared: `Date d'échéance` and `ECHEANCE (date)` are one."""
    words = ("no" if word in NUMBER_WORDS else word for word in _words(header))
    return " ".join(sorted(word for word in words if word not in SMALL_WORDS))


def _joined(header: str) -> str:
    """`duedate`, `invoicenumber`: the name as people write it who have no spaces."""
    return "=" + "".join(_words(header))


def _words(header: str) -> list[str]:
    text = CAMEL.sub(" ", header[:200]).replace("°", "o ").replace("º", "o ").replace("#", " no ")
    text = text.casefold().replace("dû", "due")  # without its accent it would be a small word
    return re.findall(r"[^\W_]+", folded(text))


@cache
def _aliases(path: Path) -> dict[str, dict[str, tuple[str, ...]]]:
    """By rank, the folded name (and, behind `=`, the name written in one word) to the fields it may be."""
    ranks: dict[str, dict[str, tuple[str, ...]]] = {rank: {} for rank in RANKS}
    for name, by_rank in tomllib.loads(path.read_text(encoding="utf-8")).items():
        own = () if any(name in aliases for aliases in by_rank.values()) else (name,)
        for rank, aliases in by_rank.items():
            for alias in (*aliases, *own) if rank == "sure" else aliases:
                for key in {fold(alias), _joined(alias)}:
                    others = ranks[rank].get(key, ())
                    ranks[rank][key] = others if name in others else (*others, name)
    return ranks


def listed(names: Sequence[str]) -> str:
    """Names for a message, never more than a screen."""
    shown = [f"'{' '.join(name.split())[:40]}'" for name in names if name.strip()][:30]
    return ", ".join(shown) if shown else "none"
