"""One look at a whole FEC before its records: what its journals are, what its numbers are worth, what it states of account 411.

Memory is flat: it grows with the number of journals, not of lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from recobro.connectors.fec.lines import RECEIVABLE, Line
from recobro.kernel.problems import Problem
from recobro.ledger.control import Stated

BOOKS = "EUR"  # a FEC is kept in euros; other currencies stand beside
SAMPLE = 2_000
NO_NUMBER = re.compile(r"(?:sans|n ?a|neant|nc|divers|non|aucune?|x+|0*)")
Nature = Literal["opening", "sales", "cash", "other"]


@dataclass(slots=True)
class _Journal:
    """What was seen of a journal: its accounts, and whether a PieceRef always names the same entry and customer."""

    name: str
    accounts: Counter[str] = field(default_factory=Counter)
    pieces: dict[str, tuple[str, str]] = field(default_factory=dict)
    seen: int = 0
    clashes: int = 0

    def look(self, line: Line) -> None:
        self.accounts[line.account[:2]] += 1
        if not line.is_receivable or self.seen == SAMPLE:
            return
        self.seen += 1
        names = (line.entry, line.party or line.account)
        self.clashes += not line.piece or self.pieces.setdefault(line.piece, names) != names


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the file is as a whole."""

    first_on: date
    last_on: date
    natures: dict[str, Nature]
    numbered: frozenset[str]  # journals whose PieceRef names the document
    stated: tuple[Stated, ...]
    receivable_lines: int
    beside: dict[str, Decimal]  # what other customer accounts (413, 416, 419...) come to


def survey(entries: Iterable[Line | Problem]) -> Survey | None:
    """None when the file has no line that can be read."""
    journals: dict[str, _Journal] = {}
    days: list[date] = []
    balance: dict[str, Decimal] = defaultdict(Decimal)
    beside: dict[str, Decimal] = defaultdict(Decimal)
    count = 0
    for line in entries:
        if isinstance(line, Problem):
            continue
        days = [min(days[0], line.on), max(days[1], line.on)] if days else [line.on, line.on]
        journals.setdefault(line.journal, _Journal(line.journal_name)).look(line)
        if line.is_receivable:
            count += 1
            currency, amount = money_of(line)
            balance[currency] += amount
        elif line.account.startswith("41"):
            beside[line.account[:3]] += line.amount
    if not days:
        return None
    return Survey(
        first_on=days[0], last_on=days[1], natures={code: _nature(code, one) for code, one in journals.items()},
        numbered=frozenset(code for code, one in journals.items() if one.clashes * 5 <= one.seen),
        stated=tuple(Stated(account=RECEIVABLE, currency=currency, on=days[1], amount=amount)
                     for currency, amount in sorted(balance.items())),
        receivable_lines=count, beside={account: amount for account, amount in sorted(beside.items()) if amount},
    )  # fmt: skip


def money_of(line: Line) -> tuple[str, Decimal]:
    """The amount as the customer knows it: in the foreign currency where one is given, else in euros."""
    if line.foreign and line.amount and re.fullmatch("[A-Z]{3}", line.currency) and line.currency != BOOKS:
        return line.currency, abs(line.foreign) if line.amount > 0 else -abs(line.foreign)
    return BOOKS, line.amount


def _nature(code: str, journal: _Journal) -> Nature:
    words = _plain(f"{code} {journal.name}")
    if code.upper() in OPENING_CODES or OPENING.search(words):
        return "opening"
    sales, cash = (sum(journal.accounts[two] for two in group) for group in (SALES, CASH))
    if sales or cash:
        return "sales" if sales >= cash else "cash"
    if re.search(r"\bvent|\bfactur|\bsales|\bclients?\b|\bv[etx]\d*\b", words):
        return "sales"
    return "cash" if re.search(r"\bbanq|\bcaisse|\btresor|\bbq|\bca\b|\bbn", words) else "other"


OPENING_CODES = ("AN", "ANO", "RAN", "A-N", "A.N", "ANX", "ANC", "OUV")
OPENING = re.compile(r"a ?nouveau|nouveaux|report|ouverture|\bran\b|opening")
SALES = ("70", "44")
CASH = ("51", "53", "54", "58")


def _plain(text: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower())


def names_nothing(piece: str) -> bool:
    """Is this what people write where there is no number?"""
    return NO_NUMBER.fullmatch(_plain(piece).strip()) is not None
