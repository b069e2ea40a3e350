"""Counting what was seen, against a plain counter."""

from __future__ import annotations

import tracemalloc
from collections import Counter

from recobro.connectors.seen import FIRST_SIZE, Counts


def test_it_counts_as_a_plain_counter_does() -> None:
    counts, plain = Counts(), Counter[int]()
    numbers = [*range(-3 * FIRST_SIZE, 3 * FIRST_SIZE), 0, 0, -1, *range(0, 1 << 63, 1 << 50), 5]

    for number in numbers:
        plain[number] += 1
        assert counts.add(number) == plain[number]


def test_a_row_costs_some_thirty_bytes() -> None:
    counts = Counts()
    tracemalloc.start()
    for number in range(40_000):
        counts.add(hash(("invoice", number)))
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert used < 40_000 * 40
