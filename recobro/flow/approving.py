"""A person approves what waits: as he saw it, as far as it is for him, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from recobro.access.company import read_company
from recobro.evaluation.approve import approve as record_approval
from recobro.evaluation.propose import lock
from recobro.flow.progress import Clock
from recobro.kernel.problems import refuse
from recobro.outbox.compose import reminder_fingerprints
from recobro.outbox.plan import reminders_to, waiting_marks, waiting_reminders
from recobro.outbox.second_person import check_second_person, objections


def approve(
    company_id: int, *, reminders: Sequence[int], seen: Mapping[int, str] | None = None, clock: Clock, by: str
) -> int:
    """Approves reminders that wait, as they stand now, each with the fingerprint of its messages. Gives how many.

    Raises Refused, and approves none, when one of them does not wait for approval, is not for this person to approve
    (`second_person`), or has another fingerprint than the person has `seen`.
    """
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        waiting = waiting_reminders(company_id, mode=company.mode)
        if others := sorted(set(reminders) - set(waiting)):
            raise refuse(
                "approve",
                f"Reminder {', '.join(map(str, others))} does not wait for approval.",
                "See what waits: recobro plan.",
            )
        check_second_person(company, reminders, by=by)
        fingerprints = reminder_fingerprints(company_id, reminders)
        if changed := [one for one, mark in (seen or {}).items() if fingerprints.get(one, mark) != mark]:
            raise refuse(
                "approve",
                f"Reminder {changed[0]} has changed since you looked at it.",
                "Look again, then approve.",
            )
        record_approval(company_id, fingerprints, at=clock(), by=by)
    return len(reminders)


def approve_waiting(company_id: int, *, level: str = "", seen: str, clock: Clock, by: str) -> int:
    """Approves all that waits (at one level), as far as it is for this person to approve: what he saw, and nothing else.

    `seen` is the mark of the list that he was shown (`waiting_marks`). Raises Refused when more, less or something else waits now.
    """
    with transaction.atomic():
        lock(company_id)
        company = read_company(company_id)
        if waiting_marks(company_id, mode=company.mode).get(level, "") != seen:
            raise refuse(
                "approve", "The list has changed since you looked at it.", "Look again, then approve."
            )
        chosen = approvable(company_id, by=by, level=level or None)
        return approve(company_id, reminders=chosen, clock=clock, by=by)


def approvable(company_id: int, *, by: str, level: str | None = None) -> list[int]:
    """The reminders that wait (at one level), without those that somebody else has to approve."""
    company = read_company(company_id)
    waiting = waiting_reminders(company_id, mode=company.mode, level=level)
    return sorted(waiting - objections(company, waiting, by=by).keys())


def process_follow_up(company_id: int, *, customers: Sequence[int], clock: Clock, by: str) -> int:
    """Approves what waits for these customers, as far as it is for this person to approve. Gives how many reminders."""
    waiting = reminders_to(company_id, reminders=approvable(company_id, by=by), customers=customers)
    return approve(company_id, reminders=waiting, clock=clock, by=by)
