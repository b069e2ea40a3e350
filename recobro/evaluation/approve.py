"""Approving a reminder as it stands: the approval names a fingerprint, and another fingerprint is not approved."""

from __future__ import annotations

from datetime import datetime

from recobro.evaluation.models import Approval, Reminder
from recobro.kernel.problems import refuse

BY_POLICY = "policy"


def approve(company_id: int, *, reminder_id: int, fingerprint: str, at: datetime, by: str) -> None:
    """Approves the reminder whose messages have this fingerprint. Approving the same twice changes nothing."""
    reminder = Reminder.objects.filter(company_id=company_id, id=reminder_id).first()
    if reminder is None:
        raise refuse("reminder", f"There is no reminder {reminder_id}.", "See the plan: recobro plan.")
    Approval.objects.get_or_create(
        company_id=company_id, reminder_id=reminder_id, fingerprint=fingerprint,
        defaults={"customer_id": reminder.customer_id, "by": by, "at": at},
    )  # fmt: skip


def is_approved(company_id: int, *, reminder_id: int, fingerprint: str) -> bool:
    """Did somebody approve the reminder with exactly this fingerprint?"""
    return Approval.objects.filter(
        company_id=company_id, reminder_id=reminder_id, fingerprint=fingerprint
    ).exists()
