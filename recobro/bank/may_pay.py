"""Which money that is not cleared may have paid an item? It is what keeps reminders back, so that it is shown wherever that is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.bank.models import MaybePaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A movement that may pay an item; `left` of it is not cleared."""

    movement_id: int
    booked_on: date
    left: Decimal
    currency: str
    payer: str


def money_for(company_id: int, items: Iterable[int]) -> dict[int, list[Unclear]]:
    """Item -> the movements that may pay it, the oldest first; without the items that none may pay."""
    rows = MaybePaid.objects.filter(company_id=company_id, item_id__in=list(items)).select_related("movement")
    found: dict[int, list[Unclear]] = defaultdict(list)
    for row in rows.order_by("movement__booked_on", "movement_id"):
        one = row.movement
        found[row.item_id].append(
            Unclear(
                movement_id=one.id, booked_on=one.booked_on, left=one.amount_left, currency=one.currency, payer=one.payer_name
            )
        )  # fmt: skip
    return dict(found)
