"""The line on top of the day: what we are owed, through which day payments are known, what last night did, and what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.access.company import CompanyValue
from recobro.access.rows import rows
from recobro.ledger.known import known_through
from recobro.outbox.nights import Night, last_night
from recobro.outbox.standing import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """All that is open in one currency, and how much of it is overdue."""

    currency: str
    open: Decimal
    overdue: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """`known_through`: the earliest day of all sources; None where nobody said. `days_silent`: since then."""

    owed: tuple[Owed, ...]
    known_through: date | None
    days_silent: int | None
    night: Night | None
    waits: Standing


def morning(company: CompanyValue, *, today: date) -> Morning:
    """The line as it is now."""
    known = min(known_through(company.id).values(), default=None)
    return Morning(
        owed=tuple(Owed(**row) for row in rows("insight", "owed", company=company.id, today=today)),
        known_through=known,
        days_silent=(today - known).days if known else None,
        night=last_night(company),
        waits=standing(company.id, mode=company.mode),
    )
