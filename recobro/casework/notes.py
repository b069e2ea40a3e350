"""Notes: what somebody wrote down about a customer or one of his items."""

from __future__ import annotations

from datetime import date, datetime

from recobro.access.fit import insert
from recobro.casework.models import Note
from recobro.kernel.problems import refuse


def write_note(
    company_id: int,
    *,
    customer_id: int,
    item_id: int | None = None,
    on: date,
    text: str,
    at: datetime,
    by: str,
) -> int:
    """A note stays as it is; what was wrong is corrected by another one."""
    if not text.strip():
        raise refuse("note", "The note says nothing.", "Write a sentence.")
    row = insert(
        "note",
        Note,
        company_id=company_id,
        customer_id=customer_id,
        item_id=item_id,
        on=on,
        text=text,
        by=by,
        recorded_at=at,
    )
    return int(row.id)
