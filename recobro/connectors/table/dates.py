"""Dates as spreadsheets write them, and which of day and month comes first.

ISO, `20240131`, `31.01.2024`, `31/1/24`, `03-ene-2024`, `3 mars 2024`, `Jan 3, 2024`, each with or without a time. Whether
`03/04/2024` is in March or in April is decided by all date columns of a file together, never by one value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import get_date_format
from babel.languages import get_official_languages

from recobro.connectors.table.fault import Fault, shown

DateOrder = Literal["dmy", "mdy", "ymd"]
DATES = (
    "issued_on",
    "due_on",
    "delivered_on",
    "paid_on",
    "disputed_from",
    "disputed_until",
    "told_on",
)  # the fields
YEAR_MIN, YEAR_MAX = 1970, 2100
CACHE_MAX = 50_000
NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "n/a",
        "na",
        "n/d",
        "null",
        "none",
        "nan",
        "nat",
        "0",
        "#n/a",
        "0000-00-00",
        "00/00/0000",
        "  /  /",
    }
)
LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "ca")
TIME = re.compile(
    r"(?P<day>.*?\d)(?:[T ,]|\s)+\d{1,2}[:h.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
NUMERIC = re.compile(r"(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{1,2})", re.ASCII)
EIGHT = re.compile(r"\d{8}", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)
FILLERS = frozenset("de del of the le el the d du den der st nd rd th er al".split())


def date_reader(order: DateOrder | None) -> Callable[[str], date | Fault | None]:
    """The reader of the file's date cells. A ledger has few days and many rows, so what was read once is remembered."""
    known: dict[str, date | Fault | None] = {}

    def read(text: str) -> date | Fault | None:
        try:
            return known[text]
        except KeyError:
            if len(known) >= CACHE_MAX:
                known.clear()
            value = known[text] = read_date(text, order)
            return value

    return read


def read_date(text: str, order: DateOrder | None) -> date | Fault | None:
    """The day, None for an empty one (also MySQL's zeros), or what is wrong with it."""
    flat = " ".join(text.split())
    if flat.casefold() in NOTHING:
        return None
    if len(flat) > 60:
        return _unreadable(text)
    if timed := TIME.fullmatch(flat):
        flat = timed["day"].rstrip(" ,T")
        if flat.casefold() in NOTHING:
            return None
    parts = _parts(flat, order)
    if isinstance(parts, Fault):
        return parts
    if parts is None:
        return _serial(flat) or _unreadable(text)
    year, month, day = parts
    if not YEAR_MIN <= year <= YEAR_MAX:
        return Fault(
            f"date {shown(text)} has the year {year}", f"Dates lie between {YEAR_MIN} and {YEAR_MAX}."
        )
    try:
        return date(year, month, day)
    except ValueError:
        return Fault(f"date {shown(text)} is not in the calendar", _way_out(month, day, order))


def _way_out(month: int, day: int, order: DateOrder | None) -> str:
    if month > 12 and day <= 12 and order in ("dmy", "mdy"):
        words = {"dmy": "day, month, year", "mdy": "month, day, year"}[order]
        return f"The file's dates are read as {words}: correct this one, or say date_order in the profile."
    return "Correct it in the file."


def _unreadable(text: str) -> Fault:
    return Fault(f"date {shown(text)} cannot be read", "Write it as 2024-01-31.")


def _parts(flat: str, order: DateOrder | None) -> tuple[int, int, int] | Fault | None:
    """Year, month and day; None where the text is no date at all."""
    if found := YEAR_FIRST.fullmatch(flat):
        return int(found[1]), int(found[2]), int(found[3])
    if found := NUMERIC.fullmatch(flat):
        return _ordered(flat, found, order)
    if EIGHT.fullmatch(flat):
        return _eight(flat, order)
    return _named(flat)


def _ordered(flat: str, found: re.Match[str], order: DateOrder | None) -> tuple[int, int, int] | Fault:
    first, second, last = int(found[1]), int(found[3]), found[4]
    if order == "ymd" and len(last) == 2:
        return full_year(found[1]), second, int(last)
    year = full_year(last)
    if order is None or order == "ymd":
        if found[2] == ".":
            order = "dmy"  # nobody puts dots behind the month first
        elif first == second or first > 12:
            order = "dmy"
        elif second > 12:
            order = "mdy"
        else:
            return Fault(
                f"date {shown(flat)} may be day/month or month/day",
                'Say date_order = "dmy" or "mdy" in the profile.',
            )
    return (year, second, first) if order == "dmy" else (year, first, second)


def _eight(flat: str, order: DateOrder | None) -> tuple[int, int, int] | Fault:
    """`20240131`, or `31012024`: the century's digits are no month, so the two never look alike."""
    if 1 <= int(flat[4:6]) <= 12 or flat[:2] in ("19", "20", "21"):
        return int(flat[:4]), int(flat[4:6]), int(flat[6:])
    first, second, year = int(flat[:2]), int(flat[2:4]), int(flat[4:])
    if order in (None, "ymd") and first <= 12 and second <= 12 and first != second:
        return Fault(
            f"date {shown(flat)} may be day, month or month, day",
            'Say date_order = "dmy" or "mdy" in the profile.',
        )
    month_first = order == "mdy" or (order in (None, "ymd") and second > 12)
    return (year, first, second) if month_first else (year, second, first)


def _named(flat: str) -> tuple[int, int, int] | None:
    """A date with the month as a word, in any of the languages we know."""
    words = [word for word in re.split(r"[\s\-/.,'’]+", folded(flat)) if word]
    words = [re.sub(r"^(\d{1,2})(st|nd|rd|th|er|o|a)$", r"\1", word) for word in words]
    words = [word for word in words if word not in FILLERS and word not in _weekdays()]
    months = [_months()[word] for word in words if word in _months()]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) != 1 or len(numbers) != 2 or len(words) != 3 or max(map(len, numbers)) > 4:
        return None
    first, second = numbers
    if len(first) == 4 and len(second) <= 2:
        return int(first), months[0], int(second)
    return (full_year(second), months[0], int(first)) if len(first) <= 2 and len(second) in (2, 4) else None


def _serial(flat: str) -> Fault | None:
    """Excel's count of days since 1900, which a badly formatted column exports instead of the date."""
    if not SERIAL.fullmatch(flat) or not 20_000 <= int(flat[:5]) <= 75_000:
        return None
    day = date(1899, 12, 30) + timedelta(days=int(flat[:5]))
    return Fault(
        f"date {shown(flat)} looks like Excel's number for {day.isoformat()}",
        "Format the column as a date and export it again.",
    )


def full_year(text: str) -> int:
    """`24` is 2024, `85` is 1985."""
    year = int(text)
    if len(text) > 2:
        return year
    return 2000 + year if year < 70 else 1900 + year


def folded(text: str) -> str:
    """Lower case without accents."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char)
    )


@cache
def _months() -> dict[str, int]:
    """Every name and short name of a month in CLDR, and the ones that accounting programs invent."""
    names = {
        "sept": 9,
        "set": 9,
        "jan": 1,
        "fev": 2,
        "fevr": 2,
        "mrz": 3,
        "maer": 3,
        "avr": 4,
        "juil": 7,
        "aout": 8,
        "dec": 12,
    }
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    names[folded(name).replace(".", "").split()[-1].split("'")[-1].split("’")[-1]] = number
                    names.setdefault(folded(name).replace(".", "")[:3], number) if language in (
                        "en",
                        "es",
                    ) else None
    return names


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(
        folded(name).replace(".", "")
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for name in Locale(language).days["format"][width].values()
    ) - frozenset(_months())


@dataclass(slots=True)
class DateVotes:
    """What the values seen so far say about the order, with an example of each kind."""

    day_first: int = 0
    month_first: int = 0
    year_first: int = 0
    dotted: int = 0
    day_example: tuple[str, str, int] | None = None  # value, column, line
    month_example: tuple[str, str, int] | None = None
    open_example: tuple[str, str, int] | None = None

    @property
    def decided(self) -> bool:
        """Is there nothing left to look for?"""
        return bool(self.day_first or self.month_first or self.year_first or not self.open_example)

    def add(self, text: str, column: str, line: int) -> None:
        """Counts one value. Only `a/b/year` and `ddmmyyyy` say anything."""
        if len(text) > 60:
            return
        flat = " ".join(text.split())
        if timed := TIME.fullmatch(flat):
            flat = timed["day"].rstrip(" ,T")
        if found := NUMERIC.fullmatch(flat):
            first, second, mark = int(found[1]), int(found[3]), found[2]
        elif EIGHT.fullmatch(flat) and flat[:2] not in ("19", "20", "21") and not 1 <= int(flat[4:6]) <= 12:
            first, second, mark = int(flat[:2]), int(flat[2:4]), ""
        else:
            return
        if first > 31:
            self.year_first += 1
        elif first > 12 >= second:
            self.day_first += 1
            self.day_example = self.day_example or (text, column, line)
        elif second > 12 >= first:
            self.month_first += 1
            self.month_example = self.month_example or (text, column, line)
        elif mark == ".":
            self.dotted += 1
        elif first != second:
            self.open_example = self.open_example or (text, column, line)

    def order(self) -> DateOrder | Literal["mixed"] | None:
        """The order that the values prove. One odd value among many is a mistake; one in four is another order."""
        few, many = sorted((self.day_first, self.month_first))
        if few * 4 > many:
            return "mixed"
        if self.year_first > many:
            return "ymd"
        if many:
            return "dmy" if self.day_first > self.month_first else "mdy"
        return "dmy" if self.dotted else None


@cache
def order_of_country(country: str) -> DateOrder | None:
    """How a country writes `a/b/year`, None where it writes the year first or its languages differ."""
    orders: set[DateOrder] = set()
    for language in get_official_languages(country.upper(), de_facto=True):
        try:
            pattern = get_date_format("short", Locale.parse(f"{language}_{country.upper()}")).pattern
        except (UnknownLocaleError, ValueError):
            continue
        orders.add({"d": "dmy", "M": "mdy"}.get(pattern[0], "ymd"))  # type: ignore[arg-type]
    return orders.pop() if len(orders) == 1 and orders <= {"dmy", "mdy"} else None
