"""Numbers of invoices in what a payer wrote: mangled, shortened, several in one line; and what looks like one and is none.

A text is taken apart into runs of digits. Each run, and each few runs side by side (banks wrap lines in the middle of a number), is a
*span*: its digits, and the letters before and within. An invoice number is said by a span that has all its digits in their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from stdnum import iban

from recobro.bank.references import Reference, references

RUNS_MAX = 60  # of digits: a longer text is a list that nobody typed
JOINED_MAX = 4  # runs that may be one number
DIGITS_MAX = 20
SHORTEST = 3  # digits: fewer say nothing
RANGE_MAX = 50
UNMISTAKABLE = 5  # letters and digits, without leading zeros


class Strength(IntEnum):
    """How a number was said, from weak to strong."""

    RANGE = 1  # it lies between two that were said
    TAIL = 2  # its last run alone, without year and series
    DIGITS = 3  # its digits without its letters
    WHOLE = 4
    REFERENCE = 5  # by a structured reference


@dataclass(frozen=True, slots=True)
class Said:
    """An item's number as it was found. `is_unmistakable`: too long to be there by chance."""

    strength: Strength
    is_unmistakable: bool


@dataclass(frozen=True, slots=True)
class Span:
    """`digits` without leading zeros; `letters` before and within, `after` what follows the last digit directly."""

    digits: str
    letters: str
    after: str
    runs: tuple[int, ...]
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a movement says that may be numbers of invoices."""

    spans: dict[str, tuple[Span, ...]]
    references: tuple[Reference, ...]
    runs: tuple[str, ...]
    words: frozenset[str]
    tails: frozenset[str]  # the last three digits of each span

    def keys(self) -> set[str]:
        """What to look up among the digits of open items."""
        bodies = {key for one in self.references for key in _endings("".join(filter(str.isdigit, one.body)))}
        return {key for key in bodies | set(self.spans) if SHORTEST <= len(key) <= DIGITS_MAX}

    def said(self, number: str) -> Said | None:
        """How this number is said here, None where it is not."""
        if not self.references and (not self.runs or self._ends_otherwise(number)):
            return None
        return _said(self, shape(number))

    def _ends_otherwise(self, number: str) -> bool:
        """Is it plain, without taking it apart, that no span is this number? So it is with most of a customer's."""
        tail = number[-SHORTEST:]
        may_be_year = number[-4:-2] in ("19", "20")
        return tail not in self.tails and tail.isascii() and tail.isdigit() and not may_be_year

    def unexplained(self, numbers: Iterable[str]) -> bool:
        """Is there a long run of digits that is no part of these numbers? It may name something else."""
        shapes = [shape(number) for number in numbers]
        taken = {
            run for one in shapes for key in (one.digits, one.core) for span in self.spans.get(key, ()) for run in span.runs
        }  # fmt: skip
        return any(
            len(run.lstrip("0")) >= UNMISTAKABLE - 1 and place not in taken
            for place, run in enumerate(self.runs)
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """The number of an invoice, taken apart: all its digits, the run that counts, its letters."""

    digits: str
    core: str
    letters: str
    after: str

    @property
    def weight(self) -> int:
        """How many signs it has that say something."""
        return len(self.digits) + len(self.letters) + len(self.after)


TRAILING_YEAR = re.compile(r"(?<=\d)[^0-9]+(?:19|20)[0-9]{2}[^0-9]*$")
LAST_RUN = re.compile(r"([0-9]+)[^0-9]*$")
NO_DIGIT, NO_LETTER = re.compile("[^0-9]+"), re.compile("[^A-Z]+")


@lru_cache(maxsize=32_768)
def shape(number: str) -> Shape:
    """As the indexes of the ledger see it: `ledger_digits` and `ledger_core` in SQL are the same."""
    plain = fold(number)
    end = LAST_RUN.search(plain)
    if end is None:
        return Shape("", "", "", "")
    without_year = TRAILING_YEAR.sub("", plain)
    last = end if without_year == plain else LAST_RUN.search(without_year)
    before, after = plain[: end.end(1)], plain[end.end(1) :]
    return Shape(
        NO_DIGIT.sub("", plain).lstrip("0"), last[1].lstrip("0") if last else "",
        NO_LETTER.sub("", before), NO_LETTER.sub("", after) if after else "",
    )  # fmt: skip


def fold(text: str) -> str:
    """In capitals without accents; anything that is neither a letter nor a digit stays."""
    if text.isascii():
        return text.upper()
    return "".join(
        char for char in unicodedata.normalize("NFKD", text.upper()) if not unicodedata.combining(char)
    )


MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d{2}|\d{2})"
MONEY = r"(?:EUR|EUROS?|USD|GBP|CHF|NOK|SEK|DKK|\u20ac|\$|\u00a3)"
NO_NUMBER = re.compile(
    "|".join((
        rf"(?<![0-9A-Z/.-]){DAY}([./-]){MONTH}\1{YEAR}(?![0-9/.-]?[0-9A-Z])",  # 05/03/2026
        rf"(?<![0-9A-Z/.-])(?:19|20)\d\d-{MONTH}-{DAY}(?![0-9/-]?[0-9A-Z])",  # 2026-03-05
        r"(?<![0-9A-Z])\d{1,3}(?:([.' \u00a0])\d{3})(?:\2\d{3})*,\d{2}(?!\d)",  # 1.234,50
        r"(?<![0-9A-Z])\d{1,3}(?:,\d{3})*\.\d{2}(?![0-9.])",  # 1,234.50
        r"(?<![0-9A-Z/.-])(?!(?:19|20)\d\d\.)\d{4,7}\.\d{2}(?![0-9A-Z/.-])",  # 1234.50
        rf"(?<![0-9A-Z])\d+,\d{{2}}(?![0-9,])(?=\s*(?:{MONEY}|$|[A-Z]|;))",  # 99,50 EUR
        rf"(?<![0-9A-Z]){MONEY}\s?\d+(?:[.,']\d{{3}})*(?:[.,]\d{{1,2}})?(?!\d)",  # EUR 1234
        rf"(?<![0-9A-Z])\d[\d.,']*\s?(?:{MONEY}|%)(?![A-Z]|\s?\d)",  # 1234 EUR, 2 %
        r"\+\d{2}[ .-]?\d(?:[ .-]?\d){6,12}(?!\d)",  # +34 910 555 000
        r"(?<!\d)00\d{2} \d(?:[ .-]?\d){6,12}(?!\d)",
        r"\b(?:TEL|TLF|TFNO|PHONE|FAX|MOVIL)[ .:]*\+?\d(?:[ .-]?\d){5,13}(?!\d)",
    ))
)  # fmt: skip
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?\b")
WALL = "\x00"
GAP = re.compile(r"[^0-9A-Z\x00]{0,3}(?:[A-Z]{0,4}[^0-9A-Z\x00]{0,2})")
RANGE_SIGN = re.compile(r"\s*(?:-|\u2013|\bAL?\b|\bTO\b|\bBIS\b|\bAU\b|\bTOT\b|\.\.)\s*[A-Z]{0,4}[-/ ]?$")
RUN = re.compile(r"\d+")
WORD = re.compile(r"[0-9A-Z](?:[0-9A-Z/_.-]*[0-9A-Z])?")


def numbers(field: str, text: str) -> Numbers:
    """Takes apart what the bank gave as a reference and what the payer wrote."""
    plain = ACCOUNT.sub(_wall_of_account, fold(f"{field} {WALL} {text}" if field else text))
    words = frozenset(WORD.findall(plain))
    plain = NO_NUMBER.sub(WALL, plain)
    runs = list(RUN.finditer(plain))[:RUNS_MAX]
    spans: dict[str, list[Span]] = {}
    for span in (*_spans(plain, runs), *_ranges(plain, runs)):
        if SHORTEST <= len(span.digits) <= DIGITS_MAX:
            spans.setdefault(span.digits, []).append(span)
    return Numbers(
        {key: tuple(found) for key, found in spans.items()},
        references(field, text),
        tuple(run[0] for run in runs),
        words,
        frozenset(key[-SHORTEST:] for key in spans),
    )


def _wall_of_account(found: re.Match[str]) -> str:
    return WALL if iban.is_valid(found[0]) else found[0]


def _spans(plain: str, runs: list[re.Match[str]]) -> Iterator[Span]:
    for first, run in enumerate(runs):
        before = _letters_before(plain, run.start(), runs[first - 1].end() if first else 0)
        digits, letters = "", before
        for last in range(first, min(first + JOINED_MAX, len(runs))):
            if last > first:
                gap = plain[runs[last - 1].end() : runs[last].start()]
                if not GAP.fullmatch(gap):
                    break
                letters += NO_LETTER.sub("", gap)
            digits += runs[last][0]
            after = re.match(r"[A-Z]{1,3}(?![A-Z])", plain[runs[last].end() :].lstrip("-/"))
            yield Span(digits.lstrip("0"), letters, after[0] if after else "", tuple(range(first, last + 1)))


def _letters_before(plain: str, start: int, floor: int) -> str:
    """The word or two before a run: the letters of a number may be apart from its digits."""
    found = re.search(r"[A-Z][A-Z .:/_#\u00b0\u00ba-]*$", plain[max(floor, start - 12) : start])
    return NO_LETTER.sub("", found[0]) if found else ""


def _ranges(plain: str, runs: list[re.Match[str]]) -> Iterator[Span]:
    """`101-103` says 102 too, and `1001-03` is short for `1001-1003`."""
    for place, (one, other) in enumerate(pairwise(runs)):
        gap = plain[one.end() : other.start()]
        if not RANGE_SIGN.fullmatch(gap) or len(other[0]) > len(one[0]) or len(one[0]) > 15:
            continue
        begin, end = int(one[0]), int(one[0][: len(one[0]) - len(other[0])] + other[0])
        if 0 < end - begin <= RANGE_MAX:
            letters = _letters_before(plain, one.start(), 0)
            for number in range(begin, end + 1):
                yield Span(str(number), letters, "", (place, place + 1), is_range=True)


def _endings(body: str) -> Iterator[str]:
    """The body, and what may be the number of the invoice behind another number."""
    yield body.lstrip("0")
    for start in range(1, len(body) - SHORTEST):
        ending = body[start:].lstrip("0")
        if len(ending) >= SHORTEST + 1:
            yield ending


def _said(found: Numbers, number: Shape) -> Said | None:
    if len(number.digits) < SHORTEST:
        return None
    best = max((one for one in (_by_reference(found, number), _by_spans(found, number)) if one),
               key=lambda one: (one.is_unmistakable, one.strength), default=None)  # fmt: skip
    return best


def _by_reference(found: Numbers, number: Shape) -> Said | None:
    for one in found.references:
        body = "".join(char for char in one.body if char.isdigit())
        if body.lstrip("0") == number.digits:
            return Said(Strength.REFERENCE, one.is_sure and len(number.digits) >= SHORTEST + 1)
        if body.endswith(number.digits) and len(number.digits) > SHORTEST:
            is_apart = body[: -len(number.digits)].endswith("0")  # filled up with zeros: a number of its own
            return Said(Strength.REFERENCE, one.is_sure and is_apart and len(number.digits) >= UNMISTAKABLE)
    return None


def _by_spans(found: Numbers, number: Shape) -> Said | None:
    best: Said | None = None
    for span in found.spans.get(number.digits, ()):
        said = _strength(span, number)
        if best is None or said.strength > best.strength:
            best = said
    if best is None and len(number.core) >= SHORTEST and number.core in found.spans:
        spans = found.spans[number.core]
        best = Said(Strength.RANGE if all(span.is_range for span in spans) else Strength.TAIL, False)
    return best


def _strength(span: Span, number: Shape) -> Said:
    if span.is_range:
        return Said(Strength.RANGE, False)
    if span.letters.endswith(number.letters) and span.after.startswith(number.after):
        return Said(Strength.WHOLE, number.weight >= UNMISTAKABLE and len(number.digits) >= UNMISTAKABLE - 1)
    return Said(Strength.DIGITS, len(number.digits) >= UNMISTAKABLE)
