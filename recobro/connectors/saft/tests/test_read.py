"""Reading SAF-T: ledger lines and documents of customers, whatever the country calls them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.format import Options
from recobro.connectors.recognise import recognise
from recobro.connectors.record import Record
from recobro.connectors.saft.read import SaftReading, read
from recobro.kernel.problems import Problem, Refused

NO = 'xmlns="urn:StandardAuditFile-Taxation-Financial:NO"'
PT = 'xmlns="urn:OECD:StandardAuditFile-Tax:PT_1.04_01"'
HEADER_NO = """<AuditFileVersion>1.30</AuditFileVersion><DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria>
<SelectionStartDate>2023-01-01</SelectionStartDate><SelectionEndDate>2023-12-31</SelectionEndDate></SelectionCriteria>"""
HEADER_PT = """<AuditFileVersion>1.04_01</AuditFileVersion><StartDate>2023-01-01</StartDate><EndDate>2023-12-31</EndDate>
<CurrencyCode>EUR</CurrencyCode>"""


def customer(code: str = "C1", *, opened: str = "0", closed: str = "0", more: str = "") -> str:
    return (f"<Customer><Name>Late AS</Name>{more}<CustomerID>{code}</CustomerID><BalanceAccount><AccountID>1500</AccountID>"
            f"<OpeningDebitBalance>{opened}</OpeningDebitBalance><ClosingDebitBalance>{closed}</ClosingDebitBalance>"
            f"</BalanceAccount></Customer>")  # fmt: skip


def line(
    side: str, amount: str, *, account: str = "1500", code: str = "C1", more: str = "", record: str = "1"
) -> str:
    who = f"<CustomerID>{code}</CustomerID>" if code else ""
    return (f"<Line><RecordID>{record}</RecordID><AccountID>{account}</AccountID><SourceDocumentID>F-7</SourceDocumentID>{who}"
            f"<{side}Amount><Amount>{amount}</Amount></{side}Amount>{more}</Line>")  # fmt: skip


TAXED = line(
    "Credit",
    "80",
    account="3000",
    code="",
    more="<TaxInformation><TaxCode>3</TaxCode></TaxInformation>",
    record="9",
)


def transaction(*lines: str, number: str = "T1", on: str = "2023-03-10") -> str:
    return (f"<Transaction><TransactionID>{number}</TransactionID><TransactionDate>{on}</TransactionDate>{''.join(lines)}"
            "</Transaction>")  # fmt: skip


def norwegian(tmp_path: Path, *transactions: str, customers: str = "", root: str = NO) -> Path:
    path = tmp_path / "any name.dat"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><AuditFile {root}><Header>{HEADER_NO}</Header><MasterFiles><Customers>'
        f"{customers or customer()}</Customers></MasterFiles><GeneralLedgerEntries><Journal><JournalID>S</JournalID>"
        f"{''.join(transactions)}</Journal></GeneralLedgerEntries></AuditFile>", encoding="utf-8",
    )  # fmt: skip
    return path


def invoice(
    number: str,
    total: str = "123.00",
    *,
    kind: str = "FT",
    status: str = "N",
    more: str = "",
    totals: str = "",
) -> str:
    return (f"<Invoice><InvoiceNo>{number}</InvoiceNo><DocumentStatus><InvoiceStatus>{status}</InvoiceStatus></DocumentStatus>"
            f"<InvoiceDate>2023-03-10</InvoiceDate><InvoiceType>{kind}</InvoiceType><CustomerID>C1</CustomerID>{more}"
            f"<DocumentTotals><GrossTotal>{total}</GrossTotal>{totals}</DocumentTotals></Invoice>")  # fmt: skip


def receipt(total: str, *lines: tuple[str, str, str], status: str = "N", totals: str = "") -> str:
    paid = "".join(f"<Line><SourceDocumentID><OriginatingON>{document}</OriginatingON></SourceDocumentID>"
                   f"<CreditAmount>{amount}</CreditAmount><Tax><TaxPercentage>{tax}</TaxPercentage></Tax></Line>"
                   for document, amount, tax in lines)  # fmt: skip
    return (f"<Payment><PaymentRefNo>RG 1/1</PaymentRefNo><TransactionDate>2023-04-02</TransactionDate><DocumentStatus><PaymentStatus>"
            f"{status}</PaymentStatus></DocumentStatus><CustomerID>C1</CustomerID>{paid}<DocumentTotals><GrossTotal>{total}</GrossTotal>"
            f"{totals}</DocumentTotals></Payment>")  # fmt: skip


def portuguese(tmp_path: Path, *documents: str, encoding: str = "UTF-8") -> Path:
    path = tmp_path / "saft.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="{encoding}"?><AuditFile {PT}><Header>{HEADER_PT}</Header><MasterFiles><Customer><CustomerID>C1'
        "</CustomerID><CompanyName>Café Açores</CompanyName></Customer></MasterFiles><SourceDocuments><Payments>"
        f"{''.join(documents)}</Payments></SourceDocuments></AuditFile>", encoding=encoding,
    )  # fmt: skip
    return path


def reading(path: Path, **options: object) -> SaftReading:
    return read(path, Options(default_currency="EUR", **options))  # type: ignore[arg-type]


def items(path: Path, **options: object) -> list[Record]:
    return [one for one in reading(path, **options) if isinstance(one, Record) and one.kind != "customer"]


def problems(path: Path) -> list[Problem]:
    return [one for one in reading(path) if isinstance(one, Problem)]


def test_it_reads_a_sale_and_a_payment_of_the_ledger(tmp_path: Path) -> None:
    path = norwegian(
        tmp_path, transaction(line("Debit", "100"), TAXED), transaction(line("Credit", "60"), number="T2")
    )

    sale, payment = items(path)

    assert recognise(path).name == "SAF-T"
    assert (sale.kind, sale.number, sale.amount, sale.currency) == ("invoice", "F-7", 100, "NOK")
    assert (sale.document_key, sale.issued_on) == ("2023:S:T1:1", date(2023, 3, 10))
    assert (payment.kind, payment.amount) == ("payment", 60)


def test_a_taxed_credit_is_a_credit_note(tmp_path: Path) -> None:
    (credit,) = items(norwegian(tmp_path, transaction(line("Credit", "100"), TAXED)))

    assert credit.kind == "credit_note"


def test_a_due_date_of_the_line_counts_else_the_customers_terms(tmp_path: Path) -> None:
    terms = "<PartyInfo><PaymentTerms><Days>14</Days><FreeBillingMonth>{}</FreeBillingMonth></PaymentTerms></PartyInfo>"
    sale = transaction(line("Debit", "100"))
    given = norwegian(tmp_path, transaction(line("Debit", "100", more="<DueDate>2023-03-24</DueDate>")))
    assert [(one.due_on, one.due_derived) for one in items(given)] == [(date(2023, 3, 24), False)]

    by_terms = norwegian(tmp_path, sale, customers=customer(more=terms.format("false")))
    assert [(one.due_on, one.due_derived) for one in items(by_terms)] == [(date(2023, 3, 24), True)]

    by_month = norwegian(tmp_path, sale, customers=customer(more=terms.format("true")))
    assert [one.due_on for one in items(by_month)] == [date(2023, 4, 14)]

    assert [one.due_on for one in items(norwegian(tmp_path, sale), default_terms="30 days")] == [
        date(2023, 4, 9)
    ]


def test_balances_are_opening_items_and_a_control_total(tmp_path: Path) -> None:
    path = norwegian(
        tmp_path,
        transaction(line("Debit", "100")),
        customers=customer(opened="20", closed="120") + customer("C2", opened="-5"),
    )
    read_it = reading(path)

    opened, credit, _ = (one for one in read_it if isinstance(one, Record) and one.kind != "customer")

    assert (opened.kind, opened.amount, opened.issued_on, opened.is_opening) == (
        "opening_balance",
        20,
        date(2023, 1, 1),
        True,
    )
    assert (credit.kind, credit.amount) == ("adjustment", -5)
    assert [(one.account, one.currency, one.on, one.amount) for one in read_it.stated()] == [
        ("1500", "NOK", date(2023, 12, 31), 120)
    ]


def test_a_foreign_amount_goes_before_the_books_and_leaves_no_control_total(tmp_path: Path) -> None:
    foreign = line("Debit", "1000").replace(
        "</Amount>", "</Amount><CurrencyCode>EUR</CurrencyCode><CurrencyAmount>90</CurrencyAmount>"
    )
    read_it = reading(norwegian(tmp_path, transaction(foreign)))

    entries = list(read_it)

    assert [(one.amount, one.currency) for one in entries if isinstance(one, Record) and one.amount] == [
        (90, "EUR")
    ]
    assert read_it.stated() == ()


def test_a_cross_reference_is_lettering(tmp_path: Path) -> None:
    (sale,) = items(
        norwegian(tmp_path, transaction(line("Debit", "100", more="<CrossReference>M-1</CrossReference>")))
    )

    assert (sale.letter, sale.letter_rule) == ("M-1", "whole")


def test_only_lines_of_customers_accounts_count(tmp_path: Path) -> None:
    """Romania writes a customer on every line, and 0 for none."""
    path = norwegian(tmp_path, transaction(line("Debit", "100"), line("Credit", "100", account="3000", record="2"),
                                           line("Debit", "7", code="0", record="3")))  # fmt: skip

    assert [one.amount for one in items(path)] == [100]


def test_a_customer_whom_the_master_files_lack_is_introduced(tmp_path: Path) -> None:
    path = norwegian(tmp_path, transaction(line("Debit", "100", code="C9")))

    assert [
        one.customer_code for one in reading(path) if isinstance(one, Record) and one.kind == "customer"
    ] == ["C1", "C9"]


@pytest.mark.parametrize(("root", "country"), [
    (NO, "NO"), ('xmlns="urn:OECD:StandardAuditFile-Taxation/2.00"', ""), ('xmlns="mfp:anaf:dgti:d406:declaratie:v1"', ""), ("", ""),
    ('xmlns="urn:StandardAuditFile-Taxation-Financial:DK"', "DK"),
])  # fmt: skip
def test_any_country_with_the_common_structure_is_read(tmp_path: Path, root: str, country: str) -> None:
    path = norwegian(tmp_path, transaction(line("Debit", "100")), root=root)

    assert recognise(path).name == "SAF-T"
    assert (reading(path).header.country, len(items(path))) == (country, 1)


@pytest.mark.parametrize(("content", "words"), [
    ('<JPK xmlns="http://jpk.mf.gov.pl/wzor/2022/02/17/"><Naglowek/></JPK>', "Polish JPK"),
    ('<auditfile xmlns="http://www.auditfiles.nl/XAF/3.2"><header/></auditfile>', "Dutch XML Auditfile"),
    ("<AuditFile></AuditFile>", "no header"),
])  # fmt: skip
def test_relatives_are_refused_by_name(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "x.xml"
    path.write_text(content)

    with pytest.raises(Refused, match=words):
        recognise(path).read(path, Options())


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = norwegian(tmp_path, transaction(line("Debit", "100")))
    path.write_bytes(path.read_bytes()[:-40])

    with pytest.raises(Refused, match="broken"):
        list(reading(path))


def test_an_entry_without_a_number_is_called_by_its_place_in_the_books(tmp_path: Path) -> None:
    nameless = line("Debit", "100").replace("F-7", " ")

    (one,) = items(norwegian(tmp_path, transaction(nameless, number=" ")))

    assert one.number == one.document_key


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    path = norwegian(tmp_path, transaction(line("Debit", "100")))
    bomb = '<!DOCTYPE AuditFile [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path.write_text(path.read_text().replace("?>", f"?>{bomb}", 1))

    with pytest.raises(Refused, match="entities of its own"):
        reading(path)


def test_portuguese_documents_are_what_they_are_called(tmp_path: Path) -> None:
    path = portuguese(tmp_path, invoice("FT 1/1"), invoice("ND 1/1", kind="ND"), invoice("NC 1/1", kind="NC"), invoice("FR 1/1", kind="FR"),
                      invoice("FS 1/1", kind="FS"), invoice("FT 1/2", status="A"), invoice("FS 1/2", kind="FS", status="F"))  # fmt: skip

    found = {one.number: (one.kind, one.status, one.paid_on is not None) for one in items(path)}

    assert found == {
        "FT 1/1": ("invoice", None, False), "ND 1/1": ("debit_note", None, False), "NC 1/1": ("credit_note", None, False),
        "FR 1/1": ("invoice", None, True), "FS 1/1": ("invoice", None, True), "FT 1/2": ("invoice", "cancelled", False),
        "FS 1/2": ("invoice", "cancelled", False),
    }  # fmt: skip


def test_portuguese_files_may_be_in_windows_letters(tmp_path: Path) -> None:
    (who,) = [
        one for one in reading(portuguese(tmp_path, encoding="Windows-1252")) if isinstance(one, Record)
    ]

    assert who.customer_name == "Café Açores"


def test_a_credit_note_settles_the_one_invoice_that_it_names(tmp_path: Path) -> None:
    def naming(*numbers: str) -> str:
        return "".join(
            f"<Line><References><Reference>{number}</Reference></References></Line>" for number in numbers
        )

    path = portuguese(tmp_path, invoice("NC 1", kind="NC", more=naming("FT 1/1", "FT 1/1")),
                      invoice("NC 2", kind="NC", more=naming("FT 1/1", "FT 1/2")))  # fmt: skip

    assert [one.applies_to for one in items(path)] == ["FT 1/1", None]


@pytest.mark.parametrize(("terms", "due_on", "words"), [
    ("2023-05-09", date(2023, 5, 9), None), ("60 dias", date(2023, 5, 9), "60 dias"), ("combinado", None, "combinado"),
])  # fmt: skip
def test_portuguese_terms_are_a_day_or_words(
    tmp_path: Path, terms: str, due_on: date | None, words: str | None
) -> None:
    totals = f"<Settlement><PaymentTerms>{terms}</PaymentTerms></Settlement>"
    (record,) = items(portuguese(tmp_path, invoice("FT 1/1", totals=totals)))

    assert (record.due_on, record.terms) == (due_on, words)


def test_a_document_in_another_currency_is_claimed_in_it(tmp_path: Path) -> None:
    totals = "<Currency><CurrencyCode>USD</CurrencyCode><CurrencyAmount>135.00</CurrencyAmount></Currency>"
    (record,) = items(portuguese(tmp_path, invoice("FT 1/1", totals=totals)))

    assert (record.amount, record.currency) == (135, "USD")


@pytest.mark.parametrize(("total", "lines", "expected"), [
    ("123", [("FT 1", "100", "23")], {"FT 1": "123"}),  # one document: all of it
    ("246", [("FT 1", "100", "23"), ("FT 2", "100", "23")], {"FT 1": "123", "FT 2": "123"}),  # lines without tax
    ("200", [("FT 1", "150", "23"), ("FT 2", "50", "23")], {"FT 1": "150", "FT 2": "50"}),  # lines with tax
    ("199", [("FT 1", "150", "0"), ("FT 2", "50", "0")], {None: "199"}),  # neither adds up: on account
])  # fmt: skip
def test_a_receipt_is_divided_among_its_documents(
    tmp_path: Path, total: str, lines: list[tuple[str, str, str]], expected: dict[str | None, str]
) -> None:
    found = items(portuguese(tmp_path, receipt(total, *lines)))

    assert {one.applies_to: one.amount for one in found} == {
        document: Decimal(amount) for document, amount in expected.items()
    }
    assert {one.kind for one in found} == {"payment"}


def test_a_discount_for_paying_early_is_a_credit_of_its_own(tmp_path: Path) -> None:
    totals = "<Settlement><SettlementAmount>3</SettlementAmount></Settlement>"
    payment, discount = items(portuguese(tmp_path, receipt("120", ("FT 1", "120", "0"), totals=totals)))

    assert (payment.amount, discount.kind, discount.amount, discount.applies_to) == (
        120,
        "discount",
        3,
        "FT 1",
    )


def test_a_cancelled_receipt_is_left_out_and_told(tmp_path: Path) -> None:
    path = portuguese(tmp_path, receipt("120", ("FT 1", "120", "0"), status="A"))

    assert (items(path), "cancelled" in problems(path)[0].message) == ([], True)


@pytest.mark.parametrize(
    "document", [invoice("FT 1", "12,5"), invoice("FT 1").replace("2023-03-10", "10/03/23")]
)
def test_a_document_that_cannot_be_read_is_a_problem(tmp_path: Path, document: str) -> None:
    path = portuguese(tmp_path, invoice("FT 0"), document)

    assert [one.number for one in items(path)] == ["FT 0"]
    assert "FT 1 cannot be read" in problems(path)[0].message


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Nodes that were handed out are let go: at no time are there more than those of a block."""
    import gc

    from recobro.connectors.xml import Node, nodes

    path = norwegian(
        tmp_path, *(transaction(line("Debit", "1"), number=f"T{number}") for number in range(3_000))
    )
    most = 0
    for count, _ in enumerate(nodes(path, wanted=("Transaction",))):
        if count % 500 == 499:
            most = max(most, sum(type(one) is Node for one in gc.get_objects()))
    assert 0 < most < 4_000  # 3,000 transactions have 21,000


def test_elements_that_are_nested_without_end_are_refused(tmp_path: Path) -> None:
    path = portuguese(tmp_path, "<Invoice>" + "<A>" * 5_000 + "</A>" * 5_000 + "</Invoice>")

    with pytest.raises(Refused, match="nested more than 100 deep"):
        list(read(path, Options()))
