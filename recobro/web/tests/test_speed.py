"""Every list stays fast: at most 15 questions a page, and none of them reads a large table from end to end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import world
from recobro.access.company import add_company
from recobro.access.models import User
from recobro.web import clock
from tests.office import EMAIL, people

ITEMS = 50_000
LARGE = 2_000  # rows; what is smaller is read as quickly without an index
MOST = 15
LISTS = (
    "invoices/",
    "invoices/?status=overdue&order=open&back=yes",
    "invoices/?status=all&order=number&back=yes",
    "invoices/?status=paid",
    "invoices/?status=cancelled",
    "invoices/?status=credit",
    "invoices/?status=partly_paid&order=open",
    "invoices/?number=INV-123",
    "invoices/?customer=Customer%2012",
    "invoices/?currency=GBP",
    "invoices/?level=second",
    "invoices/?due_from=2026-05-01&due_until=2026-05-03",
    "invoices/?after=2026-04-01~500",
    "journal/",
    "journal/?topic=agreed",
    "journal/?topic=messages&by=Nobody",
    "journal/?customer=C7",
    "journal/?day=2026-05-04",
    "search/?q=Nobody",
)
REPORTS = (
    "ageing/",
    "ageing/?column=code",
    "ageing/?collector=Nobody",
)  # they add up everything, and read it once


@pytest.fixture
def large(db: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """A company with many open items, whose tables are analysed; all of it goes with the test's transaction."""
    company = add_company(
        name="Large", currency="EUR", country="ES", language="en", time_zone="UTC", at=world.AT
    )
    world.make_policies(company.id)
    people(company)
    world.fill(company.id, ITEMS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    monkeypatch.setattr(clock, "now", lambda: world.AT)
    return company.id


def test_every_list_is_read_by_an_index(large: int) -> None:
    client = Client()
    client.force_login(
        User.objects.get(username=EMAIL.format(role="collector")), backend="allauth.account.auth_backends.AuthenticationBackend"
    )  # fmt: skip
    tables = large_tables()
    assert {"ledger_item", "ledger_customer", "evaluation_told"} <= tables

    problems = [
        problem for address in (*LISTS, *REPORTS) for problem in slow(client, f"/c/{large}/{address}", tables, is_report=address in REPORTS)
    ]  # fmt: skip

    assert not problems, "\n".join(problems)


@pytest.mark.django_db
def test_it_notices_a_table_that_is_read_whole() -> None:
    assert read_whole("SELECT relname FROM pg_class WHERE relpages = 7", {"pg_class"}) == ["pg_class"]
    assert read_whole("SELECT relname FROM pg_class WHERE relpages = 7", {"ledger_item"}) == []


def slow(client: Client, address: str, tables: set[str], *, is_report: bool) -> list[str]:
    """What is wrong with the page: too many questions, too much HTML, or a table that is read whole."""
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address)
    content = len(response.content)
    found = [f"{address} answers {response.status_code}"] if response.status_code != 200 else []
    found += [f"{address} asks {len(asked)} questions"] if len(asked) > MOST else []
    found += [f"{address} has {content} bytes"] if content > 100_000 else []
    for query in asked.captured_queries:
        if not is_report:
            found += [
                f"{address} reads {table} whole: {query['sql'][:60]}"
                for table in read_whole(query["sql"], tables)
            ]
    return found


def large_tables() -> set[str]:
    """The tables with so many rows that reading them whole takes time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
        return {name for (name,) in cursor}


def read_whole(statement: str, tables: set[str]) -> list[str]:
    """Those of the large tables that the plan of this statement reads from end to end."""
    if not re.match(r"\s*(--.*\n\s*)*(SELECT|WITH)\b", statement):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}", [])
        (plan,) = cursor.fetchone()
    return [name for name in _scanned(plan if isinstance(plan, list) else json.loads(plan)) if name in tables]


def _scanned(plan: Any) -> Iterator[str]:
    if isinstance(plan, list):
        for part in plan:
            yield from _scanned(part)
    elif isinstance(plan, dict):
        if plan.get("Node Type") == "Seq Scan":
            yield plan["Relation Name"]
        for part in plan.values():
            if isinstance(part, list | dict):
                yield from _scanned(part)
