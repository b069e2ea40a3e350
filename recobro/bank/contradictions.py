"""What speaks against a proposal: the account of another customer, the number of another one's invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recobro.bank.candidates import Candidates, Debtor, Due
from recobro.bank.certainty import OTHER, Reason, why
from recobro.bank.numbers import Said, Strength


def contradictions(
    debtor: Debtor,
    chosen: Sequence[Due],
    found: Candidates,
    said: Mapping[int, Said],
    reasons: list[Reason],
) -> int:
    """The points to take off; what speaks against it is added to the reasons."""
    points = 0
    if not debtor.has_account and any(one.has_account for one in found.debtors.values()):
        reasons.append(why("other_payer", True))
        points += OTHER
    numbers = {one.number for one in chosen}
    others = [one.number for one in found.items if one.item_id in said and said[one.item_id].is_unmistakable
              and one.customer_id != debtor.customer_id and said[one.item_id].strength >= Strength.DIGITS]  # fmt: skip
    if others and not (set(others) <= numbers and _is_best(chosen, found, said)):
        reasons.append(why("other_number", sorted(set(others))[:3]))
        points += OTHER
    return points


def _is_best(chosen: Sequence[Due], found: Candidates, said: Mapping[int, Said]) -> bool:
    """The same number at two customers: only the amount can tell them apart, and then it does only if it differs."""
    opens = {(one.number, one.currency, one.open) for one in chosen}
    return not any((one.number, one.currency, one.open) in opens for one in found.items if one not in chosen)
