"""Payment terms as people write them, and the due date that follows from them.

Reads English, Spanish and French, and the commonest German, Italian and Portuguese. What it cannot read for certain is
None: a due date that was guessed would remind somebody too early.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

DAYS_MAX = 730

IMMEDIATE = re.compile(
    r"\b(contado|comptant|receipt|reception|a la vista|a vue|sight|cash|immediate(?:ly)?|immediat|inmediato|sofort|"
    r"contanti|contante|vista fattura|a vista|a pronto|pronto pagamento|cod|pia|prepago|prepaid|anticipado)\b"
)
MONTH_END = re.compile(
    r"\b(fin(?: du| de| del)? (?:mois|mes)|fin mois|fdm|eom|end of (?:the )?month|month end|fine mese|df ?fm|fm|"
    r"monatsende|ende des monats|ultimo|fim do mes|ultimo dia (?:del|do) mes)\b"
)
DAY_WORD = r"(?:days?|dias?|jours?|jrs?|j|d|tagen?|tage|tg|giorni|gg|dd)"
MONTH_WORD = r"(?:months?|mois|mes(?:es)?|monaten?|monate|mes[ei])"
NET = re.compile(
    rf"\b(?:net|neto|netto|n)\s*/?\s*(\d{{1,3}})\b|\b(\d{{1,3}})\s*{DAY_WORD}?\s+(?:net|neto|netto)\b"
)
INSTALMENTS = re.compile(rf"\b(\d{{1,3}}(?:\s*(?:[/+,;-]|y|et|and|und|e)\s*\d{{1,3}})+)\s*{DAY_WORD}?\b")
DAYS = re.compile(rf"\b(\d{{1,3}})\s*{DAY_WORD}\b")
MONTHS = re.compile(rf"\b(\d{{1,2}})\s*{MONTH_WORD}\b")
BARE = re.compile(r"(?:\b|^)(?:[dt]\s*[+-]?\s*)?(\d{1,3})(?:\b|$)")
DAY_OF_MONTH = re.compile(
    r"\b(?:le|el(?: dia)?|on the|the|am|il|dia(?: de pago)?)\s*(\d{1,2})(?:st|nd|rd|th|er)?\b(?!\s*\d)"
)
PAY_DAY = re.compile(r"\b(?:dia(?: fijo)?(?: de)? pago|pay day|paiement le)\s*(\d{1,2})\b(?!\s*\d)")
AFTER = re.compile(r"\b(after|from|following|apres|a partir|desde|despues|nach|suivant|dopo|apos)\b")
DISCOUNT = re.compile(
    r"\d+(?:[.,]\d+)?\s*%[^,;.]*?\d+\s*(?:days?|dias?|jours?|j|d|tage?n?)\b|\d+(?:[.,]\d+)?\s*%"
)
SLASHED_DISCOUNT = re.compile(r"\b\d(?:[.,]\d+)?\s*/\s*\d{1,2}\b(?=.*\b(?:net|neto|netto|n))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Days (or months) after the invoice, then perhaps to the end of that month, then perhaps a day of the next."""

    days: tuple[int, ...] = (0,)  # several: instalments, shortest first
    months: int = 0
    month_end: bool = False
    month_end_first: bool = False  # "fin de mois + 30 jours": the end of the month first, then the days
    day_of_month: int | None = None

    def due_dates(self, issued_on: date) -> tuple[date, ...]:
        """The day each instalment falls due."""
        return tuple(self._due(issued_on, days) for days in self.days)

    def _due(self, issued_on: date, days: int) -> date:
        start = _end_of_month(issued_on) if self.month_end_first else issued_on
        due = _add_months(start, self.months) + timedelta(days=days)
        if self.month_end:
            due = _end_of_month(due)
        if self.day_of_month is not None:
            due = _next_day_of_month(due, self.day_of_month)
        return due


def due_from_terms(issued_on: date, terms: str) -> date | None:
    """The due date by these terms, None where they cannot be read. Of several instalments it is the last one's."""
    read = parse_terms(terms)
    if read is None or issued_on.year > 9990:
        return None
    return read.due_dates(issued_on)[-1]


@lru_cache(maxsize=4096)
def parse_terms(text: str) -> Terms | None:
    """The terms in this text, None where they cannot be read for certain."""
    plain = _plain(text)
    if not plain:
        return None
    month_end = MONTH_END.search(plain)
    without_end = MONTH_END.sub(" ", plain)
    day_of_month = (DAY_OF_MONTH if month_end else PAY_DAY).search(without_end)
    if day_of_month:
        without_end = without_end.replace(day_of_month[0], " ")
    length = _length(without_end)
    if length is None:
        if re.search(r"\d", without_end) or not (month_end or day_of_month or IMMEDIATE.search(plain)):
            return None
        length = ((0,), 0)
    days, months = length
    if max(days) > DAYS_MAX or (day_of_month and not 1 <= int(day_of_month[1]) <= 31):
        return None
    end_first = bool(month_end) and _end_comes_first(plain, days, months)
    return Terms(
        days=days,
        months=months,
        month_end=bool(month_end) and not end_first,
        month_end_first=end_first,
        day_of_month=int(day_of_month[1]) if day_of_month else None,
    )


def _plain(text: str) -> str:
    """Lower case, without accents and dots of abbreviation, with single spaces."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return (
        " ".join(bare.casefold().replace("'", " ").split())[:200].replace("f.m.", "fm").replace("d.f.", "df")
    )


def _length(plain: str) -> tuple[tuple[int, ...], int] | None:
    """Days and months named in the text. A discount for paying early is not the term: `2/10 net 30` is 30 days."""
    text = SLASHED_DISCOUNT.sub(" ", DISCOUNT.sub(" ", plain))
    for pattern in (NET, INSTALMENTS, DAYS, MONTHS, BARE):
        if found := pattern.search(text):
            break
    else:
        return None
    if re.search(r"\d", text[: found.start()] + text[found.end() :]):
        return None  # another number that nobody explains: rather no date than a wrong one
    numbers = [int(number) for number in re.findall(r"\d+", found[0])]
    if pattern is MONTHS:
        return (0,), numbers[0]
    if pattern is BARE and IMMEDIATE.search(plain):
        return None
    return (tuple(numbers), 0) if numbers == sorted(set(numbers)) else None


def _end_comes_first(plain: str, days: tuple[int, ...], months: int) -> bool:
    """`fin de mois + 30 jours` and `30 days after end of month` count from the end; `30 jours fin de mois` counts to it."""
    end = MONTH_END.search(plain)
    number = re.search(r"\d", plain)
    if end is None or number is None or (max(days) == 0 and months == 0):
        return False
    rest = PAY_DAY.sub(" ", DAY_OF_MONTH.sub(" ", plain[end.end() :]))
    if number.start() > end.end():
        return bool(re.search(r"\d", rest))
    return bool(AFTER.search(plain[number.end() : end.start()]))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _add_months(day: date, months: int) -> date:
    if not months:
        return day
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _next_day_of_month(day: date, number: int) -> date:
    """The next such day on or after: `fin de mois le 10` is the 10th of the month after."""
    last = calendar.monthrange(day.year, day.month)[1]
    if min(number, last) >= day.day:
        return day.replace(day=min(number, last))
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(day=min(number, calendar.monthrange(first.year, first.month)[1]))
