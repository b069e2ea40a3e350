"""Days set by hand: the next contact with a customer, and the day on which payment of an item is expected. The newest counts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from recobro.access.fit import insert
from recobro.casework.end import replace
from recobro.casework.models import ExpectedDate, NextContact
from recobro.kernel.problems import refuse


def set_next_contact(
    company_id: int, *, customer_id: int, made_on: date, on: date, reason: str = "", at: datetime, by: str
) -> int:
    """The customer hears from us next on this day: not earlier, and then also if the policy would still wait. Replaces the one before."""
    _is_to_come("next-contact", made_on, on)
    with transaction.atomic():
        before = NextContact.objects.filter(company_id=company_id, customer_id=customer_id)
        replace(before, on=made_on, at=at, by=by)
        row = insert(
            "next-contact", NextContact,
            company_id=company_id, customer_id=customer_id, made_on=made_on, on=on, reason=reason, by=by, recorded_at=at
        )  # fmt: skip
    return int(row.id)


def expect(
    company_id: int, *, customer_id: int, item_id: int, made_on: date, on: date, reason: str = "", at: datetime, by: str
) -> int:  # fmt: skip
    """Payment of the item is expected on this day: until then it is not reminded, afterwards it is. Replaces the one before."""
    _is_to_come("expected-date", made_on, on)
    with transaction.atomic():
        before = ExpectedDate.objects.filter(company_id=company_id, customer_id=customer_id, item_id=item_id)
        replace(before, on=made_on, at=at, by=by)
        row = insert(
            "expected-date", ExpectedDate,
            company_id=company_id, customer_id=customer_id, item_id=item_id, made_on=made_on, on=on, reason=reason, by=by,
            recorded_at=at,
        )  # fmt: skip
    return int(row.id)


def _is_to_come(kind: str, made_on: date, on: date) -> None:
    if on < made_on:
        raise refuse(
            kind,
            f"{on} lies before {made_on}.",
            "Give a day to come; if it was said earlier than today: --made DAY.",
        )
