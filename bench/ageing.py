"""Ageing by customer in five buckets, today and on a past day: the statement until its last row, and the report as a user gets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bench.measure import Line, compared
from bench.question import FLOOR, ask
from bench.world import TODAY, use_world
from recobro.insight.ageing import ageing, statement

STARTS = [1, 31, 61, 91]


def lines(items: int) -> Iterator[Line]:
    """Today has a number to reach; a past day and the whole report are shown."""
    company = use_world(items)

    def floor() -> None:
        ask(FLOOR, {"company": company})

    def rows(as_of: date) -> None:
        about = {"company": company, "as_of": as_of, "known_at": None, "starts": STARTS}
        ask(statement(buckets=len(STARTS) + 1, by_customer=True), about)

    yield compared("ageing by customer, today", lambda: rows(TODAY), floor=floor, target="at most 3 x")
    past = TODAY - timedelta(days=60)
    yield compared("ageing by customer, 60 days ago", lambda: rows(past), floor=floor, target="shown")
    yield compared(
        "ageing by customer, the whole report",
        lambda: ageing(company, as_of=TODAY, by_customer=True),
        floor=floor,
        target="shown",
    )
