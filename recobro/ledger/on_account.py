"""A payment that a person registers on a customer's account, without saying what it pays. Taken back like any that was registered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from recobro.access.fit import limited
from recobro.kernel.money import AMOUNT_MAX, is_currency, plain, quantize
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import lock_ledger
from recobro.ledger.models import OWN_SOURCE, Item
from recobro.ledger.receive import receive
from recobro.ledger.register import KEY_MAX, REGISTERED


def register_on_account(
    company_id: int, *, customer_id: int, amount: Decimal, currency: str, on: date, today: date, key: str, reference: str = "",
    at: datetime, by: str,
) -> int:  # fmt: skip
    """Books a payment that is set against nothing yet. Gives the payment. `key` names the form: the same one twice is the same payment.

    Raises Refused for a currency or an amount that is none, a day to come, and a form that says something else than when it was booked.
    """
    if not key or len(key) > KEY_MAX:
        raise refuse("payment", "The form has no name of its own.", "Open the customer again.")
    if not is_currency(currency):
        raise refuse(
            "payment", f"'{currency}' is no currency.", "Use an ISO 4217 code such as EUR, USD or MXN."
        )
    if not 0 < amount < AMOUNT_MAX or quantize(amount, currency) != amount:
        raise refuse(
            "payment", f"{amount} is no amount in {currency}.", "Give an amount above zero, with the decimals of the currency."
        )  # fmt: skip
    if on > today:
        raise refuse("payment", f"{on} is still to come.", "Give the day on which the money came.")
    number = limited("payment", "number", reference.strip(), 100) or f"{on:%Y%m%d}"
    whole_key = f"{REGISTERED}:{key}"
    with transaction.atomic():
        lock_ledger(company_id)
        before = Item.objects.filter(company_id=company_id, source=OWN_SOURCE, document_key=whole_key).first()
        if before is not None:
            said = (before.customer_id, before.currency, -before.amount, before.issued_on, before.number)
            if said != (customer_id, currency, amount, on, number):
                raise refuse(
                    "payment", f"{plain(-before.amount, before.currency)} {before.currency} was booked with this form already.",
                    "Open the customer again to register another payment.",
                )  # fmt: skip
            return before.id
        return receive(
            company_id, customer_id=customer_id, key=whole_key, number=number, currency=currency, amount=amount, on=on, pays=(),
            at=at, by=by,
        )  # fmt: skip
