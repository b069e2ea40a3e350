"""The books bring what the bank brought before: money counts once, and nobody is reminded in between.

1. An import of movements brings the payment of a match: ours is taken back, theirs stays, and the movement stays cleared.
2. A list of open items says that what a match paid is still open, because the books are slower than the bank: the item waits as maybe
   paid until a later list closes it, or somebody takes the match back.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from recobro.access.rows import rows
from recobro.bank.models import Match
from recobro.bank.rules import rules_of
from recobro.kernel.sql import load
from recobro.ledger.allocate import Settlement, allocate, live_allocations, lock_ledger
from recobro.ledger.models import OWN_SOURCE, Allocation, Item
from recobro.ledger.receive import take_back


def let_books_take_over(company_id: int, *, source: str, at: datetime) -> int:
    """Called after each import of `source`, with its moment. Gives how many matches the books have booked since."""
    with transaction.atomic():
        lock_ledger(company_id)
        done = _pairs(company_id, source, at)
        for match_id, item_id in done.items():
            _take_over(company_id, match_id, item_id, at)
        if rules_of(company_id).holds_maybe_paid:
            with connection.cursor() as cursor:
                cursor.execute(load("bank", "reopened_since"), {"company": company_id, "at": at})
    return len(done)


def _pairs(company_id: int, source: str, at: datetime) -> dict[int, int]:
    """Match -> the payment of the books, each one once, the nearest day first."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for row in rows("bank", "booked_since", company=company_id, source=source, at=at):
        if row["match_id"] not in found and row["item_id"] not in taken:
            found[row["match_id"]] = row["item_id"]
            taken.add(row["item_id"])
    return found


def _take_over(company_id: int, match_id: int, item_id: int, at: datetime) -> None:
    """Theirs pays what ours paid. What was let go beside the payment stays: the books know nothing of it until they say so."""
    match = Match.objects.get(company_id=company_id, id=match_id)
    theirs = Item.objects.get(id=item_id)
    ours = Item.objects.get(company_id=company_id, source=OWN_SOURCE, document_key=match.payment_key)
    paid = live_allocations(company_id, ours.id)
    take_back(company_id, key=match.payment_key, on=theirs.issued_on, at=at, by="import")
    for one in paid:
        _pay_instead(company_id, item_id, one, at)
    match.payment_key = ""
    match.posted = [*match.posted, {"booked": item_id}]
    match.note = f"Booked as {theirs.number}. {match.note}".strip()[:500]
    match.save()


def _pay_instead(company_id: int, payment_id: int, paid: Allocation, at: datetime) -> None:
    """As much of the same claim as both have open; in two currencies what ours paid, or nothing."""
    claim, payment = Item.objects.get(id=paid.debit_item_id), Item.objects.get(id=payment_id)
    is_one = claim.currency == payment.currency
    amount = min(paid.debit_amount, claim.amount_open, -payment.amount_open) if is_one else paid.debit_amount
    fits = is_one or (amount <= claim.amount_open and paid.credit_amount <= -payment.amount_open)
    if amount <= 0 or not fits:
        return
    settlement = Settlement(
        customer_id=claim.customer_id, debit_item_id=claim.id, credit_item_id=payment_id, amount=amount,
        credit_amount=None if is_one else paid.credit_amount, on=max(claim.last_fact_on, payment.last_fact_on),
    )  # fmt: skip
    allocate(company_id, settlement, at=at, by="import")


def booked_elsewhere(company_id: int) -> set[int]:
    """The movements to clear that may be money which an import brought already: only a person confirms them."""
    return {row["movement_id"] for row in rows("bank", "booked_before", company=company_id)}
