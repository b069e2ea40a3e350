"""The records of a BAI2 file: fields between commas, ended by a slash, continued by records 88."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

RECORD = re.compile(r"(01|02|03|16|49|88|98|99)(?:,|/|$)")
LINES_MAX = 10_000  # of one record


@dataclass(slots=True)
class Record:
    """A record with its continuations: its code, the line it begins in, what each of its lines holds behind the code."""

    code: str
    line: int
    lines: list[str] = field(default_factory=list)
    count: int = 1  # physical records

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
        line = raw.strip("\x00\x1a\ufeff \t")
        if not line:
            continue
        found = RECORD.match(line)
        content = line[3:]
        if not found:
            if current and current.code == "16":
                current.lines.append(line)  # a text that the bank broke without saying so
            else:
                yield Record("?", number, [line])
        elif found[1] == "88" and current:
            current.count += 1
            if len(current.lines) < LINES_MAX:
                current.lines.append(content)
        else:
            if current:
                yield current
            current = Record(found[1], number, [content])
    if current:
        yield current
