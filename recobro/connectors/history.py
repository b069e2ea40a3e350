"""What imports did, and the record of them: which file, when, by whom, how much, and what could not be taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from recobro.access.fit import storable
from recobro.connectors import models
from recobro.kernel.problems import Problem
from recobro.ledger.known import known_through
from recobro.ledger.post import Posted

PROBLEMS_KEPT = 2_000  # of one import; the count tells of all


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did: how the file was understood, counts, and every problem in the order of the file."""

    file: str
    what: str
    open_items: bool
    posted: Posted
    records: int
    disputes: int
    disputes_ended: int
    told: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def exit_status(self) -> int:
        """0 clean, 1 imported with problems (notes are none)."""
        return int(any(problem.severity != "note" for problem in self.problems))

    @property
    def counts(self) -> dict[str, int]:
        """What changed, by what it is called; only what did."""
        posted = self.posted
        named = {
            "new item": posted.items_new, "changed item": posted.items_changed, "unchanged item": posted.items_unchanged,
            "new customer": posted.customers_new, "changed customer": posted.customers_changed,
            "lettered group": posted.groups, "allocation": posted.allocations, "adjusted balance": posted.adjusted,
            "new dispute": self.disputes, "ended dispute": self.disputes_ended,
            "level told elsewhere": self.told,
        }  # fmt: skip
        return {name: count for name, count in named.items() if count}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastImport:
    """One import of the record. `problems` are the first ones of `problem_count`; notes are not counted."""

    id: int
    file: str
    what: str
    source: str
    on: date
    open_items: bool
    records: int
    counts: dict[str, int]
    closed: int
    problem_count: int
    problems: tuple[Problem, ...]
    at: datetime
    by: str


def record_import(
    company_id: int, imported: Imported, *, source: str, on: date, at: datetime, by: str
) -> None:
    """Writes down what a file brought."""
    models.Import.objects.create(
        company_id=company_id, file=imported.file[:200], what=imported.what[:200], source=source, on=on, open_items=imported.open_items,
        records=imported.records, counts=imported.counts, closed=imported.posted.closed, at=at, by=by[:200],
        problem_count=sum(problem.severity != "note" for problem in imported.problems),
        problems=[storable(problem) for problem in imported.problems[:PROBLEMS_KEPT]],
    )  # fmt: skip


def list_imports(company_id: int, *, before: int | None = None, at_most: int = 30) -> list[PastImport]:
    """The newest imports, without their problems; `before` an import, the ones before it."""
    rows = models.Import.objects.filter(company_id=company_id).defer("problems").order_by("-id")
    rows = rows.filter(id__lt=before) if before else rows
    return [_value(row, with_problems=False) for row in rows[:at_most]]


def imports_before(
    company_id: int, *, at: datetime | None = None, since: datetime | None = None, by: str = "", at_most: int
) -> list[PastImport]:
    """The newest imports until an instant (inclusive), of one person if named, without their problems."""
    rows = models.Import.objects.filter(company_id=company_id).defer("problems").order_by("-at", "-id")
    rows = rows.filter(at__lte=at) if at else rows
    rows = rows.filter(at__gte=since) if since else rows
    rows = rows.filter(by=by) if by else rows
    return [_value(row, with_problems=False) for row in rows[:at_most]]


def find_import(company_id: int, import_id: int) -> PastImport | None:
    """The import of this number, with its problems, if the company has it."""
    row = models.Import.objects.filter(company_id=company_id, id=import_id).first()
    return _value(row, with_problems=True) if row else None


def sources(company_id: int) -> list[str]:
    """The systems that files of this company came from."""
    imported = models.Import.objects.filter(company_id=company_id).values_list("source", flat=True).distinct()
    return sorted({*imported, *known_through(company_id)} - {""})


def _value(row: models.Import, *, with_problems: bool) -> PastImport:
    problems = tuple(Problem(**one) for one in row.problems) if with_problems else ()
    return PastImport(
        id=row.id, file=row.file, what=row.what, source=row.source, on=row.on, open_items=row.open_items, records=row.records,
        counts=row.counts, closed=row.closed, problem_count=row.problem_count, problems=problems, at=row.at, by=row.by,
    )  # fmt: skip
