"""The rows of a file, one after the other, with the physical line where each starts. Memory stays flat.

A quote that is opened and never closed swallows the rows below it. It is noticed (by the number of lines, by the number
of cells, by what stands behind the closing quote), told with the line where it begins, and the rows below are read
again, each for itself: one bad quote costs one row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from recobro.connectors.csv.survey import LINE_MAX
from recobro.connectors.table.header import Row
from recobro.kernel.problems import Problem, Refused

READ_MAX = LINE_MAX + 3  # with its line end, and one more to see that it is too long
RECORD_LINES_MAX = 200
RECORD_LENGTH_MAX = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How the text of a file is cut into rows. `width` cells a row; rows begin behind line `header_end`.

    `is_ragged`: rows with fewer cells are rows too, filled up with empty ones.
    """

    path: Path
    encoding: str
    delimiter: str
    quote: str = '"'
    header_end: int
    width: int
    is_ragged: bool = False

    epoch: None = None  # cells of a text file are texts

    @property
    def source(self) -> str:
        return self.path.name

    def rows(self) -> Iterator[Row | Problem]:
        """Each row that has its cells, with its line; a problem for each that has not. Rows without any text are left out."""
        return _rows(self)


def _rows(table: Table) -> Iterator[Row | Problem]:
    source, width = table.path.name, table.width
    with open_text(table.path, table.encoding) as stream:
        lines = _Lines(stream, source)
        lines.skip(table.header_end)
        reader = _reader(lines, table)
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _Swallowed):
                yield (
                    _unclosed(source, lines.start)
                    if len(lines.taken) > 1
                    else _long_cell(source, lines.start)
                )
                lines.give_back()
                reader = _reader(lines, table)
                continue
            if len(lines.taken) > 1 and _swallowed(lines.taken, cells, table):
                yield _unclosed(source, lines.start)
                lines.give_back()
                reader = _reader(lines, table)
                continue
            if lines.zeros:
                yield _zeros(source, lines.start)
            elif len(cells) == width:
                yield lines.start, cells
            elif table.is_ragged and len(cells) < width:
                if any(map(str.strip, cells)):
                    yield lines.start, cells + [""] * (width - len(cells))
            elif problem := _wrong_width(source, lines.start, cells, table):
                yield problem
            elif len(cells) > width:
                yield lines.start, cells


def open_text(path: Path, encoding: str) -> TextIO:
    """The file as text, line ends untouched, bytes that the encoding does not know replaced by U+FFFD."""
    return path.open(encoding=encoding, errors="replace", newline="")


class _Swallowed(Exception):
    """A record has become longer than records are: its quote was never closed."""


class _Lines:
    """The physical lines, counted, bounded, and able to be given back."""

    def __init__(self, stream: TextIO, source: str) -> None:
        self.stream = stream
        self.source = source
        self.number = 0  # of the last line given
        self.start = 1
        self.taken: list[str] = []  # since the record began
        self.given_back: list[str] = []  # last first
        self.zeros = False

    def skip(self, count: int) -> None:
        for _ in range(count):
            self.stream.readline(READ_MAX)
        self.number = count

    def begin(self) -> None:
        self.taken.clear()
        self.zeros = False
        self.start = self.number + 1

    def give_back(self) -> None:
        """All lines of this record but its first are to be read again."""
        self.given_back.extend(reversed(self.taken[1:]))
        self.number = self.start

    def __iter__(self) -> Iterator[str]:
        readline, taken, given_back = self.stream.readline, self.taken, self.given_back
        while True:
            line = given_back.pop() if given_back else readline(READ_MAX)
            if not line:
                return
            self.number += 1
            taken.append(line)
            if "\0" in line:
                self.zeros = True
            if len(line) > RECORD_LENGTH_MAX or (len(taken) > 1 and self._too_much()):
                if len(line) == READ_MAX:
                    raise Refused(_too_long(self.source, self.number))
                if len(taken) > 1:
                    raise _Swallowed
            yield line

    def _too_much(self) -> bool:
        return len(self.taken) > RECORD_LINES_MAX or sum(map(len, self.taken)) > RECORD_LENGTH_MAX


def _reader(lines: _Lines, table: Table) -> Iterator[list[str]]:
    return csv.reader(iter(lines), delimiter=table.delimiter, quotechar=table.quote)


def _swallowed(taken: Sequence[str], cells: Sequence[str], table: Table) -> bool:
    """Does this record of several lines hold rows that are not its own?"""
    if (len(cells) < table.width and not table.is_ragged) or any(cells[table.width :]):
        return True
    try:
        for _ in csv.reader(taken, delimiter=table.delimiter, quotechar=table.quote, strict=True):
            pass
    except csv.Error:
        return True
    inner = csv.reader(taken[1:-1], delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
    return table.width > 2 and any(len(row) == table.width for row in inner)


def _wrong_width(source: str, line: int, cells: list[str], table: Table) -> Problem | None:
    """Too few cells, or too many with something in them."""
    if len(cells) < table.width:
        if not cells or not any(cell.strip() for cell in cells):
            return None
        return Problem(
            source=source,
            line=line,
            message=f"The row has {len(cells)} cells, the header has {table.width}.",
            hint="Perhaps the file was cut off here, or a line break stands inside a cell without quotes.",
        )
    if not any(cell.strip() for cell in cells[table.width :]):
        return None
    return Problem(
        source=source,
        line=line,
        message=f"The row has {len(cells)} cells, the header has {table.width}.",
        hint=f"Perhaps a cell has a '{table.delimiter}' in it: put it between quotes.",
    )


def _unclosed(source: str, line: int) -> Problem:
    return Problem(
        source=source,
        line=line,
        message="A quote is opened in this row and not closed in it.",
        hint='Close it, or write the quote inside a text twice: "".',
    )


def _long_cell(source: str, line: int) -> Problem:
    return Problem(
        source=source,
        line=line,
        message="A cell of the row is longer than 100,000 characters.",
        hint="Shorten it.",
    )


def _zeros(source: str, line: int) -> Problem:
    return Problem(
        source=source,
        line=line,
        message="The row has NUL bytes (binary zeros) in it.",
        hint="The file is damaged here: export it again.",
    )


def _too_long(source: str, line: int) -> Problem:
    return Problem(
        source=source,
        line=line,
        message=f"The line is longer than {LINE_MAX >> 20} MB.",
        hint="Export the file again.",
    )
