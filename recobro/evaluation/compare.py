"""Which customers would be treated differently under another policy, and how? Nothing stays.

Both sides are laid over the same place in turn: over the policy that is compared, wherever it is assigned; over the whole company
where neither of them is assigned yet. What has been told and agreed is the company's own. What waits with us and has told nobody is
left out of account: else both would say only that it is on its way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from recobro.access.company import CompanyValue
from recobro.evaluation.evaluate import evaluate
from recobro.evaluation.models import Step, Told
from recobro.ledger.models import Customer
from recobro.policy.assign import assign, assigned_keys, end_assignments
from recobro.policy.load import try_version
from recobro.policy.parse import parse

BY = "policy diff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two policies: its text, and how the person named it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """What one of the two says about an item. `level` is the level reached, or the next one."""

    outcome: str
    level: str | None
    next_on: date | None

    def __str__(self) -> str:
        parts = (self.outcome, self.level, f"next on {self.next_on}" if self.next_on else None)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An item that is treated differently."""

    customer: str
    number: str
    currency: str
    old: Treated
    new: Treated


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many items both speak of, and those of which they say different things, in the order of customers."""

    items: int
    differences: tuple[Difference, ...]

    @property
    def customers(self) -> int:
        return len({one.customer for one in self.differences})

    def counts(self) -> list[tuple[str, str, int]]:
        """How many items go from which outcome (and level) to which; the most frequent first."""
        found = Counter(_step(one) for one in self.differences)
        return [(old, new, count) for (old, new), count in found.most_common()]


def compare(company: CompanyValue, *, old: Side, new: Side, as_of: date, at: datetime) -> Compared:
    """What would change on a day if `new` stood where `old` stands. Raises Refused for a side that is no policy."""
    keys = [parse(side.text, source=side.name).key for side in (old, new)]
    place = next((key for key in keys if key in assigned_keys(company.id, as_of=as_of)), None)
    said = [
        _said(company, side, place or keys[0], is_everywhere=place is None, as_of=as_of, at=at)
        for side in (old, new)
    ]
    before, after = said
    both = sorted(before.keys() & after.keys(), key=lambda item: (before[item][0], item))
    codes = dict(Customer.objects.filter(company_id=company.id).values_list("id", "code"))
    return Compared(
        items=len(both),
        differences=tuple(
            Difference(
                customer=codes[before[item][0]], number=before[item][1], currency=before[item][2], old=before[item][3],
                new=after[item][3],
            )
            for item in both
            if before[item][3] != after[item][3]
        ),
    )  # fmt: skip


_Said = dict[int, tuple[int, str, str, Treated]]


def _said(
    company: CompanyValue, side: Side, place: str, *, is_everywhere: bool, as_of: date, at: datetime
) -> _Said:
    """What the company's evaluation says with this side in its place."""
    with transaction.atomic():
        policy_id = try_version(
            company.id, policy_key=place, text=side.text, source=side.name, valid_from=as_of, at=at, by=BY
        )
        if is_everywhere:
            end_assignments(company.id, on=as_of, at=at, by=BY)
            assign(company.id, policy_key=place, from_on=as_of, at=at, by=BY)
        found = {
            one.item_id: (one.customer_id, one.number, one.currency,
                          Treated(outcome=one.outcome, level=one.level_key, next_on=one.next_on))
            for one in evaluate(
                company.id, as_of=as_of, mode=company.mode, except_reminders=_waiting(company)
            )
            if one.policy_id == policy_id
        }  # fmt: skip
        transaction.set_rollback(True)
    return found


def _waiting(company: CompanyValue) -> list[int]:
    """The reminders that have been proposed and have told nobody."""
    told = Told.objects.filter(company_id=company.id, mode=company.mode, reminder_id__isnull=False)
    steps = Step.objects.filter(company_id=company.id, mode=company.mode, released_at__isnull=True)
    waiting = steps.exclude(reminder_id__in=told.values("reminder_id"))
    return sorted(set(waiting.values_list("reminder_id", flat=True)))


def _step(one: Difference) -> tuple[str, str]:
    old, new = _short(one.old), _short(one.new)
    return old, new if new != old else "the same on another day"


def _short(one: Treated) -> str:
    return f"{one.outcome} {one.level}" if one.level else one.outcome
