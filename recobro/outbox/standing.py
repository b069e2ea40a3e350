"""What waits for a person: to be approved, to be found out, to be posted, to be cleared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from recobro.access.rows import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Reminders to approve, messages of which nobody knows, messages that failed, printed batches to record as posted,
    movements of the bank to clear; until when the bank was read, and whether anybody ever stated what the books say.
    """

    to_approve: int
    unknown: int
    failed: int
    to_post: int
    to_clear: int
    bank_until: date | None
    books_are_stated: bool


def standing(company_id: int, *, mode: str) -> Standing:
    """What waits now, of all nights."""
    [found] = rows("outbox", "standing", company=company_id, mode=mode)
    return Standing(**found)
