"""Which items a promise, a paper or a payment plan is about, and how much of each: the oldest due first, or as people said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection

from recobro.kernel.money import is_too_fine, plain
from recobro.kernel.problems import refuse
from recobro.ledger.open import OpenItem, open_items

Lines = list[tuple[int, Decimal]]


def one_at_a_time(customer_id: int) -> None:
    """Waits until nobody else agrees on anything with this customer; held until the transaction ends.

    Two people at once would each find the same invoices free.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('casework.agree', %s))", [customer_id])


def owed(
    company_id: int, customer_id: int, *, kind: str, currency: str, items: Iterable[int] | None, on: date
) -> list[OpenItem]:
    """What the customer owes in a currency on a day, of these items or of all, oldest due first. Raises Refused for nothing."""
    chosen = None if items is None else set(items)
    found = [
        item
        for item in open_items(company_id, as_of=on, customers=[customer_id])
        if item.open > 0 and item.currency == currency and (chosen is None or item.item_id in chosen)
    ]
    missing = len(chosen or ()) - len(found)
    if not found:
        raise refuse(
            kind, f"The customer owes nothing in {currency} on {on}.", "Check the currency and the day."
        )
    if chosen and missing:
        raise refuse(
            kind, f"{missing} of these invoices have nothing open in {currency} on {on}.", "Leave them out."
        )
    return sorted(found, key=lambda item: (item.due_on or date.max, item.item_id))


def spread(found: list[OpenItem], amount: Decimal | None, *, kind: str, currency: str) -> Lines:
    """The amount over the items, in their order; all that is open without one. Raises Refused for more than is owed."""
    total = sum((item.open for item in found), Decimal(0))
    left = total if amount is None else amount
    if left <= 0 or left > total:
        raise refuse(
            kind, f"{left} {currency} is not between 0 and what is owed, {plain(total, currency)} {currency}.",
            "Give the amount that was agreed, or none for all of it.",
        )  # fmt: skip
    if left != total and is_too_fine(left, currency):
        raise refuse(
            kind, f"{left} is no amount in {currency}.", "Give an amount above zero, with the decimals of the currency.",
        )  # fmt: skip
    lines = []
    for item in found:
        part = min(left, item.open)
        if part > 0:
            lines.append((item.item_id, part))
        left -= part
    return lines


def cover(
    found: list[OpenItem], amount: Decimal, *, taken: Mapping[int, Decimal], parts: Mapping[int, Decimal], kind: str
) -> Lines:  # fmt: skip
    """At most `amount` over the items, less what is `taken` of them already. `parts` says how much of an item.

    What is left of the amount covers nothing. Raises Refused for a part that is more than is free, or more than the amount.
    """
    left, lines = amount, []
    for item in sorted(found, key=lambda one: one.item_id not in parts):
        free = item.open - taken.get(item.item_id, Decimal(0))
        part = parts.get(item.item_id, min(free, left))
        if part > min(free, left):
            why = f"{part} of {item.number} is more than is free of it or of the amount, {min(free, left).normalize():f}."
            raise refuse(kind, why, "Give a smaller part.")
        if part > 0:
            lines.append((item.item_id, part))
            left -= part
    if not lines:
        raise refuse(kind, "All of it is covered already.", "See: recobro cases.")
    return lines
