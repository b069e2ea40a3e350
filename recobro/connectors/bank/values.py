"""Days, amounts and texts as formats of banks write them: exactly, or told why not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from recobro.connectors.table.dates import YEAR_MAX, YEAR_MIN
from recobro.connectors.table.fault import shown
from recobro.kernel.money import AMOUNT_MAX, is_currency
from recobro.kernel.problems import Problem

DECIMALS_MAX = 4  # numeric(19,4)
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[TZ+-].*)?", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
NO_REFERENCE = frozenset({"", "NOTPROVIDED", "NOT PROVIDED", "NONREF", "NOTAVAILABLE", "NOREF", "NONE"})


class Unreadable(Exception):
    """A value that cannot be read. Its movement is left out, and this is told."""

    def __init__(
        self, message: str, hint: str = "Ask the bank for the file again, or enter this movement by hand."
    ) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint

    def problem(self, source: str, line: int | None) -> Problem:
        """What is told: as a sentence, with the line."""
        message = self.message[:1].upper() + self.message[1:]
        return Problem(source=source, line=line, message=f"{message}.", hint=self.hint)


def nothing_moved(source: str, line: int) -> Problem:
    """What is told of a movement of zero, by which banks pass on a notice: it is no movement."""
    return Problem(source=source, line=line, severity="note", message="A movement of 0 is left out.")


def plain(text: str) -> str:
    """The text on one line, without signs that cannot be printed."""
    return " ".join(CONTROL.sub(" ", text).split())


def tight(text: str) -> str:
    """The text without any blank: how numbers of accounts and references are compared."""
    return "".join(CONTROL.sub(" ", text).split())


def reference(text: str) -> str:
    """A reference that somebody gave; nothing where it only says that there is none."""
    found = plain(text)
    return "" if found.upper() in NO_REFERENCE else found


def amount(text: str, *, decimal: str = ".") -> Decimal:
    """The number, to its last digit. Raises Unreadable, also for what is too large or too fine for any money."""
    flat = text.strip()
    found = flat if decimal == "." else flat.replace(".", "x").replace(decimal, ".")
    if not flat:
        raise Unreadable("the amount is missing")
    if len(flat) > 40 or not NUMBER.fullmatch(found):
        raise Unreadable(f"amount {shown(text)} cannot be read")
    number = Decimal(found)
    if abs(number) >= AMOUNT_MAX:
        raise Unreadable(f"amount {shown(text)} is too large")
    rounded = round(number, DECIMALS_MAX)
    if rounded != number:
        raise Unreadable(f"amount {shown(text)} has more than {DECIMALS_MAX} decimals")
    exponent = number.as_tuple().exponent
    return rounded if isinstance(exponent, int) and exponent < -DECIMALS_MAX else number


def currency(text: str) -> str:
    """The code, as it is in ISO 4217. Raises Unreadable."""
    code = text.strip().upper()
    if not is_currency(code):
        raise Unreadable(f"currency {shown(text)} is not known")
    return code


def day(year: int, month: int, number: int, text: str) -> date:
    """The day, of which `text` is how it was written. Raises Unreadable."""
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise Unreadable(f"date {shown(text)} has the year {year}")
    try:
        return date(year, month, number)
    except ValueError:
        raise Unreadable(f"date {shown(text)} is not in the calendar") from None


def iso_day(text: str) -> date:
    """`2024-01-31`, also with a time or a zone behind it: the day as it is written there. Raises Unreadable."""
    found = ISO_DAY.fullmatch(text.strip())
    if not found:
        raise Unreadable(f"date {shown(text)} cannot be read")
    return day(int(found[1]), int(found[2]), int(found[3]), text)
