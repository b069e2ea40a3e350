"""Recording a hold, a dispute or a promise, and ending one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from recobro.access.calendar import add_banking_days
from recobro.access.models import Company
from recobro.casework.models import Dispute, Hold, Promise, PromiseLine
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.ledger.open import OpenItem, open_items

BANKING_DAYS_AFTER_PROMISE = 3
KINDS: dict[str, type[Hold | Dispute | Promise]] = {"hold": Hold, "dispute": Dispute, "promise": Promise}


def hold(
    company_id: int, *, customer_id: int, item_id: int | None = None, from_on: date, until_on: date, reason: str,
    at: datetime, by: str,
) -> int:  # fmt: skip
    """No reminders for the customer, or for one item, from a day until a day (both inclusive)."""
    _needs_reason("hold", reason)
    if until_on < from_on:
        raise refuse(
            "hold", f"It would end on {until_on}, before it begins on {from_on}.", "Give a later --until."
        )
    row = Hold.objects.create(
        company_id=company_id, customer_id=customer_id, item_id=item_id, from_on=from_on, until_on=until_on,
        reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return row.id


def dispute(
    company_id: int, *, customer_id: int, item_id: int, amount: Decimal | None = None, from_on: date,
    until_on: date | None = None, reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """The customer contests the item, or `amount` of it; that part is not asked for until the dispute is settled."""
    _needs_reason("dispute", reason)
    if amount is not None and amount <= 0:
        raise refuse(
            "dispute", f"{amount} cannot be disputed.", "Give an amount above zero, or none for all of it."
        )
    _fits(company_id, customer_id, item_id, amount, from_on)
    row = Dispute.objects.create(
        company_id=company_id, customer_id=customer_id, item_id=item_id, amount=amount, from_on=from_on,
        until_on=until_on, reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return row.id


def dispute_once(
    company_id: int,
    *,
    customer_id: int,
    item_id: int,
    from_on: date,
    until_on: date | None,
    reason: str,
    at: datetime,
    by: str,
) -> bool:
    """Records the dispute that a file names, unless it is recorded already. Says whether it is new."""
    same = Dispute.objects.filter(company_id=company_id, item_id=item_id, from_on=from_on, reason=reason)
    if same.filter(until_on=until_on).exists():
        return False
    if same.filter(until_on__isnull=True, ended_on__isnull=True).update(until_on=until_on):
        return True
    dispute(
        company_id,
        customer_id=customer_id,
        item_id=item_id,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        at=at,
        by=by,
    )
    return True


def promise(
    company_id: int, *, customer_id: int, currency: str, items: Iterable[int] | None = None, amount: Decimal | None = None,
    made_on: date, promised_on: date, reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """The customer promised to pay on a day: `amount` of what he owes in `currency`, oldest due first, or all of it.

    `items` narrows it. Reminders of these parts wait until three banking days after the day promised.
    """
    if promised_on < made_on:
        raise refuse(
            "promise", f"{promised_on} lies before {made_on}.", "A promise is made for a day to come."
        )
    owed = _owed(company_id, customer_id, currency, items, made_on)
    lines = _spread(owed, amount, currency)
    company = Company.objects.get(id=company_id)
    with transaction.atomic():
        row = Promise.objects.create(
            company_id=company_id, customer_id=customer_id, made_on=made_on, promised_on=promised_on,
            waits_until=add_banking_days(company.country, on=promised_on, days=BANKING_DAYS_AFTER_PROMISE),
            currency=currency, reason=reason, by=by, recorded_at=at,
        )  # fmt: skip
        PromiseLine.objects.bulk_create(
            PromiseLine(
                company_id=company_id, customer_id=customer_id, promise=row, item_id=item_id, amount=part
            )
            for item_id, part in lines
        )
    return row.id


def end(company_id: int, *, kind: str, case_id: int, on: date, at: datetime, by: str) -> None:
    """Ends a hold, dispute or promise from `on` on: it is lifted, settled or withdrawn. Ending it twice is refused."""
    model = KINDS[kind]
    ended = model._default_manager.filter(company_id=company_id, id=case_id, ended_on__isnull=True).update(
        ended_on=on, ended_by=by, ended_at=at
    )
    if not ended:
        raise refuse(kind, f"There is no open {kind} {case_id}.", "See the list: recobro cases.")


def _fits(company_id: int, customer_id: int, item_id: int, amount: Decimal | None, on: date) -> None:
    """Nobody contests more than what is open of the item."""
    if amount is None:
        return
    owed = open_items(company_id, as_of=on, customers=[customer_id])
    open_now = next((one.open for one in owed if one.item_id == item_id), None)
    if open_now is not None and amount > open_now:
        raise refuse(
            "dispute",
            f"{amount} is more than what is open, {open_now.normalize():f}.",
            "Give the contested part.",
        )


def _needs_reason(kind: str, reason: str) -> None:
    if not reason.strip():
        raise refuse(kind, f"A {kind} needs a reason.", "Give one, so that others understand it: --reason.")


def _owed(
    company_id: int, customer_id: int, currency: str, items: Iterable[int] | None, on: date
) -> list[OpenItem]:
    chosen = None if items is None else set(items)
    owed = [
        item
        for item in open_items(company_id, as_of=on, customers=[customer_id])
        if item.open > 0 and item.currency == currency and (chosen is None or item.item_id in chosen)
    ]
    if not owed:
        raise refuse(
            "promise", f"The customer owes nothing in {currency} on {on}.", "Check the currency and the day."
        )
    return sorted(owed, key=lambda item: (item.due_on or date.max, item.item_id))


def _spread(owed: list[OpenItem], amount: Decimal | None, currency: str) -> list[tuple[int, Decimal]]:
    """The promised amount over the items, oldest due first."""
    total = sum((item.open for item in owed), Decimal(0))
    left = total if amount is None else amount
    if left <= 0 or left > total:
        raise refuse(
            "promise", f"{left} {currency} is not between 0 and what is owed, {plain(total, currency)} {currency}.",
            "Give the amount that was promised, or none for all of it.",
        )  # fmt: skip
    lines = []
    for item in owed:
        part = min(left, item.open)
        if part > 0:
            lines.append((item.item_id, part))
        left -= part
    return lines
