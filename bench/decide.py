"""Decide every item and group, nothing stored: the evaluation of the whole company, grouped by customer and outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from bench.measure import Line, compared
from bench.question import FLOOR, ask
from bench.world import TODAY, use_world
from recobro.evaluation.evaluate import statement
from recobro.evaluation.verdicts import SETTINGS

# Every column that a run needs is asked for, lest the server leave something out.
GROUPED = """
SELECT sum(items), count(*), sum(claimable), count(next_on)
  FROM (SELECT customer_id, currency, outcome, count(*) AS items, sum(claimable - netted) AS claimable, max(position) AS position,
               max(level_id) AS level_id, max(severity) AS severity, min(next_on) AS next_on
          FROM ({}) v
         GROUP BY customer_id, currency, outcome) grouped"""


def lines(items: int) -> Iterator[Line]:
    """The line of the table."""
    company = use_world(items)
    about = {
        "company": company,
        "as_of": TODAY,
        "mode": "rehearsal",
        "known_at": None,
        "except_reminders": [],
    }
    yield compared(
        f"decide {items:,} items and group",
        lambda: _decided(about),
        floor=lambda: ask(FLOOR, about),
        target="4 x, at most 8 x",
    )


def _decided(about: dict[str, Any]) -> None:
    """As a run does it: with its settings."""
    with transaction.atomic():
        for name, value in SETTINGS.items():
            ask(f"SET LOCAL {name} = '{value}'")
        ask(GROUPED.format(statement(in_order=False)), about)
