"""The verdicts of a run, kept in the database until its transaction ends: a million of them never come to Python at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from recobro.access.rows import SOME_CUSTOMERS
from recobro.evaluation.evaluate import IN_ORDER, Verdict, as_verdicts
from recobro.kernel.sql import load, without

# Everybody is evaluated in memory, and not one by one by an index, whatever the server believes of how many there are.
SETTINGS = {"work_mem": "256MB", "enable_nestloop": "off"}


def keep(company_id: int, *, as_of: date, mode: str, customers: Iterable[int] | None = None) -> None:
    """Evaluates all customers, or some, and keeps the verdicts in `stage_verdict`. Call it in a transaction."""
    text = without(load("evaluation", "keep_verdicts"), IN_ORDER)
    parameters: dict[str, Any] = {
        "company": company_id,
        "as_of": as_of,
        "mode": mode,
        "known_at": None,
        "customers": None if customers is None else list(customers),
        "except_reminders": [],
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS stage_verdict")  # of an earlier run of the same transaction
        if customers is not None:
            cursor.execute(text, parameters)
        else:
            for name, value in SETTINGS.items():
                cursor.execute(f"SET LOCAL {name} = '{value}'")
            cursor.execute(without(text, SOME_CUSTOMERS), parameters)
            for name in SETTINGS:
                cursor.execute(f"SET LOCAL {name} TO DEFAULT")
        # (of the columns by which it is read: the statistics of arrays would take longer than the day)
        cursor.execute("ANALYZE stage_verdict (customer_id, outcome)")


def keep_nothing() -> None:
    """Nobody had to be evaluated: an empty `stage_verdict`, without planning the statement."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS stage_verdict")
        cursor.execute(
            "CREATE TEMPORARY TABLE stage_verdict (customer_id bigint, item_id bigint, outcome text, blocks text[]) ON COMMIT DROP"
        )


def index_kept() -> None:
    """Makes the kept verdicts quick to read customer by customer. The rows of the run are written before, and read them all once."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON stage_verdict (customer_id)")


def kept(customers: Iterable[int]) -> list[Verdict]:
    """The verdicts of these customers, as the run that is being made saw them; ordered by customer and due date."""
    with connection.cursor() as cursor:
        cursor.execute(load("evaluation", "kept_verdicts"), {"customers": list(customers)})
        return list(as_verdicts(cursor))


def keep_changed(verdicts: Iterable[Verdict]) -> None:
    """These verdicts count from now on as they are here: what stands against the claims, and what credit covers."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE stage_verdict SET outcome = %s, blocks = %s::text[], ends_on = %s::date[], netted = %s WHERE item_id = %s",
            [(one.outcome, list(one.blocks), list(one.ends_on), one.netted, one.item_id) for one in verdicts],
        )


def count_kept() -> dict[str, int]:
    """How many open claims have each outcome."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, count(*) FROM stage_verdict GROUP BY outcome")
        return dict(cursor.fetchall())


def kept_items(*, outcome: str) -> dict[int, list[int]]:
    """The items that have this outcome in the run that is being made, by customer."""
    with connection.cursor() as cursor:
        question = "SELECT customer_id, array_agg(item_id ORDER BY item_id) FROM stage_verdict WHERE outcome = %s GROUP BY 1"
        cursor.execute(question, [outcome])
        return dict(cursor.fetchall())


def kept_free_of(block: str, *, customers: Iterable[int]) -> list[int]:
    """Those of the customers at whom the run looked and found this block on no item."""
    with connection.cursor() as cursor:
        question = "SELECT customer_id FROM stage_verdict WHERE customer_id = ANY (%s) GROUP BY 1 HAVING NOT bool_or(%s = ANY (blocks))"
        cursor.execute(question, [list(customers), block])
        return [customer for (customer,) in cursor.fetchall()]
