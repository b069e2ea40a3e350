"""Asks the one question: what does the policy say about every open claim on a day? Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from recobro.access.prepared import prepared_cursor
from recobro.access.rows import SOME_CUSTOMERS
from recobro.kernel.sql import load, without

IN_ORDER = "in order"  # marks the line that sorts it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The level that an item has reached; of a verdict that is `is_reached`."""

    version_id: int
    level_id: int
    level_key: str
    position: int
    severity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evaluation says about one open claim; one row of `sql/evaluate.sql`, in its order.

    `outcome` is the first of `blocks`, or `remind`. `ends_on` runs beside `blocks`: the day on which each ends by itself,
    None for never. `next_on` is the day on which something will next happen; before `changes_on` no day that is
    computed for it comes (stored dates are another matter: `horizon`);
    `pays_on` the customer's pay day from which the levels count, where the policy follows pay days. Amounts are in `currency`: `open` less
    `disputed`, `covered` (by paper), `retained`, `planned` and `promised` is `claimable`; `netted` of it is covered by credit
    on account, oldest first. `credit_apart`: the company lets credit wait apart, so that it covers all that is asked for, or nothing.
    """

    item_id: int
    customer_id: int
    number: str
    kind: str
    currency: str
    issued_on: date
    due_on: date | None
    pays_on: date | None
    amount: Decimal
    open: Decimal
    disputed: Decimal
    covered: Decimal
    retained: Decimal
    planned: Decimal
    promised: Decimal
    claimable: Decimal
    credit: Decimal
    credit_apart: bool
    netted: Decimal
    claimable_total: Decimal
    policy_id: int | None
    version_id: int | None
    scope: str | None
    level_id: int | None
    level_key: str | None
    position: int | None
    severity: int | None
    is_outward: bool | None
    is_reached: bool
    told_on: date | None
    told_level_key: str | None
    contact_id: int | None
    language: str
    outcome: str
    blocks: Sequence[str]
    ends_on: Sequence[date | None]
    next_on: date | None
    changes_on: date | None

    @property
    def reached(self) -> Reached:
        """The level reached. Asking it of an item that has reached none is a mistake."""
        if not self.is_reached:
            raise ValueError(f"Item {self.item_id} has reached no level.")
        return Reached(**{name: getattr(self, name) for name in Reached.__dataclass_fields__})


def evaluate(
    company_id: int,
    *,
    as_of: date,
    mode: str,
    known_at: datetime | None = None,
    customers: Iterable[int] | None = None,
    items: Iterable[int] | None = None,
    except_reminders: Collection[int] = (),
) -> list[Verdict]:
    """One verdict per open claim of the company on `as_of`, ordered by customer and due date.

    `mode` is the company's own (told and steps of the other mode do not count). `customers` narrows it. `items`: of
    these items only; what else their customers owe is looked at all the same, because credit covers the oldest first. The steps of
    `except_reminders` (one per customer) are left out of account, as at the moment of sending. `known_at` replays what was
    known then.
    """
    parameters: dict[str, Any] = {
        "company": company_id,
        "as_of": as_of,
        "mode": mode,
        "known_at": known_at,
        "customers": None if customers is None else list(customers),
        "items": None if items is None else list(items),
        "except_reminders": list(except_reminders),
    }
    return list(_verdicts(parameters))


def statement(*, narrowed: bool = False, in_order: bool = True) -> str:
    """The one statement: for all customers or (`narrowed`) for those of a list, sorted where somebody reads it."""
    text = load("evaluation", "evaluate")
    text = text if narrowed else without(text, SOME_CUSTOMERS)
    return text if in_order else without(text, IN_ORDER)


def _verdicts(parameters: dict[str, Any]) -> Iterator[Verdict]:
    """The rows. For some customers the statement is prepared: planning it would take longer than running it."""
    narrowed = parameters["customers"] is not None
    plan = "force_generic_plan" if narrowed else "auto"
    text = statement(narrowed=narrowed, in_order=parameters["items"] is None)
    if parameters["items"] is not None:
        text = f"SELECT * FROM ({text}) verdict WHERE item_id = ANY (%(items)s::bigint[])"
    return _fetched(prepared_cursor(plan=plan), text, parameters)


def as_verdicts(cursor: Any) -> Iterator[Verdict]:
    """The rows of a cursor that has asked for verdicts."""
    names = [column.name for column in cursor.description]
    for row in cursor:
        yield Verdict(**dict(zip(names, row, strict=True)))


def _fetched(opened: AbstractContextManager[Any], text: str, parameters: dict[str, Any]) -> Iterator[Verdict]:
    with opened as cursor:
        cursor.execute(text, parameters)
        yield from as_verdicts(cursor)
