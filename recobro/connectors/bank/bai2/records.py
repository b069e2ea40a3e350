"""The records of a BAI2 file: fields between commas, ended by a slash, continued by records 88."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

RECORD = re.compile(r"(01|02|03|16|49|88(?=[,:])|98|99)(?:[,:/]|$)")
SEVERAL = re.compile(r"(?<=/)\s+(?=(?:02|03|16|49|88|98|99),)")  # in one line: the line ends were lost
LINES_MAX = 10_000  # of one record


@dataclass(slots=True)
class Record:
    """A record with its continuations: its code, the line it begins in, what each of its lines holds behind the code."""

    code: str
    line: int
    lines: list[str] = field(default_factory=list)
    count: int = 1  # physical records

    def add(self, line: str) -> None:
        """A record 88 goes on with it."""
        self.count += 1
        if len(self.lines) < LINES_MAX:
            self.lines.append(line)

    def fields(self) -> list[str]:
        """All fields, of the continuations too."""
        found: list[str] = []
        for line in self.lines:
            found += [one.strip() for one in line.rstrip().removesuffix("/").split(",")]
        return found


def records(lines: Iterable[tuple[int, str]]) -> Iterator[Record]:
    """The records in their order. The code `?` is a line that is none."""
    current: Record | None = None
    for number, raw in lines:
        for line in SEVERAL.split(raw.strip("\x00\x1a\ufeff \t")):
            found = RECORD.match(line)
            if not line:
                continue
            if not found and current and current.code == "16":
                current.lines.append(line)  # a text that the bank broke without saying so
            elif not found:
                yield Record("?", number, [line])
            elif found[1] == "88" and current:
                current.add(line[3:])
            else:
                if current:
                    yield current
                current = Record(found[1], number, [line[3:]])
    if current:
        yield current
