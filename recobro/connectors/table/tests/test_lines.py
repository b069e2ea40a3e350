"""Exports with a row for each line of a document, and journals, which are no documents at all."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import Read, read_text, refusal
from recobro.connectors.format import Options
from recobro.connectors.recognise import recognise
from recobro.connectors.table.reading import TableReading
from recobro.kernel.problems import Refused

LINES = "number;client_name;client_number;date;due;currency;status;position_name;position_total\n"
REPEATED = (
    "*ContactName,*InvoiceNumber,*InvoiceDate,*DueDate,Total,*Description,*Quantity,*UnitAmount,Currency\n"
)


def amounts(result: Read) -> dict[str | None, Decimal | None]:
    return {record.number: record.amount for record in result.records}


def test_it_adds_the_lines_of_a_document(tmp_path: Path) -> None:
    text = (
        LINES
        + "1;Late;C1;07.09.2021;07.10.2021;CHF;Sent;Screws;1'055.46\n1;Late;C1;07.09.2021;07.10.2021;CHF;Sent;Discount;-55.46\n"
        "1;Late;C1;07.09.2021;07.10.2021;CHF;Sent;Thanks;\n2;Late;C1;07.09.2021;07.10.2021;CHF;2° sollecito;Screws;5.00\n"
    )
    result = read_text(tmp_path, text, country="CH")
    assert amounts(result) == {"1": Decimal(1000), "2": Decimal(5)}
    assert [record.line for record in result.records] == [2, 5]
    assert [one.message for one in result.problems] == ["Column 'position_name' is not used."]


def test_a_line_that_cannot_be_read_leaves_its_document_out(tmp_path: Path) -> None:
    row = "1;Late;C1;07.09.2021;07.10.2021;CHF;Sent;Screws;"
    result = read_text(
        tmp_path, f"{LINES}{row}5.00\n{row}five\n{row.replace('1;', '2;', 1)}7.00\n", country="CH"
    )
    assert amounts(result) == {"2": Decimal(7)}
    assert [(one.line, "'five'" in one.message) for one in result.errors] == [(3, True)]


@pytest.mark.parametrize(("second", "total"), [("€ 2,50", "3.75"), ("2,50", "3.75"), ("US$ 2,50", None)])
def test_a_sign_beside_the_amount_of_a_line_is_kept(tmp_path: Path, second: str, total: str | None) -> None:
    header = "number;client_name;date;due;line total\n"
    row = "1;Late;2021-09-07;2021-10-07;"
    result = read_text(tmp_path, f"{header}{row}€ 1,25\n{row}{second}\n", default_currency="EUR")
    assert [record.amount for record in result.records] in (
        [Decimal(total)] if total else [],
        [Decimal("2.50")],
    )
    assert not total or result.record.currency == "EUR"


def test_a_total_that_is_repeated_in_each_line_is_taken_once(tmp_path: Path) -> None:
    text = REPEATED + (
        "Late,I-1,2024-01-31,2024-03-01,30.00,Screws,1,10.00,EUR\nLate,I-1,2024-01-31,2024-03-01,30.00,Nails,2,10.00,EUR\n"
        "Late,I-2,2024-01-31,2024-03-01,30.00,Nails,3,10.00,EUR\n"
    )
    result = read_text(tmp_path, text, profile='ignore = ["*Description", "*Quantity", "*UnitAmount"]')
    assert amounts(result) == {"I-1": Decimal(30), "I-2": Decimal(30)}
    assert [one for one in result.problems if one.severity != "note"] == []


@pytest.mark.parametrize(
    ("debit", "credit"), [("Soll", "Haben"), ("Cuenta Debe", "Cuenta Haber"), ("Débit", "Crédit")]
)
def test_it_refuses_a_journal(tmp_path: Path, debit: str, credit: str) -> None:
    text = f"Id;Datum;Referenz;{debit};{credit};Betrag\n1;02.11.2025;A 1;6000 - Rent;2000 - Suppliers;10.00\n"
    assert "is a journal" in refusal(tmp_path, text, default_currency="CHF").message


def test_an_id_alone_is_no_customer_of_an_invoice(tmp_path: Path) -> None:
    text = "Id;Date;Invoice no;Amount\n1;2025-11-02;A 1;10.00\n"
    assert "needs a column for the customer" in refusal(tmp_path, text, default_currency="CHF").message


# The exports beside the checkout, counted with the csv module


def read_export(path: Path) -> Read:
    reading = recognise(path).read(path, Options(country="CH", default_currency="CHF"))
    assert isinstance(reading, TableReading)
    return Read(reading)


@pytest.mark.corpus
def test_it_reads_the_invoices_of_smartbusiness(shared_data: Path) -> None:
    [path] = sorted((shared_data / "erp-exports" / "smartbusiness-ch").glob("*.csv"))
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["status"] != "Bozza":
            sums[row["number"]] += Decimal(row["position_total"])
    assert sums == {"10001": Decimal("615.54"), "10002": Decimal("1057.68")}
    result = read_export(path)
    assert amounts(result) == sums
    assert {record.customer_code for record in result.records} == {"1002"}
    assert [one for one in result.problems if one.severity != "note"] == []


@pytest.mark.corpus
@pytest.mark.parametrize(("folder", "why"), [("bexio-ch", "is a journal"), ("xero", "a header and no rows")])
def test_it_refuses_what_holds_no_documents(shared_data: Path, folder: str, why: str) -> None:
    [path] = sorted((shared_data / "erp-exports" / folder).glob("*.csv"))
    with pytest.raises(Refused, match=why):
        read_export(path)
