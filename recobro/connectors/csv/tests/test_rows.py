"""Rows: quotes, widths, and what one bad row may cost."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import GONE, HEADER, LATE, read_text

QUOTED = 'C3;"Disputing; ""the"" BV";1003;2024-02-01;2024-03-02;5,00;EUR\n'


def numbers(*lines: str, folder: Path) -> tuple[list[str | None], list[tuple[int | None, str]]]:
    read = read_text(folder, HEADER + "".join(lines))
    return [record.number for record in read.records], [
        (problem.line, problem.message) for problem in read.errors
    ]


def test_it_reads_quotes_and_line_breaks_in_cells(tmp_path: Path) -> None:
    two_lines = 'C4;"Group\nplc, Paris";1004;2024-02-01;2024-03-02;5,00;EUR\n'
    read = read_text(tmp_path, HEADER + QUOTED + two_lines + GONE)
    assert [record.customer_name for record in read.records] == [
        'Disputing; "the" BV',
        "Group\nplc, Paris",
        "Gone SA",
    ]
    assert [record.line for record in read.records] == [2, 3, 5]
    assert read.problems == []


@pytest.mark.parametrize(
    "bad",
    [
        'C9;"Late GmbH;9;2024-01-31;2024-03-01;5,00;EUR\n',
        'C9;Late GmbH;9;2024-01-31;2024-03-01;5,00;"EUR\n',
        '"C9;Late GmbH;9;2024-01-31;2024-03-01;5,00;EUR\n',
    ],
)
@pytest.mark.parametrize("after", [[GONE, LATE], [QUOTED, GONE], [GONE] * 300])
def test_it_loses_one_row_to_a_quote_that_is_never_closed(tmp_path: Path, bad: str, after: list[str]) -> None:
    found, problems = numbers(LATE, bad, *after, folder=tmp_path)
    assert found == ["1001", *(line.split(";")[-5] for line in after)]
    assert problems == [(3, "A quote is opened in this row and not closed in it.")]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("C9;Late;9\n", "The row has 3 cells, the header has 7."),
        ("x\n", "The row has 1 cells, the header has 7."),
        ("C9;Late;9;2024-01-31;2024-03-01;5,00;EUR;more\n", "The row has 8 cells, the header has 7."),
        ("C9;La;te;9;2024-01-31;2024-03-01;5,00;EUR\n", "The row has 8 cells, the header has 7."),
        ("C9;La\0te;9;2024-01-31;2024-03-01;5,00;EUR\n", "The row has NUL bytes (binary zeros) in it."),
    ],
)
def test_it_leaves_out_a_row_with_a_wrong_shape(tmp_path: Path, row: str, message: str) -> None:
    assert numbers(LATE, row, GONE, folder=tmp_path) == (["1001", "1002"], [(3, message)])


@pytest.mark.parametrize("row", ["\n", ";;;;;;\n", " ; ;;;;;\n", "\t\n", ";;;;;;;;\n"])
def test_it_passes_over_empty_rows(tmp_path: Path, row: str) -> None:
    assert numbers(LATE, row, GONE, folder=tmp_path) == (["1001", "1002"], [])


def test_it_takes_a_delimiter_at_the_end_of_each_row(tmp_path: Path) -> None:
    read = read_text(tmp_path, (HEADER + LATE + GONE).replace("\n", ";\n"))
    assert len(read.records) == 2
    assert read.problems == []


@pytest.mark.parametrize("cut", [12, 25, 40])
def test_it_tells_of_a_file_that_was_cut_off(tmp_path: Path, cut: int) -> None:
    read = read_text(tmp_path, HEADER + LATE + GONE[:cut])
    assert [record.number for record in read.records] == ["1001"]
    assert read.problem.line == 3
    assert "cells, the header has 7" in read.problem.message
    assert "cut off" in read.problem.hint


def test_it_tells_of_a_file_cut_off_inside_a_quote(tmp_path: Path) -> None:
    found, problems = numbers(LATE, QUOTED[:12], folder=tmp_path)
    assert found == ["1001"]
    assert problems[0][0] == 3


def test_it_cuts_a_text_that_is_too_long_and_leaves_a_number_out(tmp_path: Path) -> None:
    long_name, long_number = LATE.replace("Late", "L" * 600), LATE.replace("1001", "1" * 200)
    found, problems = numbers(long_name, long_number, GONE, folder=tmp_path)
    assert found == ["1001", "1002"]
    assert [line for line, _ in problems] == [3]
    assert "has 200 characters" in problems[0][1]


def test_it_keeps_formulas_as_text(tmp_path: Path) -> None:
    read = read_text(tmp_path, HEADER + LATE.replace("Late GmbH", "=1+1").replace("1001", '="00100"'))
    assert (read.record.customer_name, read.record.number) == ("=1+1", "00100")


def test_it_keeps_zeros_in_front_of_numbers(tmp_path: Path) -> None:
    assert read_text(tmp_path, HEADER + LATE.replace("1001", "0001001")).record.number == "0001001"


def test_it_reads_again_from_the_start(tmp_path: Path) -> None:
    reading = read_text(tmp_path, HEADER + LATE + GONE).reading
    assert list(reading) == list(reading)
    assert sum(entry.amount for entry in reading) == Decimal("1333.50")  # type: ignore[union-attr,misc]
