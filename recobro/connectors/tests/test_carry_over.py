"""Levels told by another system are carried over with its open items, and the next level follows them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from recobro.access.company import CompanyValue
from recobro.connectors.history import Imported
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.models import Told
from recobro.flow import import_file
from recobro.ledger.tests.books import company, day, moment
from recobro.policy.assign import assign
from recobro.policy.load import BEGINNING, load_policy, ready_made

pytestmark = pytest.mark.django_db
HEADER = "Customer no.,Customer name,Email,Invoice no.,Invoice date,Due date,Amount,Currency,Reminder level,Last reminder\n"
TODAY = day(90)


@pytest.fixture
def books() -> CompanyValue:
    found = company()
    load_policy(
        found.id, text=ready_made()["collection"], source="collection", today=TODAY, at=moment(1), by="Ana"
    )
    assign(found.id, policy_key="collection", from_on=BEGINNING, at=moment(1), by="Ana")
    return found


def imports(books: CompanyValue, folder: Path, *rows: str) -> Imported:
    """Each row is what follows the amount: level and day."""
    path = folder / "open.csv"
    lines = [
        f"C1,Late Ltd,ap@late.example,I-{n},2026-01-01,2026-01-31,100.00,EUR,{row}\n"
        for n, row in enumerate(rows, start=1)
    ]
    path.write_text(HEADER + "".join(lines))
    return import_file(books, path, on=TODAY, at=moment(2), by="Ana")


def verdicts(books: CompanyValue, as_of: date = TODAY) -> dict[str, Verdict]:
    return {one.number: one for one in evaluate(books.id, as_of=as_of, mode="rehearsal")}


@pytest.mark.parametrize(
    ("level", "key", "following"),
    [
        ("second-reminder", "second-reminder", "formal-letter"),
        ("Second reminder", "second-reminder", "formal-letter"),
        ("Segundo recordatorio", "second-reminder", "formal-letter"),
        ("2", "first-reminder", "second-reminder"),  # the first level from the due date on is empty
        ("formal", "formal", "escalation"),
    ],
)
def test_it_goes_on_from_the_level_that_was_told(
    books: CompanyValue, tmp_path: Path, level: str, key: str, following: str
) -> None:
    imported = imports(books, tmp_path, f"{level},2026-03-01")

    assert (imported.told, imported.problems) == (1, [])
    told = verdicts(books)["I-1"]
    assert (told.told_level_key, told.told_on, told.level_key) == (key, date(2026, 3, 1), following)
    assert sorted(Told.objects.values_list("mode", "channel")) == [
        ("live", "imported"),
        ("rehearsal", "imported"),
    ]


def test_it_is_carried_over_once(books: CompanyValue, tmp_path: Path) -> None:
    imports(books, tmp_path, "first-reminder,2026-03-01")

    assert imports(books, tmp_path, "first-reminder,2026-03-01").told == 0
    assert imports(books, tmp_path, "second-reminder,2026-03-10").told == 1
    assert verdicts(books)["I-1"].told_level_key == "second-reminder"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("MAHNUNG 2,2026-03-01", "Level 'MAHNUNG 2' is not known"),
        ("9,2026-03-01", "Level '9' is not known"),
        ("first-reminder,", "does not say the day on which it was told"),
        (",2026-03-01", "does not say the level at which it was told"),
        ("first-reminder,2026-05-01", "It was told on 2026-05-01, after 2026-03-31"),
    ],
)
def test_it_names_what_it_cannot_carry_over_and_takes_the_item(
    books: CompanyValue, tmp_path: Path, row: str, message: str
) -> None:
    imported = imports(books, tmp_path, row, "0,")

    (problem,) = imported.problems
    assert message in problem.message
    assert (problem.severity, imported.told) == ("warning", 0)
    assert verdicts(books)["I-1"].told_on is None
