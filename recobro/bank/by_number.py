"""Proposals by what is said: a reference, or numbers in the text, and how the amount compares with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from recobro.bank.amounts import Explained, Tolerance, explain
from recobro.bank.candidates import Candidates, Debtor, Due, Incoming, Proposed, cents_of
from recobro.bank.certainty import BY_NUMBER, SEVERAL_WAYS, WEAK_NUMBER, Reason, why
from recobro.bank.contradictions import contradictions
from recobro.bank.numbers import Said, Strength
from recobro.bank.sums import sums
from recobro.bank.who_paid import Payer


def by_numbers(
    incoming: Incoming, debtor: Debtor, payer: Payer, named: Sequence[Due], his: Sequence[Due], found: Candidates,
    said: Mapping[int, Said], tolerance: Tolerance,
) -> Iterator[Proposed]:  # fmt: skip
    """What the numbers `named` of one customer may mean, with how the amount compares."""
    unused = [one for one in his if one.open < 0] if debtor.customer_id in found.whole else []
    for chosen in sets_of(named, said):
        explained = explain(chosen, incoming.amount, incoming.on, incoming.charges, unused, tolerance)
        if explained.kind in ("partial", "on_account", "charges_likely") and (
            part := _part_of(chosen, incoming.amount)
        ):
            yield _named(
                incoming,
                debtor,
                payer,
                part[0],
                Explained.exactly(part[0]),
                found,
                said,
                ways=len(part),
                of=chosen,
            )
        yield _named(
            incoming, debtor, payer, chosen, explained, found, said, is_all=len(chosen) == len(named)
        )


def sets_of(named: Sequence[Due], said: Mapping[int, Said]) -> list[list[Due]]:
    """What may be meant: the numbers that are sure, those that are written at all, those in a range too."""
    sure = [one for one in named if said[one.item_id].is_unmistakable]
    written = [one for one in named if said[one.item_id].strength > Strength.RANGE]
    sets: list[list[Due]] = []
    for chosen in (sure, written, list(named)):
        if chosen and chosen not in sets:
            sets.append(chosen)
    return sets


def _part_of(chosen: Sequence[Due], amount: Decimal) -> list[list[Due]]:
    """Some of them come to the amount: one instalment of an invoice, or the number that was meant among those that look like it."""
    if len(chosen) < 2:
        return []
    ways = sums([cents_of(one.open, one.currency) for one in chosen], cents_of(amount, chosen[0].currency))
    return [[chosen[place] for place in way.places] for way in ways]


def _named(
    incoming: Incoming, debtor: Debtor, payer: Payer, chosen: Sequence[Due], explained: Explained, found: Candidates,
    said: Mapping[int, Said], *, ways: int = 1, of: Sequence[Due] = (), is_all: bool = True,
) -> Proposed:  # fmt: skip
    certainty = BY_NUMBER[explained.kind]
    reasons = [
        *number_reasons(chosen, said, incoming),
        *payer.reasons,
        *explained.reasons(incoming.currency),
    ]
    is_sure = _is_sure(chosen, said, explained.kind)
    if not is_sure:
        others = incoming.said.unexplained([one.number for one in chosen])
        is_sure = payer.is_known and explained.kind == "exact" and not others  # a third witness
    if not is_sure:
        certainty -= WEAK_NUMBER
    if not is_all and explained.kind in ("partial", "on_account"):
        certainty -= WEAK_NUMBER  # rather more of what was said than some of it with a rest
    if ways > 1:
        certainty -= SEVERAL_WAYS
        reasons.append(why("several_ways", ways - 1))
    elif _others_sure(of, chosen, said):
        certainty -= WEAK_NUMBER
    certainty -= contradictions(debtor, chosen, found, said, reasons)
    return Proposed.of(debtor, certainty + payer.is_known, reasons, explained)


def _is_sure(chosen: Sequence[Due], said: Mapping[int, Said], kind: str) -> bool:
    """Each number by itself; or several short ones that come to just the amount."""
    if all(said[one.item_id].is_unmistakable for one in chosen):
        return True
    return len(chosen) > 1 and kind == "exact"


def _others_sure(of: Sequence[Due], chosen: Sequence[Due], said: Mapping[int, Said]) -> bool:
    """Was another number said as surely, that is not among the chosen? Other instalments of the same number do not count."""
    numbers = {one.number for one in chosen}
    return any(
        said[one.item_id].is_unmistakable and one.number not in numbers for one in of if one not in chosen
    )


def number_reasons(chosen: Sequence[Due], said: Mapping[int, Said], incoming: Incoming) -> list[Reason]:
    """How the numbers of these are said."""
    by_reference = [one for one in chosen if said[one.item_id].strength == Strength.REFERENCE]
    by_text = [one for one in chosen if said[one.item_id].strength in (Strength.WHOLE, Strength.DIGITS)]
    in_part = [one for one in chosen if said[one.item_id].strength <= Strength.TAIL]
    found: list[Reason] = []
    if by_reference and incoming.said.references:
        found.append(why("reference", incoming.said.references[0].written))
    for key, items in (("number_in_text", by_text), ("number_in_part", in_part)):
        if items:
            found.append(why(key, list(dict.fromkeys(one.number for one in items))))
    return found
