"""The whole run when everything is due, with all its rows written, and the first run over worlds that grow.

Every run is taken back after its links were checked, as at the end of a transaction.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import transaction

from bench.measure import Line, compared, median, shown
from bench.question import ask
from bench.world import AT, TODAY, use_world
from recobro.evaluation.propose import propose

ALL_DUE = TODAY + timedelta(
    days=60
)  # every claim is late by more than a month, and was last told two months ago
WRITTEN = ("evaluation_run", "evaluation_reminder", "evaluation_step")


def lines(items: int) -> Iterator[Line]:
    """The run against writing the rows that it writes from tables that are ready."""
    company = use_world(items)
    _keep_rows(company)
    yield compared(
        f"the whole run, {items:,} items due",
        lambda: taken_back(lambda: proposed(company, ALL_DUE)),
        floor=lambda: taken_back(_write_ready),
        target="at most 2 x",
        times=5 if items <= 200_000 else 3,
    )
    for table in WRITTEN:
        ask(f"DROP TABLE ready_{table}")


def growth(items: int) -> Iterator[Line]:
    """The first daily run at 1,000, 10,000 ... items. The exponent between neighbours is 1 where growth is linear."""
    before: tuple[int, float] | None = None
    for size in [10**power for power in range(3, 8) if 10**power <= max(items, 1000)]:
        company = use_world(size)

        def run(company: int = company) -> None:
            taken_back(lambda: proposed(company, TODAY))

        seconds = median(run, times=5 if size <= 100_000 else 3)
        reached = shown(seconds)
        if before:
            reached += f", n^{math.log(seconds / before[1]) / math.log(size / before[0]):.2f}"
        target = "under 0.5 s" if size == 100_000 else "at most n^1"
        yield Line(
            name=f"first daily run, {size:,} items", reached=reached, target=target, seconds=shown(seconds)
        )
        before = size, seconds


def proposed(company: int, as_of: date, *, full: bool = False) -> None:
    """The day's run."""
    propose(company, as_of=as_of, at=AT, by="bench", full=full)


def taken_back(work: Callable[[], object]) -> None:
    """Does the work in a transaction, checks its links, and rolls it back."""
    with transaction.atomic():
        work()
        ask("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def _keep_rows(company: int) -> None:
    """What the run writes, in tables of the same shape without indexes."""
    last = {table: ask(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0] for table in WRITTEN}
    for table in WRITTEN:
        ask(f"DROP TABLE IF EXISTS ready_{table}")
    with transaction.atomic():
        propose(company, as_of=ALL_DUE, at=AT, by="bench")
        for table in WRITTEN:
            ask(f"CREATE TABLE ready_{table} AS SELECT * FROM {table} WHERE id > {last[table]}")
        ask("DELETE FROM evaluation_step WHERE id > %(last)s", {"last": last["evaluation_step"]})
        ask("DELETE FROM evaluation_reminder WHERE id > %(last)s", {"last": last["evaluation_reminder"]})
        ask("DELETE FROM evaluation_run WHERE id > %(last)s", {"last": last["evaluation_run"]})


def _write_ready() -> None:
    for table in WRITTEN:
        ask(f"INSERT INTO {table} SELECT * FROM ready_{table}")
