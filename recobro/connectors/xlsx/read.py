"""Reads the sheets of a workbook that hold tables; the others are named and left out.

Customers come before documents, whatever the order of the sheets. What concerns a row is told with its sheet and its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, takewhile
from pathlib import Path

from recobro.connectors.format import Format, Glance, Options, Reading
from recobro.connectors.record import Record
from recobro.connectors.table.header import (
    Heading,
    Rank,
    Ranking,
    Row,
    listed,
    no_header,
    rank_as_header,
    trimmed,
)
from recobro.connectors.table.reading import TableReading, read_table
from recobro.connectors.xlsx.package import Sheet, Workbook, open_workbook
from recobro.connectors.xlsx.sheet import SheetRows
from recobro.kernel.problems import Problem, Refused

HEAD_ROWS, ORDER = 120, ("customers", "contacts")
LINES = 2_000_000  # between the first lines of two sheets, as records count them: more than a sheet has rows


def recognise(head: bytes, path: Path) -> bool:
    """An archive with the parts of an office document."""
    return head.startswith(b"PK\x03\x04") and (
        b"[Content_Types].xml" in head or b"xl/" in head or b"_rels/.rels" in head
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """The rows of a sheet below its header, each as wide as the header. What stands beside the table is not of it."""

    sheet_rows: SheetRows
    source: str
    header_line: int
    width: int

    @property
    def epoch(self) -> date:
        return self.sheet_rows.book.epoch

    def rows(self) -> Iterator[Row | Problem]:
        width = self.width
        for line, cells in self.sheet_rows:
            if line > self.header_line and any(cells):
                missing = width - len(cells)
                yield line, cells + [""] * missing if missing > 0 else cells[:width]


@dataclass(frozen=True, kw_only=True)
class WorkbookReading(Reading):
    """The tables of a workbook. A record's line counts through all of them."""

    tables: tuple[TableReading, ...]
    notes: tuple[Problem, ...]

    def place(self, line: int) -> tuple[str, int]:
        return self.tables[line // LINES].source, line % LINES

    def __iter__(self) -> Iterator[Record | Problem]:
        yield from self.notes
        terms: dict[str, str] = {}
        for number, table in enumerate(self.tables):
            known = replace(table.options, terms_of={**table.options.terms_of, **terms})
            for entry in replace(table, options=known):
                if isinstance(entry, Record):
                    if entry.customer_code and entry.customer_terms:
                        terms[entry.customer_code] = entry.customer_terms
                    if number:
                        entry = replace(entry, line=entry.line + number * LINES)
                yield entry


def read(path: Path, options: Options) -> WorkbookReading:
    """Finds out which sheets hold what. Raises Refused when none can be read."""
    book = open_workbook(path)
    tables: list[TableReading] = []
    notes: list[Problem] = []
    faults: list[Problem] = []

    def ranking(cells: Sequence[str], line: int) -> Rank:
        return rank_as_header(cells, line, options.profile)

    for sheet in book.sheets:
        try:
            found = find_table(book, sheet, ranking=ranking, row=options.profile.header_row)
            if not isinstance(found, Problem):
                table, line, headers = found
                heading = Heading(table=table, line=line, headers=headers)
                expected = SheetRows(book=book, part=sheet.part or "").expected()
                tables.append(read_table(heading, options, what="XLSX", lines=expected))
            else:
                notes.append(found)
        except Refused as refused:
            faults += refused.problems
    if not tables:
        raise Refused(faults or [_nothing(path, notes)])
    is_list = any(table.open_items for table in tables)
    tables.sort(key=lambda table: ORDER.index(table.kind) if table.kind in ORDER else len(ORDER))
    return WorkbookReading(
        source=path.name,
        what=f"XLSX ({', '.join(_name(table) for table in tables)})",
        open_items=is_list,
        lines=sum(table.lines or 0 for table in tables) or None,
        tables=tuple(tables),
        notes=(
            *notes,
            *(
                replace(
                    one,
                    severity="error"
                    if is_list
                    else "warning",  # what stands in it must not be closed for being absent
                    message=f"{one.message} The sheet was not read.",
                    hint=f"{one.hint} A sheet that is not meant to be read can be hidden.",
                )
                for one in faults
            ),
        ),
    )


def glance(path: Path) -> tuple[Glance, ...]:
    """The first rows of each sheet that would be read."""
    book = open_workbook(path)
    shown = [(sheet.name, sheet.part) for sheet in book.sheets if sheet.part and not sheet.hidden]
    return tuple(
        Glance(part=name, rows=tuple((line, tuple(cells)) for line, cells in islice(SheetRows(book=book, part=part), HEAD_ROWS)))
        for name, part in shown
    )  # fmt: skip


def _left_out(sheet: Sheet) -> str | None:
    if sheet.part is None:
        return "It has no cells: it was not read."
    return "It is hidden: it was not read." if sheet.hidden else None


def find_table(
    book: Workbook, sheet: Sheet, *, ranking: Ranking, row: int | None = None
) -> tuple[SheetTable, int, tuple[str, ...]] | Problem:
    """The table of a sheet, the row of its header and the names there; or a note that there is none."""
    if why := _left_out(sheet):
        return _note(book.path, sheet, why)
    assert sheet.part is not None
    rows = SheetRows(book=book, part=sheet.part)
    source = f"{book.path.name}, sheet {sheet.name}"
    first = [(line, cells) for line, cells in islice(rows, HEAD_ROWS) if any(cells)]
    candidates = [(ranking(cells, line), cells) for line, cells in first if row in (None, line)]
    if not first:
        return _note(book.path, sheet, "It is empty: it was not read.")
    rank, cells = max(candidates, key=lambda one: one[0], default=((0, 0, 0), first[0][1]))
    if rank[0] < 2 and (row is None or not candidates):
        found = no_header(source, len(first), cells)
        message = f"No row among the first {len(first)} names columns that Recobro knows. Seen: {listed(cells)}. The sheet was not read."
        return replace(found, line=None, severity="note", message=message)
    headers = trimmed(cells)
    table = SheetTable(sheet_rows=rows, source=source, header_line=-rank[2], width=len(headers))
    return table, -rank[2], headers


def rows_above(table: SheetTable) -> list[Row]:
    """What stands above the header."""
    return list(takewhile(lambda one: one[0] < table.header_line, table.sheet_rows))


def _name(table: TableReading) -> str:
    return f"{table.source.rpartition(', sheet ')[2]}: {table.kind.replace('_', ' ')}"


def _note(path: Path, sheet: Sheet, why: str) -> Problem:
    return Problem(source=f"{path.name}, sheet {sheet.name}", message=why, severity="note")


def _nothing(path: Path, notes: list[Problem]) -> Problem:
    said = " ".join(f"{one.source.rpartition(', sheet ')[2]}: {one.message}" for one in notes[:5])
    hint = (
        'Name the columns in a profile, such as [columns] number = "...", or show the sheet that is hidden.'
    )
    return Problem(
        source=path.name, message=f"No sheet of the workbook has a table. {said}".strip(), hint=hint
    )


FORMAT = Format(
    name="Excel workbook (XLSX, XLSM)", source="csv", recognise=recognise, read=read, glance=glance
)
