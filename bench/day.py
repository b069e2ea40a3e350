"""A day on which nothing is due, and one on which one customer in twenty is, against the whole run of that day.

Who is due is set by hand: the days until which nothing can change. On the day itself everything of these customers is due.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from bench.measure import Line, compared, timed
from bench.question import ask
from bench.run import ALL_DUE, proposed, taken_back
from bench.world import TODAY, use_world
from recobro.evaluation.looks import look


def lines(items: int) -> Iterator[Line]:
    """Both in one transaction that is rolled back."""
    company = use_world(items)

    def run() -> None:
        taken_back(lambda: proposed(company, ALL_DUE))

    with transaction.atomic():
        look(company, mode="rehearsal", as_of=TODAY)
        ask(
            "UPDATE evaluation_look SET next_on = %(later)s",
            {"later": ALL_DUE.replace(year=ALL_DUE.year + 1)},
        )
        ask("ANALYZE evaluation_look")
        _settle()
        yield timed(f"a day with nothing due, {items:,} items", run, target="under 50 ms")
        ask("UPDATE evaluation_look SET next_on = %(due)s WHERE customer_id %% 20 = 7", {"due": ALL_DUE})
        _settle()
        yield compared(
            "a day with 5 % of the customers due",
            run,
            floor=lambda: taken_back(lambda: proposed(company, ALL_DUE, full=True)),
            target="at most 0.12 x",
            times=5 if items <= 200_000 else 3,
        )
        transaction.set_rollback(True)


def _settle() -> None:
    """Checks the links of what was written so far, lest the runs that are measured do it, too."""
    ask("SET CONSTRAINTS ALL IMMEDIATE")
    ask("SET CONSTRAINTS ALL DEFERRED")
