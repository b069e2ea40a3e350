"""Work that runs beside the pages: begun, moved on, ended, and looked at. What it does is said by `recobro/web/background.py`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from recobro.access.fit import storable
from recobro.access.models import Job
from recobro.kernel.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class JobValue:
    """One piece of work. `expected` is None where nobody knows how many steps there will be."""

    id: int
    company_id: int
    kind: str
    arguments: dict[str, Any]
    by: str
    started_at: datetime
    steps: int
    expected: int | None
    ended_at: datetime | None
    result: dict[str, Any] | None
    problems: tuple[Problem, ...]

    @property
    def is_done(self) -> bool:
        """Did it come to its end, and did what it should?"""
        return self.ended_at is not None and self.result is not None


def begin_job(company_id: int, *, kind: str, arguments: dict[str, Any], at: datetime, by: str) -> int:
    """Records that somebody started this work."""
    return Job.objects.create(company_id=company_id, kind=kind, arguments=arguments, by=by, started_at=at).id


def move_job(cursor: Any, job_id: int, *, steps: int, expected: int | None) -> None:
    """How far it is, by a cursor of a connection of its own: what the work writes is not committed yet."""
    cursor.execute("UPDATE access_job SET steps = %s, expected = %s WHERE id = %s", [steps, expected, job_id])


def end_job(
    job_id: int,
    *,
    steps: int,
    result: dict[str, Any] | None = None,
    problems: Iterable[Problem] = (),
    at: datetime,
) -> None:
    """It has ended: with a result, or with the problems that kept it from one. Ended once, it stays so."""
    Job.objects.filter(id=job_id, ended_at__isnull=True).update(
        ended_at=at, steps=steps, result=result, problems=[storable(problem) for problem in problems]
    )


def find_job(company_id: int, job_id: int) -> JobValue | None:
    """The job of this number, if the company has it."""
    row = Job.objects.filter(company_id=company_id, id=job_id).first()
    return _value(row) if row else None


def list_jobs(
    company_id: int, *, kind: str, at_most: int = 20, only_unfinished: bool = False
) -> list[JobValue]:
    """The newest jobs of a kind, the newest first; of those that did what they should none, if `only_unfinished`."""
    found = Job.objects.filter(company_id=company_id, kind=kind).order_by("-id")
    found = found.filter(result__isnull=True) if only_unfinished else found
    return [_value(row) for row in found[:at_most]]


def job_by_id(job_id: int) -> JobValue:
    """The job of this number, for whoever does it."""
    return _value(Job.objects.get(id=job_id))


def forget_job(company_id: int, job_id: int) -> bool:
    """Takes a job off the record: it did nothing that lasts. Of several at once, one is told that it did."""
    return bool(Job.objects.filter(company_id=company_id, id=job_id).delete()[0])


def connection_of_its_own() -> Any:
    """Another connection to the database, for what must be seen before the work is committed. To be closed."""
    return connection.copy()


def _value(row: Job) -> JobValue:
    names = JobValue.__dataclass_fields__
    values = {name: getattr(row, name) for name in names}
    values["problems"] = tuple(Problem(**one) for one in row.problems)
    return JobValue(**values)
