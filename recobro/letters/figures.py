"""Money, dates and days as the reader of a language expects them, never broken over two lines.

Numbers follow the language. Spanish is read with 1.240,00 in Spain and 1,240.00 in Mexico, so there the creditor's country
decides where Spanish is an official language. English dates are British, or American for a creditor in the United States.
Minus is a minus sign (U+2212), spaces inside a figure do not break.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel.core import Locale
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.numbers import get_decimal_symbol, get_group_symbol

from recobro.kernel.money import quantize
from recobro.letters.wording import Wording, wording

NO_BREAK = "\N{NO-BREAK SPACE}"


class Figures:
    """The figures of one language in one country."""

    def __init__(self, language: str, country: str) -> None:
        self.words: Wording = wording(language)
        self._language = language
        self._marks = _marks(_number_locale(language, country))
        self._dates = _date_locale(language, country)

    def number(self, amount: Decimal, currency: str) -> str:
        """`1,240.00`, with the decimals of the currency."""
        return f"{quantize(amount, currency):,f}".translate(self._marks)

    def money(self, amount: Decimal, currency: str) -> str:
        """`1,240.00 EUR`, kept together."""
        return f"{self.number(amount, currency)}{NO_BREAK}{currency}"

    def day(self, on: date) -> str:
        """`3 Nov 2026`, for tables."""
        return _day(on, "medium", self._dates)

    def long_day(self, on: date) -> str:
        """`3 November 2026`, for sentences."""
        return _day(on, "long", self._dates)

    def standing(self, due_on: date | None, dated_on: date) -> str:
        """`18 days overdue`, `due today` or `due in 5 days`."""
        days = days_overdue(due_on, dated_on)
        if days is None:
            return self.words("line.no_due_date")
        if days == 0:
            return self.words("line.due_today")
        key = ("overdue" if days > 0 else "due_in") + ("_one" if abs(days) == 1 else "_many")
        return self.words(f"line.{key}", days=str(abs(days)))

    def listed(self, parts: list[str]) -> str:
        """`a`, `a and b`, `a, b and c`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words('list.and')} {parts[-1]}"


@cache
def figures(language: str, country: str) -> Figures:
    """The figures of a language for a creditor of a country (ISO 3166, may be empty)."""
    return Figures(language, country)


def days_overdue(due_on: date | None, dated_on: date) -> int | None:
    """Days from the due date to the date of the message; negative before it, None without a due date."""
    return None if due_on is None else (dated_on - due_on).days


@lru_cache(maxsize=4096)  # a run prints the same few hundred days over and over
def _day(on: date, length: str, locale: Locale) -> str:
    text = format_date(on, length, locale=locale)
    if locale.language == "fr" and on.day == 1:  # CLDR writes "1 mai", French writes "1er mai"
        text = "1er" + text.removeprefix("1")
    return text.replace(" ", NO_BREAK)


def _marks(locale: Locale) -> dict[int, str]:
    """What Python's `-1,240.00` is written with in a language. Babel's own formatting takes forty times as long."""
    group = get_group_symbol(locale).replace(" ", NO_BREAK)
    return str.maketrans({",": group, ".": get_decimal_symbol(locale), "-": "\N{MINUS SIGN}"})


@cache
def _number_locale(language: str, country: str) -> Locale:
    if language == "es" and country and "es" in get_official_languages(country, regional=True, de_facto=True):
        return Locale.parse(f"es_{country}")
    return Locale.parse(language)


@cache
def _date_locale(language: str, country: str) -> Locale:
    if language == "en":
        return Locale.parse("en_US" if country == "US" else "en_GB")
    return Locale.parse(language)
