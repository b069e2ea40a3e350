"""Dates: the ways to write a day, and who decides between March and April."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import read_text, refusal
from recobro.connectors.table.dates import DateOrder, order_of_country, read_date
from recobro.connectors.table.fault import Fault


@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
@pytest.mark.parametrize(
    "text",
    [
        "2024-01-03",
        "2024/1/3",
        "20240103",
        "03-ene-2024",
        "03/ENE/24",
        "3 janvier 2024",
        "3 janv. 2024",
        "3 de enero de 2024",
        "Jan 3, 2024",
        "January 3rd 2024",
        "3. Januar 2024",
        "mercredi 3 janvier 2024",
        "2024-01-03 10:22:00",
        "2024-01-03T00:00:00Z",
        "2024-01-03T10:22:00.123+02:00",
        " 2024-01-03 ",
    ],
)
def test_it_reads_what_can_mean_only_one_day(text: str, order: DateOrder | None) -> None:
    assert read_date(text, order) == date(2024, 1, 3)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/2024", "dmy", "2024-04-03"),
        ("03/04/2024", "mdy", "2024-03-04"),
        ("3/4/24", "dmy", "2024-04-03"),
        ("03-04-2024", "dmy", "2024-04-03"),
        ("03042024", "dmy", "2024-04-03"),
        ("03042024", "mdy", "2024-03-04"),
        ("3/4/2024 0:00", "mdy", "2024-03-04"),
        ("1/3/2024 12:00:00 AM", "mdy", "2024-01-03"),
        ("24/01/03", "ymd", "2024-01-03"),
        ("31/12/85", "dmy", "1985-12-31"),
        ("3.4.2024", None, "2024-04-03"),
        ("05/05/2024", None, "2024-05-05"),
        ("31/01/2024", None, "2024-01-31"),
        ("01/31/2024", None, "2024-01-31"),
    ],
)
def test_it_reads_the_rest_by_the_order_of_the_file(text: str, order: DateOrder | None, day: str) -> None:
    assert read_date(text, order) == date.fromisoformat(day)


@pytest.mark.parametrize("text", ["", "-", "0000-00-00", "00/00/0000", "0000-00-00 00:00:00", "NULL", "NaT"])
def test_it_takes_zeros_for_an_empty_cell(text: str) -> None:
    assert read_date(text, "dmy") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("30/02/2024", "date '30/02/2024' is not in the calendar"),
        ("2023-02-29", "date '2023-02-29' is not in the calendar"),
        ("12/31/2024", "date '12/31/2024' is not in the calendar"),
        ("1969-12-31", "date '1969-12-31' has the year 1969"),
        ("2101-01-01", "date '2101-01-01' has the year 2101"),
        ("9999-12-31", "date '9999-12-31' has the year 9999"),
        ("45292", "date '45292' looks like Excel's number for 2024-01-01"),
        ("soon", "date 'soon' cannot be read"),
        ("=TODAY()", "date '=TODAY()' cannot be read"),
        ("3 ventôse 2024", "date '3 ventôse 2024' cannot be read"),
    ],
)
def test_it_tells_what_is_no_day(text: str, message: str) -> None:
    fault = read_date(text, "dmy")
    assert isinstance(fault, Fault)
    assert fault.message == message
    assert fault.hint


@pytest.mark.parametrize("year", [1970, 2100])
def test_it_takes_the_first_and_the_last_year(year: int) -> None:
    assert read_date(f"{year}-06-15", None) == date(year, 6, 15)


@pytest.mark.parametrize(
    ("country", "order"),
    [("US", "mdy"), ("ES", "dmy"), ("FR", "dmy"), ("MX", "dmy"), ("GB", "dmy"), ("CA", None), ("SE", None)],
)
def test_it_knows_the_order_of_a_country(country: str, order: DateOrder | None) -> None:
    assert order_of_country(country) == order


def rows(*dates: tuple[str, str]) -> str:
    lines = (f"C1,{1000 + index},{issued},{due},10.00\n" for index, (issued, due) in enumerate(dates))
    return "customer no,invoice no,invoice date,due date,amount\n" + "".join(lines)


def test_it_decides_by_all_date_columns_together(tmp_path: Path) -> None:
    read = read_text(
        tmp_path, rows(("03/04/2024", "04/05/2024"), ("05/04/2024", "20/05/2024")), default_currency="EUR"
    )
    assert read.reading.date_order == "dmy"
    assert read.records[0].issued_on == date(2024, 4, 3)


def test_it_looks_on_behind_the_sample(tmp_path: Path) -> None:
    many = [("03/04/2024", "03/05/2024")] * 5_001
    read = read_text(tmp_path, rows(*many, ("03/31/2024", "04/30/2024")), default_currency="EUR")
    assert read.reading.date_order == "mdy"
    assert read.records[0].issued_on == date(2024, 3, 4)


def test_it_refuses_a_file_that_shows_no_order(tmp_path: Path) -> None:
    problem = refusal(tmp_path, rows(("03/04/2024", "04/05/2024")), default_currency="EUR")
    assert problem.line == 2
    assert "'03/04/2024' in column 'invoice date'" in problem.message
    assert "date_order" in problem.hint


def test_it_takes_the_order_from_the_option_the_profile_or_the_country(tmp_path: Path) -> None:
    text = rows(("03/04/2024", "04/05/2024"))
    by_option = read_text(tmp_path, text, default_currency="EUR", date_order="mdy", country="ES")
    by_profile = read_text(
        tmp_path, text, default_currency="EUR", profile='[file]\ndate_order = "mdy"', country="ES"
    )
    by_country = read_text(tmp_path, text, default_currency="EUR", country="ES")
    assert [read.record.issued_on for read in (by_option, by_profile, by_country)] == [
        date(2024, 3, 4),
        date(2024, 3, 4),
        date(2024, 4, 3),
    ]


def test_it_lets_the_file_overrule_the_country(tmp_path: Path) -> None:
    read = read_text(tmp_path, rows(("01/02/2024", "01/31/2024")), default_currency="EUR", country="ES")
    assert read.record.issued_on == date(2024, 1, 2)


def test_it_refuses_a_file_with_both_orders(tmp_path: Path) -> None:
    problem = refusal(tmp_path, rows(("13/01/2024", "02/13/2024")), default_currency="EUR")
    assert "'13/01/2024'" in problem.message
    assert "'02/13/2024'" in problem.message


def test_it_takes_one_odd_date_among_many_for_a_mistake(tmp_path: Path) -> None:
    dates = [("13/01/2024", "13/02/2024")] * 4 + [("13/01/2024", "02/30/2024")]
    read = read_text(tmp_path, rows(*dates), default_currency="EUR")
    assert len(read.records) == 4
    assert read.errors[0].line == 6
    assert "'02/30/2024' is not in the calendar" in read.errors[0].message
