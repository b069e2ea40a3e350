"""Do two files tell the same booking? Of two bookings of one account, day and amount: how much they say the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

SAME_AT = 0.5  # of the words of the one with fewer
WORD = re.compile(r"[a-z0-9]{2,}|[0-9]")
TEXTS = ("text", "reference")  # where the payer says what it pays
ASIDE = (
    "payer_name",
    "payer_account",
    "payer_bank",
    "end_to_end",
    "bank_reference",
    "mandate",
    "ultimate_name",
    "code",
)


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What a file says of a booking. `numbers` are the words with digits of its texts, `elsewhere` all words of all its fields.

    `place` is its own: the number among those of a file, or the id of a movement that is here.
    """

    place: int
    words: frozenset[str]
    numbers: frozenset[str]
    digits: str
    elsewhere: frozenset[str]
    payer_account: str
    end_to_end: str
    bank_reference: str
    format: str


def said(place: int, field: Callable[[str], object], *, format_name: str) -> Said:
    """Of one booking; `field` gives what stands in a field."""
    texts = _words(*(field(name) for name in TEXTS))
    aside = _words(*(field(name) for name in ASIDE))
    numbers = [word for word in texts if any(letter.isdigit() for letter in word)]
    return Said(
        place=place, words=frozenset([*texts, *_words(field("payer_name"), field("end_to_end"))]), numbers=frozenset(numbers),
        digits="".join(numbers), elsewhere=frozenset([*texts, *aside]), payer_account=_account(str(field("payer_account"))),
        end_to_end=str(field("end_to_end")), bank_reference=str(field("bank_reference")), format=format_name,
    )  # fmt: skip


def contradict(one: Said, other: Said) -> bool:
    """Another payer, another reference, or other numbers: they cannot be the same."""
    return (
        _two_accounts(one.payer_account, other.payer_account)
        or _differ(one.end_to_end, other.end_to_end)
        or (one.format == other.format and _differ(one.bank_reference, other.bank_reference))
        or _other_numbers(one, other)
    )


def likeness(one: Said, other: Said) -> float:
    """From 0 (another one) to 1: the part of the words of the one with fewer that both say. Where one says nothing, just enough."""
    if contradict(one, other):
        return 0
    fewer = min(len(one.words), len(other.words))
    return len(one.words & other.words) / fewer if fewer else SAME_AT


def _other_numbers(one: Said, other: Said) -> bool:
    """A number that one alone says; none where the other says no number at all, or the same ones broken at another place."""
    if not one.numbers or not other.numbers or one.digits == other.digits:
        return False
    return not (one.numbers <= other.elsewhere and other.numbers <= one.elsewhere)


def _two_accounts(one: str, other: str) -> bool:
    """An IBAN ends with the national number of the same account."""
    return not (one.endswith(other) or other.endswith(one))


def _account(number: str) -> str:
    return "".join(letter for letter in number.upper() if letter.isalnum()).lstrip("0")


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _words(*texts: object) -> list[str]:
    folded = unicodedata.normalize("NFKD", " ".join(str(text) for text in texts)).lower()
    return WORD.findall(folded.encode("ascii", "ignore").decode())
