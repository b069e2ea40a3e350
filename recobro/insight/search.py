"""Finding anything by what people remember of it: a customer by code, name or e-mail, an invoice or a payment by number or amount."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.access.rows import rows

MOST = 20  # of each kind
SHORTEST = 2  # letters of a word that is looked for inside names


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCustomer:
    """A customer. `email` is the address that was meant, where one was."""

    customer_id: int
    code: str
    name: str
    city: str
    collector: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """An invoice, a payment or another item, and whose it is."""

    item_id: int
    customer_id: int
    code: str
    name: str
    number: str
    kind: str
    currency: str
    amount: Decimal
    open: Decimal
    issued_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found. `only`: what one hit means beyond doubt: there is no other, or its code or number was said exactly."""

    customers: tuple[FoundCustomer, ...] = ()
    items: tuple[FoundItem, ...] = ()
    only: FoundCustomer | FoundItem | None = None


def search(
    company_id: int,
    *,
    text: str,
    amount: Decimal | None = None,
    salesperson: str | None = None,
    most: int = MOST,
) -> Hits:
    """What somebody may mean by `text` (and by the `amount`, where it is one). The most likely come first; at most `most` of each."""
    said = text.strip()
    if not said:
        return Hits()
    asked = {
        "company": company_id, "exact": said.upper(), "prefix": f"{_like(said.upper())}%", "salesperson": salesperson, "size": most
    }  # fmt: skip
    name, at, domain = said.lower().rpartition("@")
    customers = rows(
        "insight", "search_customers", words=_words(said), email=f"{_like(said.lower())}%" if at and name else None,
        domain=f"{_like(domain)}%" if at and not name and domain else None, **asked,
    )  # fmt: skip
    items = rows("insight", "search_items", amount=amount, spellings=sorted({said, said.upper()}), **asked)
    exact = [row for row in (*customers, *items) if row["place"] == 0]
    whole = exact if len(exact) == 1 else [*customers, *items]
    hits = Hits(
        customers=tuple(_customer(row) for row in customers), items=tuple(_item(row) for row in items)
    )
    if len(whole) != 1:
        return hits
    only = _item(whole[0]) if "item_id" in whole[0] else _customer(whole[0])
    return Hits(customers=hits.customers, items=hits.items, only=only)


def _customer(row: dict[str, object]) -> FoundCustomer:
    return FoundCustomer(**{name: row[name] or "" for name in FoundCustomer.__dataclass_fields__})  # type: ignore[arg-type]


def _item(row: dict[str, object]) -> FoundItem:
    return FoundItem(**{name: row[name] for name in FoundItem.__dataclass_fields__})  # type: ignore[arg-type]


def _like(said: str) -> str:
    """The text as LIKE reads it: its own signs for anything stand for themselves."""
    return re.sub(r"([\\%_])", r"\\\1", said)


def _words(said: str) -> str | None:
    """Every word as the beginning of one, for a text search; None where there is none to look for."""
    folded = "".join(
        one for one in unicodedata.normalize("NFKD", said.lower()) if not unicodedata.combining(one)
    )
    words = re.findall(r"[^\W_]+", folded)
    return " & ".join(f"{word}:*" for word in words) if any(len(word) >= SHORTEST for word in words) else None
