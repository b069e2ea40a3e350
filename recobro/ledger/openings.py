"""Opening balances: at the beginning of a year the books carry forward what they knew, and we may know it already.

For a customer whom this source has not told us about, they are his first items. For one that it has, posting them would count his debt
twice: they are left out, compared with our balance of the day before, and their letters go to the items that they stand for.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from recobro.kernel.problems import Problem
from recobro.kernel.sql import load
from recobro.ledger.open import open_items

Row = dict[str, Any]
LISTED = 20


def leave_out_known(company_id: int, *, source: str) -> tuple[int, list[Problem]]:
    """Takes the opening balances that we know out of the staged items. Gives how many, and what is to be told of them."""
    if not _has_openings():
        return 0, []
    parameters: dict[str, Any] = {"company": company_id, "source": source}
    with connection.cursor() as cursor:
        cursor.execute(load("ledger", "known_openings"), parameters)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        if not rows:
            return 0, []
        day = max(row["issued_on"] for row in rows)
        cursor.execute(load("ledger", "carry_letters"), parameters | {
            "before": day, "customers": [row["customer_id"] for row in rows], "currencies": [row["currency"] for row in rows],
            "amounts": [row["amount"] for row in rows], "days": [row["issued_on"] for row in rows],
            "letters": [row["letter"] for row in rows],
        })  # fmt: skip
    return len(rows), [_told(len(rows), source), *_differences(company_id, rows, source)]


def _has_openings() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM stage_item WHERE is_opening)")
        return bool(cursor.fetchone()[0])


def _told(count: int, source: str) -> Problem:
    return Problem(source=source, severity="note",
                   message=f"{count} opening balances carry forward what is known already; they are not posted again.")  # fmt: skip


def _differences(company_id: int, rows: list[Row], source: str) -> list[Problem]:
    """Where the books carry forward another balance than ours."""
    said: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    first: dict[tuple[int, str], Row] = {}
    for row in rows:
        key = (row["customer_id"], row["currency"])
        said[key] += row["amount"]
        first.setdefault(key, row)
    eve = min(row["issued_on"] for row in rows) - timedelta(days=1)
    ours: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for item in open_items(company_id, as_of=eve, customers={customer for customer, _ in said}):
        ours[item.customer_id, item.currency] += item.open
    wrong = [key for key in said if said[key] != ours[key]]
    problems = [
        Problem(
            source=source, line=first[key]["line"], severity="warning",
            message=f"Customer {first[key]['code']} had {ours[key].normalize():f} {key[1]} open on {eve}, and the books carry forward "
            f"{said[key].normalize():f}.",
            hint="Import what is missing before that day, or adjust it.",
        )
        for key in wrong[:LISTED]
    ]  # fmt: skip
    if len(wrong) > LISTED:
        problems.append(
            Problem(
                source=source,
                severity="warning",
                message=f"The same of {len(wrong) - LISTED} more customers.",
            )
        )
    return problems
