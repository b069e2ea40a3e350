"""How much may be let go of an item without a manager: over all matches that stand, not by match.

A discount may be a share of the item. A larger one, and whatever else is let go, counts against the company's limit. That is an amount in
the company's currency; for an item in another it is what that was worth on the day, and a manager's where no rate says it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Protocol

from recobro.access.company import read_company
from recobro.access.rates import rates_on
from recobro.bank.rules import rules_of
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import live_allocations
from recobro.ledger.models import OWN_SOURCE, Item

DISCOUNT_MOST = Decimal("0.05")  # of an item, without a manager: early-payment discounts are 2 or 3 %


class Gone(Protocol):
    """What is let go of an item (`confirm.LetGo`)."""

    @property
    def item_id(self) -> int: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def kind(self) -> str: ...


def check_limits(company_id: int, gone: Iterable[Gone], *, may_let_go: Decimal | None, on: date) -> None:
    """Raises Refused where more is let go of an item than may be, together with what matches that stand let go of it before.

    `may_let_go` is what a person may let go of each item, in its own currency (None: what the company's rules say).
    """
    now: dict[int, list[tuple[bool, Decimal]]] = defaultdict(list)
    for one in gone:
        if one.kind != "tax":  # (kept back, not let go)
            now[one.item_id].append((one.kind == "discount", one.amount))
    for item in Item.objects.filter(company_id=company_id, id__in=now).order_by("id"):
        _check(item, now[item.id], may_let_go, on)


def _check(item: Item, now: list[tuple[bool, Decimal]], may_let_go: Decimal | None, on: date) -> None:
    past = _let_go_before(item)
    before, counts = _counting(item, past), _counting(item, [*past, *now])
    if counts <= before:  # a discount as it is usual
        return
    limit = _limit(item, on) if may_let_go is None else may_let_go
    if limit is None:
        raise refuse(
            "movement", f"No rate of {on} says how much of {item.number} may be written off in {item.currency}.",
            "Read the rates, leave it open, or let a manager write it off.",
        )  # fmt: skip
    if counts <= limit:
        return
    is_discount = all(is_one for is_one, _amount in [*past, *now])
    most = max(limit, item.amount * DISCOUNT_MOST) if is_discount else limit
    own = item.currency
    if before:
        message = (
            f"{plain(counts, own)} {own} of {item.number}, {plain(before, own)} {own} of it before, is more than what may be written off, "
            f"{plain(most, own)} {own}."
        )
    else:
        message = (
            f"{plain(counts, own)} {own} is more than what may be written off, {plain(most, own)} {own}."
        )
    raise refuse("movement", message, "Leave it open, or let a manager write it off.")


def _counting(item: Item, gone: list[tuple[bool, Decimal]]) -> Decimal:
    """What of it counts against the limit: all but a discount that is a usual share of the item."""
    discount = sum((amount for is_discount, amount in gone if is_discount), Decimal(0))
    other = sum((amount for is_discount, amount in gone if not is_discount), Decimal(0))
    return other + (discount if discount > item.amount * DISCOUNT_MOST else 0)


def _let_go_before(item: Item) -> list[tuple[bool, Decimal]]:
    """What matches that stand let go of the item, and whether as a discount. (what they posted has their key, see `confirm`)"""
    live = live_allocations(item.company_id, item.id)
    posted = Item.objects.filter(
        company_id=item.company_id, id__in=[one.credit_item_id for one in live], source=OWN_SOURCE,
        document_key__startswith="bank:", kind__in=("discount", "write_off"),
    )  # fmt: skip
    kinds = dict(posted.values_list("id", "kind"))
    return [
        (kinds[one.credit_item_id] == "discount", one.debit_amount) for one in live if one.credit_item_id in kinds
    ]  # fmt: skip


def _limit(item: Item, on: date) -> Decimal | None:
    """The company's limit in the currency of the item; None where no rate says it."""
    company, limit = read_company(item.company_id), rules_of(item.company_id).write_off_limit
    if item.currency == company.currency:
        return limit
    worth = rates_on(item.company_id, on=on).convert(limit, company.currency, item.currency)
    return None if worth is None else worth.amount
