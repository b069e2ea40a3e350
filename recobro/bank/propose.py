"""What a movement may pay: ranked proposals, each with its certainty and the reasons for it. Pure: no database, no clock.

There are three kinds of witnesses: what is said (a reference, a number), who paid (an account or a name), and the amount. A proposal is
*automatic* when two of them agree and none contradicts: what is said and the exact amount; or a payer known by his account and an
amount that only one thing explains. The tables of `certainty` are the whole of it; `docs/concepts/matching.md` says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from recobro.bank.amounts import Tolerance
from recobro.bank.by_amount import by_amount
from recobro.bank.by_number import by_numbers
from recobro.bank.candidates import Candidates, Debtor, Due, Incoming, Proposed
from recobro.bank.certainty import AUTOMATIC, ONLY_THE_PAYER, why
from recobro.bank.numbers import Said
from recobro.bank.who_paid import payer_of
from recobro.kernel.money import plain

PROPOSALS_MAX = 5


def propose(incoming: Incoming, found: Candidates, tolerance: Tolerance) -> list[Proposed]:
    """The proposals for this movement, the best first, at most five, each with other items."""
    mine = replace(found, items=[one for one in found.items if one.currency == incoming.currency])
    said = {
        one.item_id: how for one in mine.items if one.open > 0 and (how := incoming.said.said(one.number))
    }
    proposals: list[Proposed] = []
    for debtor in found.debtors.values():
        proposals += _of_customer(incoming, debtor, mine, said, tolerance)
    return _ranked(proposals)


def _of_customer(
    incoming: Incoming, debtor: Debtor, found: Candidates, said: Mapping[int, Said], tolerance: Tolerance
) -> Iterator[Proposed]:
    his = sorted((one for one in found.items if one.customer_id == debtor.customer_id), key=_age)
    named = [one for one in his if one.item_id in said]
    payer = payer_of(incoming, debtor)
    by_number = list(by_numbers(incoming, debtor, payer, named, his, found, said, tolerance)) if named else []
    yield from by_number
    if not any(one.certainty >= AUTOMATIC for one in by_number):
        yield from by_amount(incoming, debtor, payer, his, found, named, tolerance)
    if not by_number and payer.known_by in ONLY_THE_PAYER:
        rest = why("on_account", plain(incoming.amount, incoming.currency))
        yield Proposed(
            customer_id=debtor.customer_id,
            certainty=ONLY_THE_PAYER[payer.known_by],
            reasons=(*payer.reasons, rest),
        )


def _ranked(proposals: Sequence[Proposed]) -> list[Proposed]:
    """The best first; of those with the same lines the best; none is automatic beside another that is nearly as good."""
    ranked: list[Proposed] = []
    for one in sorted(proposals, key=lambda one: (-one.certainty, one.customer_id, one.lines)):
        if not any((one.customer_id, one.lines) == (other.customer_id, other.lines) for other in ranked):
            ranked.append(one)
    if len(ranked) > 1 and ranked[0].certainty >= AUTOMATIC and ranked[1].certainty >= AUTOMATIC - 1:
        ways = (why("several_ways", 1),)
        ranked[:2] = [
            replace(one, certainty=min(one.certainty, AUTOMATIC - 5), reasons=one.reasons + ways)
            for one in ranked[:2]
        ]
    return ranked[:PROPOSALS_MAX]


def _age(one: Due) -> tuple[date, date, int]:
    return one.due_on or one.issued_on, one.issued_on, one.item_id
