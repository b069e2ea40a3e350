"""Reads a CSV file into records: encoding, delimiter and header are found here, the rest is that of any table."""

from __future__ import annotations

from pathlib import Path

from recobro.connectors.content import what_it_is
from recobro.connectors.csv.heading import find_heading, glance
from recobro.connectors.csv.survey import survey
from recobro.connectors.format import Format, Options
from recobro.connectors.table.reading import TableReading, read_table


def recognise(head: bytes, path: Path) -> bool:
    """Any text that is nothing else."""
    return bool(head) and what_it_is(head) is None


def read(path: Path, options: Options) -> TableReading:
    """Finds out what the file is, and gives what reads its rows."""
    bytes_say = survey(path, encoding=options.encoding or options.profile.encoding)
    heading = find_heading(path, bytes_say, options)
    return read_table(heading, options, what=f"CSV ({bytes_say.encoding})", lines=bytes_say.lines)


FORMAT = Format(name="CSV", source="csv", recognise=recognise, read=read, glance=glance)
