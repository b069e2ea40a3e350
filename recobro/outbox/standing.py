"""What waits for a person: to be approved, to be found out, to be posted."""

from __future__ import annotations

from dataclasses import dataclass

from recobro.outbox.models import Batch, Message
from recobro.outbox.plan import waiting_reminders


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Reminders to approve, messages of which nobody knows, messages that failed, printed batches to record as posted."""

    to_approve: int
    unknown: int
    failed: int
    to_post: int


def standing(company_id: int, *, mode: str) -> Standing:
    """What waits now, of all nights."""
    messages = Message.objects.filter(company_id=company_id, mode=mode)
    return Standing(
        to_approve=len(waiting_reminders(company_id, mode=mode)),
        unknown=messages.filter(status="unknown").count(),
        failed=messages.filter(status="failed").count(),
        to_post=Batch.objects.filter(company_id=company_id, mode=mode, posted_on__isnull=True).count(),
    )
