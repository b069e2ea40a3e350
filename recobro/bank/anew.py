"""Which movements `match` has to look at: those whose proposals can be something else than the last time, and no others.

1. Those that nobody has looked at since something was left of them, or only in passing, or by other rules (of an earlier version).
2. Those that a change concerns: `stamps.py` says which items and customers have changed, and by its clues (`clues.py`), its amount
   or what its customer owes together each leads to the movements that may name it now.
3. Those that may pay the same items as these: what one gives up another may have.

How long that takes goes by what is new and what has changed, not by how much waits. Where so much has changed that a look at all that waits
is quicker, all are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from recobro.bank.clues import RATES, clues_to_customer
from recobro.bank.gather import PER_AMOUNT
from recobro.bank.models import Looked, Movement, Payer, Stamp
from recobro.kernel.sql import load

FEW = 1_000  # changed items that are followed up without asking how much waits
MUCH = 10  # changed items for each movement that waits, from where on it is quicker to look at all
CHUNK = 10_000  # stamps that are deleted at once
ROOM = Path(__file__).parent
WORDS = (
    "SELECT code, tsvector_to_array(to_tsvector('simple'::regconfig, ledger_words(name))) FROM ledger_customer "
    "WHERE company_id = %s AND id = ANY (%s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What has changed and no match has heard of: the stamps as they were read, the customers of whom it is, and how many items."""

    stamps: tuple[int, ...] = ()
    customers: tuple[int, ...] = ()  # who changed themselves
    items: int = 0
    rates_from: date | None = None  # the first day for which there are other rates
    is_of_all: bool = False


def news_of(company_id: int) -> News:
    """What the stamps say that are there now."""
    rows: list[tuple[int, int | None, int | None, date | None]] = list(
        Stamp.objects.filter(company_id=company_id).values_list(
            "id", "customer_id", "items__len", "rates_from"
        )
    )
    return News(
        stamps=tuple(stamp for stamp, *_ in rows),
        customers=tuple({customer for _, customer, items, _ in rows if customer is not None and not items}),
        items=sum(items or 0 for _, _, items, _ in rows),
        rates_from=min((day for *_, day in rows if day), default=None),
        is_of_all=any(customer is None and day is None for _, customer, _, day in rows),
    )


def forget(news: News) -> None:
    """A match has looked at all that these concern. What was written meanwhile waits for the next."""
    with connection.cursor() as cursor:
        for first in range(0, len(news.stamps), CHUNK):
            cursor.execute(
                "DELETE FROM bank_stamp WHERE id = ANY (%s)", [list(news.stamps[first : first + CHUNK])]
            )


def to_look_at(company_id: int, news: News) -> list[int] | None:
    """The movements, None for all that wait."""
    waiting = Movement.objects.filter(company_id=company_id, amount_left__gt=0)
    count = waiting.count()
    if news.is_of_all or news.items > max(FEW, MUCH * count):
        return None
    seen = Looked.objects.filter(company_id=company_id, movement_id=OuterRef("id"), rules=rules_mark())
    chosen = set(waiting.filter(~Exists(seen)).values_list("id", flat=True))
    if news.stamps and len(chosen) < count:
        chosen |= _touched(company_id, news)
    if 0 < len(chosen) < count:
        chosen |= set(with_the_same_items(company_id, chosen))
    return sorted(chosen) if len(chosen) < count else None


def concerning(company_id: int, customer_id: int) -> list[int]:
    """The movements that what has changed of this customer concerns, as far as no match has heard of it."""
    stamps = Stamp.objects.filter(company_id=company_id, customer_id=customer_id)
    return sorted(_touched(company_id, News(stamps=tuple(stamps.values_list("id", flat=True)))))


def _touched(company_id: int, news: News) -> set[int]:
    found = _asked("match_touched", company=company_id, stamps=list(news.stamps), clues=sorted(_leading_to(company_id, news.customers)),
                   rates_from=news.rates_from, rates=RATES, per_amount=PER_AMOUNT)  # fmt: skip
    return set(found)


def _leading_to(company_id: int, customers: Sequence[int]) -> set[str]:
    """The clues that lead to these customers, as they are now."""
    known = Payer.objects.filter(company_id=company_id, customer_id__in=customers, retired_at__isnull=True)
    found = {
        f"account {account}" if account else f"payer {name}"
        for account, name in known.values_list("account", "name")
    }
    with connection.cursor() as cursor:
        cursor.execute(WORDS, [company_id, list(customers)])
        return found.union(*(clues_to_customer(code, words) for code, words in cursor))


def with_the_same_items(company_id: int, movements: Iterable[int]) -> list[int]:
    """These movements, and the others that may pay what they may pay."""
    return _asked("match_same_items", company=company_id, movements=sorted(movements))


def _asked(statement: str, **parameters: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(load("bank", statement), parameters)
        return list(chain.from_iterable(cursor))


@cache
def rules_mark() -> str:
    """A mark of the rules by which is looked: a version of Recobro with others looks at everything anew."""
    files = sorted([*ROOM.glob("*.py"), *ROOM.glob("sql/match_*.sql")])
    return sha256(b"".join(one.read_bytes() for one in files)).hexdigest()[:16]


@contextmanager
def one_at_a_time(company_id: int) -> Iterator[None]:
    """One match of a company at a time; until it is done, or with the transaction that it is a part of."""
    key = ("bank.match", company_id)
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", key)
            yield
            return
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s), %s)", key)
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", key)
