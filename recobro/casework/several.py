"""The same record for several invoices at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from recobro.casework.dates import expect
from recobro.casework.record import dispute, hold
from recobro.kernel.problems import refuse
from recobro.ledger.find import customers_of


def expect_several(
    company_id: int, *, items: Sequence[int], made_on: date, on: date, reason: str = "", at: datetime, by: str
) -> int:
    """Payment of each is expected on this day. Gives how many."""
    return _each(
        company_id, items,
        lambda customer, item: expect(
            company_id, customer_id=customer, item_id=item, made_on=made_on, on=on, reason=reason, at=at, by=by
        ),
    )  # fmt: skip


def dispute_several(
    company_id: int, *, items: Sequence[int], from_on: date, reason: str, at: datetime, by: str
) -> int:
    """The whole of each is contested. Gives how many."""
    return _each(
        company_id, items,
        lambda customer, item: dispute(
            company_id, customer_id=customer, item_id=item, from_on=from_on, reason=reason, at=at, by=by
        ),
    )  # fmt: skip


def hold_several(
    company_id: int,
    *,
    items: Sequence[int],
    from_on: date,
    until_on: date,
    reason: str,
    at: datetime,
    by: str,
) -> int:
    """No reminders for any of them until a day. Gives how many."""
    return _each(
        company_id, items,
        lambda customer, item: hold(
            company_id, customer_id=customer, item_id=item, from_on=from_on, until_on=until_on, reason=reason, at=at, by=by
        ),
    )  # fmt: skip


def _each(company_id: int, items: Sequence[int], record: Callable[[int, int], int]) -> int:
    """Records it for each. Raises Refused for an item that this company does not have."""
    customers = customers_of(company_id, items)
    if len(customers) < len(set(items)):
        raise refuse("items", "One of these invoices is not there.", "Open the list again.")
    with transaction.atomic():
        for item, customer in sorted(customers.items()):
            record(customer, item)
    return len(customers)
