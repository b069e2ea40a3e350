"""The tables of a bank's file as somebody looks at them who says what their columns are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from recobro.connectors import csv, xlsx
from recobro.connectors.bank import table
from recobro.connectors.bank.recognise import recognise
from recobro.connectors.bank.table.columns import understood
from recobro.connectors.format import Glance
from recobro.connectors.sheets import Sheet, sheets_in
from recobro.connectors.table.header import Rank

ZIP = b"PK\x03\x04"


def sheets_of(path: Path) -> tuple[Sheet, ...]:
    """The tables of the file with their columns; none of a format whose columns are its own. Raises Refused for what is no file."""
    return sheets_in(glances_of(path), ranking=_rank, understood=understood)


def glances_of(path: Path) -> tuple[Glance, ...]:
    """The first rows of its tables as they stand; none of a format whose columns are its own. Raises Refused for what is no file."""
    if recognise(path) is not table.FORMAT:
        return ()
    with path.open("rb") as file:
        glance = xlsx.FORMAT.glance if file.read(len(ZIP)) == ZIP else csv.FORMAT.glance
    return glance(path) if glance else ()


def _rank(cells: Sequence[str], line: int) -> Rank:
    known = len({found for cell in cells if (found := understood(cell))})
    return known, len(cells) if known else 0, -line
