"""A payment that we post ourselves, set against what it pays; and taking it back when the money does not stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from recobro.access.rows import rows
from recobro.kernel.problems import refuse
from recobro.ledger.allocate import (
    Settlement,
    allocate,
    insert_allocations,
    insert_undos,
    live_allocations,
    lock_ledger,
    refresh_balances,
)
from recobro.ledger.models import OWN_SOURCE, Item


def receive(
    company_id: int, *, customer_id: int, key: str, number: str, currency: str, amount: Decimal, on: date,
    pays: Iterable[tuple[int, Decimal]], at: datetime, by: str,
) -> int:  # fmt: skip
    """Posts a payment and sets it against items (id, at most that much each); what is left of it stays on account.

    `key` is its identity: the same one twice is refused. Gives the id of the payment.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        if Item.objects.filter(company_id=company_id, source=OWN_SOURCE, document_key=key).exists():
            raise refuse("payment", f"{number} is posted already.")
        payment = _post(company_id, customer_id, key, number, "payment", currency, -amount, on, at, by)
        settlements = _settlements(payment, pays)
        insert_allocations(company_id, settlements, at=at, by=by)
        refresh_balances(company_id, [payment.id, *(one.debit_item_id for one in settlements)])
    return payment.id


def let_go(
    company_id: int, *, item_id: int, kind: str, key: str, amount: Decimal, on: date, at: datetime, by: str
) -> int:
    """Lets go of a part of an item: a `discount` or a `write_off`, set against it. Gives the new item.

    `key` is its identity; `take_back` takes it back by it. Raises Refused for more than is open.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        claim = Item.objects.filter(company_id=company_id, id=item_id, amount__gt=0).first()
        if claim is None:
            raise refuse("ledger", f"There is no claim {item_id}.", "Choose an invoice of this company.")
        on = max(on, claim.last_fact_on)
        credit = _post(
            company_id, claim.customer_id, key, claim.number, kind, claim.currency, -amount, on, at, by
        )
        settlement = Settlement(
            customer_id=claim.customer_id,
            debit_item_id=claim.id,
            credit_item_id=credit.id,
            amount=amount,
            on=on,
        )
        allocate(company_id, settlement, at=at, by=by)
    return credit.id


def take_back(company_id: int, *, key: str, on: date, at: datetime, by: str) -> None:
    """The payment that was posted with `key` did not stay: what it paid is open again from `on` on.

    What a list of open items has taken out of it since (an adjustment) stays out: the books did not have that money either.
    """
    with transaction.atomic():
        lock_ledger(company_id)
        payment = Item.objects.filter(company_id=company_id, source=OWN_SOURCE, document_key=key).first()
        back_key = f"{key}:back"
        if Item.objects.filter(company_id=company_id, source=OWN_SOURCE, document_key=back_key).exists():
            raise refuse("payment", "It was taken back already.")
        if payment is None:
            raise refuse(
                "payment", "Its payment was not posted here.", "Import the return, or: recobro undo."
            )
        every = live_allocations(company_id, payment.id)
        live = [one for one in every if not _is_adjustment(one.debit_item)]
        left = -payment.amount - sum(one.credit_amount for one in every if _is_adjustment(one.debit_item))
        insert_undos(company_id, [one.id for one in live], on=on, at=at, by=by)
        refresh_balances(company_id, [payment.id, *(one.debit_item_id for one in live)])
        if not left:
            return
        on = max([on, *(one.on for one in live)])
        back = _post(
            company_id, payment.customer_id, back_key, payment.number, "return", payment.currency, left, on, at, by
        )  # fmt: skip
        settled = Settlement(
            customer_id=payment.customer_id, debit_item_id=back.id, credit_item_id=payment.id, amount=back.amount, on=on
        )  # fmt: skip
        insert_allocations(company_id, [settled], at=at, by=by)
        refresh_balances(company_id, [payment.id, back.id])


def _is_adjustment(item: Item) -> bool:
    return item.kind == "adjustment" and item.source == OWN_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Resembling:
    """A payment that has just come in, and one of another system that looks like it."""

    number: str
    code: str
    currency: str
    amount: Decimal
    issued_on: date
    other_number: str
    other_source: str
    other_on: date


def resembling(company_id: int, *, source: str, at: datetime) -> list[Resembling]:
    """The payments that `source` brought at this moment and that may be here already: posted by us, or brought by another system."""
    found = rows("ledger", "resembling_payments", company=company_id, source=source, at=at)
    return [Resembling(**row) for row in found]


def _post(
    company_id: int, customer_id: int, key: str, number: str, kind: str, currency: str, amount: Decimal, on: date,
    at: datetime, by: str,
) -> Item:  # fmt: skip
    return Item.objects.create(
        company_id=company_id, customer_id=customer_id, source=OWN_SOURCE, document_key=key, number=number, kind=kind,
        currency=currency, amount=amount, issued_on=on, content_hash="", by=by, recorded_at=at, amount_open=amount, last_fact_on=on,
    )  # fmt: skip


def _settlements(payment: Item, pays: Iterable[tuple[int, Decimal]]) -> list[Settlement]:
    """Not before the last fact of an item: an earlier day could have more set against it than it had open."""
    left = -payment.amount
    found = []
    for item_id, part in pays:
        claim = Item.objects.filter(
            company_id=payment.company_id,
            customer_id=payment.customer_id,
            currency=payment.currency,
            id=item_id,
        ).first()
        if claim is None:
            continue  # a later file has put it into another currency: that part stays on account
        taken = min(part, claim.amount_open, left)
        if taken > 0:
            left -= taken
            found.append(Settlement(customer_id=payment.customer_id, debit_item_id=item_id, credit_item_id=payment.id,
                                    amount=taken, on=max(payment.issued_on, claim.last_fact_on)))  # fmt: skip
    return found
