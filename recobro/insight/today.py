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
from typing import Any

from recobro.access.rows import rows
from recobro.casework.promises import PromiseOutcome, promise_outcomes
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.outcomes import BY_KEY, MONEY_UNCLEAR, MUST_NOT, NEVER
from recobro.ledger.open import OpenItem, open_items

REMEMBERED = timedelta(days=60)  # a promise that was broken longer ago is history
OUT_OF_BOUNDS = {key for key, one in BY_KEY.items() if one.group in (NEVER, MUST_NOT, MONEY_UNCLEAR)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A customer on the list: why he is there (tasks, a chosen day, broken promises), and the points of his place.

    `task_id`: the task with the `title`; `is_of_rule`: a rule made it, not a person. `errands`: tasks that people wrote and that are
    no calls. `kept_by`: the outcome that keeps us from contacting him, `kept_until` the day on which it ends by itself.
    """

    customer_id: int
    code: str
    name: str
    collector: str
    tasks: int
    calls: int
    errands: int
    task_id: int | None
    is_of_rule: bool
    task_due_on: date | None
    title: str
    chosen_on: date | None
    chosen_reason: str
    broken: int
    oldest_due_on: date | None
    points_amount: int
    points_age: int
    points_broken: int
    kept_by: str = ""
    kept_until: date | None = None

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
    return wanted_and_left_alone(company_id, mode=mode, today=today, whose=whose, salesperson=salesperson)[0]


def wanted_and_left_alone(
    company_id: int,
    *,
    mode: str,
    today: date,
    whose: Sequence[str] | None = None,
    salesperson: str | None = None,
) -> tuple[list[Wanted], list[Wanted]]:
    """Those with something to do today; and those who would be called and must not be, who come back by themselves."""
    outcomes = promise_outcomes(company_id, as_of=today, since=today - REMEMBERED)
    broken = [one for one in outcomes if one.outcome in ("broken", "partly kept")]
    found = rows(
        "insight", "today", company=company_id, mode=mode, today=today, salesperson=salesperson,
        whose=None if whose is None else list(whose),
        broken=[one.customer_id for one in broken], waited_until=[one.waits_until for one in broken],
    )  # fmt: skip
    doubtful = [row["customer_id"] for row in found if row.pop("is_doubtful")]
    kept = _kept_back(company_id, doubtful, mode=mode, today=today)
    parts: tuple[list[Wanted], list[Wanted]] = ([], [])
    for row in found:
        one = Wanted(**row, **kept.get(row["customer_id"], {}))
        parts[bool(one.kept_by) and not one.errands].append(one)
    return parts


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


def _kept_back(
    company_id: int, customers: Sequence[int], *, mode: str, today: date
) -> dict[int, dict[str, Any]]:
    """Who of these must not be contacted today, and what keeps us from it: each claim that is overdue, or every claim, is out of bounds."""
    if not customers:
        return {}
    verdicts: dict[int, list[Verdict]] = {}
    for one in evaluate(company_id, as_of=today, mode=mode, customers=customers):
        verdicts.setdefault(one.customer_id, []).append(one)
    return {customer_id: kept for customer_id, each in verdicts.items() if (kept := _bound(each, today))}


def _bound(verdicts: Sequence[Verdict], today: date) -> dict[str, Any]:
    """What keeps back the claim that is free again first; nothing where one of them can be spoken of."""
    overdue = [one for one in verdicts if one.due_on is not None and one.due_on < today]
    bounds = [
        next(
            (
                (ends_on, block)
                for block, ends_on in zip(one.blocks, one.ends_on, strict=True)
                if block in OUT_OF_BOUNDS
            ),
            None,
        )
        for one in overdue or verdicts
    ]
    found = [one for one in bounds if one is not None]
    if not found or len(found) < len(bounds):
        return {}
    until, block = min(found, key=lambda one: one[0] or date.max)
    return {"kept_by": block, "kept_until": until}
