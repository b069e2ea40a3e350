"""Files in: a look at what a file would change, and the import itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from recobro import flow
from recobro.access.company import read_company
from recobro.access.fit import storable
from recobro.access.jobs import JobValue
from recobro.connectors.history import PROBLEMS_KEPT, Imported
from recobro.kernel.problems import refuse
from recobro.ledger.post import TooMuchVanishes
from recobro.web import kept
from recobro.web.background import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person said about a file, as it is kept with the job."""

    on: date
    open_items: bool = False
    may_vanish: bool = False
    terms: str = ""
    source: str = ""
    payments_through: date | None = None

    def as_json(self) -> dict[str, Any]:
        """For the job."""
        through = self.payments_through.isoformat() if self.payments_through else None
        return {
            "on": self.on.isoformat(), "open_items": self.open_items, "may_vanish": self.may_vanish, "terms": self.terms,
            "source": self.source, "payments_through": through,
        }  # fmt: skip

    @staticmethod
    def of(said: dict[str, Any]) -> Choices:
        """From the job."""
        through = said["payments_through"]
        return Choices(
            **{
                **said,
                "on": date.fromisoformat(said["on"]),
                "payments_through": date.fromisoformat(through) if through else None,
            }
        )


def look(job: JobValue, report: Report) -> dict[str, Any]:
    """What the import would change; nothing is changed. What would vanish too much is looked at all the same, and said."""
    vanishing = ""
    try:
        imported = _import(job, report, dry_run=True)
    except TooMuchVanishes as asks:
        vanishing = asks.problems[0].message
        imported = _import(job, report, dry_run=True, may_vanish=True)
    return {**_as_json(imported), "vanishing": vanishing}


def take_in(job: JobValue, report: Report) -> dict[str, Any]:
    """The import; the file is thrown away when it is in."""
    imported = _import(job, report)
    kept.throw_away(job.arguments["token"], job.arguments["file"])
    return _as_json(imported)


def _import(job: JobValue, report: Report, *, dry_run: bool = False, may_vanish: bool = False) -> Imported:
    choices = Choices.of(job.arguments["choices"])
    return flow.import_file(
        read_company(job.company_id), _path(job), source=choices.source or None, open_items=choices.open_items,
        terms=choices.terms or None, on=choices.on, may_vanish=may_vanish or choices.may_vanish,
        payments_through=choices.payments_through, dry_run=dry_run, at=job.started_at, by=job.by, progress=report.tick,
        expect=report.expect,
    )  # fmt: skip


def _path(job: JobValue) -> Path:
    path = kept.path_of(job.arguments["token"], job.arguments["file"])
    if path is None:
        raise refuse("import", "The file is not kept any more.", "Send it again.")
    return path


def _as_json(imported: Imported) -> dict[str, Any]:
    return {
        "what": imported.what, "open_items": imported.open_items, "records": imported.records, "counts": imported.counts,
        "closed": imported.posted.closed, "problem_count": len(imported.problems),
        "left_out": len({(one.source, one.line) for one in imported.problems if one.severity == "error"}),
        "problems": [storable(problem) for problem in imported.problems[:PROBLEMS_KEPT]],
    }  # fmt: skip
