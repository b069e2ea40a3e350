"""What became of promises, as of a day and as known at a moment; and how many of his a customer has kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from recobro.access.rows import rows
from recobro.ledger.known import known_through, through_for

Outcome = Literal["open", "kept", "partly kept", "broken", "withdrawn"]
JUDGED: tuple[Outcome, ...] = ("kept", "partly kept", "broken")


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOutcome:
    """A promise and what came of it: `paid` is what was valued by `waits_until`.

    `known_through` is the day through which payments of its items are known: while that lies before `waits_until`, nobody can say
    that it was broken, and it is open.
    """

    promise_id: int
    customer_id: int
    made_on: date
    promised_on: date
    waits_until: date
    known_through: date | None
    currency: str
    amount: Decimal
    paid: Decimal
    outcome: Outcome
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How many of the judged promises of a customer were kept, and how many in part."""

    judged: int
    kept: int
    partly_kept: int


def promise_outcomes(
    company_id: int, *, as_of: date, known_at: datetime | None = None, customers: Sequence[int] | None = None,
    since: date | None = None,
) -> list[PromiseOutcome]:  # fmt: skip
    """Every promise made by this day, the newest first; of these customers, and those only that waited until `since` or later.

    What was kept early is kept; nothing is broken before its time.
    """
    known = known_through(company_id, known_at=known_at)
    found = rows(
        "casework",
        "promise_outcomes",
        company=company_id,
        as_of=as_of,
        known_at=known_at,
        customers=None if customers is None else list(customers),
        since=since,
    )
    return [_judged(row, known, as_of) for row in found]


def reliability(outcomes: Iterable[PromiseOutcome]) -> Reliability:
    """The count over these promises."""
    judged = [one.outcome for one in outcomes if one.outcome in JUDGED]
    return Reliability(judged=len(judged), kept=judged.count("kept"), partly_kept=judged.count("partly kept"))


def _judged(row: dict[str, Any], known: dict[str, date], as_of: date) -> PromiseOutcome:
    through = through_for(known, row.pop("sources"))
    ended_on = row.pop("ended_on")
    last = row["waits_until"]
    outcome: Outcome
    if row["paid"] >= row["amount"]:
        outcome = "kept"
    elif ended_on is not None and ended_on <= min(last, as_of):
        outcome = "withdrawn"
    elif as_of <= last or through is None or through < last:
        outcome = "open"
    else:
        outcome = "partly kept" if row["paid"] > 0 else "broken"
    return PromiseOutcome(known_through=through, outcome=outcome, **row)
