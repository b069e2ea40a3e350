"""Reading an extract of SAP: a folder or a file of it, in the spellings of its interfaces."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from recobro.connectors.format import Options
from recobro.connectors.recognise import recognise
from recobro.connectors.record import Record
from recobro.connectors.sap.read import SapReading, read
from recobro.connectors.table.profile import parse_profile
from recobro.kernel.problems import Problem, Refused

ITEM = {
    "companyCode": "A100", "fiscalYear": "2025", "accountingDocument": "9001", "accountingDocumentItem": "1", "customer": "C1",
    "referenceDocument": "INV-1", "transactionCurrency": "EUR", "amountInTransactionCurrency": "100.50", "companyCodeCurrency": "EUR",
    "amountInCompanyCodeCurrency": "100.50", "documentDate": "2025-04-02T00:00:00.000Z", "accountingDocumentType": "RV",
    "financialAccountType": "D", "clearingDate": None, "clearingAccountingDocument": "", "clearingDocFiscalYear": "0",
}  # fmt: skip
CLEARED = {
    "clearingAccountingDocument": "7001",
    "clearingDocFiscalYear": "2025",
    "clearingDate": "2025-05-01",
}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def reading(path: Path, **options: Any) -> SapReading:
    return read(path, Options(**options))


def items(path: Path, **options: Any) -> list[Record]:
    return [one for one in reading(path, **options) if isinstance(one, Record) and one.kind != "customer"]


def customers(path: Path) -> dict[str | None, Record]:
    return {
        one.customer_code: one for one in reading(path) if isinstance(one, Record) and one.kind == "customer"
    }


def test_it_reads_an_open_item(tmp_path: Path) -> None:
    path = write(tmp_path / "any.txt", ITEM)

    (item,) = items(path)

    assert recognise(path).name == "SAP (JSONL)"
    assert (item.kind, item.number, item.amount, item.currency) == (
        "invoice",
        "INV-1",
        Decimal("100.50"),
        "EUR",
    )
    assert (item.document_key, item.issued_on, item.letter) == ("A100/2025/9001/1", date(2025, 4, 2), None)


def test_a_cleared_item_bears_its_clearing(tmp_path: Path) -> None:
    (item,) = items(write(tmp_path / "a.jsonl", ITEM | CLEARED))

    assert (item.letter, item.letter_rule, item.letter_closed_on) == ("7001/2025", "closed", date(2025, 5, 1))


@pytest.mark.parametrize(("called", "amount", "kind"), [
    ("RV", "10", "invoice"), ("RV", "-10", "credit_note"), ("DZ", "-10", "payment"), ("DZ", "10", "return"), ("DG", "-10", "credit_note"),
    ("AB", "-10", "adjustment"), ("AB", "10", "adjustment"), ("DR", "10", "invoice"), ("RV", "10.00-", "credit_note"),
])  # fmt: skip
def test_the_type_of_document_tells_what_it_is(tmp_path: Path, called: str, amount: str, kind: str) -> None:
    (item,) = items(
        write(
            tmp_path / "a.jsonl",
            ITEM | {"accountingDocumentType": called, "amountInTransactionCurrency": amount},
        )
    )

    assert item.kind == kind
    assert abs(item.amount or 0) == 10


def test_it_reads_the_spelling_of_the_interfaces(tmp_path: Path) -> None:
    row = {key[:1].upper() + key[1:]: value for key, value in ITEM.items()} | {
        "DocumentDate": "/Date(1743552000000)/"
    }
    row["AmountInTransactionCurrency"] = 100.5

    (item,) = items(write(tmp_path / "a.json", row))

    assert (item.amount, item.issued_on) == (Decimal("100.5"), date(2025, 4, 2))


@pytest.mark.parametrize(("more", "options", "due_on"), [
    ({"netDueDate": "2025-05-02"}, {}, date(2025, 5, 2)),
    ({}, {"default_terms": "30 days"}, date(2025, 5, 2)),
    ({}, {"default_terms": "10 days", "terms_of": {"C1": "30 days"}}, date(2025, 5, 2)),
    ({}, {"terms_of": {"C1": "30 days"}}, date(2025, 5, 2)),
    ({"dueCalculationBaseDate": "2025-04-30"}, {"terms_of": {"C1": "30 days"}}, date(2025, 5, 30)),
    ({}, {}, None),
])  # fmt: skip
def test_due_dates_are_given_or_follow_from_terms(
    tmp_path: Path, more: dict[str, Any], options: dict[str, Any], due_on: date
) -> None:
    (item,) = items(write(tmp_path / "a.jsonl", ITEM | more), **options)

    assert item.due_on == due_on


def test_a_foreign_item_keeps_its_value_in_the_books(tmp_path: Path) -> None:
    (item,) = items(
        write(
            tmp_path / "a.jsonl",
            ITEM | CLEARED | {"companyCodeCurrency": "USD", "amountInCompanyCodeCurrency": "110"},
        )
    )

    assert (item.amount, item.currency, item.letter_value) == (Decimal("100.50"), "EUR", 110)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The journal has an open and a cleared line; the other table repeats the cleared one, and has one more."""
    folder = tmp_path / "extract"
    write(folder / "x1", ITEM, ITEM | CLEARED | {"accountingDocument": "9002"})
    short = {key: value for key, value in (ITEM | CLEARED).items() if key != "accountingDocumentType"}
    write(folder / "a0", short | {"accountingDocument": "9002"}, short | {"accountingDocument": "9003"})
    write(folder / "partners", {"businessPartner": "C1", "customer": "C1", "businessPartnerName": "Late GmbH"},
          {"businessPartner": "C2", "customer": "C2", "businessPartnerName": "Quiet AG"})  # fmt: skip
    write(folder / "addresses", {"businessPartner": "C1", "cityName": "Köln", "streetName": "Ring", "houseNumber": "3",
                                 "postalCode": "50667", "country": "DE"})  # fmt: skip
    write(folder / "areas", {"customer": "C1", "salesOrganization": "1", "customerPaymentTerms": "14 days"},
          {"customer": "C2", "salesOrganization": "1", "customerPaymentTerms": "A"},
          {"customer": "C2", "salesOrganization": "2", "customerPaymentTerms": "B"})  # fmt: skip
    write(
        folder / "billing",
        {"billingDocument": "INV-1", "totalNetAmount": "84", "billingDocumentIsCancelled": True},
    )
    write(folder / "orders", {"salesOrder": "1"})
    (folder / "readme.md").write_text("# About\n")
    return folder


def test_a_folder_is_read_as_one(folder: Path) -> None:
    assert recognise(folder).name == "SAP (JSONL)"
    assert [item.document_key for item in items(folder)] == [
        "A100/2025/9001/1",
        "A100/2025/9002/1",
        "A100/2025/9003/1",
    ]


def test_customers_have_what_all_tables_say(folder: Path) -> None:
    found = customers(folder)

    late, quiet = found["C1"], found["C2"]
    assert (late.customer_name, late.city, late.address_1, late.customer_country) == (
        "Late GmbH",
        "Köln",
        "Ring 3",
        "DE",
    )
    assert (late.customer_terms, quiet.customer_terms) == ("14 days", None)  # C2 has two
    assert items(folder)[0].due_on == date(2025, 4, 16)


def test_what_billing_calls_cancelled_is_closed_as_such(folder: Path) -> None:
    assert [item.status for item in items(folder)] == [None, "cancelled", "cancelled"]


def test_files_that_are_not_used_are_named(folder: Path) -> None:
    notes = [one for one in reading(folder) if isinstance(one, Problem)]

    assert sorted(note.source for note in notes) == ["orders", "readme.md"]
    assert {note.severity for note in notes} == {"note"}


def test_a_problem_names_the_file_and_its_line(folder: Path) -> None:
    write(folder / "x1", ITEM, ITEM | {"accountingDocument": "9009", "documentDate": "soon"})
    with (folder / "x1").open("a") as file:
        file.write('{"accountingDocument": "90')

    found = [one for one in reading(folder) if isinstance(one, Problem) and one.severity == "error"]

    assert [(one.source, one.line) for one in found] == [("x1", 2), ("x1", 3)]


def test_several_companies_are_refused_with_their_codes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", ITEM, ITEM | {"companyCode": "B200"})

    with pytest.raises(Refused, match=r"A100 \(1 lines\), B200 \(1 lines\)"):
        reading(path)


def test_lines_that_are_no_items_of_customers_are_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", ITEM, ITEM | {"financialAccountType": "K"}, ITEM | {"customer": ""},
                 ITEM | {"amountInTransactionCurrency": "0"})  # fmt: skip

    assert len(items(path)) == 1


@pytest.mark.parametrize("content", [b'{"some": "json"}\n', b"[1, 2]\n", b"a,b\n1,2\n"])
def test_other_files_are_not_taken(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)

    with contextlib.suppress(Refused):
        assert recognise(tmp_path / "x").name != "SAP (JSONL)"


AREA = {"customer": "C1", "companyCode": "A100", "paymentTerms": "Z001", "reconciliationAccount": "1"}


def test_a_key_of_terms_is_told_with_the_way_to_say_what_it_means(tmp_path: Path) -> None:
    write(
        tmp_path / "sap" / "a.jsonl",
        ITEM,
        ITEM | {"accountingDocument": "9002", "referenceDocument": "INV-2"},
    )
    write(tmp_path / "sap" / "b.jsonl", AREA)

    (told,) = [one for one in reading(tmp_path / "sap") if isinstance(one, Problem)]

    assert (told.severity, told.source, told.line) == ("warning", "a.jsonl", 1)
    assert told.message == (
        "2 open invoices, the first here, have no due date and are never reminded: the terms Z001 say no day outside SAP."
    )
    assert '[values.terms] "Z001" = "30 days"' in told.hint


def test_a_profile_says_what_a_key_of_terms_means(tmp_path: Path) -> None:
    write(tmp_path / "sap" / "a.jsonl", ITEM)
    write(tmp_path / "sap" / "b.jsonl", AREA)
    profile = parse_profile('[values.terms]\n"Z001" = "30 days"\n', source="sap.toml")

    found = list(reading(tmp_path / "sap", profile=profile))

    assert [one.due_on for one in found if isinstance(one, Record) and one.kind == "invoice"] == [
        date(2025, 5, 2)
    ]
    assert [one.customer_terms for one in found if isinstance(one, Record) and one.kind == "customer"] == [
        "30 days"
    ]
    assert [one for one in found if isinstance(one, Problem)] == []
    assert items(tmp_path / "sap", profile=profile, terms_of={"C1": "Z001"})[0].due_on == date(2025, 5, 2)
