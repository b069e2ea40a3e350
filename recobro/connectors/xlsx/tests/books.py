"""Small workbooks for the tests, made by another library than the one that reads them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from recobro.connectors.format import Options
from recobro.connectors.record import Record
from recobro.connectors.xlsx.read import WorkbookReading, read
from recobro.kernel.problems import Problem, Refused

Rows = Sequence[Sequence[Any]]
INVOICES: Rows = [
    ("Customer no", "Customer name", "Invoice no", "Invoice date", "Due date", "Amount", "Currency"),
    ("C1", "Late GmbH", "1001", date(2024, 1, 31), date(2024, 3, 1), 1234.5, "EUR"),
    ("C2", "Gone SA", "1002", date(2024, 2, 1), date(2024, 3, 2), 99, "EUR"),
]


def workbook(path: Path, sheets: dict[str, Rows], *, hidden: Sequence[str] = (), **options: Any) -> Path:
    """A workbook with these sheets. Dates get a date format, everything else what the library makes of it."""
    with xlsxwriter.Workbook(path, options) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(line, column, cell, day)
                    elif cell is not None:
                        sheet.write(line, column, cell)
            if name in hidden:
                sheet.hide()
    return path


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part]
    parts[part] = change(before)
    assert parts[part] != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


class Read:
    """A workbook, read to its end."""

    def __init__(self, path: Path, **options: Any) -> None:
        self.reading: WorkbookReading = read(path, Options(**{"default_currency": "EUR", **options}))
        entries = list(self.reading)
        self.records = [entry for entry in entries if isinstance(entry, Record)]
        self.problems = [entry for entry in entries if isinstance(entry, Problem)]

    def told(self, severity: str) -> list[str]:
        return [str(one) for one in self.problems if one.severity == severity]


def refusal(path: Path, **options: Any) -> Problem:
    """Why the workbook is refused as a whole."""
    with pytest.raises(Refused) as caught:
        list(read(path, Options(**options)))
    return caught.value.problems[0]
