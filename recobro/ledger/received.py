"""What came in for claims that are not paid whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.access.rows import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """So much was paid, in the currency of the claim, and the last of it came on this day."""

    amount: Decimal
    last_on: date


def received_for(company_id: int, items: Collection[int], *, as_of: date) -> dict[int, Received]:
    """What payments have paid of these claims by the day, by item; nothing for those that no payment was set against."""
    if not items:
        return {}
    found = rows("ledger", "received_for", company=company_id, items=sorted(items), as_of=as_of)
    return {row["item_id"]: Received(amount=row["amount"], last_on=row["last_on"]) for row in found}
