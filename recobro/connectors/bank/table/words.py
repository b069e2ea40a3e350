"""Words that banks write into tables: which way money goes, what is only announced, balances and totals between the rows."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from recobro.connectors.table.dates import folded

_WORDS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
OUT, IN = frozenset(_WORDS["out"]), frozenset(_WORDS["in"])
PENDING, VOID, TOTAL = tuple(_WORDS["pending"]), tuple(_WORDS["void"]), tuple(_WORDS["total"])
OPENING, CLOSING, BALANCE = tuple(_WORDS["opening"]), tuple(_WORDS["closing"]), tuple(_WORDS["balance"])
UNTIL, CURRENCY = tuple(_WORDS["until"]), tuple(_WORDS["currency"])
ACCOUNT, OWNER = tuple(_WORDS["account"]), tuple(_WORDS["owner"])
OF_BALANCES = re.compile(
    r"balance|saldo|solde|kontostand|forward", re.IGNORECASE
)  # one of these is in all names of balances
WORD = re.compile(r"[^\W_]+")
RETURNED = re.compile(
    r"\b(?:r(?:u|ue)cklastschrift\w*|retourlastschrift|lastschriftruckgabe|devoluci\w+|devuelt\w+|impagad\w+|rejet\w*|impaye\w*|insolut\w+|unpaid|returned|chargeback"
    r"|reversal|reversed|ruckbuchung|ruckgabe|storno|retour (?:prlv|prelevement|sdd|sepa|vir\w*)|stornierung|extourne|storni)\b"
)
CHARGED = re.compile(
    r"\b(?:gastos?|comisi\w+|frais|commissions?|gebuhr\w*|entgelt\w*|fees?|charges?|spese|commissioni)\b"
)
DIGITS = re.compile(r"[\d.,'’/:\-+€$£()\u00a0\u202f]+")


def plain(text: str) -> str:
    """The words of a text, without case, accents, signs and digits."""
    return " ".join(WORD.findall(folded(DIGITS.sub(" ", text[:300]).casefold())))


def is_one_of(text: str, names: tuple[str, ...]) -> bool:
    """Does the text say one of these, and nothing else?"""
    return plain(text) in names


@lru_cache(maxsize=10_000)
def begins_with(text: str, names: tuple[str, ...]) -> bool:
    """Does the text begin with one of these?"""
    if not text:
        return False
    words = plain(text) + " "
    return any(words.startswith(name + " ") for name in names)


def is_return(text: str) -> bool:
    """Does it say that money goes back? What a bank charges for that is another thing."""
    words = plain(text)
    return RETURNED.search(words) is not None and CHARGED.search(words) is None
