"""Finds rows that name the same document twice, in sixteen bytes a row.

Keys are kept as 64-bit hashes in many small arrays, and compared once at the end, one array at a time: a million rows
cost some megabytes, where a set of texts would cost hundreds.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

PARTS = 256


class Duplicates:
    """What was seen so far. Python's string hash differs from run to run; the findings do not."""

    def __init__(self) -> None:
        self._keys = [array("q") for _ in range(PARTS)]
        self._contents = [array("q") for _ in range(PARTS)]
        self._lines = [array("I") for _ in range(PARTS)]

    def add(self, key: tuple[object, ...], content: tuple[str, ...], line: int) -> None:
        """Remembers that this line names this document with this content."""
        number = hash(key)
        part = number & (PARTS - 1)
        self._keys[part].append(number)
        self._contents[part].append(hash(content))
        self._lines[part].append(line)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each line that names a document again with another content, with the first line that named it; by line."""
        found = []
        for keys, contents, lines in zip(self._keys, self._contents, self._lines, strict=True):
            first: dict[int, int] = {}
            for place, key in enumerate(keys):
                before = first.setdefault(key, place)
                if before != place and contents[before] != contents[place]:
                    found.append((lines[place], lines[before]))
        for line, before in sorted(found):
            yield before, line
