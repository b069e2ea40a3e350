"""A payment that a person registers on a customer's account, without saying what it pays."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from recobro.access.fit import limited
from recobro.kernel.money import AMOUNT_MAX, quantize
from recobro.kernel.problems import refuse
from recobro.ledger.receive import receive

ON_ACCOUNT = "on-account"


def register_on_account(
    company_id: int, *, customer_id: int, amount: Decimal, currency: str, on: date, today: date, key: str, reference: str = "",
    at: datetime, by: str,
) -> int:  # fmt: skip
    """Books a payment that is set against nothing yet. `key` names the form: the same one twice is refused. Gives the payment."""
    if not 0 < amount < AMOUNT_MAX or quantize(amount, currency) != amount:
        raise refuse(
            "payment", f"{amount} is no amount in {currency}.", "Give an amount above zero, with the decimals of the currency."
        )  # fmt: skip
    if on > today:
        raise refuse("payment", f"{on} is still to come.", "Give the day on which the money came.")
    number = limited("payment", "number", reference.strip(), 100)
    return receive(
        company_id, customer_id=customer_id, key=f"{ON_ACCOUNT}:{key}"[:300], number=number or f"{on:%Y%m%d}", currency=currency,
        amount=amount, on=on, pays=(), at=at, by=by,
    )  # fmt: skip
