"""Approving a reminder as it stands: the approval names a fingerprint, and another fingerprint is not approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from recobro.evaluation.models import Approval, Reminder
from recobro.kernel.problems import refuse

BY_POLICY = "policy"
STORED_AT_ONCE = 1_000


def approve(company_id: int, fingerprints: Mapping[int, str], *, at: datetime, by: str) -> None:
    """Approves each reminder whose messages have this fingerprint (by reminder). Approving the same twice changes nothing.

    Raises Refused, and approves none, when one of them does not exist.
    """
    reminders = Reminder.objects.filter(company_id=company_id).in_bulk(fingerprints)
    if missing := sorted(fingerprints.keys() - reminders.keys()):
        raise refuse("reminder", f"There is no reminder {missing[0]}.", "See the plan: recobro plan.")
    Approval.objects.bulk_create(
        (
            Approval(
                company_id=company_id, customer_id=reminders[reminder_id].customer_id, reminder_id=reminder_id,
                fingerprint=fingerprint, by=by, at=at,
            )
            for reminder_id, fingerprint in fingerprints.items()
        ),
        ignore_conflicts=True,
        batch_size=STORED_AT_ONCE,
    )  # fmt: skip


def approved(company_id: int, fingerprints: Mapping[int, str]) -> set[int]:
    """Which of these reminders did somebody approve with exactly this fingerprint?"""
    return set(approved_by(company_id, fingerprints))


def approved_by(company_id: int, fingerprints: Mapping[int, str]) -> dict[int, str]:
    """Who approved these reminders with exactly this fingerprint, by reminder; those whom nobody did are left out."""
    rows = Approval.objects.filter(company_id=company_id, reminder_id__in=fingerprints)
    return {
        reminder_id: by
        for reminder_id, fingerprint, by in rows.values_list("reminder_id", "fingerprint", "by")
        if fingerprints[reminder_id] == fingerprint
    }
