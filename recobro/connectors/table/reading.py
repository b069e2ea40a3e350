"""Streams the rows of a table as records: what CSV files and sheets of a workbook have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recobro.connectors.format import Options, Reading
from recobro.connectors.record import FileKind, Record
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.connectors.table.header import Heading
from recobro.connectors.table.layout import Layout, lay_out
from recobro.connectors.table.lines import documents
from recobro.connectors.table.row import RowReader
from recobro.kernel.problems import Problem


@dataclass(frozen=True, kw_only=True)
class TableReading(Reading):
    """A table whose columns are known."""

    layout: Layout
    options: Options

    @property
    def kind(self) -> FileKind:
        return self.layout.kind

    @property
    def header_line(self) -> int:
        return self.layout.header_line

    @property
    def columns(self) -> Mapping[str, str]:
        """Canonical field to the header in the file."""
        return {name: self.layout.headers[index] for name, index in self.layout.columns.items()}

    @property
    def unused(self) -> tuple[str, ...]:
        used = set(self.layout.columns.values())
        return tuple(name for index, name in enumerate(self.layout.headers) if index not in used)

    @property
    def decimals(self) -> Mapping[str, DecimalSign | None]:
        return self.layout.signs

    @property
    def date_order(self) -> DateOrder | None:
        return self.layout.date_order

    def __iter__(self) -> Iterator[Record | Problem]:
        """The notes on the table, its rows in their order, and at the end what was counted."""
        reader = RowReader(self.layout, self.options)
        yield from self.layout.notes
        rows = self.layout.table.rows()
        for entry in documents(rows, self.layout, self.options) if self.layout.lines else rows:
            if isinstance(entry, Problem):
                yield entry
                continue
            record = reader.read(*entry)
            if reader.problems:
                yield from reader.problems
                reader.problems = []
            if record is not None:
                yield record
        yield from reader.end()


def read_table(heading: Heading, options: Options, *, what: str, lines: int | None = None) -> TableReading:
    """Finds out what the table is, and gives what reads its rows. Raises Refused for whatever concerns it as a whole."""
    layout = lay_out(heading, options)
    RowReader(layout, options)  # a default of the profile that cannot be read is refused now
    return TableReading(
        source=heading.table.source,
        what=what,
        lines=lines,
        open_items=options.open_items or options.profile.open_items,
        layout=layout,
        options=options,
    )
