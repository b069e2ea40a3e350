"""What is wrong with something a person gave us, as a value that can be collected and listed.

A file with forty mistakes reports forty problems. Mistakes of programmers are exceptions and not handled here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong, where it stands and the way out.

    `source` names the file or the document, `line` its line (1-based, None where there is none). `message` names the
    thing and the value, `hint` says what to do. An *error* leaves its line out; with a *warning* the line goes in; a *note*
    only tells what was understood.
    """

    source: str
    message: str
    hint: str = ""
    line: int | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}, line {self.line}"
        way_out = f" {self.hint}" if self.hint else ""
        return f"{place}: {self.message}{way_out}"

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem for `--json`: source, line, severity, message, hint."""
        return {
            "source": self.source,
            "line": self.line,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
        }


class Refused(Exception):
    """What was asked for cannot be done at all; carries the problems that say why. Nothing was written."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def refuse(source: str, message: str, hint: str = "") -> Refused:
    """A refusal with one problem, to be raised by the caller."""
    return Refused(Problem(source=source, message=message, hint=hint))
