"""Ending a case: a counter-fact with its day, its name and its reason. What it was stays readable."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from recobro.access.fit import fit
from recobro.access.members import is_manager
from recobro.casework.models import (
    Case,
    Complaint,
    Dispute,
    ExpectedDate,
    Hold,
    NextContact,
    Plan,
    Promise,
    Retained,
)
from recobro.casework.paper import give_back
from recobro.casework.record import needs_reason
from recobro.kernel.problems import refuse
from recobro.ledger.marks import end_mark

KINDS: dict[str, type[Case]] = {
    "hold": Hold, "dispute": Dispute, "promise": Promise, "complaint": Complaint, "next-contact": NextContact,
    "expected-date": ExpectedDate, "retained": Retained, "payment-plan": Plan,
}  # fmt: skip
ENDABLE = (*KINDS, "paper", "mark")


def end(
    company_id: int, *, kind: str, case_id: int, on: date, reason: str = "", at: datetime, by: str
) -> None:
    """Ends a case from `on` on: lifted, settled, withdrawn, answered, released, given back. Ending it twice is refused.

    A complaint is answered by a manager, and `reason` is the answer.
    """
    if kind == "mark":
        end_mark(company_id, mark_id=case_id, on=on, reason=reason, at=at, by=by)
        return
    if kind == "paper":
        give_back(company_id, paper_id=case_id, on=on, reason=reason, at=at, by=by)
        return
    if kind == "complaint":
        _may_answer(company_id, reason, by)
    rows = KINDS[kind]._default_manager.filter(company_id=company_id, pk=case_id)
    if not _end(rows, on=on, reason=reason, at=at, by=by):
        raise refuse(kind, f"There is no open {kind} {case_id}.", "See the list: recobro cases.")


def replace(rows: QuerySet[Any], *, on: date, at: datetime, by: str) -> None:
    """Ends those of these cases that are open, because a newer one takes their place."""
    _end(rows, on=on, reason="Replaced by a newer one.", at=at, by=by)


def _end(rows: QuerySet[Any], *, on: date, reason: str, at: datetime, by: str) -> int:
    said = fit("case", rows.model, ended_by=by, ended_reason=reason)
    return rows.filter(ended_on__isnull=True).update(ended_on=on, ended_at=at, **said)


def _may_answer(company_id: int, reason: str, by: str) -> None:
    if not is_manager(company_id, by):
        raise refuse("complaint", f"{by} is no manager of this company, and only a manager answers a complaint.",
                     "Say who answered it: --by NAME; see recobro company member.")  # fmt: skip
    needs_reason("complaint", reason)
