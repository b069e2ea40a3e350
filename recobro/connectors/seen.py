"""Counts how often something was named in a file, in some thirty bytes each.

Only 64-bit hashes are kept, in plain arrays: a million rows cost some forty megabytes, where a dictionary of Python's numbers would cost
several times as much.
"""

from __future__ import annotations

from array import array

FIRST_SIZE = 1 << 12  # a power of two; doubled when two thirds are used
MASK = (1 << 64) - 1
SPREAD = (
    0x9E3779B97F4A7C15  # an odd number without a pattern: hashes that lie close together come to lie apart
)


class Counts:
    """How often each hash was counted."""

    def __init__(self) -> None:
        self._make(FIRST_SIZE)

    def add(self, number: int) -> int:
        """Counts the hash once more, and says how often it was counted by now."""
        if self._used * 3 > self._size * 2:
            self._grow()
        number = number & MASK or SPREAD  # zero marks a place that is free
        place = self._place(number)
        if not self._counts[place]:
            self._numbers[place] = number
            self._used += 1
        self._counts[place] += 1
        return self._counts[place]

    def _make(self, size: int) -> None:
        self._size, self._used = size, 0
        self._numbers, self._counts = array("Q", bytes(8 * size)), array("I", bytes(4 * size))

    def _place(self, number: int) -> int:
        """Where the hash stands, or would stand."""
        numbers, last = self._numbers, self._size - 1
        place = ((number * SPREAD & MASK) >> 20) & last
        while (found := numbers[place]) and found != number:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        numbers, counts = self._numbers, self._counts
        self._make(self._size * 2)
        for number, count in zip(numbers, counts, strict=True):
            if count:
                place = self._place(number)
                self._numbers[place], self._counts[place] = number, count
                self._used += 1
