"""Who is treated by which policy, from a day on. The nearest assignment wins: item, customer, segment, company."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from recobro.kernel.problems import refuse
from recobro.policy.models import Assignment, Policy


def assign(
    company_id: int,
    *,
    policy_key: str,
    customer_id: int | None = None,
    item_id: int | None = None,
    segment: str = "",
    from_on: date,
    until_on: date | None = None,
    at: datetime,
    by: str,
) -> int:
    """Assigns the policy to an item (with its customer), a customer, a segment, or the whole company. Gives the row's id.

    Within one scope the newest beginning wins, so that a later assignment replaces an earlier one from its day on.
    """
    policy = find_policy(company_id, policy_key)
    scope = "item" if item_id else "customer" if customer_id else "segment" if segment else "company"
    row = Assignment.objects.create(
        company_id=company_id,
        policy=policy,
        scope=scope,
        customer_id=customer_id,
        item_id=item_id,
        segment=segment,
        from_on=from_on,
        until_on=until_on,
        recorded_at=at,
        by=by,
    )
    return row.id


def find_policy(company_id: int, key: str) -> Policy:
    """The policy of this key. Raises Refused with the keys there are."""
    policy = Policy.objects.filter(company_id=company_id, key=key).first()
    if policy is None:
        keys = ", ".join(
            Policy.objects.filter(company_id=company_id).order_by("key").values_list("key", flat=True)
        )
        raise refuse(
            "policy",
            f"There is no policy '{key}'.",
            f"Policies: {keys or 'none yet'}. Load one: recobro policy load.",
        )
    return policy


def assigned_keys(company_id: int, *, as_of: date) -> set[str]:
    """The keys of the policies that somebody is treated by on this day."""
    return set(_standing(company_id, as_of).values_list("policy__key", flat=True))


def end_assignments(company_id: int, *, on: date, at: datetime, by: str) -> None:
    """Ends every assignment of the company."""
    _standing(company_id, on).update(ended_on=on, ended_at=at, ended_by=by)


def end_assignment(company_id: int, *, assignment_id: int, on: date, at: datetime, by: str) -> None:
    """Ends one assignment on this day: whoever it was for is treated by what is farther from him. Raises Refused.

    That of the company is not ended but replaced by another one, so that nobody is left without a policy by a slip.
    """
    row = Assignment.objects.filter(company_id=company_id, id=assignment_id, ended_on__isnull=True).first()
    if row is None:
        raise refuse("policy", "There is no such assignment any more.", "Look at the list again.")
    if row.scope == "company":
        raise refuse(
            "policy",
            "What treats the whole company cannot just end.",
            "Assign another policy to the company: it replaces this one.",
        )
    row.ended_on, row.ended_at, row.ended_by = on, at, by
    row.save(update_fields=["ended_on", "ended_at", "ended_by"])


def _standing(company_id: int, on: date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(company_id=company_id, from_on__lte=on)
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=on)).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    )
