"""A backup of the first version, restored by this one: it is brought up to date, and balances and what was told are the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from recobro.kernel.postgres import backup
from tests import cluster
from tests.acceptance.command import ROOT, Recobro

# The state of the tables when the first thin line was complete.
FIRST = """
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
rooms = ("ledger", "casework", "policy", "evaluation", "outbox")
targets = [("access", "0001_initial"), *((room, "0002_links") for room in rooms)]
executor.migrate(targets)
apps = executor.loader.project_state(targets).apps
"""

ROWS = """
from datetime import UTC, date, datetime
at, on = datetime(2026, 3, 1, 9, tzinfo=UTC), date(2026, 3, 1)
def add(room, model, /, **values):
    return apps.get_model(room, model).objects.create(**values).id
company = add("access", "Company", name="Old SL", currency="EUR", country="ES", language="es", time_zone="Europe/Madrid",
              ageing_days=[30, 60, 90], recorded_at=at, mode="live", live_since=on, address=["Calle Mayor 1"])
customer = add("ledger", "Customer", company_id=company, code="C1", name="Señor Ñandú SA", recorded_at=at)
below = {"company_id": company, "customer_id": customer}
def item(number, kind, amount, open_):
    return add("ledger", "Item", **below, source="csv", document_key=number, number=number, kind=kind, currency="EUR",
               amount=amount, amount_open=open_, issued_on=date(2026, 1, 2), due_on=date(2026, 2, 1), content_hash=number,
               recorded_at=at, last_fact_on=on)
invoice, payment = item("I-1", "invoice", "100.00", "70.00"), item("P-1", "payment", "-30.00", "0")
item("I-2", "invoice", "55.55", "55.55")
add("ledger", "Allocation", **below, debit_item_id=invoice, debit_amount="30.00", credit_item_id=payment, credit_amount="30.00",
    on=on, recorded_at=at, by="csv")
run = add("evaluation", "Run", company_id=company, mode="live", as_of=on, at=at, by="Ana", outcomes={"remind": 1})
add("evaluation", "Told", **below, item_id=invoice, mode="live", level_key="first", severity=2, on=on, at=at, channel="email",
    is_contact=True)
"""

COLUMNS = "SELECT quote_ident(column_name) FROM information_schema.columns WHERE table_name = '{}' ORDER BY 1"


@pytest.fixture
def old(new_database: str) -> str:
    """A database as the first version left it, with a balance of 125.55, and one level told."""
    environment = {
        **os.environ, "RECOBRO_DATABASE_URL": new_database, "DJANGO_SETTINGS_MODULE": "recobro.settings", "PYTHONPATH": str(ROOT)
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", FIRST + ROWS], env=environment, cwd=ROOT, check=True)
    return new_database


@pytest.fixture
def second_database(database_server: str) -> Iterator[str]:
    with cluster.new_database(database_server) as address:
        yield address


def _rows(address: str, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()  # type: ignore[call-overload, no-any-return]


@pytest.mark.slow
def test_it_restores_and_upgrades_what_the_first_version_wrote(
    old: str, tmp_path: Path, second_database: str
) -> None:
    file = tmp_path / "old.backup"
    backup(old, file, at=datetime(2026, 3, 2, tzinfo=UTC))
    now = Recobro(home=tmp_path / "home", database=second_database)

    restored = now("db", "restore", file)
    assert "Restored: the database as it was at 2026-03-02" in restored.stdout
    assert "Upgrading the database" in restored.stderr
    assert "Live: Old SL." in restored.stderr

    for table in ("ledger_item", "ledger_allocation", "ledger_customer", "evaluation_told"):
        columns = [name for (name,) in _rows(old, COLUMNS.format(table))]  # newer ones may have come
        question = f"SELECT {', '.join(columns)} FROM {table} ORDER BY id"
        assert _rows(second_database, question) == _rows(old, question)
    ageing = now("ageing", "--as-of", "2026-03-02", "--json").json()
    assert [(one["currency"], one["total"]) for one in ageing["currencies"]] == [("EUR", "125.55")]
    now("check")
    assert _rows(second_database, "SELECT sending_days, night_at::text FROM access_company") == [
        ([1, 2, 3, 4, 5], "06:00:00")
    ]
    again = now("db", "restore", file, status=2)
    assert "not empty" in again.stderr
