"""The long work of the page of reminders: proposing the day, and delivering what is approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from recobro import flow
from recobro.access.company import read_company
from recobro.access.jobs import JobValue
from recobro.outbox.deliver import deliverable
from recobro.web import clock
from recobro.web.background import Report

NOTES = 100  # of messages that did not just leave; the run report has them all


def propose(job: JobValue, report: Report) -> dict[str, Any]:
    """Proposes and composes the day."""
    day = flow.propose_day(job.company_id, as_of=_day(job), clock=clock.now, by=job.by, progress=report.tick)
    return {
        "run": day.proposed.run_id, "reminders": len(day.proposed.reminders), "messages": day.messages, "withdrawn": day.withdrawn,
        "problems": [str(one) for one in day.problems[:NOTES]],
    }  # fmt: skip


def deliver(job: JobValue, report: Report) -> dict[str, Any]:
    """Sends what is approved, and prints the letters."""
    mode = read_company(job.company_id).mode
    expected = len(deliverable(job.company_id, mode=mode))
    report.expect(expected + len(deliverable(job.company_id, mode=mode, channel="letter")))
    done = flow.deliver_approved(job.company_id, on=_day(job), clock=clock.now, progress=report.tick)
    counts = dict(done.counts)
    for status, count in (
        ("printed", done.printed.letters),
        ("dropped", done.printed.dropped),
        ("failed", done.printed.failed),
        ("delayed", done.printed.delayed),
    ):
        if count:
            counts[status] = counts.get(status, 0) + count
    return {
        "counts": counts, "batch": done.printed.batch_id,
        "notes": [note for note in done.notes if note][:NOTES],
    }  # fmt: skip


def _day(job: JobValue) -> date:
    return date.fromisoformat(job.arguments["on"])
