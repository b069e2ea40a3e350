"""A payment that a person registers on an invoice, and takes back when it was a mistake.

The payment is an item of our own, set against the invoice; what is more than the invoice had open stays on account. A form that is sent
twice books once: its `key` is the identity of the payment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from recobro.access.fit import limited
from recobro.kernel.money import AMOUNT_MAX, plain, quantize
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.ledger.allocate import lock_ledger
from recobro.ledger.models import OWN_SOURCE, Item
from recobro.ledger.receive import receive, take_back


class StaysOnAccount(Refused):
    """The payment is more than is open; somebody has to say that the rest shall stay on account."""


REGISTERED = "registered"
KEY_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The payment, how much of it paid the invoice, and what stays on account. `is_new`: it was not there already."""

    payment_id: int
    currency: str
    paid: Decimal
    on_account: Decimal
    is_new: bool


def register_payment(
    company_id: int, *, item_id: int, amount: Decimal, currency: str, on: date, today: date, key: str, reference: str = "",
    may_exceed: bool = False, at: datetime, by: str,
) -> Registered:  # fmt: skip
    """Books a payment of `amount` on an invoice. `key` names the form: the same one twice is the same payment.

    Raises `StaysOnAccount` for more than is open, unless it `may_exceed`. Raises Refused for nothing open, an amount that is none,
    another currency, a day to come, and a form that says something else than when it was booked.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        claim = _claim(company_id, item_id)
        before = Item.objects.filter(
            company_id=company_id, source=OWN_SOURCE, document_key=f"{REGISTERED}:{key}"
        ).first()
        if before is not None:
            return _again(before, claim, amount=amount, on=on)
        _check(claim, amount=amount, currency=currency, on=on, today=today, key=key)
        paid = min(amount, claim.amount_open)
        if amount > paid and not may_exceed:
            raise _asks(claim, amount)
        number = limited("payment", "number", reference.strip(), 100) or claim.number
        payment_id = receive(
            company_id, customer_id=claim.customer_id, key=f"{REGISTERED}:{key}", number=number, currency=currency,
            amount=amount, on=on, pays=[(claim.id, paid)], at=at, by=by,
        )  # fmt: skip
    return Registered(
        payment_id=payment_id, currency=currency, paid=paid, on_account=amount - paid, is_new=True
    )


def take_back_payment(
    company_id: int, *, customer_id: int, payment_id: int, on: date, at: datetime, by: str
) -> None:
    """The payment was registered by mistake, or did not stay: what it paid is open again, and nothing of it is on account.

    Raises Refused for what is no payment of this customer, and for one that a file brought: its system says what became of it.
    """
    payment = Item.objects.filter(
        company_id=company_id, customer_id=customer_id, id=payment_id, kind="payment", source=OWN_SOURCE
    ).first()
    if payment is None or not payment.document_key.startswith(f"{REGISTERED}:"):
        raise refuse(
            "payment",
            "This payment was not registered by hand.",
            "Import what became of it, or undo the allocation.",
        )
    take_back(company_id, key=payment.document_key, on=max(on, payment.issued_on), at=at, by=by)


def _claim(company_id: int, item_id: int) -> Item:
    claim = Item.objects.filter(company_id=company_id, id=item_id).first()
    if claim is None or claim.amount < 0:
        raise refuse("payment", "A payment is registered on an invoice of this company.", "Open the invoice.")
    return claim


def _asks(claim: Item, amount: Decimal) -> StaysOnAccount:
    spoken = {"open": claim.amount_open, "rest": amount - claim.amount_open}
    amounts = {name: f"{plain(value, claim.currency)} {claim.currency}" for name, value in spoken.items()}
    return StaysOnAccount(
        Problem(
            source="payment",
            message=f"Of {claim.number} only {amounts['open']} is open: {amounts['rest']} would stay on account.",
            hint="Say that it shall, or correct the amount.",
        )
    )


def _again(before: Item, claim: Item, *, amount: Decimal, on: date) -> Registered:
    """What the form booked the first time. Raises Refused where it says something else now."""
    if (before.customer_id, -before.amount, before.issued_on) != (claim.customer_id, amount, on):
        raise refuse(
            "payment", f"{plain(-before.amount, before.currency)} {before.currency} was booked with this form already.",
            "Open the invoice again to register another payment.",
        )  # fmt: skip
    return Registered(
        payment_id=before.id, currency=before.currency, paid=before.amount_open - before.amount,
        on_account=-before.amount_open, is_new=False,
    )  # fmt: skip


def _check(claim: Item, *, amount: Decimal, currency: str, on: date, today: date, key: str) -> None:
    problems = []
    if not key or len(key) > KEY_MAX:
        problems.append(("The form has no name of its own.", "Open the invoice again."))
    if currency != claim.currency:
        problems.append(
            (f"{claim.number} is in {claim.currency}, the payment in {currency}.",
             f"Register what it is worth in {claim.currency}.")
        )  # fmt: skip
    elif not 0 < amount < AMOUNT_MAX or quantize(amount, currency) != amount:
        problems.append(
            (
                f"{amount} is no amount in {currency}.",
                "Give an amount above zero, with the decimals of the currency.",
            )
        )
    if on > today:
        problems.append(
            (
                f"{on} is still to come.",
                "Give the day on which the money came; for a promise, record a promise.",
            )
        )
    if not problems and claim.amount_open <= 0:
        problems.append((f"Nothing is open of {claim.number}.", "Register it on an invoice that is open."))
    if problems:
        raise Refused(Problem(source="payment", message=message, hint=hint) for message, hint in problems)
