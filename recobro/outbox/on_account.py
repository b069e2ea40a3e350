"""What a message does with the customer's credit: it is deducted, as the proof of what is asked for, or it stands apart.

Which of both, the evaluation has decided; here it is put into words that can be checked: each credit with its number and its amount.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from recobro.evaluation.evaluate import Verdict
from recobro.kernel.money import quantize
from recobro.ledger.open import OpenItem
from recobro.letters.values import Credit


@dataclass(frozen=True, slots=True, kw_only=True)
class InFavour:
    """Of one currency: what is deducted, the older items that this covers whole, and what is not deducted."""

    deducted: tuple[Credit, ...] = ()
    covered: tuple[Verdict, ...] = ()
    apart: tuple[Credit, ...] = ()


def in_favour(
    currency: str,
    demanded: Sequence[Verdict],
    verdicts: Collection[Verdict],
    *,
    on_account: Sequence[OpenItem],
    kept: Sequence[tuple[OpenItem, str]],
) -> InFavour:
    """What becomes of the credit beside what is demanded. `kept`: credits that are not released, each with its purpose."""
    own = [one for one in on_account if one.currency == currency]
    aside = tuple(
        replace(_credit(item, -item.open), kept_as=purpose)
        for item, purpose in sorted(kept, key=lambda one: _by_age(one[0]))
        if item.currency == currency
    )
    if demanded[0].credit_apart:
        return InFavour(apart=(*_from_the_oldest(own, up_to=demanded[0].credit), *aside))
    asked = {one.item_id for one in demanded}
    # (credit may have gone over to what a person overruled: then it covers less, or nothing, of what it covered)
    covered = tuple(
        one for one in verdicts
        if one.currency == currency and one.outcome == "in_credit" and one.netted == one.claimable and one.item_id not in asked
    )  # fmt: skip
    used = sum((one.netted for one in (*demanded, *covered)), Decimal(0))
    return InFavour(deducted=tuple(_from_the_oldest(own, up_to=used)), covered=covered, apart=aside)


def _from_the_oldest(on_account: Sequence[OpenItem], *, up_to: Decimal) -> Iterable[Credit]:
    left = up_to
    for item in sorted(on_account, key=_by_age):
        part = min(left, -item.open)
        if part > 0:
            yield _credit(item, part)
            left -= part


def _credit(item: OpenItem, part: Decimal) -> Credit:
    return Credit(
        item_id=item.item_id, number=item.number, kind=item.kind, on=item.issued_on, amount=quantize(part, item.currency),
        whole=quantize(-item.open, item.currency) if part < -item.open else None,
    )  # fmt: skip


def _by_age(item: OpenItem) -> tuple[date, int]:
    return item.issued_on, item.item_id
