"""Reading: what each kind of file gives, and each thing that may be wrong with a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from recobro.connectors.csv.tests.files import GONE, HEADER, LATE, Read, read_text, refusal
from recobro.connectors.record import Record

NEGATIVE = LATE.replace("1.234,50", "-50,00")


def invoices(folder: Path, *rows: str, more: str = "", **options: Any) -> Read:
    """A list with the usual columns and perhaps more; rows as `C1;1001;2024-01-31;2024-03-01;10,00;EUR`."""
    header = "client;facture;date facture;échéance;montant;devise" + (f";{more}" if more else "")
    return read_text(folder, "\n".join([header, *rows]) + "\n", **options)


def only(folder: Path, row: str, more: str = "", **options: Any) -> tuple[int | None, str, str]:
    """Line, message and severity of the one problem of a file with this one row."""
    problem = invoices(folder, row, more=more, **options).problem
    return problem.line, problem.message, problem.severity


def test_it_reads_a_list_of_invoices(tmp_path: Path) -> None:
    read = read_text(tmp_path, HEADER + LATE)
    assert read.record == Record(
        line=2,
        kind="invoice",
        customer_code="C1",
        customer_name="Late GmbH",
        number="1001",
        issued_on=date(2024, 1, 31),
        due_on=date(2024, 3, 1),
        amount=Decimal("1234.50"),
        currency="EUR",
    )
    assert (read.reading.kind, read.reading.source, read.table.delimiter) == ("invoices", "list.csv", ";")
    assert read.reading.columns["due_on"] == "due date"
    assert read.problems == []


def test_it_reads_a_list_of_customers(tmp_path: Path) -> None:
    text = (
        "Código;Razón social;Tipo;Idioma;País;Dirección;CP;Población;NIF;Correo electrónico;Forma de pago;Condiciones de pago\n"
        "C1;Late GmbH;Empresa;alemán;Alemania;Weg 1;10115;Berlin;X1;ap@late.example;Transferencia;30 días\n"
        "C2;Ayuntamiento;Administración pública;es_ES;ESP;;;;;;;\n"
    )
    read = read_text(tmp_path, text)
    late, town = read.records
    assert read.reading.kind == "customers"
    assert (late.kind, late.customer_code, late.customer_name, late.customer_kind) == (
        "customer",
        "C1",
        "Late GmbH",
        "company",
    )
    assert (late.customer_language, late.customer_country, late.postcode, late.city) == (
        "de",
        "DE",
        "10115",
        "Berlin",
    )
    assert (late.contact_email, late.customer_terms, late.customer_payment_method) == (
        "ap@late.example",
        "30 días",
        "Transferencia",
    )
    assert (town.customer_kind, town.customer_language, town.customer_country) == ("public_body", "es", "ES")
    assert read.problems == []


def test_it_reads_a_list_of_contacts(tmp_path: Path) -> None:
    text = "Client code;Contact;Email;Phone;Role;Contact language\nC1;Ana;ana@late.example;+34 1;Escalation;fr\nC1;;;;billing;\n"
    read = read_text(tmp_path, text)
    assert read.reading.kind == "contacts"
    record = read.record
    assert (record.kind, record.contact_name, record.contact_role, record.contact_language) == (
        "contact",
        "Ana",
        "escalation",
        "fr",
    )
    assert read.errors[0].message == "The contact has no name, e-mail address or phone."


def test_it_reads_a_list_of_payments(tmp_path: Path) -> None:
    text = (
        "Date de règlement;Code client;N° facture;Montant réglé;Mode de règlement\n"
        "03/02/2024;C1;1001;1 000,00;Virement\n13/02/2024;C1;;5,00;\n"
    )
    read = read_text(tmp_path, text, default_currency="EUR")
    assert read.reading.kind == "payments"
    first, second = read.records
    assert (first.kind, first.issued_on, first.amount) == ("payment", date(2024, 2, 3), Decimal("1000.00"))
    assert (first.applies_to, first.number, first.payment_method) == ("1001", None, "Virement")
    assert second.applies_to is None
    assert read.problems == []


def test_it_keeps_the_number_of_a_payment_apart_from_the_invoice(tmp_path: Path) -> None:
    text = "Cliente;Fecha;Nº recibo;Factura;Importe\nC1;31/01/2024;R-1;1001;5,00\n"
    record = read_text(tmp_path, text, kind="payments", default_currency="EUR").record
    assert (record.number, record.applies_to) == ("R-1", "1001")


def test_it_reads_invoices_and_payments_from_one_list(tmp_path: Path) -> None:
    read = invoices(
        tmp_path,
        "C1;1001;2024-01-31;2024-03-01;10,00;EUR;Facture;",
        "C1;A1;2024-02-01;;-4,00;EUR;Avoir;1001",
        "C1;R1;2024-02-02;;-6,00;EUR;Règlement;1001",
        "C1;D1;2024-02-02;2024-03-02;1,00;EUR;note de débit;",
        "C1;P1;2024-02-02;2024-03-02;9,00;EUR;Devis;",
        "C1;Z1;2024-02-02;2024-03-02;9,00;EUR;Gnomes;",
        more="type de pièce;facture réglée",
    )
    assert read.reading.kind == "mixed"
    assert [(record.kind, record.amount, record.applies_to) for record in read.records] == [
        ("invoice", Decimal("10.00"), None),
        ("credit_note", Decimal("4.00"), "1001"),
        ("payment", Decimal("6.00"), "1001"),
        ("debit_note", Decimal("1.00"), None),
    ]
    assert [(problem.line, problem.severity) for problem in read.problems] == [(7, "error"), (6, "note")]
    assert "'Gnomes' is not known" in read.errors[0].message


def test_it_reads_a_payment_named_on_the_invoice(tmp_path: Path) -> None:
    more = "paid on;paid amount"
    row = "C1;{};2024-01-31;2024-03-01;10,00;EUR;{};{}"
    read = invoices(
        tmp_path,
        row.format(1, "2024-02-05", "4,00"),
        row.format(2, "2024-02-05", ""),
        row.format(3, "2024-02-05", "0,00"),
        row.format(4, "2024-02-05", "11,00"),
        row.format(5, "2024-02-05", "-1,00"),
        more=more,
    )
    paid = date(2024, 2, 5)
    assert [(record.paid_on, record.paid_amount) for record in read.records] == [
        (paid, Decimal("4.00")),
        (paid, None),
        (None, None),
        (paid, Decimal("11.00")),
    ]
    assert [(problem.line, problem.severity) for problem in read.problems] == [(5, "warning"), (6, "error")]


def test_it_reads_open_items(tmp_path: Path) -> None:
    rows = ("1;31/01/2024;01/03/2024;10,00;4,00", "2;31/01/2024;01/03/2024;10,00;0,00")
    odd = ("3;31/01/2024;01/03/2024;5,00;6,00", "4;31/01/2024;01/03/2024;5,00;-1,00")
    text = "Cliente;Factura;Fecha;Vencimiento;Importe;Saldo\n" + "".join(
        f"C1;{row}\n" for row in (*rows, *odd)
    )
    read = read_text(tmp_path, text, open_items=True, default_currency="EUR")
    assert [(record.amount, record.open_amount) for record in read.records] == [
        (Decimal("10.00"), Decimal("4.00")),
        (Decimal("10.00"), Decimal("0.00")),
        (Decimal("5.00"), Decimal("6.00")),
    ]
    assert [(problem.line, problem.severity) for problem in read.problems] == [(4, "warning"), (5, "error")]
    assert read.reading.open_items


def test_it_takes_the_one_amount_of_open_items_for_both(tmp_path: Path) -> None:
    for column in ("Importe", "Saldo"):
        text = f"Cliente;Factura;Fecha;Vencimiento;{column}\nC1;1;31/01/2024;01/03/2024;4,00\nC1;2;31/01/2024;01/03/2024;0,00\n"
        read = read_text(tmp_path, text, open_items=True, default_currency="EUR")
        assert (read.record.amount, read.record.open_amount) == (Decimal("4.00"), Decimal("4.00"))
        assert read.problem.severity == "note"


def test_it_takes_open_credits_without_their_sign(tmp_path: Path) -> None:
    text = "Type;Client;Pièce;Date;Montant;Solde\nAvoir;C1;1;31/01/2024;-10,00;-4,00\n"
    record = read_text(tmp_path, text, open_items=True, default_currency="EUR").record
    assert (record.kind, record.amount, record.open_amount) == (
        "credit_note",
        Decimal("10.00"),
        Decimal("4.00"),
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (";1001;2024-01-31;2024-03-01;10,00;EUR", "The invoice 1001 has no customer."),
        ("C1;;2024-01-31;2024-03-01;10,00;EUR", "The invoice has no number."),
        ("C1;1001;2024-01-31;2024-03-01;;EUR", "The invoice 1001 has no amount."),
        ("C1;1001;;2024-03-01;10,00;EUR", "The invoice 1001 has no date."),
        ("C1;1001;2024-01-31;2024-03-01;10,00;", "The invoice 1001 has no currency."),
        (
            "C1;1001;2024-02-30;2024-03-01;10,00;EUR",
            "Column 'date facture': date '2024-02-30' is not in the calendar.",
        ),
        (
            "C1;1001;2024-01-31;1969-12-31;10,00;EUR",
            "Column 'échéance': date '1969-12-31' has the year 1969.",
        ),
        ("C1;1001;2024-01-31;2024-03-01;1.234,5;EUR", "Column 'montant': amount '1.234,5' has one decimal."),
        ("C1;1001;2024-01-31;2024-03-01;ten;EUR", "Column 'montant': amount 'ten' cannot be read."),
        ("C1;1001;2024-01-31;2024-03-01;0,00;EUR", "The invoice 1001 has the amount 0.00: nothing is owed."),
        ("C1;1001;2024-01-31;2024-03-01;-50,00;EUR", "Negative invoice -50.00: is it a credit note?"),
        ("C1;1001;2024-01-31;2024-03-01;10,00;EUX", "Column 'devise': currency 'EUX' is not known."),
        (
            "C1;1001;2024-01-31;2024-03-01;10,50;JPY",
            "Column 'montant': amount '10,50' has more decimals than JPY, which has none.",
        ),
        (
            "C1;1001;2024-01-31;2024-03-01;10,50 $;EUR",
            "Column 'montant': currency '$' may be ARS, AUD, BBD, BSD or another.",
        ),
    ],
)
def test_it_leaves_a_row_out_and_says_why(tmp_path: Path, row: str, message: str) -> None:
    assert only(tmp_path, row) == (2, message, "error")


@pytest.mark.parametrize(
    ("row", "more", "message"),
    [
        (
            "C1;1001;2024-01-31;2024-01-30;10,00;EUR",
            "",
            "The invoice 1001 is due on 2024-01-30, before it was issued on 2024-01-31.",
        ),
        (
            "C1;1001;2024-01-31;2024-03-30;10,00;EUR;30 jours",
            "conditions de paiement",
            "The invoice 1001 is due on 2024-03-30; by its terms '30 jours' it would be 2024-03-01.",
        ),
        (
            "C1;1001;2024-01-31;2024-03-01;10,00;EUR;a@late.example, b@late.example",
            "email",
            "Column 'email': 'a@late.example, b@late.example' is more than one plain address.",
        ),
        (
            "C1;1001;2024-01-31;2024-03-01;10,00;EUR;nobody",
            "email",
            "Column 'email': 'nobody' is no e-mail address.",
        ),
        (
            "C1;1001;2024-01-31;2024-03-01;10,00;EUR;rouge",
            "statut",
            "Column 'statut': 'rouge' is not known (1 row).",
        ),
    ],
)
def test_it_takes_a_row_in_and_warns(tmp_path: Path, row: str, more: str, message: str) -> None:
    assert only(tmp_path, row, more) == (2, message, "warning")
    assert invoices(tmp_path, row, more=more).record.number == "1001"


def test_it_tells_every_fault_of_a_row(tmp_path: Path) -> None:
    read = invoices(tmp_path, ";;2024-02-30;2024-13-01;x;EUX")
    assert len(read.errors) == 6
    assert {problem.line for problem in read.errors} == {2}


@pytest.mark.parametrize(
    ("day", "warned"),
    [("2024-02-26", True), ("2024-02-27", False), ("2024-03-04", False), ("2024-03-05", True)],
)
def test_it_allows_three_days_between_terms_and_due_date(tmp_path: Path, day: str, warned: bool) -> None:
    """R-55, R-105: below, at and above; 30 days after 31 January 2024 is 1 March."""
    read = invoices(tmp_path, f"C1;1001;2024-01-31;{day};10,00;EUR;30 days", more="terms")
    assert bool(read.warnings) is warned
    assert len(read.records) == 1


@pytest.mark.parametrize("day", ["2024-03-01", "2024-03-31", "2024-04-30"])
def test_it_takes_the_day_of_any_instalment_for_right(tmp_path: Path, day: str) -> None:
    assert invoices(tmp_path, f"C1;1001;2024-01-31;{day};10,00;EUR;30/60/90", more="terms").problems == []


def test_it_takes_a_missing_due_date_from_the_terms_and_says_so_once(tmp_path: Path) -> None:
    rows = [f"C1;{number};2024-01-31;;10,00;EUR;30 days" for number in range(1000, 1400)]
    read = invoices(tmp_path, "C1;999;2024-01-31;2024-03-01;10,00;EUR;", *rows, more="terms")
    assert (
        read.problem.message
        == "The due date is missing and was taken from the terms (400 rows, the first here)."
    )
    assert (read.problem.line, read.problem.severity) == (3, "warning")
    assert [(record.due_on, record.due_derived) for record in read.records[:2]] == [
        (date(2024, 3, 1), False),
        (date(2024, 3, 1), True),
    ]


def test_it_takes_a_missing_due_date_from_the_terms_of_the_import(tmp_path: Path) -> None:
    by_option = invoices(tmp_path, "C1;1001;2024-01-31;;10,00;EUR", default_terms="30 days")
    by_profile = invoices(tmp_path, "C1;1001;2024-01-31;;10,00;EUR", profile='[defaults]\nterms = "30 days"')
    for read in (by_option, by_profile):
        assert (read.record.due_on, read.record.due_derived, read.record.terms) == (
            date(2024, 3, 1),
            True,
            None,
        )


def test_it_says_once_that_instalments_were_not_split(tmp_path: Path) -> None:
    read = invoices(tmp_path, *[f"C1;{n};2024-01-31;;10,00;EUR;30/60/90" for n in (1, 2)], more="terms")
    assert [record.due_on for record in read.records] == [date(2024, 4, 30)] * 2
    assert "name 3 instalments; the row was not split" in read.warnings[1].message


@pytest.mark.parametrize(
    ("terms", "why"),
    [("", "There is no due date: "), ("soon", "There is no due date; the terms 'soon' cannot be read: ")],
)
def test_it_takes_in_what_has_no_due_date_and_says_so(tmp_path: Path, terms: str, why: str) -> None:
    read = invoices(tmp_path, f"C1;1001;2024-01-31;;10,00;EUR;{terms}", more="terms")
    assert (read.record.due_on, read.record.due_derived) == (None, False)
    assert read.problem.message.startswith(why)


def test_it_asks_no_due_date_of_credits(tmp_path: Path) -> None:
    read = invoices(tmp_path, "C1;A1;2024-01-31;;10,00;EUR", kind="credit_notes")
    assert (read.record.kind, read.problems) == ("credit_note", [])


def test_it_takes_the_currency_of_the_company_where_the_row_has_none(tmp_path: Path) -> None:
    read = invoices(
        tmp_path,
        "C1;1;2024-01-31;2024-03-01;10,00;",
        "C1;2;2024-01-31;2024-03-01;10,00;USD",
        "C1;3;2024-01-31;2024-03-01;10,00 £;",
        default_currency="EUR",
    )
    assert [record.currency for record in read.records] == ["EUR", "USD", "GBP"]


def test_it_takes_a_negative_invoice_for_a_credit_note_where_the_profile_says_so(tmp_path: Path) -> None:
    read = read_text(tmp_path, HEADER + NEGATIVE, profile="[file]\nnegative_is_credit_note = true")
    assert (read.record.kind, read.record.amount) == ("credit_note", Decimal("50.00"))
    assert read.problems == []


def test_it_does_not_take_a_reversed_payment_for_a_payment(tmp_path: Path) -> None:
    text = "customer;payment date;amount\nC1;2024-01-31;5.00\nC1;2024-02-01;-5.00\n"
    read = read_text(tmp_path, text, default_currency="EUR")
    assert read.record.amount == Decimal("5.00")
    assert read.problem.message == "The payment has the negative amount -5.00, unlike the payment in line 2."


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Ouvert", "open"),
        ("Abierta", "open"),
        ("Payée", "paid"),
        ("Pagada", "paid"),
        ("Annulée", "cancelled"),
        ("Cancelada", "cancelled"),
        ("VOID", "cancelled"),
        ("Parcialmente pagada", "open"),
        ("Posted", "open"),
        ("", None),
    ],
)
def test_it_reads_the_status(tmp_path: Path, said: str, status: str | None) -> None:
    read = invoices(tmp_path, f"C1;1001;2024-01-31;2024-03-01;10,00;EUR;{said}", more="statut")
    assert read.record.status == status
    assert read.problems == []


def test_it_leaves_drafts_out_with_a_note(tmp_path: Path) -> None:
    rows = [f"C1;;2024-01-31;;10,00;EUR;{status}" for status in ("Brouillon", "Borrador", "Draft")]
    read = invoices(tmp_path, *rows, more="statut")
    assert read.records == []
    assert (read.problem.severity, read.problem.message) == (
        "note",
        "Drafts are left out (3 rows, the first here).",
    )


def test_it_reads_both_states_of_odoo(tmp_path: Path) -> None:
    row = "C1;{};2024-01-31;2024-03-01;10,00;EUR;{};{}"
    states = [("Posted", "Not Paid"), ("Posted", "Paid"), ("Cancelled", "Not Paid"), ("Draft", "Not Paid")]
    read = invoices(
        tmp_path, *(row.format(n, *state) for n, state in enumerate(states)), more="Status;Payment Status"
    )
    assert [record.status for record in read.records] == ["open", "paid", "cancelled"]


def test_it_reads_disputes(tmp_path: Path) -> None:
    row = "C1;{};2024-01-31;2024-03-01;10,00;EUR;{};2024-02-01;2024-02-10;prix"
    more = "litige;disputed from;disputed until;motif litige"
    read = invoices(
        tmp_path, row.format(1, "Oui"), row.format(2, "Non"), row.format(3, "peut-être"), more=more
    )
    yes, no = read.records
    assert (yes.disputed, yes.disputed_from, yes.disputed_until, yes.dispute_reason) == (
        True,
        date(2024, 2, 1),
        date(2024, 2, 10),
        "prix",
    )
    assert (no.disputed, no.disputed_from, no.disputed_until, no.dispute_reason) == (False, None, None, None)
    assert "'peut-être' is neither yes nor no" in read.problem.message


def test_it_reads_instalments(tmp_path: Path) -> None:
    row = "C1;1001;2024-01-31;2024-03-01;10,00;EUR;{}"
    good = [row.format(text) for text in ("1/3", "2 de 3", "3")]
    read = invoices(tmp_path, *good, *[row.format(text) for text in ("0", "4/3", "x")], more="cuota")
    assert [(record.instalment, record.instalments) for record in read.records] == [(1, 3), (2, 3), (3, None)]
    assert [problem.line for problem in read.errors] == [5, 6, 7]


def test_it_warns_of_a_number_that_comes_twice_with_another_content(tmp_path: Path) -> None:
    other = LATE.replace("1.234,50", "99,00")
    read = read_text(tmp_path, HEADER + LATE + GONE + LATE + other + LATE.replace("C1", "C3"))
    assert len(read.records) == 5
    assert (
        read.problem.message
        == "The row has the same customer, number and instalment as line 2, and another content."
    )
    assert (read.problem.line, read.problem.severity) == (5, "warning")


def test_it_leaves_out_lines_with_totals(tmp_path: Path) -> None:
    read = read_text(
        tmp_path, HEADER + LATE + GONE + "Total;;;;;1.333,50;EUR\nTOTAL GENERAL:;;;;;1.333,50;\n"
    )
    assert len(read.records) == 2
    assert read.problem.message == "Lines with totals are left out (2 rows, the first here)."
    assert read.problem.severity == "note"


def test_it_refuses_to_import_what_it_cannot_place(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "customer;invoice no;date;colour\nC1;1;2024-01-31;red\n")
    assert "needs a column for the amount" in problem.message


def test_a_text_is_cut_to_what_the_ledger_can_hold(tmp_path: Path) -> None:
    text = HEADER + f"C1;{'x' * 301};1001;2024-01-31;2024-03-01;1.234,50;EUR\n"
    result = read_text(tmp_path, text)

    assert result.record.customer_name == "x" * 300
    assert (result.problem.line, result.problem.severity) == (2, "warning")
    assert "has 301 characters, and only the first 300 are taken" in result.problem.message


@pytest.mark.parametrize(("code", "number"), [("C" * 101, "1001"), ("C1", "1" * 101)])
def test_what_tells_customers_and_documents_apart_is_never_cut(
    tmp_path: Path, code: str, number: str
) -> None:
    result = read_text(tmp_path, HEADER + f"{code};Late;{number};2024-01-31;2024-03-01;1.234,50;EUR\n")

    assert result.records == []
    assert result.problem.hint == "At most 100 are possible: shorten it."


def test_a_name_that_stands_for_a_code_is_never_cut(tmp_path: Path) -> None:
    header = "customer name;invoice no;invoice date;due date;amount;currency\n"
    result = read_text(tmp_path, header + f"{'x' * 101};1001;2024-01-31;2024-03-01;1.234,50;EUR\n")

    assert result.records == []
    assert "too long for one" in result.problem.message


def test_it_tells_what_only_the_country_decided(tmp_path: Path) -> None:
    text = HEADER + "C1;Late;1001;03/04/2024;05/06/2024;1.234;EUR\n"
    result = read_text(tmp_path, text, country="ES")
    assert result.record.amount == Decimal(1234)
    assert [(one.line, one.severity, one.message.partition(": ")[2]) for one in result.problems] == [
        (2, "note", "amounts such as '1.234' were read with thousands, as is usual in ES."),
        (2, "note", "dates such as '03/04/2024' were read with the day first, as is usual in ES."),
    ]
    assert read_text(tmp_path, text, profile='[file]\ndecimal = ","\ndate_order = "dmy"').problems == []


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [("disputed", "no", False), ("disputed", "", False), ("disputed", "yes", True), ("region", "", None)],
)
def test_it_knows_whether_the_file_speaks_of_disputes(
    tmp_path: Path, column: str, cell: str, says: bool | None
) -> None:
    result = read_text(tmp_path, HEADER.replace("\n", f";{column}\n") + LATE.replace("\n", f";{cell}\n"))
    assert result.record.disputed is says
