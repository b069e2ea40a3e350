"""Paying what is owed in another currency is no way to write it off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from recobro.access.rates import rates_on
from recobro.bank.models import Movement
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.ledger.models import Item

EXCHANGE_MOST = Decimal("0.2")  # below the rate of the day, without a manager: no bank takes as much


class Paid(Protocol):
    """A part of the movement for an item, with what that is in the item's currency (`confirm.Pays`)."""

    @property
    def item_id(self) -> int: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def item_amount(self) -> Decimal | None: ...


def check_worth(company_id: int, movement: Movement, pays: Sequence[Paid], may_lose: Decimal) -> None:
    """What pays an item in another currency is about what that was worth on the day, or at most `may_lose` less, which is a manager's.

    Raises Refused otherwise. Where no rate is known nobody can tell.
    """
    paid: dict[int, Decimal] = defaultdict(Decimal)
    theirs: dict[int, Decimal] = defaultdict(Decimal)
    for one in pays:
        if one.item_amount is not None:
            paid[one.item_id] += one.amount
            theirs[one.item_id] += one.item_amount
    if not paid:
        return
    rates, own = rates_on(company_id, on=movement.booked_on), movement.currency
    items = Item.objects.filter(company_id=company_id, id__in=paid).exclude(currency=own)
    for item_id, currency in items.values_list("id", "currency"):
        worth = rates.convert(theirs[item_id], currency, own)
        if worth and worth.amount - paid[item_id] > max(may_lose, worth.amount * EXCHANGE_MOST):
            raise refuse(
                "movement", f"{plain(paid[item_id], own)} {own} is much less than what it was worth on that day, "
                f"{plain(worth.amount, own)} {own}.",
                "Leave it open, or let a manager write it off.",
            )  # fmt: skip
