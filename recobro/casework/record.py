"""Recording a hold, a dispute, a promise, a complaint or an amount that is retained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from recobro.access.calendar import add_banking_days
from recobro.access.fit import insert
from recobro.access.models import Company
from recobro.casework.cover import owed, spread
from recobro.casework.models import (
    Complaint,
    Dispute,
    Hold,
    Promise,
    PromiseLine,
    Retained,
)
from recobro.kernel.money import is_too_fine
from recobro.kernel.problems import refuse
from recobro.ledger.find import collector_of
from recobro.ledger.open import open_items

BANKING_DAYS_AFTER = 3
NOT_IN_FILE = "The file no longer says that it is disputed."


def hold(
    company_id: int, *, customer_id: int, item_id: int | None = None, from_on: date, until_on: date, owner: str = "",
    reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """No reminders for the customer, or for one item, from a day until a day (both inclusive)."""
    needs_reason("hold", reason)
    if until_on < from_on:
        raise refuse(
            "hold", f"It would end on {until_on}, before it begins on {from_on}.", "Give a later --until."
        )
    row = insert(
        "hold", Hold,
        company_id=company_id, customer_id=customer_id, item_id=item_id, from_on=from_on, until_on=until_on,
        owner=owner, reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return int(row.id)


def dispute(
    company_id: int, *, customer_id: int, item_id: int, amount: Decimal | None = None, from_on: date,
    until_on: date | None = None, owner: str = "", reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """The customer contests the item, or `amount` of it; that part is not asked for until the dispute is settled.

    Of a payment or another credit: that part is not set against what he owes.
    """
    needs_reason("dispute", reason)
    if amount is not None and amount <= 0:
        raise refuse(
            "dispute", f"{amount} cannot be disputed.", "Give an amount above zero, or none for all of it."
        )
    _fits("dispute", company_id, customer_id, item_id, amount, from_on)
    row = insert(
        "dispute", Dispute,
        company_id=company_id, customer_id=customer_id, item_id=item_id, amount=amount, from_on=from_on,
        until_on=until_on, owner=owner, reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return int(row.id)


def dispute_once(
    company_id: int, *, customer_id: int, item_id: int, source: str, from_on: date, until_on: date | None, reason: str,
    at: datetime, by: str,
) -> bool:  # fmt: skip
    """Records the dispute that a file of `source` names, unless it is recorded already. Says whether it is new.

    One that a person ended is not begun again by a file; one that a file ended is.
    """
    same = Dispute.objects.filter(company_id=company_id, item_id=item_id, from_on=from_on, reason=reason)
    same = same.exclude(ended_reason=NOT_IN_FILE)
    if same.filter(until_on=until_on).exists():
        return False
    if same.filter(until_on__isnull=True, ended_on__isnull=True).update(until_on=until_on):
        return True
    dispute_id = dispute(
        company_id, customer_id=customer_id, item_id=item_id, from_on=from_on, until_on=until_on, reason=reason, at=at, by=by
    )  # fmt: skip
    Dispute.objects.filter(company_id=company_id, id=dispute_id).update(source=source)
    return True


def open_disputes_of(company_id: int, *, source: str, on: date) -> dict[int, int]:
    """Item id -> dispute id, of the disputes that files of `source` named and that still stand on a day."""
    rows = Dispute.objects.filter(company_id=company_id, source=source, ended_on__isnull=True)
    rows = rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=on))
    return dict(rows.order_by("id").values_list("item_id", "id"))


def promise(
    company_id: int, *, customer_id: int, currency: str, items: Iterable[int] | None = None, amount: Decimal | None = None,
    made_on: date, promised_on: date, owner: str = "", reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """The customer promised to pay on a day: `amount` of what he owes in `currency`, oldest due first, or all of it.

    `items` narrows it. Reminders of these parts wait until three banking days after the day promised.
    """
    if promised_on < made_on:
        raise refuse(
            "promise",
            f"{promised_on} lies before {made_on}.",
            "A promise is made for a day to come; if it was made earlier than today: --made DAY.",
        )
    found = owed(company_id, customer_id, kind="promise", currency=currency, items=items, on=made_on)
    lines = spread(found, amount, kind="promise", currency=currency)
    with transaction.atomic():
        row = insert(
        "promise", Promise,
        company_id=company_id, customer_id=customer_id, made_on=made_on, promised_on=promised_on,
            waits_until=waits_until(company_id, promised_on), currency=currency, owner=owner, reason=reason, by=by,
            recorded_at=at,
        )  # fmt: skip
        PromiseLine.objects.bulk_create(
            PromiseLine(
                company_id=company_id, customer_id=customer_id, promise=row, item_id=item_id, amount=part
            )
            for item_id, part in lines
        )
    return int(row.id)


def waits_until(company_id: int, on: date) -> date:
    """How long money that is to be paid on a day may take: three banking days."""
    return add_banking_days(Company.objects.get(id=company_id).country, on=on, days=BANKING_DAYS_AFTER)


def complain(
    company_id: int, *, customer_id: int, made_on: date, owner: str = "", reason: str, at: datetime, by: str
) -> int:
    """The customer complains: nothing is sent to him by itself until a manager has answered.

    It stops everything, so somebody answers for it: `owner`, or the customer's collector.
    """
    needs_reason("complaint", reason)
    if not owner.strip() and not collector_of(company_id, customer_id=customer_id):
        raise refuse(
            "complaint", "Nobody answers for it: the customer has no collector.",
            "Name somebody: --owner NAME. Or give him a collector: recobro customer set CODE --collector NAME.",
        )  # fmt: skip
    row = insert(
        "complaint", Complaint,
        company_id=company_id, customer_id=customer_id, made_on=made_on, owner=owner, reason=reason, by=by, recorded_at=at
    )  # fmt: skip
    return int(row.id)


def retain(
    company_id: int, *, customer_id: int, item_id: int, kind: str, amount: Decimal, from_on: date,
    until_on: date | None = None, owner: str = "", reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """The customer rightly keeps back an amount of an item: tax withheld, or a guarantee until its day of release."""
    if until_on is not None and until_on < from_on:
        raise refuse(
            "retained", f"It would end on {until_on}, before it begins on {from_on}.", "Give a later --until."
        )
    if amount <= 0:
        raise refuse("retained", f"{amount} cannot be retained.", "Give an amount above zero.")
    _fits("retained", company_id, customer_id, item_id, amount, from_on)
    row = insert(
        "retained", Retained,
        company_id=company_id, customer_id=customer_id, item_id=item_id, kind=kind, amount=amount, from_on=from_on,
        until_on=until_on, owner=owner, reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return int(row.id)


def needs_reason(kind: str, reason: str) -> None:
    """Raises Refused for a record that says nothing to the others."""
    if not reason.strip():
        raise refuse(kind, f"A {kind} needs a reason.", "Give one, so that others understand it: --reason.")


def _fits(
    kind: str, company_id: int, customer_id: int, item_id: int, amount: Decimal | None, on: date
) -> None:
    """No part is more than what is open of the item, nor finer than its currency. (All of it may be: a file brought it so.)"""
    if amount is None:
        return
    found = open_items(company_id, as_of=on, customers=[customer_id])
    item = next((one for one in found if one.item_id == item_id), None)
    if item is None:
        return
    open_now = abs(item.open)
    if amount > open_now:
        raise refuse(
            kind,
            f"{amount} is more than what is open, {open_now.normalize():f}.",
            "Give that part of it only.",
        )
    if amount != open_now and is_too_fine(amount, item.currency):
        raise refuse(
            kind, f"{amount} is no amount in {item.currency}.", "Give an amount above zero, with the decimals of the currency.",
        )  # fmt: skip
