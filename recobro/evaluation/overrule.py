"""A person reminds although something stands against it: what may be overruled, by name and with a reason, and what may not.

Never overruled: the outcomes of the group *never*, what cannot be said at all (no policy, no level left, no address, no text), what
already waits to be sent, and what nothing can be asked for of (disputed, promised, covered by credit: end that first). A level that is not
reached yet is brought forward only for what is overdue, and never a final one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from recobro.evaluation.evaluate import Verdict
from recobro.policy.read import read_version

OVERRULABLE = (
    "complaint", "direct_debit", "item_hold", "customer_hold", "next_contact", "expected", "not_reached", "told_waiting",
    "before_amnesty", "below_floor", "too_soon",
)  # fmt: skip
OUT_OF_THE_SUM = ("complaint", "direct_debit", "item_hold", "customer_hold", "next_contact", "expected")
FINAL = 4


def overrulable(verdict: Verdict, *, as_of: date) -> bool:
    """May a person remind of this claim although its blocks stand?"""
    return (
        bool(verdict.blocks)
        and set(verdict.blocks) <= set(OVERRULABLE)
        and verdict.claimable > 0
        and verdict.level_key is not None
        and verdict.version_id is not None
        and not read_version(verdict.version_id).level(verdict.level_key).is_empty
        and (verdict.is_reached or _may_come_forward(verdict, as_of))
    )


def _may_come_forward(verdict: Verdict, as_of: date) -> bool:
    return verdict.due_on is not None and verdict.due_on < as_of and (verdict.severity or 0) < FINAL


def overruled(verdicts: Iterable[Verdict], blocks: Collection[str], *, as_of: date) -> list[Verdict]:
    """The verdicts of one customer as they are when these blocks do not count; only those that may be overruled change.

    Credit on account covers the oldest of what is asked for, or all of it where it waits apart, as it does without overruling.
    """
    found = list(verdicts)
    if not blocks:
        return found
    freed = [
        replace(one, outcome="remind", blocks=(), ends_on=())
        if set(one.blocks) <= set(blocks) and overrulable(one, as_of=as_of)
        else one
        for one in found
    ]
    if any(one.credit_apart for one in found):
        return _all_or_nothing(found, freed, as_of=as_of)
    return _netted(freed)


def _all_or_nothing(before: Sequence[Verdict], freed: Sequence[Verdict], *, as_of: date) -> list[Verdict]:
    """Where credit waits apart, it covers what was freed only if it covers everything that is asked for then; else it covers nothing."""
    asked = {one.currency: one.claimable_total for one in before}
    changed = {now.item_id for was, now in zip(before, freed, strict=True) if was is not now}
    for was in before:
        if was.item_id in changed and not _is_in_the_sum(was, as_of):
            asked[was.currency] += was.claimable
    return [
        replace(one, netted=Decimal(0))
        if one.credit < asked[one.currency]
        else _covered(one)
        if one.item_id in changed and one.credit > 0
        else one
        for one in freed
    ]


def _is_in_the_sum(verdict: Verdict, as_of: date) -> bool:
    counts_from = verdict.pays_on or verdict.due_on
    is_late = counts_from is not None and counts_from < as_of
    return not set(verdict.blocks) & set(OUT_OF_THE_SUM) and (is_late or verdict.is_reached)


def _covered(verdict: Verdict) -> Verdict:
    return replace(
        verdict, netted=verdict.claimable, outcome="in_credit", blocks=("in_credit",), ends_on=(None,)
    )


def _netted(verdicts: Sequence[Verdict]) -> list[Verdict]:
    left = {one.currency: one.credit for one in verdicts}
    found: dict[int, Verdict] = {}
    for one in sorted(verdicts, key=lambda each: (each.due_on or date.max, each.item_id)):
        counts = one.outcome == "remind" or one.netted > 0
        netted = min(one.claimable, max(left[one.currency], Decimal(0))) if counts else Decimal(0)
        left[one.currency] -= netted
        covered = one.outcome == "remind" and netted == one.claimable
        found[one.item_id] = _covered(one) if covered else replace(one, netted=netted)
    return [found[one.item_id] for one in verdicts]
