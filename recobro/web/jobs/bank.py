"""The long work of the bank's pages: reading a file of statements, and looking anew what everything that waits may pay."""

from __future__ import annotations

from typing import Any

from recobro import flow
from recobro.access.company import read_company
from recobro.access.jobs import JobValue
from recobro.kernel.problems import refuse
from recobro.web import kept
from recobro.web.background import Report


def read(job: JobValue, report: Report) -> dict[str, Any]:
    """Reads the file, and throws it away when it is in."""
    said = job.arguments
    token, name = said["token"], said["file"]
    path = kept.path_of(token, name)
    if path is None:
        raise refuse("bank", "The file is not kept any more.", "Send it again.")
    taken = flow.read_bank(
        read_company(job.company_id), path, account=said["account"], currency=said["currency"], columns=said.get("columns"),
        date_order=said.get("date_order") or None, decimal=said.get("decimal") or None, at=job.started_at, by=job.by,
        progress=report.tick,
    )  # fmt: skip
    kept.throw_away(token, name)
    return {"file": taken.file_id}


def match(job: JobValue, report: Report) -> dict[str, Any]:
    """Looks anew at all that is not cleared."""
    company = read_company(job.company_id)
    done = flow.match_bank(company, full=True, at=job.started_at, by=job.by, progress=report.tick)
    return {"movements": done.movements, "proposed": done.proposed, "confirmed": done.confirmed}
