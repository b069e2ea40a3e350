"""Payment plans: instalments that stand in place of the due dates of what they cover, while they are paid."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from django.db import transaction

from recobro.access.fit import insert
from recobro.access.rows import rows
from recobro.casework.cover import one_at_a_time, owed, spread
from recobro.casework.models import Plan, PlanInstalment, PlanLine
from recobro.casework.record import waits_until
from recobro.kernel.money import minor_units, plain
from recobro.kernel.problems import refuse
from recobro.ledger.open import OpenItem

Every = Literal["week", "month"]
MOST = 120  # instalments: ten years of months
KIND = "payment-plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equal:
    """So many equal instalments, the first on a day, then every week or month; the last has what is left of rounding."""

    count: int
    first_on: date
    every: Every = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStatus:
    """How a plan stands on a day. `broken_at`: the number of the instalment that was not paid in time.

    `unknown_on`: an instalment that waited until that day is not paid as far as we know, but payments are not known through it, so
    that nobody can say that the plan is broken.
    """

    plan_id: int
    customer_id: int
    made_on: date
    currency: str
    amount: Decimal
    paid: Decimal
    status: Literal["kept", "broken", "done", "ended"]
    broken_at: int | None
    broken_on: date | None
    unknown_on: date | None
    next_on: date | None
    next_amount: Decimal | None


def agree(
    company_id: int, *, customer_id: int, currency: str, items: Iterable[int] | None = None, amount: Decimal | None = None,
    instalments: Equal | Sequence[tuple[date, Decimal]], made_on: date, owner: str = "", reason: str = "", at: datetime,
    by: str,
) -> int:  # fmt: skip
    """A plan for what the customer owes in a currency (these items, or all; `amount` of it, oldest due first, or all of it).

    Explicit instalments sum to that. Each waits three banking days. An item can be in one plan only.
    """
    with transaction.atomic():
        one_at_a_time(customer_id)
        found = owed(company_id, customer_id, kind=KIND, currency=currency, items=items, on=made_on)
        lines = spread(found, amount, kind=KIND, currency=currency)
        _are_in_no_plan(company_id, {item_id for item_id, _ in lines}, found)
        open_then = {item.item_id: item.open for item in found}
        total = sum((part for _, part in lines), Decimal(0))
        dated = _equal(instalments, total, currency) if isinstance(instalments, Equal) else list(instalments)
        _fit(dated, total, currency, made_on)
        row = insert(
            KIND, Plan,
            company_id=company_id, customer_id=customer_id, made_on=made_on, currency=currency, owner=owner, reason=reason,
            by=by, recorded_at=at,
        )  # fmt: skip
        PlanInstalment.objects.bulk_create(
            PlanInstalment(company_id=company_id, customer_id=customer_id, plan=row, number=number, due_on=on, amount=part,
                           waits_until=waits_until(company_id, on))
            for number, (on, part) in enumerate(dated, start=1)
        )  # fmt: skip
        PlanLine.objects.bulk_create(
            PlanLine(company_id=company_id, customer_id=customer_id, plan=row, item_id=item_id, amount=part,
                     open_then=open_then[item_id])
            for item_id, part in lines
        )  # fmt: skip
    return int(row.id)


def plan_statuses(company_id: int, *, as_of: date, customer_id: int | None = None) -> list[PlanStatus]:
    """Every plan made by this day, the newest first, and how it stands by what is paid and known by that day."""
    customers = None if customer_id is None else [customer_id]
    found = rows(
        "casework", "plan_statuses", company=company_id, as_of=as_of, known_at=None, customers=customers
    )
    return [PlanStatus(**row) for row in found]


def _are_in_no_plan(company_id: int, items: set[int], found: list[OpenItem]) -> None:
    """Also a broken plan has to be ended by a person before a new one takes its place."""
    standing = Plan.objects.filter(company_id=company_id, ended_on__isnull=True)
    line = PlanLine.objects.filter(plan__in=standing, item_id__in=items).order_by("plan_id").first()
    if line is not None:
        (number,) = (item.number for item in found if item.item_id == line.item_id)
        raise refuse(
            KIND, f"{number} is in payment plan {line.plan_id} already.",
            f"End that one first: recobro end payment-plan {line.plan_id}.",
        )  # fmt: skip


def _equal(asked: Equal, total: Decimal, currency: str) -> list[tuple[date, Decimal]]:
    if not 1 <= asked.count <= MOST:
        raise refuse(KIND, f"{asked.count} is no number of instalments.", f"Give one to {MOST}.")
    part = (total / asked.count).quantize(Decimal(1).scaleb(-minor_units(currency)), rounding=ROUND_DOWN)
    days = [_nth(asked, number) for number in range(asked.count)]
    parts = [part] * (asked.count - 1)
    return list(zip(days, [*parts, total - sum(parts, Decimal(0))], strict=True))


def _nth(asked: Equal, number: int) -> date:
    """The day of an instalment. The 31st of a month that has none is its last day."""
    if asked.every == "week":
        return asked.first_on + timedelta(weeks=number)
    years, month = divmod(asked.first_on.month - 1 + number, 12)
    year = asked.first_on.year + years
    return date(year, month + 1, min(asked.first_on.day, calendar.monthrange(year, month + 1)[1]))


def _fit(dated: list[tuple[date, Decimal]], total: Decimal, currency: str, made_on: date) -> None:
    days = [on for on, _ in dated]
    if any(part <= 0 for _, part in dated):
        raise refuse(
            KIND,
            f"An instalment of nothing: {plain(total, currency)} {currency} in {len(dated)}.",
            "Take fewer.",
        )
    if days != sorted(set(days)) or not days or days[0] < made_on:
        raise refuse(
            KIND,
            f"The instalments do not follow one another from {made_on} on.",
            "Give later days, each once.",
        )
    agreed = sum((part for _, part in dated), Decimal(0))
    if agreed != total:
        raise refuse(
            KIND, f"The instalments sum to {plain(agreed, currency)} {currency}, not to {plain(total, currency)}.",
            "Correct them, or say what the plan is for: --amount, --item.",
        )  # fmt: skip
