"""Whatever is wrong with a file of any format: records, problems, or a refusal; never a crash, a half-written ledger, or no end.

`RECOBRO_FUZZ=50000 pytest recobro/connectors/tests/test_fuzz.py` harms so many files; a failure names the number that made it.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction

from recobro.access.company import add_company
from recobro.connectors.format import Options, Reading
from recobro.connectors.merge import take_in
from recobro.connectors.recognise import recognise
from recobro.connectors.record import Record
from recobro.connectors.tests.fuzzing import fuzz, written
from recobro.connectors.tests.harm import Files
from recobro.connectors.tests.seeds import seeds
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Customer, Item

COUNT = int(os.environ.get("RECOBRO_FUZZ", "300"))
EVERYDAY = 60
AT, DAY = datetime(2026, 1, 1, 12, tzinfo=UTC), date(2026, 1, 1)
CORPUS = (
    "erp-exports/fec", "erp-exports/saft-no", "erp-exports/saft-pt", "erp-exports/sap-o2c", "erp-exports/smartbusiness-ch",
    "erp-exports/bexio-ch", "erp-exports/xero",
)  # fmt: skip


def opened(path: Path, source: random.Random) -> Reading:
    options = Options(
        country=source.choice((None, "ES", "US")),
        default_currency=source.choice((None, "EUR", "JPY")),
        default_terms=source.choice((None, "30 days")),
        open_items=source.random() < 0.3,
    )
    return recognise(path).read(path, options)


def outcome(path: Path, source: random.Random) -> str:
    """What reading the file gave. Checks every record and problem."""
    try:
        entries = list(opened(path, source))
    except Refused as refused:
        return _reason(refused)
    for entry in entries:
        assert isinstance(entry, Record | Problem)
        if isinstance(entry, Problem):
            assert entry.message
            continue
        assert entry.customer_code or entry.customer_name
        if entry.kind not in ("customer", "contact"):
            assert entry.amount is not None
            assert entry.amount.is_finite()
            assert entry.currency
            assert entry.issued_on or entry.paid_on
    return "read" if any(isinstance(entry, Record) for entry in entries) else "read, nothing in it"


def _reason(refused: Refused) -> str:
    assert all(problem.message for problem in refused.problems)
    return "refused"


def ledger() -> dict[str, int]:
    """How many rows every table has that an import may write."""
    rooms = [apps.get_app_config(room) for room in ("ledger", "casework")]
    return {
        model._meta.db_table: model._default_manager.count() for room in rooms for model in room.get_models()
    }


def post(company_id: int, path: Path, source: random.Random) -> str:
    """Takes the file into the ledger, looks at it, and takes everything back."""
    before = ledger()
    with transaction.atomic():
        try:
            reading = opened(path, source)
            take_in(company_id, reading, source="erp", on=DAY, may_vanish=True, at=AT, by="fuzz")
        except Refused:
            assert ledger() == before
            return "posting refused"
        assert wrong_balances(company_id) == []
        transaction.set_rollback(True)
    assert ledger() == before
    return "posted"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [EVERYDAY, pytest.param(COUNT, marks=pytest.mark.slow)])
def test_no_file_however_broken_breaks_the_import(tmp_path: Path, count: int) -> None:
    company_id = add_company(name="Harbour", currency="EUR", country="ES", language="en", at=AT).id
    good = seeds(tmp_path)
    _run(good, count, tmp_path / "harmed", company_id)


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.django_db
def test_no_harm_to_real_files_breaks_the_import(tmp_path: Path, shared_data: Path) -> None:
    """Real files are larger: a twentieth of the number."""
    company_id = add_company(name="Harbour", currency="EUR", country="ES", language="en", at=AT).id
    good = {}
    for folder in CORPUS:
        found = sorted(one for one in (shared_data / folder).glob("*") if one.is_file())
        groups = [found] if found and folder.endswith("sap-o2c") else [[one] for one in found]
        good |= {
            f"{folder} {number}": {one.name: one.read_bytes() for one in group}
            for number, group in enumerate(groups)
        }
    _run(good, COUNT // 20, tmp_path / "harmed", company_id)


def _run(good: dict[str, Files], count: int, folder: Path, company_id: int) -> None:
    for files in good.values():  # the good ones are good, so that the harm is judged and not the seed
        outcome(written(folder, files), random.Random(0))
    fuzz(good, count, folder, reads=outcome, takes=lambda path, source: post(company_id, path, source))
    assert (Customer.objects.count(), Item.objects.count()) == (0, 0)
