"""Import of N invoices from CSV, validated, against a bare COPY of the same rows into the same indexed table."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction

from bench.measure import Line, compared
from bench.question import ask
from bench.server import drop_database, use_database
from bench.world import AT, ITEMS_PER_CUSTOMER, TODAY
from recobro import flow
from recobro.access.company import CompanyValue, add_company

DATABASE = "imported"
BLOCK = 1 << 20


def lines(items: int) -> Iterator[Line]:
    """The import into an empty ledger, taken back each time, and so is the COPY."""
    drop_database(DATABASE)
    use_database(DATABASE)
    company = add_company(name="Bench", currency="EUR", country="ES", language="en", time_zone="UTC", at=AT)
    with tempfile.TemporaryDirectory() as folder:
        path, kept = Path(folder) / "invoices.csv", Path(folder) / "items"
        _write_csv(path, items)
        _keep_rows(company, path, kept)
        yield compared(
            f"import of {items:,} invoices from CSV",
            lambda: _taken_in(company, path),
            floor=lambda: _copied(kept),
            target="at most 4 x",
            times=5 if items <= 200_000 else 3,
        )
    drop_database(DATABASE)


def _write_csv(path: Path, items: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            (
                "invoice number",
                "customer code",
                "customer name",
                "issue date",
                "due date",
                "amount",
                "currency",
            )
        )
        for n in range(items):
            nth = n * 7919 % max(items // ITEMS_PER_CUSTOMER, 1)
            issued_on = TODAY - timedelta(days=n % 120)
            amount = f"{10 + n % 5000}.{n % 100:02}"
            writer.writerow(
                (
                    f"INV-{n}",
                    f"C{nth}",
                    f"Customer {nth}",
                    issued_on,
                    issued_on + timedelta(days=30),
                    amount,
                    "EUR",
                )
            )


def _taken_in(company: CompanyValue, path: Path) -> None:
    with transaction.atomic():
        flow.import_file(company, path, on=TODAY, at=AT, by="bench")
        ask("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _keep_rows(company: CompanyValue, path: Path, kept: Path) -> None:
    """The items as a file in the server's own format, and a table with the indexes of the ledger's. The customers stay."""
    flow.import_file(company, path, on=TODAY, at=AT, by="bench")
    with (
        kept.open("wb") as file,
        connection.cursor() as cursor,
        cursor.copy("COPY ledger_item TO STDOUT") as copy,
    ):
        for block in copy:
            file.write(block)
    ask("DELETE FROM ledger_item")
    ask("CREATE TABLE bare_item (LIKE ledger_item INCLUDING INDEXES INCLUDING CONSTRAINTS)")
    ask("VACUUM ANALYZE")


def _copied(kept: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with kept.open("rb") as file, cursor.copy("COPY bare_item FROM STDIN") as copy:
            while block := file.read(BLOCK):
                copy.write(block)
        transaction.set_rollback(True)
