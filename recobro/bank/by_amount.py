"""Proposals by the amount alone, and who paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recobro.bank.amounts import Explained, Tolerance, explain, furthest, netted
from recobro.bank.candidates import Candidates, Debtor, Due, Incoming, Proposed, cents_of, months_of
from recobro.bank.certainty import (
    AUTOMATIC,
    BY_DIFFERENCE,
    BY_PAYER,
    NOT_NATURAL,
    OTHER,
    SEVERAL_WAYS,
    Reason,
    why,
)
from recobro.bank.contradictions import contradictions
from recobro.bank.sums import SOME, natural, sums
from recobro.bank.who_paid import Payer


def by_amount(
    incoming: Incoming, debtor: Debtor, payer: Payer, his: Sequence[Due], found: Candidates, named: Sequence[Due],
    tolerance: Tolerance,
) -> Iterator[Proposed]:  # fmt: skip
    """Only what was issued by then: nobody pays an invoice that he has not, and does not say so."""
    items = sorted(
        (one for one in his if one.issued_on <= incoming.on), key=lambda one: (one.issued_on, one.item_id)
    )
    if not items:
        return
    is_whole = debtor.customer_id in found.whole
    ways = list(_ways(items, incoming, is_whole=is_whole, is_known=payer.known_by != "nobody"))
    for chosen, is_natural in ways[:2]:
        yield _summed(
            incoming, debtor, payer, chosen, found, named, is_natural=is_natural, ways=len(ways),
            is_complete=is_whole and len(items) <= SOME,
        )  # fmt: skip
    if not ways and payer.known_by != "nobody":
        yield from _nearly(incoming, debtor, payer, items, tolerance, is_whole=is_whole)


def _ways(
    items: Sequence[Due], incoming: Incoming, *, is_whole: bool, is_known: bool
) -> Iterator[tuple[list[Due], bool]]:
    if not is_whole:
        yield from (([one], True) for one in items if one.open == incoming.amount)
        return
    cents = [
        cents_of(one.open, one.currency) for one in items
    ]  # whose they are by chance is not worth much work
    for way in sums(
        cents, cents_of(incoming.amount, incoming.currency), groups=months_of(items), is_thorough=is_known
    ):
        yield [items[place] for place in way.places], way.is_natural or len(way.places) == 1


def _summed(
    incoming: Incoming, debtor: Debtor, payer: Payer, chosen: Sequence[Due], found: Candidates, named: Sequence[Due], *,
    is_natural: bool, ways: int, is_complete: bool,
) -> Proposed:  # fmt: skip
    explained = netted(chosen)
    certainty = BY_PAYER[payer.known_by] - (not is_natural) * NOT_NATURAL
    reasons = [*payer.reasons, *_amount_reasons(chosen, explained, incoming, is_natural=is_natural)]
    same = (
        max(ways, found.same_amount if len(chosen) == 1 else found.same_sum)
        if payer.known_by in ("nobody", "alike")
        else ways
    )
    if same > 1:
        reasons.append(why("several_ways", same - 1))
        certainty -= SEVERAL_WAYS if payer.known_by != "nobody" else SEVERAL_WAYS + 6 * same
    if certainty >= AUTOMATIC and not is_complete:
        certainty = AUTOMATIC - 5
    if named or incoming.said.unexplained([one.number for one in chosen]):
        reasons.append(why("other_number", [one.number for one in named][:3]))
        certainty -= OTHER if named else OTHER // 2
    certainty -= contradictions(debtor, chosen, found, {}, reasons)
    return Proposed.of(debtor, certainty, reasons, explained)


def _nearly(
    incoming: Incoming,
    debtor: Debtor,
    payer: Payer,
    items: Sequence[Due],
    tolerance: Tolerance,
    *,
    is_whole: bool,
) -> Iterator[Proposed]:
    """One item, all of them, the oldest, those of a month: less a discount, charges or a small difference."""
    claims = [one for one in items if one.open > 0]
    if not claims:
        return
    cents = [cents_of(one.open, one.currency) for one in claims]
    groups = [(amount, range(place, place + 1)) for place, amount in enumerate(cents)]
    groups += natural(cents, months_of(claims)) if is_whole else []
    low, high = (cents_of(one, incoming.currency) for one in furthest(claims, incoming.amount, tolerance))
    found: dict[range, Explained] = {}
    for total, places in groups:
        if not low <= total <= high:
            continue
        chosen = [claims[place] for place in places]
        explained = explain(chosen, incoming.amount, incoming.on, incoming.charges, [], tolerance)
        if explained.kind in BY_DIFFERENCE:
            found.setdefault(places, explained)
    best = sorted(found.values(), key=lambda one: BY_DIFFERENCE[one.kind])[:2]
    for explained in best:
        certainty = BY_PAYER[payer.known_by] - BY_DIFFERENCE[explained.kind] - (len(found) > 1) * SEVERAL_WAYS
        reasons = [*payer.reasons, *explained.reasons(incoming.currency)]
        if len(found) > 1:
            reasons.append(why("several_ways", len(found) - 1))
        yield Proposed.of(debtor, min(certainty, AUTOMATIC - 1), reasons, explained)


def _amount_reasons(
    chosen: Sequence[Due], explained: Explained, incoming: Incoming, *, is_natural: bool
) -> list[Reason]:
    if len(chosen) == 1:
        return [why("amount_is_one", chosen[0].number)]
    key = "amount_is_all_due" if is_natural else "amount_is_sum"
    return [why(key, len(chosen)), *explained.reasons(incoming.currency)]
