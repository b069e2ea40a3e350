"""Which item is a number about? The exact number first, then without leading zeros and separators; never a guess.

A number in a file name stands between separators, and the longest one that fits is meant: `Invoice 2026-0012 copy.pdf` is about
2026-0012, not about 2026. What is shorter than four characters counts only as the whole name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from recobro.connectors.documents.einvoice import Said
from recobro.ledger.models import OWN_SOURCE, Item

KINDS = ("invoice", "debit_note", "opening_balance", "charge", "return", "credit_note")
SHORTEST_PART = 4
WORDS_MAX = 20  # of a file name; longer ones are cut

_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Target:
    """All items of a customer with one number: an invoice with its instalments."""

    customer_id: int
    number: str
    is_claim: bool
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file name that may be a number, and where it stands."""

    text: str
    start: int
    end: int
    is_whole: bool


class Numbers:
    """The items that have one of the wanted numbers, found in one reading of the ledger."""

    def __init__(self, company_id: int, wanted: Iterable[str], *, customer_id: int | None = None) -> None:
        keys = {key for text in wanted for key in keys_of(text)}
        self._found: dict[str, set[tuple[int, str, bool]]] = defaultdict(set)
        self._items: dict[tuple[int, str, bool], list[int]] = defaultdict(list)
        rows = Item.objects.filter(company_id=company_id, kind__in=KINDS).exclude(source=OWN_SOURCE)
        rows = rows if customer_id is None else rows.filter(customer_id=customer_id)
        columns = rows.order_by("instalment", "id").values_list("id", "customer_id", "number", "amount")
        for item_id, owner, number, amount in columns.iterator(chunk_size=10_000):
            shared = keys.intersection(keys_of(number))
            if shared:
                self._items[owner, number, amount > 0].append(item_id)
                for key in shared:
                    self._found[key].add((owner, number, amount > 0))

    def of(self, text: str) -> list[Target]:
        """The items of this number: those of the first way of reading it that fits any."""
        for key in keys_of(text):
            if found := self._found.get(key):
                return [Target(*one, tuple(self._items[one])) for one in sorted(found)]
        return []


def keys_of(number: str) -> tuple[str, ...]:
    """The number as it stands; piece by piece without leading zeros; and without separators. Case never matters."""
    text = number.strip().casefold()
    pieces = [piece.lstrip("0") or "0" if piece.isdigit() else piece for piece in _PIECE.findall(text)]
    return (
        f"exact {text}",
        f"pieces {'-'.join(pieces)}",
        f"compact {''.join(_WORD.findall(text)).lstrip('0')}",
    )


def spans(stem: str) -> list[Span]:
    """Every run of words in a file name, the longest first."""
    words = list(_WORD.finditer(stem))[:WORDS_MAX]
    found = [Span(stem, 0, len(stem), True)]
    for first, begin in enumerate(words):
        for last in words[first:]:
            text = stem[begin.start() : last.end()]
            if len(text) >= SHORTEST_PART and any(map(str.isdigit, text)):
                found.append(Span(text, begin.start(), last.end(), False))
    return sorted(found, key=lambda span: span.start - span.end)


def by_name(stem: str, numbers: Numbers) -> tuple[list[Target], bool]:
    """The items that a file name is about, and whether the whole name is their number."""
    hits: list[tuple[Span, list[Target]]] = []
    for span in spans(stem):
        inside = any(other.start <= span.start and span.end <= other.end for other, _ in hits)
        if not inside and (targets := numbers.of(span.text)):
            hits.append((span, targets))
    targets = list(dict.fromkeys(one for _, some in hits for one in some))
    return targets, len(hits) == 1 and hits[0][0].is_whole


def by_content(said: Said, numbers: Numbers) -> Iterator[tuple[str, list[Target]]]:
    """For each invoice in the e-invoice its number, and the items that have it."""
    for alternatives in said.numbers:
        found: Mapping[str, Sequence[Target]] = {text: numbers.of(text) for text in alternatives}
        text = next((one for one in alternatives if found[one]), alternatives[0])
        yield text, list(found[text])


def texts(stem: str, said: Said | None) -> Iterator[str]:
    """Everything that may be a number of this file."""
    if said is None:
        yield from (span.text for span in spans(stem))
    else:
        yield from (text for alternatives in said.numbers for text in alternatives)
