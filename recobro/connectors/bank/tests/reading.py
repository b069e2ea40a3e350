"""Reads a file for a test: its statements with their movements, and what was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from recobro.bank.facts import CorrectionFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.recognise import recognise
from recobro.kernel.problems import Problem


@dataclass
class Read:
    """One statement of a file."""

    head: StatementFact
    movements: list[MovementFact] = field(default_factory=list)
    end: EndFact | None = None

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.movements if not one.is_pending), Decimal(0))

    @property
    def opening(self) -> Decimal | None:
        return self.head.opening.amount if self.head.opening else None

    @property
    def closing(self) -> Decimal | None:
        return self.end.closing.amount if self.end and self.end.closing else None

    @property
    def agrees(self) -> bool:
        """Opening plus movements is closing."""
        return self.opening is not None and self.opening + self.total == self.closing


@dataclass
class File:
    """All of a file."""

    format: str
    statements: list[Read]
    problems: list[Problem]
    corrections: list[CorrectionFact] = field(default_factory=list)

    @property
    def movements(self) -> list[MovementFact]:
        return [one for statement in self.statements for one in statement.movements]

    @property
    def faults(self) -> list[Problem]:
        return [one for one in self.problems if one.severity != "note"]


def read_file(path: Path, options: BankOptions | None = None) -> File:
    """Recognises and reads it; whatever stands between two statements is a mistake of the reader."""
    found = recognise(path)
    file = File(found.name, [], [])
    for fact in found.read(path, options or BankOptions()):
        if isinstance(fact, Problem):
            file.problems.append(fact)
        elif isinstance(fact, StatementFact):
            assert not file.statements or file.statements[-1].end is not None
            file.statements.append(Read(fact))
        else:
            last = file.statements[-1]
            assert last.end is None
            if isinstance(fact, MovementFact):
                last.movements.append(fact)
            elif isinstance(fact, CorrectionFact):
                file.corrections.append(fact)
            else:
                last.end = fact
    assert all(one.end is not None for one in file.statements)
    return file
