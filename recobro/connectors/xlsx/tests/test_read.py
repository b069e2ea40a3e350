"""What is read from a workbook: which sheets, which rows, and what its cells mean."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from recobro.connectors.format import Options
from recobro.connectors.recognise import recognise
from recobro.connectors.xlsx.package import open_workbook
from recobro.connectors.xlsx.sheet import SheetRows
from recobro.connectors.xlsx.tests.books import INVOICES, Read, changed, refusal, workbook

SHEET = "xl/worksheets/sheet1.xml"


def test_it_reads_texts_numbers_and_dates(tmp_path: Path) -> None:
    result = Read(workbook(tmp_path / "a.xlsx", {"Open": INVOICES}))
    late, gone = result.records
    assert result.problems == []
    assert (late.line, late.customer_code, late.number, late.amount) == (2, "C1", "1001", Decimal("1234.5"))
    assert (late.issued_on, late.due_on, gone.amount) == (date(2024, 1, 31), date(2024, 3, 1), Decimal(99))


def test_it_is_recognised_by_content(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Open": INVOICES}).rename(tmp_path / "list.csv")
    assert recognise(path).name.startswith("Excel")


def test_it_finds_the_header_below_titles_and_beside_an_empty_column(tmp_path: Path) -> None:
    rows = [(), (None, "Open items of Harbour"), (None, "31/01/2024"), (), *((None, *row) for row in INVOICES),
            (), (None, "Total", None, None, None, None, 1333.5)]  # fmt: skip
    result = Read(workbook(tmp_path / "a.xlsx", {"Open": rows}))
    assert [(record.line, record.number) for record in result.records] == [(6, "1001"), (7, "1002")]
    assert result.told("note") == ["a.xlsx, sheet Open, line 9: Lines with totals are left out (1 row)."]
    assert result.told("error") == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (0.1 + 0.2, "0.3"),
        (55.940000000000005, "55.94"),
        (1234567.89, "1234567.89"),
        (1e7, "10000000"),
        (1.1 * 3, "3.3"),
        (-0.07 * 100, None),
    ],
)
def test_it_takes_numbers_for_what_they_show(tmp_path: Path, written: float, read: str | None) -> None:
    rows = [INVOICES[0], (*INVOICES[1][:5], written, "EUR")]
    result = Read(workbook(tmp_path / "a.xlsx", {"Open": rows}))
    assert [record.amount for record in result.records] == ([Decimal(read)] if read else [])
    assert len(result.told("error")) == (read is None)


def test_a_number_with_three_decimals_is_never_thousands(tmp_path: Path) -> None:
    rows = [INVOICES[0], (*INVOICES[1][:5], 1.234, "EUR"), (*INVOICES[2][:5], "1.234,50", "EUR")]
    result = Read(workbook(tmp_path / "a.xlsx", {"Open": rows}), country="ES")
    assert [record.amount for record in result.records] == [Decimal("1234.50")]
    assert result.told("error") == [
        "a.xlsx, sheet Open, line 2: Column 'Amount': amount '1.234' has more decimals than EUR, which has 2. Round it."
    ]


@pytest.mark.parametrize("is_1904", [False, True])
def test_it_knows_both_calendars_of_excel(tmp_path: Path, is_1904: bool) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Open": INVOICES}, date_1904=is_1904)
    assert Read(path).records[0].due_on == date(2024, 3, 1)


@pytest.mark.parametrize(("epoch", "is_1904"), [(date(1899, 12, 30), False), (date(1904, 1, 1), True)])
def test_a_number_in_a_column_of_dates_is_a_date(tmp_path: Path, epoch: date, is_1904: bool) -> None:
    serial = (date(2024, 1, 31) - epoch).days
    rows = [INVOICES[0], ("C1", "Late", 1001, serial, serial + 30, 10, "EUR")]
    result = Read(workbook(tmp_path / "a.xlsx", {"Open": rows}, date_1904=is_1904))
    assert (result.records[0].issued_on, result.records[0].due_on) == (date(2024, 1, 31), date(2024, 3, 1))
    assert result.records[0].number == "1001"


def test_it_reads_several_sheets_customers_first(tmp_path: Path) -> None:
    sheets = {
        "Cover": [("Harbour Ltd",), ("Everything that is open",)],
        "Invoices": [("Customer no", "Invoice no", "Invoice date", "Due date", "Amount"),
                     ("C1", "1001", date(2024, 1, 31), None, 10),
                     ("C1", "1002", "31/02/2024", date(2024, 3, 1), 10)],
        "Customers": [("Customer no", "Customer name", "Customer terms"), ("C1", "Late GmbH", "30 days")],
        "Old": INVOICES,
        "Empty": [],
        "By customer": [("Customer", "Amount"), ("Late GmbH", 20)],
    }  # fmt: skip
    result = Read(workbook(tmp_path / "a.xlsx", sheets, hidden=["Old"]))
    assert result.reading.what == "XLSX (Customers: customers, Invoices: invoices)"
    assert result.reading.lines == 2 + 3
    assert [(record.kind, record.due_on) for record in result.records] == [
        ("customer", None),
        ("invoice", date(2024, 3, 1)),
    ]
    assert [result.reading.place(record.line) for record in result.records] == [
        ("a.xlsx, sheet Customers", 2),
        ("a.xlsx, sheet Invoices", 2),
    ]
    assert [one.partition(": ")[0] for one in result.told("note")] == [
        "a.xlsx, sheet Cover", "a.xlsx, sheet Old", "a.xlsx, sheet Empty",
    ]  # fmt: skip
    assert result.told("error")[0].startswith(
        "a.xlsx, sheet Invoices, line 3: Column 'Invoice date': date '31/02/2024'"
    )
    assert "a.xlsx, sheet By customer" in result.told("warning")[0]
    assert "The sheet was not read." in result.told("warning")[0]


def test_it_keeps_the_zeros_that_a_format_shows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Open": [INVOICES[0], (42, *INVOICES[1][1:])]})
    changed(path, "xl/styles.xml", lambda text: text.replace(b"dd/mm/yyyy", b"00000"))
    changed(path, SHEET, lambda text: text.replace(b'<c r="A2"', b'<c r="A2" s="1"'))
    assert Read(path).records[0].customer_code == "00042"


def test_it_says_which_formula_has_no_result(tmp_path: Path) -> None:
    rows = [INVOICES[0], (*INVOICES[1][:5], "=40+2", "EUR"), INVOICES[2]]
    path = workbook(tmp_path / "a.xlsx", {"Open": rows})
    changed(path, SHEET, lambda text: text.replace(b"</f><v>0</v>", b"</f>"))
    result = Read(path)
    assert [record.number for record in result.records] == ["1002"]
    assert len(result.told("error")) == 1
    assert result.told("error")[0].startswith(
        "a.xlsx, sheet Open, line 2: Column 'Amount': the formula '=40+2' has no result in the file."
    )


def test_it_says_which_cell_has_an_error(tmp_path: Path) -> None:
    rows = [INVOICES[0], (*INVOICES[1][:5], "=1/0", "EUR"), INVOICES[2]]
    path = workbook(tmp_path / "a.xlsx", {"Open": rows})
    changed(path, SHEET, lambda text: text.replace(b"<f>1/0</f><v>0</v>", b"<f>1/0</f><v>#DIV/0!</v>")
            .replace(b'<c r="F2"', b'<c r="F2" t="e"'))  # fmt: skip
    assert "Column 'Amount': the cell shows the error '#DIV/0!'." in Read(path).told("error")[0]


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Open": INVOICES})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    changed(path, SHEET, lambda text: text.replace(b"</sheetData>", far))
    tracemalloc.start()
    assert len(Read(path).records) == 2
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_other_eyes_see_the_same_cells(tmp_path: Path) -> None:
    """Compared with calamine, which shares nothing with our reader."""
    rows: list[tuple[Any, ...]] = [
        ("Ñandú & <Söhne>", 1, 1.5, date(2024, 2, 29), "=1+1", True),
        (),
        (None, None, "late", 1e15, -3.25),
    ]
    path = workbook(tmp_path / "a.xlsx", {"One": rows, "Two": INVOICES})
    book, other = open_workbook(path), CalamineWorkbook.from_path(path)
    for sheet in book.sheets:
        assert sheet.part is not None
        ours = dict(SheetRows(book=book, part=sheet.part))
        for line, cells in enumerate(other.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False), 1):
            mine = ours.get(line, [])
            assert [*mine, *[""] * (len(cells) - len(mine))] == [_plain(cell) for cell in cells]


def _plain(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{Decimal(str(cell)).normalize():f}"
    return str(cell)


@pytest.mark.parametrize(
    ("part", "change", "says"),
    [
        (SHEET, lambda text: text.replace(b"</c>", b"</d>", 1), "damaged: it is not well-formed XML"),
        (SHEET, lambda text: text[: len(text) // 2], "damaged: it"),
        (SHEET, lambda text: text.replace(b'r="A2"', b'r="ZZZZ2"'), "column 'ZZZZ'"),
        (SHEET, lambda text: text.replace(b'row r="3"', b'row r="1"'), "row 1 stands behind row 2"),
        (SHEET, lambda text: text.replace(b"<v>0</v>", b"<v>99999</v>", 1), "damaged: its parts do not fit"),
        (SHEET, lambda text: text.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "declares entities"),
        ("xl/workbook.xml", lambda text: text[:-30], "damaged: its parts do not fit"),
        ("xl/workbook.xml", lambda text: text.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook'), "damaged"),
    ],
)  # fmt: skip
def test_it_refuses_a_damaged_workbook(tmp_path: Path, part: str, change: Any, says: str) -> None:
    path = changed(workbook(tmp_path / "a.xlsx", {"Open": INVOICES}), part, change)
    problem = refusal(path, default_currency="EUR")
    assert says in problem.message
    assert problem.hint


def test_it_refuses_a_workbook_that_was_cut_off(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Open": INVOICES})
    path.write_bytes(path.read_bytes()[:-100])
    assert refusal(path).message == "The workbook is damaged: it cannot be unpacked."


def test_it_refuses_a_workbook_of_a_zip_version_to_come(tmp_path: Path) -> None:
    """zipfile tells it by a kind of RuntimeError, as it tells a password."""
    path = workbook(tmp_path / "a.xlsx", {"Open": INVOICES})
    content = path.read_bytes()
    needed = (
        content.index(b"PK\x01\x02") + 6
    )  # the version that the first entry of the list of contents needs
    path.write_bytes(content[:needed] + b"\xb3" + content[needed + 1 :])
    assert "damaged: it cannot be unpacked" in refusal(path).message


def test_it_refuses_a_workbook_without_a_table(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Cover": [("Harbour",)], "Old": INVOICES}, hidden=["Old"])
    problem = refusal(path)
    assert "No sheet of the workbook has a table." in problem.message
    assert "Old: It is hidden" in problem.message


@pytest.mark.parametrize(
    ("part", "says"),
    [("xl/workbook.bin", "binary Excel workbook (.xlsb)"), ("word/document.xml", "There is no workbook in the file.")],
)  # fmt: skip
def test_it_refuses_other_office_documents(tmp_path: Path, part: str, says: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "")
    assert says in refusal(path).message


@pytest.mark.slow
def test_it_keeps_memory_flat(tmp_path: Path) -> None:
    small, large = (_peak(tmp_path / f"{count}.xlsx", count) for count in (4_000, 20_000))
    assert large - small < 16_000 * 100


def _peak(path: Path, count: int) -> int:
    days = (date(2024, 1, 31), date(2024, 3, 1))
    rows = [(f"C{number}", "Late", f"I-{number}", *days, number + 0.5, "EUR") for number in range(count)]
    workbook(path, {"Open": [INVOICES[0], *rows]}, constant_memory=True)
    tracemalloc.start()
    try:
        assert sum(1 for _ in recognise(path).read(path, Options(default_currency="EUR"))) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_sheet_that_cannot_be_read_leaves_a_list_of_open_items_incomplete(tmp_path: Path) -> None:
    """What stands in it would be closed for being absent."""
    strange = [
        ("Customer no", "Customer name", "Invoice no", "Invoice date"),
        *(row[:4] for row in INVOICES[1:]),
    ]
    path = workbook(tmp_path / "a.xlsx", {"Spain": INVOICES, "France": strange})

    assert Read(path).told("error") == []
    assert "sheet France" in Read(path, open_items=True).told("error")[0]


def test_memory_does_not_grow_with_days_that_have_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recobro.connectors.xlsx import sheet
    from recobro.connectors.xlsx.package import DATE, Texts, Workbook

    monkeypatch.setattr(sheet, "DAYS_MAX", 10)
    book = Workbook(path=tmp_path, sheets=(), texts=Texts(), looks=[DATE], epoch=date(1899, 12, 30), parts={})
    cells = sheet._Cells(book)

    assert {cells._number(f"45000.{1000 + minute}", "0") for minute in range(50)} == {"2023-03-15"}
    assert len(cells._days) <= 10
