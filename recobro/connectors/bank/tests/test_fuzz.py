"""Whatever is wrong with a file of a bank: facts, problems, or a refusal; never a crash, a half-written statement, or no end.

`RECOBRO_FUZZ=50000 pytest recobro/connectors/bank/tests/test_fuzz.py` harms so many files; a failure names the number that made it.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recobro.access.company import add_company
from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.bank.models import BankFile, Movement, Statement
from recobro.bank.take_in import take_in
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.recognise import recognise
from recobro.connectors.bank.tests.seeds import seeds
from recobro.connectors.tests.fuzzing import fuzz, written
from recobro.kernel.money import AMOUNT_MAX, is_currency
from recobro.kernel.problems import Problem, Refused

COUNT = int(os.environ.get("RECOBRO_FUZZ", "2000"))
EVERYDAY = 220
AT, DAY = datetime(2026, 1, 1, 12, tzinfo=UTC), date(2026, 1, 1)


def options(source: random.Random) -> BankOptions:
    return BankOptions(currency=source.choice(("", "EUR", "JPY")), country=source.choice((None, "ES", "US")))


def check_balance(balance: Balance | None) -> None:
    if balance is not None:
        assert balance.amount.is_finite()


def check(facts: list[BankFact | Problem]) -> None:
    """What `facts.py` promises of each fact, and of their order."""
    statement: StatementFact | None = None
    for fact in facts:
        match fact:
            case Problem():
                assert fact.message
            case StatementFact():
                assert statement is None
                statement = fact
                check_balance(fact.opening)
                assert fact.is_final or fact.opening is None
            case MovementFact():
                assert statement is not None
                assert fact.booked_on or fact.value_on
                assert fact.amount.is_finite()
                assert 0 < abs(fact.amount) < AMOUNT_MAX
                assert round(fact.amount, 4) == fact.amount
                assert (
                    is_currency(fact.currency) or fact.currency == statement.currency
                )  # `take_in` judges that one
                assert fact.line >= 1
                assert fact.entry >= 1
            case EndFact():
                assert statement is not None
                check_balance(fact.closing)
                statement = None
    assert statement is None


def outcome(path: Path, source: random.Random) -> str:
    try:
        facts = list(recognise(path).read(path, options(source)))
    except Refused:
        return "refused"
    check(facts)
    return "read" if any(isinstance(fact, MovementFact) for fact in facts) else "read, nothing in it"


def take(company_id: int, path: Path, source: random.Random) -> str:
    """Takes the file into the books; what is refused, in its midst too, leaves nothing behind."""
    before = rows()
    try:
        found = recognise(path)
        facts = found.read(path, options(source))
        take_in(company_id, facts, name="a", format_name=found.name, sha256="", at=AT, by="fuzz", today=DAY)
    except Refused:
        assert rows() == before
        return "taking refused"
    return "taken"


def rows() -> tuple[int, int, int]:
    return BankFile.objects.count(), Statement.objects.count(), Movement.objects.count()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [EVERYDAY, pytest.param(COUNT, marks=pytest.mark.slow)])
def test_no_file_however_broken_breaks_the_readers(tmp_path: Path, count: int) -> None:
    run(seeds(), count, tmp_path / "harmed")


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.django_db
def test_no_harm_to_real_files_breaks_the_readers(tmp_path: Path, shared_data: Path) -> None:
    """Real files are larger: a fourth of the number."""
    real = {f"{one.parent.name}/{one.name}": one.read_bytes() for one in (shared_data / "bank").glob("*/*")}
    run(real, COUNT // 4, tmp_path / "harmed", are_good=False)


def run(good: dict[str, bytes], count: int, folder: Path, *, are_good: bool = True) -> None:
    company_id = add_company(name="Harbour", currency="EUR", country="ES", language="en", at=AT).id
    files = {name: {"a": content} for name, content in good.items()}
    for name in files if are_good else ():  # so that the harm is judged and not the seed
        assert outcome(written(folder, files[name]), random.Random(0)) == "read", name
    fuzz(files, count, folder, reads=outcome, takes=lambda path, source: take(company_id, path, source))
