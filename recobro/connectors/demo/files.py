"""The demo's files, each written as another program in another country would, to show what the import recognises.

customers.csv     Spanish names, semicolons, Windows letters (cp1252)
contacts.csv      English names, commas, as Excel saves UTF-8 (with a byte order mark)
invoices.csv      English names, commas, ISO dates, decimal points
credit_notes.csv  Spanish names, semicolons, 31/01/2026, 1.234,50, cp1252
payments.csv      French names, semicolons, 31/01/2026, 1 234,50, UTF-8
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from recobro.connectors.demo.customers import Customer, invent
from recobro.connectors.demo.trade import Claim, Credit, trade

SEED = "Demo Distribución SL"
Row = Sequence[object]
IN_SPANISH = {
    "company": "Empresa", "public_body": "Administración pública", "consumer": "Particular",
    "ES": "España", "FR": "Francia", "US": "Estados Unidos", "IE": "Irlanda", "MX": "México", "GB": "Reino Unido",
    "DE": "Alemania", "es": "Español", "fr": "Francés", "en": "Inglés", "de": "Alemán",
}  # fmt: skip
IN_FRENCH = {
    "bank transfer": "virement", "cheque": "chèque", "card": "carte bancaire", "direct_debit": "prélèvement", "": "",
}  # fmt: skip


def demo_files(as_of: date, folder: Path) -> tuple[Path, ...]:
    """Writes the files of the demo company as they are on `as_of`, and gives their paths in the order of import.

    The same day gives the same bytes. The folder is made if need be; older files of these names are replaced.
    """
    chance = Random(SEED)
    customers = invent(chance)
    told = trade(chance, customers, as_of=as_of)
    folder.mkdir(parents=True, exist_ok=True)
    return (
        _write(folder / "customers.csv", _customers(customers), delimiter=";", encoding="cp1252"),
        _write(folder / "contacts.csv", _contacts(customers), delimiter=",", encoding="utf-8-sig"),
        _write(folder / "invoices.csv", _invoices(told.claims), delimiter=",", encoding="utf-8"),
        _write(
            folder / "credit_notes.csv", _credit_notes(told.credit_notes), delimiter=";", encoding="cp1252"
        ),
        _write(folder / "payments.csv", _payments(told.payments), delimiter=";", encoding="utf-8"),
    )


def _write(path: Path, rows: Iterable[Row], *, delimiter: str, encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return path


def _customers(customers: Iterable[Customer]) -> Iterable[Row]:
    yield (
        "Código cliente", "Razón social", "NIF", "Tipo de cliente", "Dirección", "Código postal", "Población", "Provincia",
        "País", "Idioma", "Segmento", "Comercial", "Gestor de cobro",
    )  # fmt: skip
    for one in customers:
        yield (
            one.code, one.name, one.tax_id, IN_SPANISH[one.kind], one.street, one.postcode, one.town, one.region,
            IN_SPANISH[one.country], IN_SPANISH[one.language], one.segment, one.salesperson, one.collector,
        )  # fmt: skip


def _contacts(customers: Iterable[Customer]) -> Iterable[Row]:
    yield "Customer code", "Contact role", "Contact name", "E-mail", "Phone"
    for customer in customers:
        for one in customer.contacts:
            yield customer.code, one.role, one.name, one.email, one.phone


def _invoices(claims: Iterable[Claim]) -> Iterable[Row]:
    yield (
        "Customer code", "Invoice number", "Instalment", "Invoice date", "Due date", "Payment terms", "Currency", "Amount",
        "Status", "Payment method", "Salesperson", "Branch", "Purchase order",
    )  # fmt: skip
    for one in claims:
        instalment = f"{one.instalment}/{one.instalments}" if one.instalments > 1 else ""
        yield (
            one.customer.code, one.number, instalment, one.issued_on, one.due_on, one.terms, one.currency, one.amount,
            "cancelled" if one.is_cancelled else "issued", one.method, one.customer.salesperson, one.customer.branch, one.order,
        )  # fmt: skip


def _credit_notes(entries: Iterable[Credit]) -> Iterable[Row]:
    yield (
        "Tipo documento",
        "Nº documento",
        "Código cliente",
        "Fecha emisión",
        "Importe",
        "Moneda",
        "Factura rectificada",
    )
    for one in entries:
        yield (
            "Abono",
            one.number,
            one.customer.code,
            _european(one.on),
            _with_comma(one.amount, "."),
            one.currency,
            one.invoice,
        )


def _payments(entries: Iterable[Credit]) -> Iterable[Row]:
    yield (
        "N° règlement",
        "Code client",
        "Date de règlement",
        "Montant",
        "Devise",
        "Mode de règlement",
        "Facture réglée",
    )
    for one in entries:
        yield (
            one.number, one.customer.code, _european(one.on), _with_comma(one.amount, "\N{NARROW NO-BREAK SPACE}"),
            one.currency, IN_FRENCH[one.method], one.invoice,
        )  # fmt: skip


def _european(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _with_comma(amount: Decimal, grouping: str) -> str:
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", grouping)
