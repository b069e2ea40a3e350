"""When each level of a policy would come for an invoice that does not exist: the days of the time line.

The triggers, the banking days and the pay days are those of the evaluation. The gap between two contacts and the age of the invoice are
not in it: they depend on the customer and the item.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from recobro.access.calendar import calendar_of
from recobro.access.rows import rows
from recobro.ledger.paydays import PayDays
from recobro.policy.fixture import ISSUED_BEFORE_DUE
from recobro.policy.ladder import Policy, sample_dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An invoice due on a day, and the first day of each level, if every level before it is told on its first day.

    `pays_on`: the customer's pay day, from which the levels count where the policy follows pay days.
    """

    due_on: date
    is_due_on_banking_day: bool
    pays_on: date | None
    days: dict[str, date]


def sample(policy: Policy, *, due_on: date, country: str, pay_days: PayDays | None = None) -> Sample:
    """The days of the policy for an invoice due on this day, to a customer in this country."""
    reach = timedelta(days=_reach(policy))
    is_banking_day = calendar_of(country, first=due_on - reach, last=due_on + reach)
    pays_on = _pays_on(due_on, pay_days) if policy.follow_pay_days and pay_days else None
    found = sample_dates(policy, pays_on or due_on, is_banking_day=is_banking_day)
    return Sample(
        due_on=due_on, is_due_on_banking_day=is_banking_day(due_on), pays_on=pays_on, days=dict(found)
    )


def _reach(policy: Policy) -> int:
    """Days around the due date within which everything happens: banking days take at most three times as many, with long feasts."""
    waits = [abs(level.trigger.days) * 2 + 40 for level in policy.levels]
    return sum(waits) + policy.final_after_days + policy.grace_banking_days * 2 + 120


def _pays_on(due_on: date, pay_days: PayDays) -> date:
    (found,) = rows(
        "evaluation", "sample_pay_day", due_on=due_on, issued_on=due_on - ISSUED_BEFORE_DUE, month_days=list(pay_days.month_days),
        weekdays=list(pay_days.weekdays), review_weekdays=list(pay_days.review_weekdays),
    )  # fmt: skip
    day: date = found["on"]
    return day
