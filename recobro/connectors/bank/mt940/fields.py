"""The fields of SWIFT messages: `:61:` and what follows it until the next one. Envelopes are taken off, ends of messages are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

TAG = re.compile(r":([0-9A-Za-z]{2,3}):(.*)")
KNOWN = frozenset(
    "20 21 25 25P 28 28C 60 60F 60M 61 62 62F 62M 64 65 86 13 13D 34F 90C 90D NS 940 942".split()
) | {"end"}
ENVELOPE = re.compile(r"[\s$]*\{[1-5]:|[\s$]*-\}")
FRAME = re.compile("[\x01\x03\x04\x1a\ufeff]+")  # signs of transport and of old systems around the messages
LINES_MAX = 1000  # of one field: more is no statement
END = "end"
UNKNOWN = "?"
ENDS = ("-", "-}", "-XXX", "$")


@dataclass(slots=True)
class Field:
    """A field: its tag, the line it begins in, its lines. The tag `end` ends a message; `?` is one that nobody knows."""

    tag: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(part for part in self.lines if part.strip()).strip()


def fields(lines: Iterable[tuple[int, str]]) -> Iterator[Field]:
    """The fields in their order."""
    current: Field | None = None
    colon = ""  # a tag that was broken behind its first colon
    for number, raw in lines:
        for piece in _without_frame(raw):
            line, colon = colon + piece, ""
            if line.strip() == ":":
                colon = ":"
                continue
            found = TAG.match(line)
            if line.strip() in ENDS:
                if current:
                    yield current
                current = None
                yield Field(END, number)
            elif found and (found[1] in KNOWN or current is None or current.tag not in ("61", "86", "NS")):
                if current:
                    yield current
                current = Field(found[1], number, [found[2]])
            elif current and len(current.lines) < LINES_MAX:
                if found:
                    yield Field(UNKNOWN, number, [found[1]])
                current.lines.append(line)
    if current:
        yield current


def _without_frame(raw: str) -> list[str]:
    pieces = [piece for piece in FRAME.split(raw) if piece] if FRAME.search(raw) else [raw]
    return [line for piece in pieces for line in _without_envelope(piece)]


def _without_envelope(line: str) -> list[str]:
    """The line, or what stands in it between the blocks of an envelope: `-}{5:{CHK:...}}`, `{1:F01...}{2:O940...}{4:`."""
    if not ENVELOPE.match(line):
        return [line]
    found: list[str] = []
    bare = line.lstrip(" \t$")
    if bare.startswith("-}"):
        found.append("-}")
    kind = re.search(r"\{2:[IO](94[02])", bare)
    if kind:
        found.append(f":{kind[1]}:")
    _, begins, rest = bare.partition("{4:")
    if begins and rest:
        found.append(rest)
    return found
