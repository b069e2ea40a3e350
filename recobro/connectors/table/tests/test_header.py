"""Headers: the names of columns in several languages, and what is told of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import read_text, refusal
from recobro.connectors.table.header import OF_RECORDS, RANKS, _aliases, fold, match
from recobro.connectors.table.profile import Profile


def fields(header: str) -> dict[str, str]:
    headers = header.split(";")
    columns = match(headers, Profile(), source="list.csv", line=1)
    assert not columns.problems, columns.problems
    return {headers[index]: name for name, index in columns.by_field.items()}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "Customer no.;Customer name;Invoice no.;Invoice date;Due date;Amount;Balance;Currency;Payment terms;Salesperson;Branch",
            "customer_code customer_name number issued_on due_on amount open_amount currency terms salesperson branch",
        ),
        (
            (
                "Código cliente;Razón social;Nº factura;Fecha de factura;Fecha de vencimiento;Importe;Saldo;Moneda;"
                "Condiciones de pago;Vendedor;Sucursal"
            ),
            "customer_code customer_name number issued_on due_on amount open_amount currency terms salesperson branch",
        ),
        (
            (
                "Code client;Raison sociale;N° facture;Date de facture;Date d'échéance;Montant TTC;Solde;Devise;"
                "Conditions de règlement;Commercial;Agence"
            ),
            "customer_code customer_name number issued_on due_on amount open_amount currency terms salesperson branch",
        ),
        (
            "Kundennummer;Firma;Rechnungsnummer;Rechnungsdatum;Fälligkeitsdatum;Bruttobetrag;Offener Betrag;Währung",
            "customer_code customer_name number issued_on due_on amount open_amount currency",
        ),
        (
            "Codice cliente;Ragione sociale;Numero fattura;Data fattura;Data scadenza;Totale;Residuo;Valuta",
            "customer_code customer_name number issued_on due_on amount open_amount currency",
        ),
        (
            "Folio;Clave;Nombre;Fecha;Vence;Total;Estatus",
            "number customer_code customer_name issued_on due_on amount status",
        ),
        ("Vencimiento;Vto. nº;Échéance le".split(";")[0], "due_on"),
        ("CUSTOMER_ID;INVOICE_NUMBER;DUE_DATE;INVOICE_AMOUNT", "customer_code number due_on amount"),
        ("customerID;invoiceNumber;InvoiceDate;DueDate", "customer_code number issued_on due_on"),
        ("duedate;invoicenumber;customername", "due_on number customer_name"),
        ("Restant dû;Client;Pièce", "open_amount customer number"),
        ("Email;Tel.;Contact", "contact_email contact_phone contact_name"),
        ("Fecha de pago;Importe pagado", "paid_on paid_amount"),
        ("ECHEANCE;MONTANT TTC", "due_on amount"),
    ],
)
def test_it_knows_the_names_of_columns(header: str, expected: str) -> None:
    found = fields(header)
    assert [found.get(name) for name in header.split(";")] == expected.split()


@pytest.mark.parametrize(
    "same",
    [
        ("Date d'échéance", "ECHEANCE (DATE)"),
        ("Nº de factura", "Factura No."),
        ("N° facture", "no_facture"),
        ("Invoice #", "Invoice No"),
    ],
)
def test_it_folds_names_that_are_the_same(same: tuple[str, str]) -> None:
    assert fold(same[0]) == fold(same[1])


@pytest.mark.parametrize(
    ("header", "amount"),
    [
        ("Client;Facture;Montant HT;Montant TTC;Montant TVA", "Montant TTC"),
        ("Cliente;Factura;Base imponible;IVA;Total", "Total"),
        ("Customer;Invoice;Amount;Invoice total", "Invoice total"),
        ("Customer;Invoice;Total;Balance", "Total"),
    ],
)
def test_it_takes_the_surest_name_for_the_amount(header: str, amount: str) -> None:
    assert fields(header)[amount] == "amount"


def test_it_reads_the_currency_in_a_header(tmp_path: Path) -> None:
    read = read_text(
        tmp_path,
        "Cliente;Factura;Fecha;Vencimiento;Importe (MXN)\nC1;1;2024-01-31;2024-01-31;5,00\n",
        default_currency="EUR",
    )
    assert read.record.currency == "MXN"
    read = read_text(
        tmp_path,
        "Client;Facture;Date;Échéance;Montant €\nC1;1;2024-01-31;2024-01-31;5,00\n",
        default_currency="USD",
    )
    assert read.record.currency == "EUR"


def test_it_tells_once_of_a_column_that_is_not_used(tmp_path: Path) -> None:
    read = read_text(
        tmp_path,
        "client;facture;date;échéance;montant;couleur\nC1;1;2024-01-31;2024-01-31;5,00;rouge\n",
        default_currency="EUR",
    )
    assert read.problem.severity == "note"
    assert read.problem.message == "Column 'couleur' is not used."
    assert read.reading.unused == ("couleur",)


def test_it_says_which_column_was_better(tmp_path: Path) -> None:
    read = read_text(
        tmp_path,
        "client;facture;date;échéance;montant;total ttc\nC1;1;2024-01-31;2024-01-31;5,00;6,00\n",
        default_currency="EUR",
    )
    assert read.problem.message == "Column 'montant' is not used: amount is read from 'total ttc'."


def test_it_refuses_two_headers_for_one_field(tmp_path: Path) -> None:
    text = "customer;invoice no;invoice number;date;amount\nC1;1;2;2024-01-31;5.00\n"
    problem = refusal(tmp_path, text, default_currency="EUR")
    assert problem.message == "Columns 'invoice no' and 'invoice number' may both be the number."
    read = read_text(
        tmp_path,
        text,
        default_currency="EUR",
        profile='ignore = ["invoice no"]\n[columns]\nnumber = "invoice number"',
    )
    assert read.record.number == "2"


@pytest.mark.parametrize(
    ("header", "row", "code", "name"),
    [
        ("Cliente;Factura;Importe", "Late GmbH;1;5,00", None, "Late GmbH"),
        ("Cliente;Factura;Importe", "430001;1;5,00", "430001", None),
        ("Cliente;Nombre;Factura;Importe", "Late;Late GmbH;1;5,00", "Late", "Late GmbH"),
        ("Código;Cliente;Factura;Importe", "C1;Late GmbH;1;5,00", "C1", "Late GmbH"),
        ("ContactName;InvoiceNumber;Total", "Late GmbH;1;5,00", None, "Late GmbH"),
    ],
)
def test_it_decides_whether_a_customer_is_a_code_or_a_name(
    tmp_path: Path, header: str, row: str, code: str | None, name: str | None
) -> None:
    record = read_text(tmp_path, f"{header};Fecha\n{row};2024-01-31\n", default_currency="EUR").record
    assert (record.customer_code, record.customer_name) == (code, name)


def test_it_has_no_name_for_two_fields_at_the_surest_rank() -> None:
    assert [name for name, found in _aliases(OF_RECORDS.path)["sure"].items() if len(found) > 1] == []
    assert set(_aliases(OF_RECORDS.path)) == set(RANKS)


def test_it_refuses_a_file_without_known_columns(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "rouge;vert;bleu\n1;2;3\n")
    assert "'rouge', 'vert', 'bleu'" in problem.message
    assert "profile" in problem.hint


def test_it_refuses_a_file_that_lacks_a_column(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "client;date;montant\nC1;2024-01-31;5,00\n", default_currency="EUR")
    assert "needs a column for the number" in problem.message
    assert "N° facture" in problem.hint


@pytest.mark.parametrize(
    "above",
    [
        "",
        "Listado de facturas\n",
        "Informe;;;\n;;;\nEmpresa: Prompt Ltd;;Fecha: 31/01/2024;\n\n",
        '"Cliente: ""todos"""\n',
    ],
)
def test_it_skips_titles_above_the_header(tmp_path: Path, above: str) -> None:
    read = read_text(
        tmp_path,
        above + "Cliente;Factura;Fecha;Vencimiento;Importe\nC1;1;31/01/2024;31/01/2024;5,00\n",
        default_currency="EUR",
    )
    assert read.reading.header_line == above.count("\n") + 1
    assert read.record.line == above.count("\n") + 2


def test_it_takes_a_header_with_line_breaks(tmp_path: Path) -> None:
    read = read_text(
        tmp_path,
        'Cliente;Factura;Fecha;"Fecha\nvencimiento";Importe\nC1;1;31/01/2024;31/01/2024;5,00\n',
        default_currency="EUR",
    )
    assert read.record.line == 3
    assert read.record.due_on is not None
