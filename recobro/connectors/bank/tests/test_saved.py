"""A mapping that was said once is used for the next table of its kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from recobro import flow
from recobro.access.company import CompanyValue, add_bank_account, add_company
from recobro.bank.models import Movement, Statement
from recobro.connectors.bank.saved import columns_for, forget_columns, list_columns
from recobro.connectors.models import SavedColumns
from recobro.kernel.problems import Refused

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SAID = {"Quando": "booked_on", "Soldone": "amount", "Perche": "text"}


@pytest.fixture
def company() -> CompanyValue:
    return add_company(name="Harbour", currency="EUR", country="IT", language="en", at=AT)


def table(path: Path, *rows: str, header: str = "Quando;Soldone;Perche;Altro") -> Path:
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def read(company: CompanyValue, path: Path, **options: object) -> int:
    return flow.read_bank(company, path, at=AT, by="Ana", **options).new  # type: ignore[arg-type]


def test_columns_that_were_said_once_are_known_the_next_time(company: CompanyValue, tmp_path: Path) -> None:
    first = table(tmp_path / "one.csv", "2026-02-25;100,50;rent;x", "2026-02-26;7,00;fee;y")
    with pytest.raises(Refused):
        read(company, first)
    assert read(company, first, columns=SAID, account="IT60X", currency="CHF") == 2

    assert read(company, table(tmp_path / "two.csv", "2026-02-27;8,25;more;z", "2026-02-28;9,00;last;z")) == 2

    newest = Movement.objects.latest("id")
    assert (newest.amount, newest.text, newest.currency) == (Decimal("9.00"), "last", "CHF")
    assert Statement.objects.latest("id").account == "IT60X"


def test_how_a_table_writes_its_values_is_known_the_next_time(company: CompanyValue, tmp_path: Path) -> None:
    said = {"columns": SAID, "date_order": "mdy", "decimal": ","}
    read(company, table(tmp_path / "one.csv", "02/03/2026;1,000;rent;x"), **said)

    read(company, table(tmp_path / "two.csv", "02/04/2026;2,000;rent;x"))

    newest = Movement.objects.latest("id")
    assert (newest.booked_on, newest.amount) == (date(2026, 2, 4), Decimal(2))


def test_the_account_is_not_guessed_where_there_are_several(company: CompanyValue, tmp_path: Path) -> None:
    accounts = ("ES9121000418450200051332", "DE89370400440532013000")
    add_bank_account(company.id, holder="Harbour", iban=accounts[0], by="Ana", at=AT)
    path = table(tmp_path / "one.csv", "2026-02-25;100,50;rent;x")
    read(company, path, columns=SAID, account=accounts[0])
    add_bank_account(company.id, holder="Harbour", iban=accounts[1], by="Ana", at=AT)

    said = columns_for(company.id, path)

    assert said is not None
    assert (said.account, said.columns) == ("", SAID)
    read(company, table(tmp_path / "two.csv", "2026-02-26;7,00;fee;y"), columns=SAID, account=accounts[1])
    assert SavedColumns.objects.get().account == ""


def test_only_tables_with_all_the_headers_are_read_so(company: CompanyValue, tmp_path: Path) -> None:
    read(company, table(tmp_path / "one.csv", "2026-02-25;100,50;rent;x"), columns=SAID)
    other = table(tmp_path / "two.csv", "2026-02-25;100,50", header="Quando;Soldone")

    assert columns_for(company.id, other) is None

    forget_columns(company.id, list_columns(company.id)[0].id)
    assert columns_for(company.id, tmp_path / "one.csv") is None
    with pytest.raises(Refused, match="No columns are remembered"):
        forget_columns(company.id, 1)


def test_a_dry_run_remembers_nothing(company: CompanyValue, tmp_path: Path) -> None:
    read(company, table(tmp_path / "one.csv", "2026-02-25;100,50;rent;x"), columns=SAID, dry_run=True)

    assert list_columns(company.id) == []
