"""Dated marks of customers and items: never remind, direct debit, insolvency, with a lawyer or agency, factor, time-barred."""

from __future__ import annotations

from datetime import date, datetime

from recobro.access.fit import fit, insert
from recobro.kernel.problems import refuse
from recobro.ledger.models import MARKS, Mark


def mark(
    company_id: int, *, customer_id: int, item_id: int | None = None, kind: str, from_on: date, until_on: date | None = None,
    administrator: str = "", file_until: date | None = None, reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """Marks a customer, or one item of his, from a day on.

    Insolvency: `from_on` is the opening day of the proceedings; claims are filed with the administrator until `file_until`.
    """
    if kind not in MARKS:
        raise refuse("mark", f"There is no mark '{kind}'.", f"Marks: {', '.join(MARKS)}.")
    if kind == "insolvency" and item_id is not None:
        raise refuse("mark", "Insolvency is a mark of the customer, not of one item.", "Leave the item out.")
    if kind != "insolvency" and (administrator or file_until):
        raise refuse(
            "mark", f"'{kind}' has no administrator and no last day to file claims.", "Leave them out."
        )
    if until_on is not None and until_on < from_on:
        raise refuse(
            "mark", f"It would end on {until_on}, before it begins on {from_on}.", "Give a later --until."
        )
    if not reason.strip():
        raise refuse("mark", "A mark needs a reason.", "Give one, so that others understand it: --reason.")
    row = insert(
        "mark", Mark,
        company_id=company_id, customer_id=customer_id, item_id=item_id, kind=kind, from_on=from_on, until_on=until_on,
        administrator=administrator, file_until=file_until, reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return int(row.id)


def end_mark(company_id: int, *, mark_id: int, on: date, reason: str = "", at: datetime, by: str) -> None:
    """Takes a mark away from `on` on. Ending it twice is refused."""
    ended = Mark.objects.filter(company_id=company_id, id=mark_id, ended_on__isnull=True).update(
        ended_on=on, ended_at=at, **fit("mark", Mark, ended_by=by, ended_reason=reason)
    )
    if not ended:
        raise refuse("mark", f"There is no open mark {mark_id}.", "See the list: recobro cases.")
