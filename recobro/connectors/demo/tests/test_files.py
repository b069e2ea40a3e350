"""The files of the demo company: always the same, complete, and of nobody who exists."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.csv.read import read
from recobro.connectors.demo import demo_files
from recobro.connectors.demo.customers import CAST, code_of
from recobro.connectors.format import Options
from recobro.kernel.problems import Problem

DAY = date(2026, 3, 18)
NAMES = ["customers.csv", "contacts.csv", "invoices.csv", "credit_notes.csv", "payments.csv"]
ENCODINGS = {"customers.csv": "cp1252", "credit_notes.csv": "cp1252", "contacts.csv": "utf-8-sig"}
ADDRESS = re.compile(r"[^\s,;]+@[^\s,;]+")

PROGRAM = """
import sys
from datetime import date
from pathlib import Path

import django

django.setup()
from recobro.connectors.demo import demo_files

demo_files(date.fromisoformat(sys.argv[1]), Path(sys.argv[2]))
"""

Rows = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    assert [path.name for path in demo_files(DAY, folder)] == NAMES
    return folder


@pytest.fixture(scope="module")
def rows(folder: Path) -> Rows:
    return {name: _rows(folder / name) for name in NAMES}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding=ENCODINGS.get(path.name, "utf-8"), newline="") as file:
        delimiter = "," if path.name in ("contacts.csv", "invoices.csv") else ";"
        return list(csv.DictReader(file, delimiter=delimiter))


def mark(folder: Path) -> str:
    """One hash over the bytes of all files."""
    return hashlib.sha256(b"".join((folder / name).read_bytes() for name in NAMES)).hexdigest()


def european(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


def amount(text: str) -> Decimal:
    return Decimal(re.sub(r"[.\s]", "", text).replace(",", "."))


# Always the same


def test_it_writes_the_same_bytes_for_the_same_day(folder: Path, tmp_path: Path) -> None:
    """In another process too, where the hashes of strings are others."""
    command = [sys.executable, "-c", PROGRAM, DAY.isoformat(), str(tmp_path)]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "DJANGO_SETTINGS_MODULE": "recobro.settings"}
    subprocess.run(command, check=True, env=environment, cwd=Path(__file__).parents[4])

    assert mark(tmp_path) == mark(folder)


def test_it_writes_other_days_for_another_day_and_the_same_people(folder: Path, tmp_path: Path) -> None:
    demo_files(date(2027, 8, 29), tmp_path)

    assert (tmp_path / "customers.csv").read_bytes() == (folder / "customers.csv").read_bytes()
    assert mark(tmp_path) != mark(folder)


# Complete


def test_it_has_300_customers_and_5_000_invoices_in_three_currencies_and_languages(rows: Rows) -> None:
    languages = Counter(row["Idioma"] for row in rows["customers.csv"])

    assert len({row["Código cliente"] for row in rows["customers.csv"]}) == 300
    assert len({row["Invoice number"] for row in rows["invoices.csv"]}) == 5_000
    assert {row["Currency"] for row in rows["invoices.csv"]} == {"EUR", "USD", "MXN"}
    assert all(languages[language] >= 40 for language in ("Español", "Francés", "Inglés"))


def test_it_has_every_kind_of_customer_and_address(rows: Rows) -> None:
    kinds = Counter(row["Tipo de cliente"] for row in rows["customers.csv"])
    with_email = {row["Customer code"] for row in rows["contacts.csv"] if row["E-mail"]}
    with_street = {
        row["Código cliente"] for row in rows["customers.csv"] if row["Dirección"] and row["Población"]
    }
    everybody = {row["Código cliente"] for row in rows["customers.csv"]}

    assert min(kinds["Empresa"], kinds["Administración pública"], kinds["Particular"]) >= 10
    assert len(with_street - with_email) >= 10
    assert everybody - with_street - with_email == {*code_of("unreachable")}


def test_it_has_a_customer_for_every_story(rows: Rows) -> None:
    known = {row["Código cliente"] for row in rows["customers.csv"]}
    codes = [code for role in {role for role, _ in CAST} for code in code_of(role)]

    assert len(codes) == len(set(codes)) == len(CAST)
    assert known >= set(codes)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("contacts.csv", "Customer code"),
        ("invoices.csv", "Customer code"),
        ("credit_notes.csv", "Código cliente"),
        ("payments.csv", "Code client"),
    ],
)
def test_every_row_has_a_customer(rows: Rows, name: str, column: str) -> None:
    known = {row["Código cliente"] for row in rows["customers.csv"]}

    assert {row[column] for row in rows[name]} <= known


def test_it_has_instalments_that_add_up_one_after_the_other(rows: Rows) -> None:
    parts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows["invoices.csv"]:
        if row["Instalment"]:
            parts[row["Invoice number"]].append(row)

    assert len(parts) > 100
    for invoice in parts.values():
        assert [row["Instalment"] for row in invoice] == ["1/3", "2/3", "3/3"]
        assert invoice == sorted(invoice, key=lambda row: row["Due date"])


def test_nothing_is_paid_before_it_was_issued_nor_more_than_it_is(rows: Rows) -> None:
    issued: dict[str, date] = {}
    left: dict[str, Decimal] = defaultdict(Decimal)
    whose: dict[str, tuple[str, str]] = {}
    for row in rows["invoices.csv"]:
        issued[row["Invoice number"]] = date.fromisoformat(row["Invoice date"])
        left[row["Invoice number"]] += Decimal(row["Amount"])
        whose[row["Invoice number"]] = row["Customer code"], row["Currency"]
    settled = [
        (
            row["Facture réglée"],
            european(row["Date de règlement"]),
            row["Montant"],
            (row["Code client"], row["Devise"]),
        )
        for row in rows["payments.csv"]
    ] + [
        (
            row["Factura rectificada"],
            european(row["Fecha emisión"]),
            row["Importe"],
            (row["Código cliente"], row["Moneda"]),
        )
        for row in rows["credit_notes.csv"]
    ]

    for invoice, on, text, who in settled:
        assert on <= DAY
        if invoice:
            left[invoice] -= amount(text)
            assert issued[invoice] <= on
            assert whose[invoice] == who
    assert min(left.values()) >= 0
    assert 5 <= sum(not invoice for invoice, *_ in settled) <= 40


def test_numbers_are_given_once(rows: Rows) -> None:
    for name, column in (("payments.csv", "N° règlement"), ("credit_notes.csv", "Nº documento")):
        numbers = [row[column] for row in rows[name]]
        assert len(numbers) == len(set(numbers))


# Of nobody who exists


def test_no_address_leads_anywhere(folder: Path) -> None:
    found = [
        address
        for name in NAMES
        for address in ADDRESS.findall((folder / name).read_text(encoding=ENCODINGS.get(name, "utf-8")))
    ]

    assert len(found) > 500
    assert [address for address in found if not address.endswith((".example", ".invalid"))] == []


# Recognised


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("customers.csv", "customers"), ("contacts.csv", "contacts"), ("invoices.csv", "invoices"), ("credit_notes.csv", "mixed"),
        ("payments.csv", "payments"),
    ],
)  # fmt: skip
def test_it_is_read_without_a_profile_and_without_a_problem(
    folder: Path, rows: Rows, name: str, kind: str
) -> None:
    reading = read(folder / name, Options(country="ES", default_currency="EUR"))

    entries = list(reading)

    assert reading.kind == kind
    assert reading.unused == ()
    assert [entry for entry in entries if isinstance(entry, Problem)] == []
    assert len(entries) == len(rows[name])
