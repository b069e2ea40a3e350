"""Files of records with fixed columns, as banks wrote them for mainframes and still do: CODA, CFONB 120, Norma 43.

A record is a line. What files went through on their way is put right here: line ends lost (records follow each other without any), blanks
cut off at the end, EBCDIC never translated or translated with another country's table, the Ctrl-Z of old systems behind the last line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from stdnum import iban
from stdnum.exceptions import ValidationError

from recobro.connectors.bank.values import nothing_moved
from recobro.connectors.content import HEAD
from recobro.connectors.csv.survey import survey
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.problems import Problem, Severity

EBCDIC = "cp1140"
LINE_MAX = 4096  # no record is as long: what is longer is no line but a file without line ends
RUBBISH = {0: " ", 0x1A: None, 0xFEFF: None, 0x0D: None, 0x85: None}
YEARS_LAST_CENTURY = 70


@dataclass(frozen=True, slots=True)
class Record:
    """A record with the line it stands in. `part` counts columns from 1, as the descriptions of the formats do."""

    line: int
    text: str

    def part(self, first: int, last: int) -> str:
        """What stands in these columns, both included, without blanks around it."""
        return self.text[first - 1 : last].strip()

    def raw(self, first: int, last: int) -> str:
        """The same with its blanks."""
        return self.text[first - 1 : last]


def records(path: Path, *, width: int, encoding: str | None) -> Iterator[Record]:
    """The records of a file that are not blank, each padded to its width. Streams."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"\n" not in head and b"\r" not in head and len(head) > width:
        yield from _blocks(path, width, encoding or (EBCDIC if is_ebcdic(head) else "cp1252"))
        return
    encoding = encoding or (EBCDIC if is_ebcdic(head) else _by_survey(path))
    with path.open(encoding=encoding, errors="replace") as stream:
        number = 0
        while text := stream.readline(LINE_MAX):
            number += 1
            if (clean := text.rstrip("\n").translate(RUBBISH)).strip():
                yield Record(number, clean.ljust(width))


def _by_survey(path: Path) -> str:
    """What the bytes prove; a bare guess is not better than what most banks write."""
    found = survey(path, encoding=None)
    return "cp1252" if found.guessed else found.encoding


def _blocks(path: Path, width: int, encoding: str) -> Iterator[Record]:
    with path.open("rb") as file:
        number = 0
        while block := file.read(width):
            number += 1
            if (clean := block.decode(encoding, "replace").translate(RUBBISH)).strip():
                yield Record(number, clean.ljust(width))


def first_records(head: bytes, width: int) -> list[str]:
    """The records that the first bytes of a file show, for recognising it."""
    text = head[:16_384].decode(EBCDIC if is_ebcdic(head) else "latin-1")
    text = text.removeprefix("ï»¿").translate({0: " "})
    lines = text.splitlines()
    if len(lines) == 1 and len(text) > width:
        lines = [text[start : start + width] for start in range(0, len(text), width)]
    return [line for line in lines if line.strip()]


def is_ebcdic(head: bytes) -> bool:
    """Do the records begin with digits as mainframes write them? No text begins with these bytes."""
    return len(head) > 2 and all(0xF0 <= byte <= 0xF9 for byte in head[:2])


def day(text: str, order: str) -> date | Fault | None:
    """The day that six digits mean, in the order "dmy" or "ymd"; None for blanks and zeros."""
    if not text.strip("0 "):
        return None
    fault = Fault(
        f"the date {shown(text)} cannot be read",
        "It should have six digits. Ask the bank for the file again.",
    )
    if len(text) != 6 or not (text.isascii() and text.isdecimal()):
        return fault
    first, month, last = int(text[:2]), int(text[2:4]), int(text[4:])
    year, number = (first, last) if order == "ymd" else (last, first)
    try:
        return date(year + (1900 if year >= YEARS_LAST_CENTURY else 2000), month, number)
    except ValueError:
        return fault


def amount(digits: str, decimals: int) -> Decimal | Fault:
    """The amount that digits mean of which the last ones are decimals."""
    if not digits or not (digits.isascii() and digits.isdecimal()):
        return Fault(f"the amount {shown(digits)} cannot be read", "Ask the bank for the file again.")
    return Decimal(int(digits)).scaleb(-decimals)


def iban_of(country: str, national: str) -> str:
    """The IBAN of a national account number; the number itself where that cannot be."""
    try:
        number = iban.validate(
            country + iban.calc_check_digits(f"{country}00{national}") + national, check_country=False
        )
    except (ValidationError, ValueError):
        return national
    return str(number)


def told(
    source: str, record: Record | int, message: str, hint: str = "", severity: Severity = "error"
) -> Problem:
    """A problem of a record."""
    line = record if isinstance(record, int) else record.line
    return Problem(source=source, line=line, message=message, hint=hint, severity=severity)


@dataclass(frozen=True, slots=True)
class Booked:
    """What no movement can do without."""

    amount: Decimal
    booked_on: date | None
    value_on: date | None


def booked(
    source: str,
    record: Record,
    *,
    money: Decimal | Fault,
    booked_on: date | Fault | None,
    value_on: date | Fault | None,
) -> tuple[Booked | None, list[Problem]]:
    """A movement's amount and days, one day standing for the other where that cannot be read; None where it has to be left out."""
    problems = []
    if isinstance(value_on, Fault):
        problems.append(
            told(source, record, f"The value date is missing: {value_on.message}.", value_on.hint, "warning")
        )
        value_on = None
    if isinstance(booked_on, Fault) and value_on is not None:
        message = f"The value date is taken for the day of booking: {booked_on.message}."
        problems.append(told(source, record, message, booked_on.hint, "warning"))
        booked_on = None
    for found in (money, booked_on):
        if isinstance(found, Fault):
            return None, [
                *problems,
                told(source, record, f"The movement was left out: {found.message}.", found.hint),
            ]
    if booked_on is None and value_on is None:
        hint = "Ask the bank for the file again."
        return None, [*problems, told(source, record, "The movement was left out: it has no date.", hint)]
    assert isinstance(money, Decimal)
    assert not isinstance(booked_on, Fault)
    if not money:
        return None, [*problems, nothing_moved(source, record.line)]
    return Booked(money, booked_on, value_on), problems
