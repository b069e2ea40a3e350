"""What the ledger can hold of a record: the limits of its texts, and the last look at records of formats that are not read cell by cell.

A name that is too long is cut; what tells customers and documents apart is not, because two could become one: then it is a problem,
and so is an amount or a day that cannot be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from recobro.connectors.record import Record
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

# A document key stays below the 300 characters of its column: what makes it unique is put around it.
KEYS = {"customer_code": 100, "document_key": 250, "letter": 100, "applies_to": 100}
TEXTS = {
    "number": 100, "customer_name": 300, "address_1": 200, "address_2": 200, "postcode": 20, "city": 100, "region": 100, "tax_id": 50,
    "segment": 100, "collector": 200, "customer_payment_method": 50, "customer_terms": 200, "contact_name": 200,
    "contact_email": 254, "contact_phone": 50, "terms": 200, "salesperson": 200, "branch": 100, "payment_method": 50,
    "order_reference": 100, "payment_reference": 100,
}  # fmt: skip
LIMITS = KEYS | TEXTS
FIRST, LAST = date(1950, 1, 1), date(2100, 12, 31)
SMALLEST = -4  # as an exponent
CENTS_OF_CENTS = Decimal("0.0001")
Place = Callable[[int], tuple[str, int]]


def fitting(entries: Iterable[Record | Problem], place: Place) -> Iterator[Record | Problem]:
    """The entries; a record that cannot be held becomes the problem that says why."""
    for entry in entries:
        yield entry if isinstance(entry, Problem) else _fit(entry, place)


def _fit(record: Record, place: Place) -> Record | Problem:
    changed: dict[str, object] = {}
    for name, value in record.__dict__.items():
        if isinstance(value, str):
            limit = LIMITS.get(name)
            if limit is None or (len(value) <= limit and value.isascii() and value.isprintable()):
                continue
            clean = value.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
            if len(clean) > limit and name in KEYS:
                return _problem(
                    record,
                    place,
                    f"'{clean[:40]}...' has {len(clean)} characters; {name} has at most {limit}.",
                )
            if clean[:limit] != value:
                changed[name] = clean[:limit] or None
        elif isinstance(value, Decimal):
            if value.as_tuple().exponent < SMALLEST and value != value.quantize(CENTS_OF_CENTS):  # type: ignore[operator]
                return _problem(
                    record, place, f"{_name(record)} has the amount {value}; 4 decimals are possible."
                )
        elif isinstance(value, date) and not FIRST <= value <= LAST:
            return _problem(record, place, f"{_name(record)} has the day {value}, which cannot be.")
    if record.customer_code is None or changed.get("customer_code", "") is None:
        return _problem(record, place, "The customer has no code.")
    if record.kind not in ("customer", "contact") and not is_currency(record.currency or ""):
        return _problem(
            record, place, f"{_name(record)} is in the currency '{record.currency or ''}', which is none."
        )
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]


def _name(record: Record) -> str:
    return record.number or record.customer_code or "A line"


def _problem(record: Record, place: Place, message: str) -> Problem:
    source, line = place(record.line)
    return Problem(
        source=source, line=line, message=message, hint="Correct it in the books, and export again."
    )
