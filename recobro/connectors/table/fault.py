"""What is wrong with one cell, before anybody knows the line: what a cell's reader gives instead of a value."""

from __future__ import annotations

from dataclasses import dataclass

from recobro.kernel.problems import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """`message` without the column (it is put in front), `hint` the way out.

    With a warning the row goes in, with `value` in the cell's place. `once`: it is told once for the whole file, with the
    count, and not for each row.
    """

    message: str
    hint: str = ""
    severity: Severity = "error"
    value: object = None
    once: bool = False


def shown(text: str) -> str:
    """A value as it is quoted in a message: never longer than a line."""
    flat = " ".join(text[:200].split())
    return f"'{flat[:60]}…'" if len(flat) > 60 else f"'{flat}'"
