"""What the ledger can hold of a record: the last look at records of formats that do not read cell by cell.

A name that is too long is cut; what tells customers and documents apart is not, because two could become one: then it is a problem,
and so is an amount or a day that cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from recobro.connectors.record import Record
from recobro.kernel.problems import Problem

KEYS = {"customer_code": 100, "document_key": 300, "letter": 100, "applies_to": 100}
TEXTS = {
    "number": 100, "customer_name": 300, "address_1": 200, "address_2": 200, "postcode": 20, "city": 100, "region": 100, "tax_id": 50,
    "segment": 100, "collector": 200, "customer_payment_method": 50, "customer_terms": 200, "contact_name": 200,
    "contact_email": 254, "contact_phone": 50, "terms": 200, "salesperson": 200, "branch": 100, "payment_method": 50,
    "order_reference": 100, "payment_reference": 100,
}  # fmt: skip
DAYS = ("issued_on", "due_on", "paid_on", "letter_closed_on")
AMOUNTS = ("amount", "paid_amount", "letter_value")
FIRST, LAST = date(1950, 1, 1), date(2100, 12, 31)
SMALLEST = Decimal("0.0001")
Place = Callable[[int], tuple[str, int]]


def fitting(entries: Iterable[Record | Problem], place: Place) -> Iterator[Record | Problem]:
    """The entries; a record that cannot be held becomes the problem that says why."""
    for entry in entries:
        yield entry if isinstance(entry, Problem) else _fit(entry, place)


def _fit(record: Record, place: Place) -> Record | Problem:
    values = record.__dict__
    changed: dict[str, object] = {}
    for name, limit in (KEYS | TEXTS).items():
        text = values.get(name)
        if text is None or (len(text) <= limit and text.isascii() and text.isprintable()):
            continue
        clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
        if len(clean) > limit and name in KEYS:
            return _problem(
                record, place, f"'{clean[:40]}...' has {len(clean)} characters; {name} has at most {limit}."
            )
        if clean[:limit] != text:
            changed[name] = clean[:limit] or None
    for name in DAYS:
        day = values.get(name)
        if day is not None and not FIRST <= day <= LAST:
            return _problem(
                record, place, f"{record.number or record.customer_code} has the day {day}, which cannot be."
            )
    for name in AMOUNTS:
        amount = values.get(name)
        if amount is not None and amount != amount.quantize(SMALLEST):
            return _problem(
                record,
                place,
                f"{record.number or record.customer_code} has the amount {amount}; 4 decimals are possible.",
            )
    if values.get("customer_code") is None or changed.get("customer_code", "") is None:
        return _problem(record, place, "The customer has no code.")
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]


def _problem(record: Record, place: Place, message: str) -> Problem:
    source, line = place(record.line)
    return Problem(
        source=source, line=line, message=message, hint="Correct it in the books, and export again."
    )
