"""Reads a CSV file into records: `read(path)` finds out what the file is, the `Reading` streams its rows.

Whatever concerns the file as a whole raises `Refused` in `read`, before any record. Whatever concerns a row comes out of the
iteration as a `Problem` in its place. Nothing is written, nobody's clock is read, and memory stays flat.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from recobro.connectors.csv.amounts import DecimalSign
from recobro.connectors.csv.dates import DateOrder
from recobro.connectors.csv.layout import Layout, Options, lay_out
from recobro.connectors.csv.profile import Profile
from recobro.connectors.csv.row import RowReader
from recobro.connectors.csv.rows import rows
from recobro.connectors.csv.survey import survey
from recobro.connectors.record import FileKind, Record
from recobro.kernel.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the file was found to be. Iterating reads it, each time from the start."""

    source: str
    encoding: str
    delimiter: str
    header_line: int
    kind: FileKind
    open_items: bool
    columns: Mapping[str, str]  # canonical field to the header in the file
    unused: tuple[str, ...]
    decimals: Mapping[str, DecimalSign | None]
    date_order: DateOrder | None
    layout: Layout
    options: Options

    def __iter__(self) -> Iterator[Record | Problem]:
        """The notes on the file, its rows in their order, and at the end what was counted."""
        reader = RowReader(self.layout, self.options)
        yield from self.layout.notes
        for entry in rows(self.layout.table):
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


def read(
    path: Path | str,
    *,
    profile: Profile | None = None,
    kind: FileKind | None = None,
    country: str | None = None,
    open_items: bool = False,
    default_currency: str | None = None,
    default_terms: str | None = None,
    terms_of: Mapping[str, str] | None = None,
    date_order: DateOrder | None = None,
    decimal: DecimalSign | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
) -> Reading:
    """Finds out what the file is, and gives what reads its rows. An option goes before the profile, and both before the file.

    `country` (of the company, two letters) decides only what the file leaves open; `default_currency` is used where a row
    has none; the customer's own terms (`terms_of`, by code), then `default_terms`, only to make a missing due date.
    """
    path = Path(path)
    options = Options(
        profile=profile or Profile(),
        kind=kind,
        country=country,
        open_items=open_items,
        default_currency=default_currency,
        default_terms=default_terms,
        terms_of=terms_of or {},
        date_order=date_order,
        decimal=decimal,
        delimiter=delimiter,
    )
    bytes_say = survey(path, encoding=encoding or options.profile.encoding)
    layout = lay_out(path, bytes_say, options)
    RowReader(layout, options)  # a default of the profile that cannot be read is refused now
    return Reading(
        source=path.name,
        encoding=bytes_say.encoding,
        delimiter=layout.table.delimiter,
        header_line=layout.header_line,
        kind=layout.kind,
        open_items=open_items or options.profile.open_items,
        columns={name: layout.headers[index] for name, index in layout.columns.items()},
        unused=tuple(
            layout.headers[i] for i in range(len(layout.headers)) if i not in layout.columns.values()
        ),
        decimals=layout.signs,
        date_order=layout.date_order,
        layout=layout,
        options=options,
    )
