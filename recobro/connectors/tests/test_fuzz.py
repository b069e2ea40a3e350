"""Whatever is wrong with a file of any format: records, problems, or a refusal; never a crash, a half-written ledger, or no end.

`RECOBRO_FUZZ=50000 pytest recobro/connectors/tests/test_fuzz.py` harms so many files; a failure names the number that made it.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from recobro.access.company import add_company
from recobro.connectors.format import Options, Reading
from recobro.connectors.merge import take_in
from recobro.connectors.recognise import recognise
from recobro.connectors.record import Record
from recobro.connectors.tests.seeds import Files, harmed, seeds
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Customer, Item

COUNT = int(os.environ.get("RECOBRO_FUZZ", "300"))
EVERYDAY = 60
POSTED_OF = 20  # one of so many is taken into the ledger as well
SECONDS, MEGABYTES = 10, 300  # of processor time for one file; of growth over all
AT, DAY = datetime(2026, 1, 1, 12, tzinfo=UTC), date(2026, 1, 1)
CORPUS = (
    "erp-exports/fec", "erp-exports/saft-no", "erp-exports/saft-pt", "erp-exports/sap-o2c", "erp-exports/smartbusiness-ch",
    "erp-exports/bexio-ch", "erp-exports/xero",
)  # fmt: skip


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails what takes more processor time."""

    def stop(*_: Any) -> None:
        raise TimeoutError(f"It did not end within {seconds} s.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def written(folder: Path, files: Files) -> Path:
    """The file, or the folder of several."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder if len(files) > 1 else folder / next(iter(files))


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
    outcomes: Counter[str] = Counter()
    names = sorted(good)
    for name in names:  # the good ones are good, so that the harm is judged and not the seed
        outcome(written(folder, good[name]), random.Random(0))
    started_at, crashes = _memory(), list[str]()
    for number in range(count):
        name = names[number % len(names)]
        path = written(folder, harmed(good[name], random.Random(number)))
        try:
            with within(SECONDS):
                outcomes[outcome(path, random.Random(number))] += 1
                if number // len(names) % POSTED_OF == 0:
                    outcomes[post(company_id, path, random.Random(number))] += 1
        except Exception:  # all of them are told at the end, each with its number
            crashes.append(f"number {number}, harm to {name}: {traceback.format_exc(limit=-3)}")
        if len(crashes) > 20:
            break
    assert not crashes, "\n".join(crashes)
    print(f"{count} harmed files:", dict(outcomes))  # noqa: T201  the figure that is asked for
    assert _memory() - started_at < MEGABYTES
    assert outcomes["read"]
    assert outcomes["refused"]
    assert (Customer.objects.count(), Item.objects.count()) == (0, 0)


def _memory() -> float:
    """The most memory this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
