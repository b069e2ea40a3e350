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
from recobro.ledger.allocate import lock_ledger
from recobro.ledger.models import Item
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
    for row in rows("bank", "booked_since", company=company_id, source=source, at=at):
        if row["match_id"] not in found and row["item_id"] not in found.values():
            found[row["match_id"]] = row["item_id"]
    return found


def _take_over(company_id: int, match_id: int, item_id: int, at: datetime) -> None:
    """What was let go beside the payment stays: the books know nothing of it until they say so."""
    match = Match.objects.get(company_id=company_id, id=match_id)
    theirs = Item.objects.get(id=item_id)
    take_back(company_id, key=match.payment_key, on=theirs.issued_on, at=at, by="import")
    match.payment_key = ""
    match.note = f"Booked as {theirs.number}. {match.note}".strip()[:500]
    match.save()
