"""What of the policy decides about a claim: which of its settings gives which date, and the floor and the ceiling that apply.

The dates are those of the verdict; nothing is decided here. Casework (holds, promises, disputes) names itself in the explanation.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from recobro.evaluation.evaluate import Verdict
from recobro.kernel.money import plain
from recobro.policy.ladder import Level, Policy


def by_policy(verdict: Verdict, policy: Policy) -> tuple[str, ...]:
    """A sentence for each setting of the policy that has a word in what becomes of the claim."""
    return (*_level(verdict, policy), *_waits(verdict, policy), *thresholds(verdict, policy))


def thresholds(verdict: Verdict, policy: Policy) -> tuple[str, ...]:
    """The floor and the ceiling for what the customer is asked for in this currency; that there is none is said, too.

    The floor is about what he owes less his credit; the ceiling about what the message asks for: more, where credit waits apart.
    """
    currency = verdict.currency
    net = verdict.claimable_total - verdict.credit
    asked = _money(net, currency)
    whole = _money(verdict.claimable_total if verdict.credit_apart and net > 0 else net, currency)
    floor, ceiling = policy.floor.get(currency), policy.ceiling.get(currency)
    found = []
    if floor:
        found.append(
            f"Floor of the policy: below {_money(floor, currency)} nothing is sent; {asked} of the customer can be asked for."
        )
    if ceiling is not None:
        found.append(
            f"Ceiling of the policy: above {_money(ceiling, currency)} a person approves; {whole} of the customer can be asked for."
        )
    return tuple(found) or (f"The policy has no floor and no ceiling for {currency}.",)


def _level(verdict: Verdict, policy: Policy) -> Iterator[str]:
    """The level that is next or reached: its trigger, its day, and what else the policy says about that day."""
    if verdict.level_key is None:
        return
    level = policy.level(verdict.level_key)
    day = next((end for end in (_end(verdict, "not_reached"), _end(verdict, "told_waiting")) if end), None)
    if verdict.is_reached:
        yield f"Level {level.key} counts by its trigger {level.trigger}, and is reached."
    elif day:
        yield f"Level {level.key} counts by its trigger {level.trigger}: {day}."
    else:
        yield f"Level {level.key} counts by its trigger {level.trigger}."
    if not verdict.is_reached and (movers := ", ".join(_movers(policy, level))):
        yield f"This may put the day of the level off: {movers}."
    if level.approval == "person":
        yield f"Level {level.key} is sent only after a person has approved it."


def _movers(policy: Policy, level: Level) -> Iterator[str]:
    """Settings that may make the day of the level a later one, as they stand in the policy's file."""
    if policy.grace_banking_days:
        yield f"grace_banking_days = {policy.grace_banking_days}"
    if policy.days_after_invoice:
        yield f"days_after_invoice = {policy.days_after_invoice}"
    if policy.follow_pay_days:
        yield "follow_pay_days = true"
    if level.severity == "final":
        yield f"final_after_days = {policy.final_after_days}"


def _waits(verdict: Verdict, policy: Policy) -> Iterator[str]:
    """The other blocks that the policy makes."""
    if "too_soon" in verdict.blocks:
        yield f"Between two contacts the policy leaves {policy.min_gap_days} days (min_gap_days): not before {_end(verdict, 'too_soon')}."
    if "before_amnesty" in verdict.blocks:
        days, end = policy.first_day.amnesty_days, _end(verdict, "before_amnesty")
        yield f"What was overdue on the first day is left alone for {days} days (first_day): not before {end}."


def _end(verdict: Verdict, block: str) -> object:
    return dict(zip(verdict.blocks, verdict.ends_on, strict=True)).get(block)


def _money(amount: Decimal, currency: str) -> str:
    return f"{plain(amount, currency)} {currency}"
