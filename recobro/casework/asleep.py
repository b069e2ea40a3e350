"""The money asleep: what is owed and kept from reminders by what people agreed, so that none of it is forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from recobro.access.rows import rows

FAR_DAYS = 180  # an end that lies farther away is one that nobody will remember
OLD_DAYS = 90  # without an end, that long is forgotten
SOON_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Asleep:
    """What one case keeps back in one currency. An item with several counts for the first of them, in the order of evaluation.

    `orphan` says why nobody may be looking after it; empty where somebody is. `detail`: which mark, which kind of paper.
    """

    kind: str
    detail: str
    case_id: int
    customer_id: int
    currency: str
    items: int
    amount: Decimal
    overdue: Decimal
    since_on: date
    until_on: date | None
    days: int
    owner: str
    by: str
    reason: str
    ends_soon: bool
    orphan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsleepTotal:
    """What is asleep in one currency for one kind of case and owner. `days`: the age of the oldest."""

    currency: str
    kind: str
    owner: str
    cases: int
    amount: Decimal
    overdue: Decimal
    days: int


def asleep(company_id: int, *, as_of: date, soon_days: int = SOON_DAYS) -> list[Asleep]:
    """Every case that keeps something back on the day, the oldest first."""
    soon = as_of + timedelta(days=soon_days)
    found = [
        Asleep(
            days=(as_of - row["since_on"]).days,
            ends_soon=row["until_on"] is not None and as_of <= row["until_on"] <= soon,
            **row,
        )
        for row in rows("casework", "asleep", company=company_id, as_of=as_of, known_at=None)
    ]
    return [replace(one, orphan=_orphan(one, as_of)) for one in found]


def totals(found: Iterable[Asleep]) -> list[AsleepTotal]:
    """By currency, kind and owner, the most first."""
    groups: dict[tuple[str, str, str], list[Asleep]] = defaultdict(list)
    for one in found:
        groups[one.currency, one.kind, one.owner].append(one)
    summed = [
        AsleepTotal(
            currency=currency, kind=kind, owner=owner, cases=len(cases), amount=sum((one.amount for one in cases), Decimal(0)),
            overdue=sum((one.overdue for one in cases), Decimal(0)), days=max(one.days for one in cases),
        )
        for (currency, kind, owner), cases in groups.items()
    ]  # fmt: skip
    return sorted(summed, key=lambda one: (one.currency, -one.amount, one.kind, one.owner))


def _orphan(one: Asleep, as_of: date) -> str:
    """Why nobody may be looking after it."""
    if not one.owner:
        return "nobody owns it"
    if one.until_on is None:
        return f"no end, for {one.days} days" if one.days > OLD_DAYS else ""
    if one.until_on < as_of:
        return f"its day, {one.until_on}, has passed"
    return f"reaches to {one.until_on}" if (one.until_on - as_of).days > FAR_DAYS else ""
