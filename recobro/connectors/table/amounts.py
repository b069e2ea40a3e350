"""Amounts as spreadsheets write them: `1.234,50`, `1,234.50`, `1 234,50`, `1'234.50`, `(12.30)`, `12.30-`, `€ 12`.

A sign is the decimal sign where the value itself proves it (`12,5`, `1.234,50`), else where the column does. `1.234` proves
nothing: one thousand or one and a bit. Where the column proves nothing either, it is a fault, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.core import UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_decimal_symbol

from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.money import AMOUNT_MAX, is_currency, minor_units, quantize

DecimalSign = Literal[".", ","]
MONEY = ("amount", "open_amount", "paid_amount")  # the fields that are amounts
NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "n/d", "null", "none", "nan", "#n/a"})
SYMBOLS = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "us$": "USD", "u$s": "USD", "usd": "USD",
    "r$": "BRL", "mx$": "MXN", "mex$": "MXN", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "s/": "PEN", "s/.": "PEN",
    "fr.": "CHF", "sfr": "CHF", "sfr.": "CHF", "fcfa": "XOF", "f cfa": "XOF", "₡": "CRC", "₲": "PYG", "₹": "INR",
    "zł": "PLN", "kč": "CZK", "₺": "TRY", "₦": "NGN", "rd$": "DOP", "q": "GTQ", "dh": "MAD", "dhs": "MAD",
}  # fmt: skip
# A sign that several moneys share is the company's own money where that is one of them, else nobody can say.
SHARED = {
    "$": frozenset("USD MXN ARS CLP COP CAD AUD NZD DOP UYU HKD SGD CUP BSD BBD TTD JMD".split()),
    "kr": frozenset("SEK NOK DKK ISK".split()),
    "kr.": frozenset("SEK NOK DKK ISK".split()),
    "¥": frozenset({"JPY", "CNY"}),
    "m.n.": frozenset({"MXN"}),
    "mn": frozenset({"MXN"}),
    "fr": frozenset({"CHF"}),
    "pesos": frozenset("MXN ARS CLP COP DOP UYU PHP CUP".split()),
    "dolares": frozenset("USD CAD AUD".split()),
    "dollars": frozenset("USD CAD AUD".split()),
    "francs": frozenset({"CHF", "XOF", "XAF"}),
}

NOISE = Decimal("0.000001")  # what binary fractions leave behind: 55.940000000000005
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
CORE = re.compile(r"(?P<before>[^\d.,]*)(?P<core>[.,]?\d(?:[\d.,'’ ]*\d)?[.,]?)(?P<after>.*)", re.ASCII)
NOT_MONEY = re.compile(r"[\d=+*%^;:@]")
GROUPED = re.compile(r"\d{1,3}(?P<sign>[.,' ])\d{3}(?:(?P=sign)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}", re.ASCII)
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+", re.ASCII)
# What no reading of the sign can change, and what most cells are: digits with at most two decimals and no grouping.
PLAIN: dict[DecimalSign | None, re.Pattern[str]] = {
    None: re.compile(r"-?\d{1,12}(?:[.,]\d{1,2})?", re.ASCII),
    ".": re.compile(r"-?\d{1,12}(?:\.\d{1,2})?", re.ASCII),
    ",": re.compile(r"-?\d{1,12}(?:,\d{1,2})?", re.ASCII),
}
# The next most: grouped by the other sign, with two decimals. It proves itself as well.
PLAIN_GROUPED = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,|(?:,\d{3})+\.)\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that needs a second look when the currency is known: its own currency, or many decimals."""

    amount: Decimal
    currency: str | None
    thousands: Decimal | None = None  # the other reading of `1.234`, for a currency that settles the question


def amount_reader(
    sign: DecimalSign | None, *, strict: bool, default_currency: str | None
) -> Callable[[str], Decimal | Figure | Fault | None]:
    """The reader of one column. `sign` is its decimal sign where known; `strict` where a person said so."""
    plain, grouped = PLAIN[sign if strict else None].fullmatch, PLAIN_GROUPED.fullmatch

    def read(text: str) -> Decimal | Figure | Fault | None:
        if plain(text):
            return Decimal(text.replace(",", "."))
        if not strict and grouped(text):
            return Decimal(text[:-3].replace(".", "").replace(",", "") + "." + text[-2:])
        return _read(text, sign, strict, default_currency)

    return read


def _read(
    text: str, sign: DecimalSign | None, strict: bool, money: str | None
) -> Decimal | Figure | Fault | None:
    flat = SPACES.sub(" ", text).strip().replace("’", "'").replace("\u2212", "-").replace("–", "-")
    if flat.casefold() in NOTHING:
        return None
    if len(flat) > 60:
        return _unreadable(text)
    if SCIENTIFIC.fullmatch(flat):
        return Fault(
            f"amount {shown(text)} is in scientific notation, digits are lost",
            "Format the column as a number with two decimals and export it again.",
        )
    found = CORE.fullmatch(flat)
    if found is None:
        return _unreadable(text)
    before, after = found["before"].strip(), found["after"].strip()
    core = found["core"].strip().replace(" '", "'")
    if core[-1] in ".," and after.startswith("-"):  # "12,-" is how shops write round amounts
        core, after = core[:-1], after.lstrip("-").strip()
    negative = _sign_of(before, after)
    currency = _currency_of(before, after, money)
    if negative is None or NOT_MONEY.search(_bare(before) + _bare(after)):
        return _unreadable(text)
    if isinstance(currency, Fault):
        return currency
    figure = _figure(core, text, sign, strict)
    if isinstance(figure, Fault):
        return figure
    amount, thousands = figure
    if amount >= AMOUNT_MAX:
        return Fault(
            f"amount {shown(text)} is too large", "Amounts have at most 15 digits before the decimal sign."
        )
    if negative:
        amount, thousands = -amount, None if thousands is None else -thousands
    return Figure(amount, currency, thousands)


def _unreadable(text: str) -> Fault:
    return Fault(f"amount {shown(text)} cannot be read", "Write it as 1234.50 or 1.234,50.")


def _sign_of(before: str, after: str) -> bool | None:
    """Is it negative? None where the signs contradict each other."""
    marks = before + after
    minus, brackets = marks.count("-"), marks.count("(") + marks.count(")")
    credit = after.casefold().endswith("cr")
    if minus > 1 or brackets not in (0, 2) or (brackets and not ("(" in before and ")" in after)):
        return None
    if (minus or "+" in marks) and brackets:
        return None
    return minus == 1 or brackets == 2 or credit


def _currency_of(before: str, after: str, money: str | None) -> str | Fault | None:
    """The currency beside the digits, where there is one."""
    names = [name for name in (_bare(before), _bare(after)) if name]
    if not names:
        return None
    if len(names) > 1 and names[0].casefold() != names[1].casefold():
        return Fault(
            f"amount has two currencies, {shown(names[0])} and {shown(names[1])}", "Keep one of them."
        )
    return currency_of(names[0], default_currency=money)


def _bare(text: str) -> str:
    bare = text.strip(" ()+-")
    return "" if bare.casefold() in ("cr", "dr", "db") else bare


@lru_cache(maxsize=10_000)
def currency_of(name: str, *, default_currency: str | None) -> str | Fault:
    """The ISO code for a code, a sign or a word. A sign that several moneys share is the company's own."""
    plain = name.strip().casefold()
    code = SYMBOLS.get(plain) or name.strip().upper()
    if len(code) == 3 and is_currency(code):
        return code
    if plain in SHARED:
        if default_currency in SHARED[plain]:
            return default_currency
        if len(SHARED[plain]) == 1:
            return next(iter(SHARED[plain]))
        return Fault(
            f"currency {shown(name)} may be {', '.join(sorted(SHARED[plain])[:4])} or another",
            f'Write the three-letter code, or say [values.currency] "{name.strip()}" = "USD" in the profile.',
        )
    return Fault(
        f"currency {shown(name)} is not known",
        "Write the three-letter ISO code, such as EUR, USD or MXN, or map it under [values.currency] in the profile.",
    )


def _figure(
    core: str, text: str, sign: DecimalSign | None, strict: bool
) -> tuple[Decimal, Decimal | None] | Fault:
    """The number without its sign, and its other reading where the column leaves it open."""
    decimal = own_sign(core)
    if decimal is None or (decimal == "?" and sign is not None):
        decimal = sign or decimal
    elif strict and sign is not None and decimal not in ("?", sign):
        return Fault(
            f"amount {shown(text)} has the decimal sign '{decimal}', the file was said to have '{sign}'",
            f"Write it with '{sign}', or leave decimal out so that each value is judged by itself.",
        )
    if decimal == "?":
        if core.count(",") + core.count("."):
            digits = re.sub(r"[.,]", "", core)
            if not digits.isdecimal():  # an apostrophe or a space where no thousands end
                return _unreadable(text)
            return Decimal(core.replace(",", ".")), Decimal(digits)
        decimal = None
    whole_part, _, decimals = core.rpartition(decimal) if decimal and decimal in core else (core, "", "")
    grouped = not whole_part.isdecimal() and whole_part != ""
    if (grouped and not GROUPED.fullmatch(whole_part)) or not (decimals.isdecimal() or not decimals):
        return _unreadable(text)
    digits = re.sub(r"\D", "", whole_part) or "0"
    if grouped and len(decimals) == 1:
        # Somebody who groups thousands writes two decimals: one of them is missing, or the grouping is a typing mistake.
        return Fault(
            f"amount {shown(text)} has one decimal",
            f"Write {whole_part}{decimal}{decimals}0.",
        )
    return Decimal(f"{digits}.{decimals}" if decimals else digits), None


def settle(value: Decimal | Figure, currency: str, text: str) -> Decimal | Fault:
    """The amount in its currency's decimals, now that the currency is known."""
    figure = value if isinstance(value, Figure) else Figure(value, None)
    amount, decimals = figure.amount, minor_units(currency)
    if figure.currency not in (None, currency):
        return Fault(
            f"amount {shown(text)} is in {figure.currency}, the row's currency is {currency}",
            "Correct one of them.",
        )
    if figure.thousands is not None:
        if decimals != 0:
            return Fault(
                f"amount {shown(text)} may be {figure.thousands} or {figure.amount}",
                f'Write {figure.thousands}.00, or say decimal = "," or decimal = "." under [file] in a profile.',
            )
        amount = figure.thousands  # a currency without decimals: the sign can only group
    rounded = quantize(amount, currency)
    if abs(rounded - amount) < NOISE:
        return rounded
    if decimals == 0:
        return Fault(f"amount {shown(text)} has more decimals than {currency}, which has none", "Round it.")
    return Fault(f"amount {shown(text)} has more decimals than {currency}, which has {decimals}", "Round it.")


def own_sign(core: str) -> DecimalSign | Literal["?"] | None:
    """The decimal sign that the value itself proves; "?" where it may be either (`1.234`); None where it has no sign."""
    dots, commas = core.count("."), core.count(",")
    if not dots and not commas:
        return None
    if dots and commas:
        return "." if core.rindex(".") > core.rindex(",") else ","
    mark: DecimalSign = "." if dots else ","
    other: DecimalSign = "," if dots else "."
    if dots + commas > 1:
        return other
    before, _, after = core.partition(mark)
    if " " in before or "'" in before:
        return mark
    if len(after) != 3 or len(before) > 3 or before in ("", "0") or before.startswith("0"):
        return mark
    return "?"


def signs_of_column(values: Iterable[str]) -> tuple[frozenset[DecimalSign], bool]:
    """The decimal signs that a column's values prove, and whether one of its values leaves it open.

    Two proved signs leave the column open for good: each value is read as it proves itself, the open ones are faults.
    """
    proved: set[DecimalSign] = set()
    is_open = False
    for value in values:
        found = CORE.fullmatch(SPACES.sub(" ", value[:80]).strip())
        sign = own_sign(found["core"].strip()) if found else None
        if sign == "?":
            is_open = True
        elif sign:
            proved.add(sign)
    return frozenset(proved), is_open


@cache
def sign_of_country(country: str) -> DecimalSign | None:
    """The decimal sign of a country, None where its official languages differ (Switzerland, Canada)."""
    signs: set[str] = set()
    for language in get_official_languages(country.upper(), de_facto=True):
        try:
            signs.add(get_decimal_symbol(Locale.parse(f"{language}_{country.upper()}")))
        except (UnknownLocaleError, ValueError):
            continue
    if signs == {"."}:
        return "."
    return "," if signs == {","} else None
