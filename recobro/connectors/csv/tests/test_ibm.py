"""The file of the acceptance test: IBM's late payment histories, against values computed with nothing but the csv module."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.csv.read import read
from recobro.connectors.csv.tests.files import Read
from recobro.connectors.format import Options
from recobro.connectors.record import Record
from recobro.connectors.table.profile import load_profile

PROFILE = Path(__file__).resolve().parents[4] / "docs" / "examples" / "ibm-late-payments.toml"
pytestmark = pytest.mark.corpus


@pytest.fixture
def file(shared_data: Path) -> Path:
    return shared_data / "ar-ledger" / "ibm_ar_late_payment_histories.csv"


def day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 - a day has no zone


def expected(file: Path) -> list[Record]:
    with file.open(newline="", encoding="utf-8") as stream:
        return [
            Record(
                line=line,
                customer_code=row["customerID"],
                customer_name=row["customerID"],
                customer_language="en",
                contact_email=f"{row['customerID']}@example.invalid",
                number=row["invoiceNumber"],
                document_key=row["invoiceNumber"],
                issued_on=day(row["InvoiceDate"]),
                due_on=day(row["DueDate"]),
                amount=Decimal(row["InvoiceAmount"]),
                currency="USD",
                paid_on=day(row["SettledDate"]),
                disputed=row["Disputed"] == "Yes",
                disputed_from=day(row["InvoiceDate"]) if row["Disputed"] == "Yes" else None,
                disputed_until=day(row["SettledDate"]) if row["Disputed"] == "Yes" else None,
            )
            for line, row in enumerate(csv.DictReader(stream), start=2)
        ]


def test_it_reads_every_invoice_as_the_file_has_it(file: Path) -> None:
    result = Read(read(file, Options(profile=load_profile(PROFILE))))
    assert result.problems == []
    assert result.records == expected(file)
    assert len(result.records) == 2466
    assert sum((record.amount or Decimal(0)) for record in result.records) == Decimal("147703.18")


def test_it_finds_out_as_much_by_itself(file: Path) -> None:
    """Without the profile: the dates of the United States, the columns, and which of them are not needed."""
    result = Read(read(file, Options(default_currency="USD")))
    assert (result.reading.date_order, result.reading.decimals, result.reading.kind) == (
        "mdy",
        {"amount": "."},
        "invoices",
    )
    assert [record.amount for record in result.records] == [record.amount for record in expected(file)]
    assert {problem.message for problem in result.problems} == {
        f"Column '{name}' is not used."
        for name in ("countryCode", "PaperlessDate", "PaperlessBill", "DaysToSettle", "DaysLate")
    }
