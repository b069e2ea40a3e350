"""Whom a person has to contact today, ranked: tasks that are due, days set by hand that have come, promises that were broken.

Messages that the policy writes are not here: they are in the run. The place on the list is a sum of points that can be explained: up to
50 for the amount (as a share of the largest overdue one in the same currency), up to 30 for the age (one for each three days
late), up to 20 for broken promises (ten each).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from recobro.access.rows import rows
from recobro.casework.promises import PromiseOutcome, promise_outcomes
from recobro.ledger.open import OpenItem, open_items

REMEMBERED = timedelta(days=60)  # a promise that was broken longer ago is history


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A customer on the list: why he is there (tasks, a chosen day, broken promises), and the points of his place."""

    customer_id: int
    code: str
    name: str
    collector: str
    tasks: int
    calls: int
    task_due_on: date | None
    title: str
    chosen_on: date | None
    chosen_reason: str
    broken: int
    oldest_due_on: date | None
    points_amount: int
    points_age: int
    points_broken: int

    @property
    def points(self) -> int:
        """What the list is ordered by."""
        return self.points_amount + self.points_age + self.points_broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one needs to know before calling. `claims`: what is open. `overdue`: by currency. `promised`: the last promise."""

    claims: tuple[OpenItem, ...]
    overdue: dict[str, Decimal]
    phone: str
    last_contact_on: date | None
    last_call_on: date | None
    last_call: str
    promised: PromiseOutcome | None


def wanted_today(
    company_id: int,
    *,
    mode: str,
    today: date,
    whose: Sequence[str] | None = None,
    salesperson: str | None = None,
) -> list[Wanted]:
    """The customers whom a person has to contact, the most pressing first; of these collectors, or of this salesperson, only."""
    outcomes = promise_outcomes(company_id, as_of=today, since=today - REMEMBERED)
    broken = [one for one in outcomes if one.outcome in ("broken", "partly kept")]
    found = rows(
        "insight", "today", company=company_id, mode=mode, today=today, salesperson=salesperson,
        whose=None if whose is None else list(whose),
        broken=[one.customer_id for one in broken], waited_until=[one.waits_until for one in broken],
    )  # fmt: skip
    return [Wanted(**row) for row in found]


def standings(company_id: int, customers: Sequence[int], *, mode: str, today: date) -> dict[int, Standing]:
    """How these customers stand today."""
    claims: dict[int, list[OpenItem]] = {one: [] for one in customers}
    for item in open_items(company_id, as_of=today, customers=customers):
        if item.open > 0:
            claims[item.customer_id].append(item)
    promises = _last_promises(company_id, customers, today)
    found = rows("insight", "standings", company=company_id, mode=mode, customers=list(customers))
    return {
        (one := row.pop("customer_id")): Standing(
            claims=tuple(claims[one]), overdue=_overdue(claims[one], today), promised=promises.get(one), **row
        )
        for row in found
    }


def _overdue(claims: Iterable[OpenItem], today: date) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for item in claims:
        if item.due_on is not None and item.due_on < today:
            found[item.currency] = found.get(item.currency, Decimal(0)) + item.open
    return found


def _last_promises(company_id: int, customers: Iterable[int], today: date) -> dict[int, PromiseOutcome]:
    found = promise_outcomes(company_id, as_of=today, customers=list(customers))
    return {one.customer_id: one for one in reversed(found)}
