"""The SQL files: they name tables of their own room or of earlier ones, look at no clock, and fit the schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from recobro.kernel import sql
from tests.project.rooms import PRODUCT, may_know, room_of

FILES = sorted(PRODUCT.glob("*/sql/*.sql"))
NAMES = [(path.parent.parent.name, path.stem) for path in FILES]
PARAMETER = re.compile(r"%\((\w+)\)s")
CLOCK = re.compile(
    r"\b(?:(?:now|timeofday|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\("
    r"|(?:current_(?:date|time|timestamp)|localtime|localtimestamp)\b)"
    r"|'(?:now|today|yesterday|tomorrow)'",
    re.IGNORECASE,
)


def without_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)


def defines(text: str) -> bool:
    """Does it make something (a table to stage in, say) rather than ask or change something?"""
    return without_comments(text).split(maxsplit=1)[0].upper() == "CREATE"


def is_part(text: str) -> bool:
    """Is it a piece of other statements, and none by itself? It is planned with those that include it."""
    return without_comments(text).split(maxsplit=1)[0].upper() == "CROSS"


# One way


def our_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def later_tables(room: str, text: str) -> list[str]:
    """The tables and included files of later rooms that this text of a room names."""
    named = set(re.findall(r"\b[a-z]+_\w+", without_comments(text))) & our_tables()
    included = {found["room"] for found in sql.INCLUDE.finditer(text)}
    return sorted(
        [table for table in named if not may_know(room, room_of(table))]
        + [f"include of {other}" for other in included if not may_know(room, other)]
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_it_names_no_later_room(path: Path) -> None:
    assert later_tables(path.parent.parent.name, path.read_text()) == []


def test_it_notices_a_table_of_a_later_room() -> None:
    text = "-- evaluation_told may be named here\nSELECT * FROM ledger_item JOIN outbox_message USING (id)"
    assert later_tables("ledger", text) == ["outbox_message"]
    assert later_tables("outbox", text) == []


def test_it_notices_an_include_of_a_later_room() -> None:
    assert later_tables("ledger", "SELECT 1\n-- include: evaluation/evaluate\n") == ["include of evaluation"]


# No clock


def clocks(text: str) -> list[str]:
    return [found[0] for found in CLOCK.finditer(without_comments(text))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_it_looks_at_no_clock(path: Path) -> None:
    assert clocks(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        "SELECT now()",
        "SELECT CURRENT_DATE",
        "SELECT clock_timestamp()",
        "SELECT current_timestamp",
        "SELECT 'today'::date",
    ],
)
def test_it_notices_a_clock(text: str) -> None:
    assert len(clocks(text)) == 1


def test_it_is_not_afraid_of_words() -> None:
    assert clocks("SELECT known_at, now_open -- as of now()\n FROM said WHERE now_known") == []


# Fits the schema


def explain(text: str) -> None:
    """Let PostgreSQL plan the statement with NULL for every parameter: a column that was renamed fails at once."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {text}", dict.fromkeys(PARAMETER.findall(text)))


@pytest.mark.django_db
def test_it_fits_the_schema() -> None:
    statements = {f"{room}/{name}": sql.load(room, name) for room, name in NAMES}
    with connection.cursor() as cursor:
        for text in filter(defines, statements.values()):  # they make what others stand on
            cursor.execute(text, dict.fromkeys(PARAMETER.findall(text)))
    problems: dict[str, str] = {}
    for name, text in statements.items():
        if not defines(text) and not is_part(text):
            try:
                with transaction.atomic():
                    explain(text)
            except Exception as error:  # collected: one look shows all that are wrong
                problems[name] = str(error)
    assert problems == {}


@pytest.mark.django_db
def test_it_notices_a_column_that_is_not_there() -> None:
    with pytest.raises(Exception, match=r"column i\.colour does not exist"):
        explain("SELECT i.colour FROM ledger_item i WHERE i.company_id = %(company)s")


def test_there_are_statements_to_judge() -> None:
    assert ("evaluation", "evaluate") in NAMES
