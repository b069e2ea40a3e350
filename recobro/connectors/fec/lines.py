"""The lines of a FEC: which column is what, and a line as values or as the problem it is.

Article A47 A-1 of the LPF names eighteen columns, divided by tabs or bars; programs add some, leave the case of letters to taste, pad
with blanks and zeros, end lines with a divider, and write either Debit and Credit or Montant and Sens.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from recobro.kernel.problems import Problem, refuse

DIVIDERS = "\t|;,"
NEEDED = ("journalcode", "ecriturenum", "ecrituredate", "comptenum")
KNOWN = (
    *NEEDED, "journallib", "comptelib", "compauxnum", "compauxlib", "pieceref", "piecedate", "ecriturelib", "debit", "credit",
    "montant", "sens", "ecriturelet", "datelet", "validdate", "montantdevise", "idevise",
)  # fmt: skip
AMOUNT = re.compile(r"([+-]?)\s*(\d*)(?:[.,](\d+))?\s*(-?)")
SPACES = re.compile(r"[\s\u00a0\u202f]")
DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})|(\d{2})/(\d{2})/(\d{4})")
SIDES = {"d": 1, "+1": 1, "1": 1, "+": 1, "debit": 1, "c": -1, "-1": -1, "-": -1, "credit": -1}
RECEIVABLE = "411"
REMEMBERED = 1 << 14  # days and amounts: most repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where each column stands, and what divides them."""

    divider: str
    is_quoted: bool
    width: int  # how many columns a line must have at least
    pick: Callable[[list[str]], tuple[str, ...]]  # the cells in the order of KNOWN


class Line(NamedTuple):
    """One line of an entry. The amount is above zero on the debit side."""

    line: int
    journal: str
    journal_name: str
    entry: str
    on: date
    account: str
    account_name: str
    party: str
    party_name: str
    piece: str
    piece_on: date | None
    label: str
    amount: Decimal
    letter: str
    foreign: Decimal | None
    currency: str

    @property
    def is_receivable(self) -> bool:
        """Does it concern a customer?"""
        return self.account.startswith(RECEIVABLE)


def layout_of(header: str) -> Layout | None:
    """The layout if this is the header of a FEC."""
    header = header.lstrip("\ufeff").strip("\r\n")
    is_quoted = header.startswith('"')
    for divider in DIVIDERS:
        names = [_name(cell) for cell in header.split(divider)]
        columns = {name: names.index(name) for name in KNOWN if name in names}
        sides = {"debit", "credit"} <= columns.keys() or {"montant", "sens"} <= columns.keys()
        if sides and all(name in columns for name in NEEDED):
            places = [columns.get(name, -1) for name in KNOWN]  # -1: the empty cell behind the line
            return Layout(
                divider=divider, is_quoted=is_quoted, width=max(places) + 1, pick=itemgetter(*places)
            )
    return None


def _name(cell: str) -> str:
    return re.sub(r"[^a-z]", "", cell.lower().replace("é", "e"))


def lines(path: Path, layout: Layout, encoding: str) -> Iterator[Line | Problem]:
    """The lines in their order, with flat memory. Empty ones are passed over."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        next(file)
        for number, cells in enumerate(_cells(file, layout, path.name), start=2):
            if any(cell and not cell.isspace() for cell in cells):
                yield _line(number, cells, layout, path.name)


def _cells(file: Iterator[str], layout: Layout, source: str) -> Iterator[list[str]]:
    if layout.is_quoted:
        try:
            yield from csv.reader((line.replace("\0", "") for line in file), delimiter=layout.divider)
        except csv.Error as error:
            raise refuse(
                source, f"The FEC cannot be divided into columns: {error}.", "Export it without quotes."
            ) from None
    else:
        for text in file:
            yield text.rstrip("\r\n").split(layout.divider)


def _line(number: int, cells: list[str], layout: Layout, source: str) -> Line | Problem:
    if len(cells) < layout.width:
        return Problem(source=source, line=number, message=f"The line has {len(cells)} columns; the header has {layout.width}.",
                       hint="A line break inside a text? Export the file again.")  # fmt: skip
    cells.append("")  # for the columns that the file does not have
    (
        journal, entry, on, account, journal_name, account_name, party, party_name, piece, piece_on, label, debit, credit, amount, side,
        letter, _, _, foreign, currency,
    ) = map(str.strip, layout.pick(cells))  # fmt: skip
    try:
        return Line(
            number, journal, journal_name, entry, _day(on, "EcritureDate"), account, account_name, party, party_name,
            " ".join(piece.split()), day_or_none(piece_on), label,
            _amount(debit, credit, amount, side), letter, _foreign(foreign), currency.upper(),
        )  # fmt: skip
    except _Wrong as wrong:
        hint = f"{wrong.hint} If a text has a '{layout.divider}' in it, all that follows is out of place."
        return Problem(source=source, line=number, message=str(wrong), hint=hint)


class _Wrong(Exception):
    """A value that cannot be read."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _amount(debit: str, credit: str, amount: str, side: str) -> Decimal:
    if amount and not debit and not credit:
        sign = SIDES.get(side.lower())
        if sign is None:
            raise _Wrong(f"Sens is '{side}'.", "Write D or C, +1 or -1.")
        return sign * parse_amount(amount, "Montant")
    return parse_amount(debit, "Debit") - parse_amount(credit, "Credit")


@lru_cache(maxsize=REMEMBERED)
def parse_amount(text: str, column: str) -> Decimal:
    """`0000000074,70`, `-12.5`, `1 234,56`; nothing is zero."""
    if not text:
        return Decimal(0)
    found = AMOUNT.fullmatch(SPACES.sub("", text))
    if not found or not (found[2] or found[3]) or len(found[2].lstrip("0")) > 15 or (found[1] and found[4]):
        raise _Wrong(f"{column} is '{text}'.", "Amounts are written 1234,56.")
    amount = Decimal(f"{found[2] or 0}.{found[3] or 0}")
    return -amount if "-" in (found[1], found[4]) else amount


def _foreign(text: str) -> Decimal | None:
    try:
        return parse_amount(text, "Montantdevise") or None
    except _Wrong:
        return None  # without it the amount in euros stands


def _day(text: str, column: str) -> date:
    day = day_or_none(text)
    if day is None:
        raise _Wrong(f"{column} is '{text}'.", "Days are written 20221231.")
    return day


@lru_cache(maxsize=REMEMBERED)
def day_or_none(text: str) -> date | None:
    found = DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def header_line(path: Path, encoding: str) -> str:
    """The first line. Refuses a file that ends with it."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        header = next(file, "")
        if not next(file, ""):
            raise refuse(
                path.name, "The FEC has a header and no lines.", "Export it again, for the whole year."
            )
    return header
