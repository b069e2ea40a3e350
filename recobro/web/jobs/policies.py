"""The long work of the policies: who would be treated differently by another version."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from recobro.access.company import read_company
from recobro.access.jobs import JobValue
from recobro.evaluation.compare import Side, Treated, compare
from recobro.policy.read import export
from recobro.web.background import Report

SHOWN = 200  # of the invoices that are treated differently


def differ(job: JobValue, report: Report) -> dict[str, Any]:
    """Evaluates all invoices by both versions; nothing of it stays."""
    key, numbers = job.arguments["key"], (job.arguments["old"], job.arguments["new"])
    old, new = (
        Side(name=f"{key}@{number}", text=export(job.company_id, policy_key=key, version=number))
        for number in numbers
    )
    found = compare(
        read_company(job.company_id), old=old, new=new, as_of=date.fromisoformat(job.arguments["on"]), at=job.started_at
    )  # fmt: skip
    return {
        "items": found.items, "customers": found.customers, "different": len(found.differences),
        "differences": [
            {"customer": one.customer, "number": one.number, "old": _plain(one.old), "new": _plain(one.new)}
            for one in found.differences[:SHOWN]
        ],
    }  # fmt: skip


def _plain(treated: Treated) -> dict[str, Any]:
    return {**asdict(treated), "next_on": treated.next_on.isoformat() if treated.next_on else None}
