"""Small files for the tests of the CSV connector, and what is read from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from recobro.connectors.csv.read import read
from recobro.connectors.csv.rows import Table
from recobro.connectors.format import Options
from recobro.connectors.record import Record
from recobro.connectors.table.profile import parse_profile
from recobro.connectors.table.reading import TableReading
from recobro.kernel.problems import Problem, Refused

HEADER = "customer no;customer name;invoice no;invoice date;due date;amount;currency\n"
LATE = "C1;Late GmbH;1001;2024-01-31;2024-03-01;1.234,50;EUR\n"
GONE = "C2;Gone SA;1002;2024-02-01;2024-03-02;99,00;EUR\n"


class Read:
    """A file, read to its end: its records, its problems, and what it was found to be."""

    def __init__(self, reading: TableReading) -> None:
        self.reading = reading
        entries = list(reading)
        self.records = [entry for entry in entries if isinstance(entry, Record)]
        self.problems = [entry for entry in entries if isinstance(entry, Problem)]
        assert len(self.records) + len(self.problems) == len(entries)

    @property
    def table(self) -> Table:
        assert isinstance(self.reading.layout.table, Table)
        return self.reading.layout.table

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "warning"]

    @property
    def record(self) -> Record:
        assert len(self.records) == 1, self.problems
        return self.records[0]

    @property
    def problem(self) -> Problem:
        assert len(self.problems) == 1, self.problems
        return self.problems[0]


def read_text(
    folder: Path, text: str | bytes, *, profile: str | None = None, name: str = "list.csv", **options: Any
) -> Read:
    """What this text gives, as a file of its own."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    if profile is not None:
        options["profile"] = parse_profile(profile, source="profile.toml")
    return Read(read(path, Options(**options)))


def refusal(folder: Path, text: str | bytes, **options: Any) -> Problem:
    """The one problem for which this text is refused as a whole."""
    with pytest.raises(Refused) as caught:
        read_text(folder, text, **options)
    assert len(caught.value.problems) == 1, caught.value.problems
    return caught.value.problems[0]
