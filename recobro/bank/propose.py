"""What a movement may pay: ranked proposals, each with its certainty and the reasons for it. Pure: no database, no clock.

There are three kinds of witnesses: what is said (a reference, a number), who paid (an account or a name), and the amount. A proposal is
*automatic* when two of them agree and none contradicts: what is said and the exact amount; or a payer known by his account and an
amount that only one thing explains. The tables of `certainty` are the whole of it; `docs/concepts/matching.md` says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from recobro.bank.amounts import Tolerance, oldest_first
from recobro.bank.by_amount import by_amount
from recobro.bank.by_number import by_numbers
from recobro.bank.by_rate import by_rates
from recobro.bank.candidates import Candidates, Debtor, Due, Incoming, Proposed, RateOf, no_rates
from recobro.bank.certainty import AUTOMATIC, OLDEST_FIRST, ONLY_THE_PAYER, why
from recobro.bank.numbers import Said
from recobro.bank.who_paid import Payer, payer_of
from recobro.kernel.money import plain

PROPOSALS_MAX = 5


def propose(
    incoming: Incoming, found: Candidates, tolerance: Tolerance, rate_of: RateOf = no_rates
) -> list[Proposed]:
    """The proposals for this movement, the best first, at most five, each with other items."""
    said = _said(incoming, found)
    proposals: list[Proposed] = []
    for debtor in found.debtors.values():
        proposals += _of_customer(incoming, debtor, found, said, tolerance)
    is_elsewhere = any(one.currency != incoming.currency for one in found.items)
    if is_elsewhere and not any(one.certainty >= AUTOMATIC for one in proposals):
        proposals += _elsewhere(incoming, found, said, proposals, rate_of, tolerance)
    return _ranked(proposals)


def _said(incoming: Incoming, found: Candidates) -> dict[int, Said]:
    """How each open claim is said, of those that are."""
    return {
        one.item_id: how for one in found.items if one.open > 0 and (how := incoming.said.said(one.number))
    }


def _elsewhere(
    incoming: Incoming, found: Candidates, said: Mapping[int, Said], here: Sequence[Proposed], rate_of: RateOf,
    tolerance: Tolerance,
) -> Iterator[Proposed]:  # fmt: skip
    """What is owed in other currencies: what is said always, amounts alone where nothing of his explains them here."""
    explained = {one.customer_id for one in here if one.lines}
    for debtor in found.debtors.values():
        yield from by_rates(
            incoming, debtor, payer_of(incoming, debtor), found, said, rate_of, tolerance,
            looks_at_amounts=debtor.customer_id not in explained,
        )  # fmt: skip


def _of_customer(
    incoming: Incoming, debtor: Debtor, found: Candidates, said: Mapping[int, Said], tolerance: Tolerance
) -> Iterator[Proposed]:
    """What he owes in the currency of the money. That another of his invoices is named speaks against an amount, in whatever currency."""
    every = sorted((one for one in found.items if one.customer_id == debtor.customer_id), key=_age)
    his = [one for one in every if one.currency == incoming.currency]
    named = [one for one in his if one.item_id in said]
    payer = payer_of(incoming, debtor)
    by_number = list(by_numbers(incoming, debtor, payer, named, his, found, said, tolerance)) if named else []
    yield from by_number
    amounts: list[Proposed] = []
    if not any(one.certainty >= AUTOMATIC for one in by_number):
        every_named = [one for one in every if one.item_id in said]
        amounts = list(by_amount(incoming, debtor, payer, his, found, every_named, tolerance))
        yield from amounts
    if not by_number and payer.known_by in ONLY_THE_PAYER:
        unfit = his if debtor.customer_id in found.whole and not amounts else []
        yield from _only_the_payer(
            incoming, payer, debtor, [one for one in unfit if one.open > 0 and one.issued_on <= incoming.on]
        )


def _only_the_payer(
    incoming: Incoming, payer: Payer, debtor: Debtor, unfit: Sequence[Due]
) -> Iterator[Proposed]:
    """On account; and where the amount fits none of his open claims (`unfit`), that, and the oldest of them first as another way."""
    customer, currency = debtor.customer_id, incoming.currency
    certainty, rest = ONLY_THE_PAYER[payer.known_by], why("on_account", plain(incoming.amount, currency))
    total = sum((one.open for one in unfit), Decimal(0))
    owed = (why("open_invoices", [len(unfit), plain(total, currency)]),) if unfit else ()
    yield Proposed(customer_id=customer, certainty=certainty, reasons=(*payer.reasons, rest, *owed))
    if unfit:
        lines = oldest_first(unfit, incoming.amount)
        off = incoming.amount - total
        after = why("on_account" if off > 0 else "partial", plain(abs(off), currency))
        reasons = (*payer.reasons, why("oldest_first", len(lines)), after)
        yield Proposed(customer_id=customer, certainty=certainty - OLDEST_FIRST, reasons=reasons, lines=lines)


def _ranked(proposals: Sequence[Proposed]) -> list[Proposed]:
    """The best first; of those with the same lines the best; none is automatic beside another that is nearly as good."""
    ranked: list[Proposed] = []
    for one in sorted(proposals, key=lambda one: (-one.certainty, one.customer_id, one.lines)):
        if not any(_same(one, other) for other in ranked):
            ranked.append(one)
    if len(ranked) > 1 and ranked[0].certainty >= AUTOMATIC and ranked[1].certainty >= AUTOMATIC - 1:
        ways = (why("several_ways", 1),)
        ranked[:2] = [
            replace(one, certainty=min(one.certainty, AUTOMATIC - 5), reasons=one.reasons + ways)
            for one in ranked[:2]
        ]
    return ranked[:PROPOSALS_MAX]


def _same(one: Proposed, other: Proposed) -> bool:
    return (one.customer_id, one.lines, one.unknown) == (other.customer_id, other.lines, other.unknown)


def _age(one: Due) -> tuple[date, date, int]:
    return one.due_on or one.issued_on, one.issued_on, one.item_id
