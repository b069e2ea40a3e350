"""Calls: whom we spoke to, what came of it, and when we come back to it. One act records the call and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from recobro.access.calendar import add_banking_days, banking_days_after
from recobro.access.fit import insert
from recobro.casework.dates import set_next_contact
from recobro.casework.models import CALL_OUTCOMES, Call
from recobro.casework.record import BANKING_DAYS_AFTER, dispute, promise
from recobro.casework.tasks import add_task, finish_task
from recobro.kernel.problems import refuse

COME_BACK = {"reached": 5, "not_reached": 1, "will_send_proof": 3}  # banking days until the next contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What was promised in a call: all that is owed in the currency, unless an amount was said."""

    on: date
    currency: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """What is contested in a call: an item, or a part of it."""

    item_id: int
    amount: Decimal | None = None


def proposed_days(country: str, *, on: date) -> dict[str, date]:
    """For each outcome the day on which to come back to it, by the banking days of the company's country.

    Of the others something else brings the customer back by itself.
    """
    days = banking_days_after(country, on=on, days=max(COME_BACK.values()))
    return {outcome: days[number - 1] for outcome, number in COME_BACK.items()}


def proposed_after_promise(country: str, *, promised_on: date) -> date:
    """The day on which to come back to a promise: when it is no longer waited for."""
    return add_banking_days(country, on=promised_on, days=BANKING_DAYS_AFTER + 1)


def record_call(
    company_id: int, *, customer_id: int, mode: str, on: date, outcome: str, text: str = "", spoke_to: str = "",
    next_on: date | None = None, promised: Promised | None = None, contested: Contested | None = None, tasks: Iterable[int] = (),
    at: datetime, by: str,
) -> int:  # fmt: skip
    """Records a call and what follows: a promise, a dispute, a task to find the number, the next contact, the tasks that are done by it.

    All or nothing. A promise needs its day, a dispute its item and a reason (`text`).
    """
    if not outcome:
        raise refuse("call", "It is not said what came of the call.", "Choose an outcome.")
    if outcome not in CALL_OUTCOMES:
        raise refuse("call", f"There is no outcome '{outcome}'.", f"Outcomes: {', '.join(CALL_OUTCOMES)}.")
    if (outcome == "promised") != (promised is not None):
        raise refuse("call", "A promise needs the day on which it will be paid.", "Give the day.")
    if (outcome == "disputes") != (contested is not None):
        raise refuse("call", "A dispute needs the invoice that is contested.", "Choose the invoice.")
    about: dict[str, Any] = {"customer_id": customer_id, "at": at, "by": by}
    with transaction.atomic():
        row = insert("call", Call, company_id=company_id, customer_id=customer_id, on=on, outcome=outcome, text=text,
                     spoke_to=spoke_to, next_on=next_on, by=by, recorded_at=at)  # fmt: skip
        if promised:
            promise(company_id, currency=promised.currency, items=None, amount=promised.amount, made_on=on,
                    promised_on=promised.on, reason=text, **about)  # fmt: skip
        if contested:
            dispute(
                company_id,
                item_id=contested.item_id,
                amount=contested.amount,
                from_on=on,
                reason=text,
                **about,
            )
        if outcome == "wrong_number":
            add_task(company_id, customer_id=customer_id, mode=mode, title="Find the right telephone number", due_on=on,
                     cause="no_phone", at=at)  # fmt: skip
        if next_on is not None:
            set_next_contact(company_id, made_on=on, on=next_on, reason=text, **about)
        for task_id in tasks:
            finish_task(company_id, task_id=task_id, customer_id=customer_id, on=on, at=at, by=by)
    return int(row.id)
