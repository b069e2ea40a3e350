"""Loads SQL statements that live as files beside the room that owns them.

`load("evaluation", "evaluate")` reads `recobro/evaluation/sql/evaluate.sql`. A line `-- include: ledger/open_item` is
replaced by that room's file, so that a question has one definition and every statement can build on it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r"^[ \t]*-- include: (?P<room>\w+)/(?P<name>\w+)[ \t]*$", re.MULTILINE)


@cache
def load(room: str, name: str) -> str:
    """The statement, with its includes in place. Raises FileNotFoundError for a name nobody wrote."""
    text = path(room, name).read_text(encoding="utf-8")
    return INCLUDE.sub(lambda found: load(found["room"], found["name"]), text)


def without(statement: str, mark: str) -> str:
    """The statement without its lines that end with `-- mark`: a condition that is not asked for this time."""
    return "\n".join(line for line in statement.splitlines() if not line.endswith(f"-- {mark}"))


def repeated(statement: str, mark: str, times: int) -> str:
    """The statement with its lines that end with `-- mark` written so many times, with 1, 2 ... in place of 0 after the first."""
    groups = (
        [line.replace("0", str(nth)) for nth in range(times)] if line.endswith(f"-- {mark}") else [line]
        for line in statement.splitlines()
    )
    return "\n".join(line for group in groups for line in group)


def path(room: str, name: str) -> Path:
    """Where a statement lives."""
    return ROOT / room / "sql" / f"{name}.sql"
