"""A file of exchange rates is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from recobro.access.rates import record_rates
from recobro.connectors.rates.read import RateOptions, read_rates
from recobro.kernel.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesTaken:
    """What a file of exchange rates was, the days it tells of, how many rates it has, and how many of them were not known yet."""

    name: str
    what: str
    first_on: date
    last_on: date
    rates: int
    added: int
    problems: tuple[Problem, ...]


def take_in_rates(company_id: int, path: Path, options: RateOptions, *, at: datetime, by: str) -> RatesTaken:
    """Keeps the exchange rates of a file (`access/rates.py`). Raises Refused for what is no such file: nothing is kept then."""
    read = read_rates(path, options)
    days = [one.on for one in read.quotes if one.on is not None]
    added = record_rates(company_id, read.quotes, source=read.name, by=by, at=at)
    return RatesTaken(
        name=read.name, what=read.what, first_on=min(days), last_on=max(days), rates=len(days), added=added, problems=read.problems
    )  # fmt: skip
