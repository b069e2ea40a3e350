"""Money that a person recorded by hand before the bank brought it, as the payment of a cheque or a bill: it counts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from recobro.bank.models import Match, Movement
from recobro.bank.offered import customer_names
from recobro.casework.models import Paper
from recobro.kernel.money import plain
from recobro.kernel.problems import refuse
from recobro.ledger.models import OWN_SOURCE, Item

DAYS = 10  # between what a person recorded and what the bank booked: a cheque takes its time


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedValue:
    """A payment of a paper, recorded by hand, that no movement was said to be yet."""

    payment_id: int
    number: str
    customer_id: int
    code: str
    name: str
    on: date
    amount: Decimal
    currency: str


def recorded_by_hand(company_id: int, movement_id: int) -> list[RecordedValue]:
    """Those that what is left of this movement may be, the nearest day first."""
    movement = Movement.objects.get(company_id=company_id, id=movement_id)
    found = _alike(movement, movement.amount_left)
    names = customer_names(company_id, (one.customer_id for one in found))
    return [
        RecordedValue(
            payment_id=one.id, number=one.number, customer_id=one.customer_id, code=names[one.customer_id][0],
            name=names[one.customer_id][1], on=one.issued_on, amount=-one.amount, currency=one.currency,
        )
        for one in found
    ]  # fmt: skip


def check_not_recorded(movement: Movement, customer_id: int, part: Decimal) -> None:
    """Raises Refused where a payment of this customer was recorded by hand that this part of the movement may be."""
    for one in _alike(movement, part):
        if one.customer_id == customer_id:
            message = f"The payment {one.number} of {plain(part, one.currency)} {one.currency} was recorded by hand on {one.issued_on}."
            raise refuse(
                "movement", message,
                f"If it is this money: recobro bank recorded {movement.id}. If it is other money, confirm it with --another.",
            )  # fmt: skip


def _alike(movement: Movement, amount: Decimal) -> list[Item]:
    """Payments of papers that nobody took back and no match is, of just this amount and about this day, the nearest first."""
    if amount <= 0:
        return []
    day = movement.booked_on
    papers = Paper.objects.filter(
        company_id=movement.company_id, currency=movement.currency, amount=amount, outcome="cleared",
        cleared_on__range=(day - timedelta(days=DAYS), day + timedelta(days=DAYS)),
    )  # fmt: skip
    own = Item.objects.filter(company_id=movement.company_id, source=OWN_SOURCE)
    payments = list(own.filter(id__in=papers.values("payment_item_id"), document_key__startswith="paper:"))
    keys = [one.document_key for one in payments]
    back = own.filter(document_key__in=[f"{key}:back" for key in keys]).values_list("document_key", flat=True)
    gone = {key.removesuffix(":back") for key in back}
    gone |= set(
        Match.objects.filter(
            company_id=movement.company_id, kind="payment", undone_at__isnull=True, payment_key__in=keys
        ).values_list("payment_key", flat=True)
    )  # fmt: skip
    left = [one for one in payments if one.document_key not in gone]
    return sorted(left, key=lambda one: (abs((one.issued_on - day).days), one.id))
