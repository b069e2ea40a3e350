"""A return was one of another payment: the payment that it had taken back pays again what it had paid, as far as that is still open.

What was taken back stays so in the books. The payment is posted anew, set against the same items, with what was let go beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from recobro.bank.confirm import LetGo, Pays, Posted, confirm
from recobro.bank.models import Match
from recobro.casework.models import Retained
from recobro.casework.paper_at_bank import paid_after_all
from recobro.kernel.money import AMOUNT_MAX
from recobro.ledger.allocate import Settlement, allocate
from recobro.ledger.marks import not_released
from recobro.ledger.models import OWN_SOURCE, Allocation, Item


def stands_again(paid: Match, *, on: date, at: datetime, by: str) -> None:
    """Confirms anew what went back. What is no longer open of them stays on account."""
    assert paid.customer_id is not None, "a payment has a customer"
    room = _Room(paid.company_id, paid.customer_id)
    pays = [part for line in _had_paid(paid) if (part := room.for_payment(line))]
    gone = [one for was in _had_let_go(paid) if (one := room.for_difference(was))]
    paid_after_all(
        paid.company_id, customer_id=paid.customer_id, went_back_at=_went_back_at(paid), on=on, at=at, by=by
    )
    match = confirm(
        paid.company_id, movement_id=paid.movement_id, customer_id=paid.customer_id, amount=paid.amount, pays=pays, let_go=gone,
        certainty=paid.certainty, reasons=paid.reasons, is_automatic=paid.is_automatic, may_let_go=AMOUNT_MAX,  # it was allowed
        note=paid.note, looks_again=False, is_another=True, at=at, by=by,
    )  # fmt: skip
    used_up = [_use_up(one, on=on, at=at, by=by) for one in _had_used_up(paid)]
    row = Match.objects.get(id=match)
    row.posted = [*({"allocation": one} for one in used_up if one), *row.posted]
    row.save()


def _went_back_at(paid: Match) -> datetime:
    assert paid.undone_at is not None, "it went back"
    return paid.undone_at


class _Room:
    """How much is open of the customer's items, less what was given to them here."""

    def __init__(self, company_id: int, customer_id: int) -> None:
        self._items = Item.objects.filter(company_id=company_id, customer_id=customer_id, amount__gt=0)
        self._given: dict[int, Decimal] = {}

    def for_payment(self, line: Pays) -> Pays | None:
        """In two currencies all of it or nothing: nobody said what a part of it is worth."""
        if line.item_amount is not None:
            whole = self._take(line.item_id, line.item_amount, is_whole=True)
            return line if whole else None
        amount = self._take(line.item_id, line.amount)
        return replace(line, amount=amount) if amount else None

    def for_difference(self, was: LetGo) -> LetGo | None:
        amount = self._take(was.item_id, was.amount)
        return replace(was, amount=amount) if amount else None

    def _take(self, item_id: int, wanted: Decimal, *, is_whole: bool = False) -> Decimal:
        item = self._items.filter(id=item_id).first()
        left = item.amount_open - self._given.get(item_id, Decimal(0)) if item else Decimal(0)
        taken = Decimal(0) if is_whole and left < wanted else max(min(left, wanted), Decimal(0))
        self._given[item_id] = self._given.get(item_id, Decimal(0)) + taken
        return taken


def _had_paid(paid: Match) -> Iterable[Pays]:
    """What the payment stood against until it went back."""
    undone = Allocation.objects.filter(
        company_id=paid.company_id, credit_item__source=OWN_SOURCE, credit_item__document_key=paid.payment_key,
        undoes__isnull=False, recorded_at=_went_back_at(paid),
    ).select_related("debit_item", "credit_item")  # fmt: skip
    for one in undone.order_by("id"):
        is_one = one.debit_item.currency == one.credit_item.currency
        yield Pays(
            item_id=one.debit_item_id, amount=-one.credit_amount, item_amount=None if is_one else -one.debit_amount
        )  # fmt: skip


def _had_let_go(paid: Match) -> Iterable[LetGo]:
    for posted in paid.posted:
        if "retained" in posted:
            kept = Retained.objects.get(company_id=paid.company_id, id=posted["retained"])
            if kept.ended_at == paid.undone_at and kept.item_id is not None:
                yield LetGo(item_id=kept.item_id, amount=kept.amount, kind="tax", reason=kept.reason)
        elif "key" in posted:
            yield from _difference(paid, posted)


def _difference(paid: Match, posted: Posted) -> Iterable[LetGo]:
    undone = Allocation.objects.filter(
        company_id=paid.company_id, credit_item__source=OWN_SOURCE, credit_item__document_key=posted["key"],
        undoes__isnull=False, recorded_at=_went_back_at(paid),
    ).select_related("credit_item")  # fmt: skip
    for one in undone:
        kind = "discount" if one.credit_item.kind == "discount" else "small_difference"
        yield LetGo(item_id=one.debit_item_id, amount=-one.debit_amount, kind=kind)


def _had_used_up(paid: Match) -> list[Allocation]:
    """The customer's credits that were set against claims with the payment."""
    ids = [posted["allocation"] for posted in paid.posted if "allocation" in posted]
    undone = Allocation.objects.filter(
        company_id=paid.company_id, undoes_id__in=ids, recorded_at=_went_back_at(paid)
    )
    return list(undone.order_by("id"))


def _use_up(was: Allocation, *, on: date, at: datetime, by: str) -> int | None:
    """As much of the credit against the claim as both have open; nothing of what is kept for a purpose since."""
    claim, credit = Item.objects.get(id=was.debit_item_id), Item.objects.get(id=was.credit_item_id)
    amount = min(-was.debit_amount, claim.amount_open, -credit.amount_open)
    if amount <= 0 or not_released(was.company_id, [credit.id]):
        return None
    settlement = Settlement(
        customer_id=was.customer_id, debit_item_id=claim.id, credit_item_id=credit.id, amount=amount,
        on=max(on, claim.last_fact_on, credit.last_fact_on),
    )  # fmt: skip
    return allocate(was.company_id, settlement, at=at, by=by)
