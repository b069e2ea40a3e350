"""Amounts: the styles of Europe and America, and the values that nobody may guess."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import read_text
from recobro.connectors.table.amounts import (
    DecimalSign,
    Figure,
    amount_reader,
    currency_of,
    settle,
    sign_of_country,
    signs_of_column,
)
from recobro.connectors.table.fault import Fault

NBSP, NARROW = "\u00a0", "\u202f"


def amount(
    text: str, sign: DecimalSign | None = None, *, strict: bool = False, currency: str = "EUR"
) -> Decimal | Fault | None:
    value = amount_reader(sign, strict=strict, default_currency="EUR")(text)
    return settle(value, currency, text) if isinstance(value, Decimal | Figure) else value


@pytest.mark.parametrize("sign", [None, ".", ","])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        (f"1{NBSP}234,50", "1234.50"),
        (f"1{NARROW}234,50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("12.345.678", "12345678"),
        ("1,23,456.00", "123456.00"),
        ("(12.30)", "-12.30"),
        ("12.30-", "-12.30"),
        ("-12,30", "-12.30"),
        ("\u221212,30", "-12.30"),
        ("- 12,30", "-12.30"),
        ("+12,30", "12.30"),
        ("12,30 CR", "-12.30"),
        ("12,5", "12.5"),
        ("12", "12"),
        (".50", "0.50"),
        ("12,-", "12"),
        ("€ 1.234,50", "1234.50"),
        (f"1.234,50{NBSP}€", "1234.50"),
        ("EUR 12", "12"),
        ("1234.5000", "1234.50"),
        ("55.940000000000005", "55.94"),
        (" 7,00 ", "7.00"),
    ],
)
def test_it_reads_what_the_value_proves(text: str, value: str, sign: DecimalSign | None) -> None:
    assert amount(text, sign) == Decimal(value)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "N/A", "NULL"])
def test_it_takes_a_dash_for_an_empty_cell(text: str) -> None:
    assert amount(text) is None


@pytest.mark.parametrize(
    ("text", "sign", "value"), [("1.234", ",", "1234"), ("1,234", ".", "1234"), ("-1.234", ",", "-1234")]
)
def test_it_reads_a_lone_group_by_the_column(text: str, sign: DecimalSign, value: str) -> None:
    assert amount(text, sign) == Decimal(value)


def test_it_does_not_guess_a_lone_group() -> None:
    fault = amount("1.234")
    assert isinstance(fault, Fault)
    assert fault.message == "amount '1.234' may be 1234 or 1.234"


def test_it_reads_a_lone_group_where_the_currency_has_no_decimals() -> None:
    assert amount("1.234", currency="CLP") == Decimal(1234)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.234,5", "amount '1.234,5' has one decimal"),
        ("1,234.5", "amount '1,234.5' has one decimal"),
        ("abc", "amount 'abc' cannot be read"),
        ("=1+1", "amount '=1+1' cannot be read"),
        ("12.345.67", "amount '12.345.67' cannot be read"),
        ("12 34", "amount '12 34' cannot be read"),
        ("--5", "amount '--5' cannot be read"),
        ("(5", "amount '(5' cannot be read"),
        ("٣", "amount '٣' cannot be read"),
        ("1.5E+05", "amount '1.5E+05' is in scientific notation, digits are lost"),
        ("1234567890123456", "amount '1234567890123456' is too large"),
        ("5 XYZ", "currency 'XYZ' is not known"),
        ("5 USD", "amount '5 USD' is in USD, the row's currency is EUR"),
        ("0.125", "amount '0.125' has more decimals than EUR, which has 2"),
        ("12,345.678", "amount '12,345.678' has more decimals than EUR, which has 2"),
    ],
)
def test_it_tells_what_it_cannot_read(text: str, message: str) -> None:
    fault = amount(text)
    assert isinstance(fault, Fault)
    assert fault.message == message
    assert fault.hint


def test_it_says_how_to_write_the_missing_decimal() -> None:
    fault = amount("1.234,5")
    assert isinstance(fault, Fault)
    assert fault.hint == "Write 1.234,50."


@pytest.mark.parametrize(
    ("text", "currency", "value"), [("1.234,500", "TND", "1234.500"), ("12.345", "KWD", "12.345")]
)
def test_it_knows_currencies_with_three_decimals(text: str, currency: str, value: str) -> None:
    sign: DecimalSign = "," if "," in text else "."
    assert amount(text, sign, currency=currency) == Decimal(value)


def test_it_holds_a_said_sign_against_each_value() -> None:
    assert amount("12.30", ".", strict=True) == Decimal("12.30")
    assert amount("1,234.30", ".", strict=True) == Decimal("1234.30")
    assert isinstance(amount("12,30", ".", strict=True), Fault)
    assert isinstance(amount("1.234,30", ".", strict=True), Fault)


@pytest.mark.parametrize(
    ("values", "proved", "is_open"),
    [
        (["1.234", "12,50"], {","}, True),
        (["1.234", "999"], set(), True),
        (["12", "13"], set(), False),
        (["12.50", "12,50"], {".", ","}, False),
        (["1.234.567"], {","}, False),
        (["0.125"], {"."}, False),
    ],
)
def test_it_judges_a_column_by_all_its_values(values: list[str], proved: set[str], is_open: bool) -> None:
    assert signs_of_column(values) == (frozenset(proved), is_open)


@pytest.mark.parametrize(
    ("country", "sign"),
    [("ES", ","), ("FR", ","), ("US", "."), ("MX", "."), ("CH", None), ("CA", None), ("??", None)],
)
def test_it_knows_the_sign_of_a_country(country: str, sign: DecimalSign | None) -> None:
    assert sign_of_country(country) == sign


@pytest.mark.parametrize(
    ("name", "company", "code"),
    [
        ("EUR", None, "EUR"),
        ("eur", None, "EUR"),
        ("€", None, "EUR"),
        ("Euros", None, "EUR"),
        ("US$", None, "USD"),
        ("$", "MXN", "MXN"),
        ("$", "USD", "USD"),
        ("M.N.", None, "MXN"),
        ("FCFA", None, "XOF"),
    ],
)
def test_it_knows_the_names_of_currencies(name: str, company: str | None, code: str) -> None:
    assert currency_of(name, default_currency=company) == code


@pytest.mark.parametrize(("name", "company"), [("$", None), ("$", "EUR"), ("XYZ", "EUR"), ("XXX", "EUR")])
def test_it_does_not_guess_a_currency(name: str, company: str | None) -> None:
    assert isinstance(currency_of(name, default_currency=company), Fault)


def column(*amounts: str) -> str:
    rows = "".join(
        f'C1;{1000 + index};2024-01-31;2024-03-01;"{text}";EUR\n' for index, text in enumerate(amounts)
    )
    return "client;facture;date;échéance;montant;devise\n" + rows


def test_it_decides_a_file_by_its_column(tmp_path: Path) -> None:
    read = read_text(tmp_path, column("1.234", "12,50"), kind="invoices")
    assert [record.amount for record in read.records] == [Decimal(1234), Decimal("12.50")]


def test_it_decides_an_open_column_by_the_company_country(tmp_path: Path) -> None:
    assert read_text(tmp_path, column("1.234"), country="ES").record.amount == Decimal(1234)
    problem = read_text(tmp_path, column("1.234")).errors[0]
    assert problem.line == 2
    assert problem.message == "Column 'montant': amount '1.234' may be 1234 or 1.234."


def test_it_leaves_a_column_open_that_proves_both(tmp_path: Path) -> None:
    read = read_text(tmp_path, column("1.234", "12,50", "12.50"), country="ES")
    assert [record.amount for record in read.records] == [Decimal("12.50"), Decimal("12.50")]
    assert len(read.errors) == 1
