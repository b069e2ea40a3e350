"""A movement is a payment that a person recorded by hand already: nothing is posted, and the two are said to be one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from recobro.bank.confirm import leave, movement_of
from recobro.bank.models import Match
from recobro.bank.recorded import recorded_by_hand
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import lock_ledger
from recobro.ledger.models import Item


def confirm_recorded(company_id: int, *, movement_id: int, payment_id: int, at: datetime, by: str) -> int:
    """What is left of the movement is this payment of a paper. Gives the match. If the bank takes the money back, the paper is unpaid.

    Taking the match back leaves the payment as it was recorded. Raises Refused for what the movement cannot be.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        movement = movement_of(company_id, movement_id)
        if payment_id not in {one.payment_id for one in recorded_by_hand(company_id, movement_id)}:
            raise refuse(
                "movement", f"No payment of this amount that was recorded by hand is waiting for movement {movement_id}.",
                "Look at it again.",
            )  # fmt: skip
        payment = Item.objects.get(company_id=company_id, id=payment_id)
        match = Match.objects.create(
            company_id=company_id, movement=movement, kind="payment", customer_id=payment.customer_id, amount=movement.amount_left,
            payment_key=payment.document_key, posted=[{"recorded": payment.id}], note=f"Recorded by hand as {payment.number}."[:500],
            by=by[:200], recorded_at=at,
        )  # fmt: skip
        leave(movement, movement.amount_left - match.amount)
    return match.id
