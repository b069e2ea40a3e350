"""The rows of a sheet as texts and numbers, one after the other, with the number that Excel shows beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

from recobro.connectors.table.header import Row
from recobro.connectors.table.typed import NoValue, Number, day_of_serial
from recobro.connectors.xlsx.package import DATE, PLAIN, Workbook, text_of
from recobro.connectors.xlsx.stream import Damaged, elements

ROWS_MAX, COLUMNS_MAX = 1_048_576, 16_384
DAYS_MAX = 50_000
DIGITS = "0123456789"
DIMENSION = re.compile(rb'<(?:[\w.-]+:)?dimension ref="[A-Z]{1,3}\d+:[A-Z]{1,3}(\d{1,9})"')
EXACT = 15  # digits that a number of a spreadsheet has; behind them stands what binary fractions leave


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """All rows of one sheet that have any cell, each as wide as its last cell."""

    book: Workbook
    part: str

    def expected(self) -> int:
        """The number of the last row as the sheet says it itself, 0 where it does not."""
        with self.book.open(self.part) as stream:
            found = DIMENSION.search(stream.read(1 << 14))
        return min(int(found[1]), ROWS_MAX) if found else 0

    def __iter__(self) -> Iterator[Row]:
        with self.book.open(self.part) as stream:
            cells, number = _Cells(self.book), 0
            for element in elements(stream, "row"):
                number = _row_number(element.get("r"), number)
                yield number, cells.of(element)


def _row_number(said: str | None, before: int) -> int:
    number = int(said) if said else before + 1
    if not before < number <= ROWS_MAX:
        raise Damaged(f"its row {number} stands behind row {before}")
    return number


class _Cells:
    """Reads the cells of a row; remembers the columns and days that it has seen."""

    def __init__(self, book: Workbook) -> None:
        self._texts, self._looks, self._epoch = book.texts, book.looks, book.epoch
        self._columns: dict[str, int] = {}
        self._days: dict[str, str] = {}

    def of(self, row: ElementTree.Element) -> list[str]:
        space = row.tag[: -len("row")]
        value_tag, formula_tag = space + "v", space + "f"
        columns, texts, cells = self._columns, self._texts, list[str]()
        column = -1
        for cell in row:
            get = cell.get
            reference = get("r")
            if reference:
                letters = reference.rstrip(DIGITS)
                column = columns[letters] if letters in columns else self._column(letters)
            else:
                column += 1
            if column != len(cells):
                self._skip_to(column, cells)
            value, formula = None, None
            for part in cell:
                if part.tag == value_tag:
                    value = part.text
                elif part.tag == formula_tag:
                    formula = part.text or ""
            kind = get("t")
            if kind == "s" and value:
                cells.append(texts[int(value)])
            elif kind == "inlineStr":
                cells.append("".join([text_of(part) for part in cell if part.tag != formula_tag]))
            elif value is None:
                cells.append("" if formula is None or kind == "str" else NoValue("=" + formula))
            elif kind is None or kind == "n":
                cells.append(self._number(value, get("s")))
            else:
                cells.append(_said(value, kind))
        return cells

    def _column(self, letters: str) -> int:
        number = 0
        if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
            raise Damaged(f"it has a cell in column '{letters[:10]}'")
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        if number > COLUMNS_MAX:
            raise Damaged(f"it has a cell in column {letters}")
        self._columns[letters] = number - 1
        return number - 1

    def _skip_to(self, column: int, cells: list[str]) -> None:
        if not len(cells) <= column < COLUMNS_MAX:
            raise Damaged("the cells of a row are not in their order")
        cells.extend([""] * (column - len(cells)))

    def _number(self, value: str, style: str | None) -> str:
        look = self._look(style) if style else PLAIN
        if look == DATE:
            day = self._days.get(value)
            if day is None:
                if len(self._days) >= DAYS_MAX:
                    self._days.clear()  # days with a time, each of them another one
                found = day_of_serial(_plain(value), self._epoch)
                day = self._days[value] = found.isoformat() if found else ""
            if day:
                return day
        number = _plain(value)
        return Number(number.zfill(look)) if look > 0 and number.isdecimal() else number

    def _look(self, style: str) -> int:
        index = int(style)
        return self._looks[index] if 0 <= index < len(self._looks) else PLAIN


def _plain(value: str) -> Number:
    """The number as Excel shows it: at most fifteen digits, no exponent."""
    if len(value) <= EXACT and value.isascii() and value.replace(".", "", 1).removeprefix("-").isdecimal():
        return Number(value)
    number = float(value)
    if number - number != 0:
        raise Damaged(f"it has a cell with the number {value[:20]}")
    short = Decimal(f"{number:.{EXACT}g}")
    return Number(f"{short.normalize():f}" if short else "0")


def _said(value: str, kind: str) -> str:
    if kind == "b":
        return "true" if value == "1" else "false"
    if kind == "e":
        return NoValue(value)
    return value[:10] if kind == "d" else value
