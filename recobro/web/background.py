"""Work that takes longer than a page may: it runs in a process of its own, and its progress is a row that any page can read.

    job_id = start("import", desk, arguments={...})      # at once; the page then shows `state(job)` until it has ended

A kind of work is a function in `jobs/`, named in `KINDS`. It gets the job and a `Report`, calls one verb, and gives what came of it,
as JSON. What a verb refuses, and whatever breaks, stands in the job's problems. The process holds a lock while it lives: a job
that has not ended and whose lock is free has died, and is said to have. Reloading the page, or restarting the pages, changes nothing.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Literal

from django.conf import settings

from recobro.access.jobs import (
    JobValue,
    begin_job,
    connection_of_its_own,
    end_job,
    job_by_id,
    list_jobs,
    move_job,
)
from recobro.kernel.problems import Problem, Refused, refuse
from recobro.outbox.worker import only_one, only_one_of_each
from recobro.web import clock
from recobro.web.door import Desk
from recobro.web.kept import FILES_MAX

KINDS = {
    "look": "recobro.web.jobs.imports:look",
    "import": "recobro.web.jobs.imports:take_in",
    "deliver": "recobro.web.jobs.reminders:deliver",
    "propose": "recobro.web.jobs.reminders:propose",
    "bank-read": "recobro.web.jobs.bank:read",
    "bank-match": "recobro.web.jobs.bank:match",
    "policy-differ": "recobro.web.jobs.policies:differ",
}  # fmt: skip
LOCK = "web.job"
LONGEST_START = timedelta(seconds=60)  # before a process that was started holds its lock
BETWEEN = 0.5  # seconds between two writes of the progress
MOST = {
    "look": 10,
    "import": 5,
    "bank-read": FILES_MAX,
}  # pieces of work of a kind that a company has under way at once
MOST_OF_OTHERS = 2

# Started by this process; those that have ended are let go at the next start.
_children: list[subprocess.Popen[bytes]] = []

State = Literal["runs", "done", "refused", "died"]
log = logging.getLogger(__name__)
_processes: list[subprocess.Popen[bytes]] = []


class Report:
    """Told by the work how far it is: `tick` at each step, `expect` how many there will be."""

    def __init__(self, job_id: int) -> None:
        self.steps = 0
        self._job_id = job_id
        self._expected: int | None = None
        self._connection = connection_of_its_own()
        self._written = time.monotonic()

    def expect(self, steps: int) -> None:
        """There will be so many steps, as far as one can see."""
        self._expected = steps
        self._write()

    def tick(self) -> None:
        """One more is done."""
        self.steps += 1
        if time.monotonic() - self._written > BETWEEN:
            self._write()

    def close(self) -> None:
        """Nothing more is told."""
        self._connection.close()

    def _write(self) -> None:
        with self._connection.cursor() as cursor:
            move_job(cursor, self._job_id, steps=self.steps, expected=self._expected)
        self._written = time.monotonic()


Work = Callable[[JobValue, Report], dict[str, Any]]


def start(kind: str, desk: Desk, *, arguments: dict[str, Any], here: bool = False) -> int:
    """Begins work for the desk's company, signed by its person; gives the number of the job. Raises Refused where much is under way.

    `here`: it is so short that this request does it.
    """
    (job_id,) = start_all(kind, desk, each=[arguments], here=here)
    return job_id


def start_all(kind: str, desk: Desk, *, each: Sequence[dict[str, Any]], here: bool = False) -> list[int]:
    """Begins several pieces of work of one kind, one after the other, in one process. All of them, or none."""
    _check_room(kind, desk, len(each))
    jobs = [
        begin_job(desk.company.id, kind=kind, arguments=arguments, at=desk.at, by=desk.by)
        for arguments in each
    ]
    if here or not settings.WORKS_BESIDE:
        work(*jobs)
    else:
        command = [sys.executable, "-m", "recobro.web.jobs", *map(str, jobs)]
        _children[:] = [one for one in _children if one.poll() is None]
        _children.append(subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL))
    return jobs


def _check_room(kind: str, desk: Desk, count: int) -> None:
    most = MOST.get(kind, MOST_OF_OTHERS)
    if count > most:
        raise refuse("work", f"{count} files are too many at once.", f"Send at most {most} at a time.")
    begun = [job for job in list_jobs(desk.company.id, kind=kind, at_most=2 * most) if not job.ended_at]
    running = sum(state(job, at=desk.at) == "runs" for job in begun)
    if running + count > most:
        raise refuse(
            "work", f"{running} pieces of such work are under way, and at most {most} may be.", "Wait until one has ended, and try again."
        )  # fmt: skip


def state(job: JobValue, *, at: datetime) -> State:
    """Does it run, is it done, was it refused, or did its process die?"""
    if job.ended_at:
        return "done" if job.is_done else "refused"
    if at - job.started_at <= LONGEST_START:
        return "runs"  # without a look: whoever tries the lock now may keep the process from it that is just starting
    with only_one(LOCK, job.id) as nobody_works:
        return "died" if nobody_works else "runs"


def work(*jobs: int) -> None:
    """Does the work of the jobs, one after the other, and records how each ended. One process does it, once.

    It holds the locks of all of them from the beginning: those that wait for their turn are not dead.
    """
    with only_one_of_each(LOCK, jobs) as ours:
        for job_id in ours:
            _work(job_id)


def _work(job_id: int) -> None:
    job = job_by_id(job_id)
    if job.ended_at:
        return
    report = Report(job_id)
    result: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    try:
        result = _function(job.kind)(job, report)
    except Refused as refused:
        problems = refused.problems
    except Exception as error:
        log.exception("Job %s (%s) stopped.", job_id, job.kind)
        problems = (_broken(job, error),)
    finally:
        report.close()
    end_job(job_id, steps=report.steps, result=result, problems=problems, at=clock.now())


def _function(kind: str) -> Work:
    module, _, name = KINDS[kind].partition(":")
    function: Work = getattr(import_module(module), name)
    return function


def _broken(job: JobValue, error: Exception) -> Problem:
    said = " ".join(f"{type(error).__name__}: {error}".split())[:500]
    return Problem(
        source=job.kind, message=f"It stopped: {said}.", hint="web.log in the home of Recobro says where."
    )
