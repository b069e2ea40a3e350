"""Proposals for items in another currency than the money: by what the bank says was ordered, or by the rate of the day.

Such a proposal is never automatic: the rate of the payer's bank is not known, so that the amount is no witness of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.bank.amounts import PERCENT, Tolerance
from recobro.bank.by_number import number_reasons, sets_of
from recobro.bank.candidates import (
    Candidates,
    Debtor,
    Due,
    Incoming,
    Proposed,
    RateOf,
    cents_of,
    months_of,
)
from recobro.bank.certainty import (
    AUTOMATIC,
    BY_NUMBER_ELSEWHERE,
    BY_PAYER,
    BY_PAYER_ELSEWHERE,
    ONLY_THE_PAYER,
    SEVERAL_WAYS,
    WEAK_NUMBER,
    Reason,
    why,
)
from recobro.bank.contradictions import contradictions
from recobro.bank.numbers import Said
from recobro.bank.sums import natural
from recobro.bank.who_paid import Payer
from recobro.kernel.money import in_six_digits, plain, quantize

WHOLE = tuple(BY_PAYER_ELSEWHERE)  # what pays the items just
MOST = AUTOMATIC - 2  # also beside a number that is sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What it takes to judge the items of one customer in one other currency. `rate`: what one of it is worth; None: nobody knows."""

    incoming: Incoming
    debtor: Debtor
    payer: Payer
    currency: str
    ordered: Decimal | None
    rate: Decimal | None
    rate_on: date | None
    tolerance: Tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """How the money compares with some items: `kind` is a key of BY_NUMBER_ELSEWHERE, `off` how far it is from what they are worth."""

    kind: str
    lines: tuple[tuple[int, Decimal], ...] = ()
    in_theirs: tuple[Decimal, ...] = ()
    unknown: tuple[int, ...] = ()
    off: Decimal = Decimal(0)
    reasons: tuple[Reason, ...] = ()


def by_rates(
    incoming: Incoming, debtor: Debtor, payer: Payer, found: Candidates, said: Mapping[int, Said], rate_of: RateOf,
    tolerance: Tolerance, *, looks_at_amounts: bool,
) -> Iterator[Proposed]:  # fmt: skip
    """What is said of his items in other currencies; and, `looks_at_amounts`, which of them are worth what came in."""
    by_currency: dict[str, list[Due]] = defaultdict(list)
    for one in found.items:
        if one.customer_id == debtor.customer_id and one.currency != incoming.currency and one.open > 0:
            by_currency[one.currency].append(one)
    for currency, items in sorted(by_currency.items()):
        asked = _asked(incoming, debtor, payer, currency, rate_of, tolerance)
        items.sort(key=lambda one: (one.due_on or one.issued_on, one.item_id))
        named = [one for one in items if one.item_id in said]
        if named:
            yield from _named(asked, named, found, said)
        elif looks_at_amounts and payer.is_known and debtor.customer_id in found.whole:
            yield from _worth_it(asked, items)


def _asked(
    incoming: Incoming, debtor: Debtor, payer: Payer, currency: str, rate_of: RateOf, tolerance: Tolerance
) -> Asked:
    ordered = incoming.ordered[0] if incoming.ordered and incoming.ordered[1] == currency else None
    worth = rate_of(incoming.on, currency, incoming.currency)
    return Asked(
        incoming=incoming, debtor=debtor, payer=payer, currency=currency, ordered=ordered, rate=worth.rate if worth else None,
        rate_on=worth.on if worth else None, tolerance=tolerance,
    )  # fmt: skip


# What is said


def _named(
    asked: Asked, named: Sequence[Due], found: Candidates, said: Mapping[int, Said]
) -> Iterator[Proposed]:
    for chosen in sets_of(named, said):
        paid, ways = _compared(asked, chosen), 1
        if (
            paid.kind not in WHOLE and len(chosen) > 1
        ):  # one instalment of several, or the number that was meant
            fitting = [(one, it) for one in chosen if (it := _compared(asked, [one])).kind in WHOLE]
            if fitting:
                (first, paid), ways = fitting[0], len(fitting)
                chosen = [first]
        reasons = [*number_reasons(chosen, said, asked.incoming), *asked.payer.reasons, *paid.reasons]
        certainty = BY_NUMBER_ELSEWHERE[paid.kind]
        if not all(said[one.item_id].is_unmistakable for one in chosen):
            certainty -= WEAK_NUMBER
        if ways > 1:
            reasons.append(why("several_ways", ways - 1))
            certainty -= SEVERAL_WAYS
        certainty -= contradictions(asked.debtor, chosen, found, said, reasons)
        yield _proposed(asked, certainty + asked.payer.is_known, reasons, paid)


# The amount, and who paid


def _worth_it(asked: Asked, items: Sequence[Due]) -> Iterator[Proposed]:
    """One item, all, the oldest, or those of a month, that are worth what came in: the two that are nearest to it.

    Where no rate says what they are worth, that is said of money that would stay on account.
    """
    if asked.rate is None and asked.ordered is None:
        amount = why("on_account", plain(asked.incoming.amount, asked.incoming.currency))
        certainty = ONLY_THE_PAYER[asked.payer.known_by] + 1
        yield _proposed(
            asked, certainty, (*asked.payer.reasons, amount, _no_rate(asked)), Paid(kind="no_rate")
        )
        return
    issued = sorted(
        (one for one in items if one.issued_on <= asked.incoming.on),
        key=lambda one: (one.issued_on, one.item_id),
    )
    cents = [cents_of(one.open, asked.currency) for one in issued]
    ways = [range(place, place + 1) for place in range(len(issued))]
    ways += [places for _, places in natural(cents, months_of(issued))]
    found: dict[range, Paid] = {}
    for places in ways:
        paid = _compared(asked, [issued[place] for place in places])
        if paid.kind in BY_PAYER_ELSEWHERE:
            found.setdefault(places, paid)
    for paid in sorted(found.values(), key=lambda one: (one.kind != "ordered", abs(one.off)))[:2]:
        reasons = [*asked.payer.reasons, *paid.reasons]
        certainty = BY_PAYER[asked.payer.known_by] - BY_PAYER_ELSEWHERE[paid.kind]
        if len(found) > 1:
            reasons.append(why("several_ways", len(found) - 1))
            certainty -= SEVERAL_WAYS
        yield _proposed(asked, certainty, reasons, paid)


# How the amount compares


def _compared(asked: Asked, items: Sequence[Due]) -> Paid:
    total = sum((one.open for one in items), Decimal(0))
    if asked.ordered:
        return _by_order(asked, items, total, asked.ordered)
    if asked.rate is None:
        return Paid(kind="no_rate", unknown=tuple(one.item_id for one in items), reasons=(_no_rate(asked),))
    return _by_rate(asked, items, total, asked.rate)


def _no_rate(asked: Asked) -> Reason:
    return why("no_rate", [asked.currency, asked.incoming.currency, asked.incoming.on.isoformat()])


def _by_order(asked: Asked, items: Sequence[Due], total: Decimal, ordered: Decimal) -> Paid:
    """The payer's bank was told an amount in the currency of the items: what it came to here is the rate."""
    reason = why("ordered", [plain(ordered, asked.currency), asked.currency])
    amount = asked.incoming.amount
    if ordered == total:
        return _whole(asked, items, total, amount, "ordered", (reason,))
    if ordered < total:
        return _part(asked, items, total, ordered, (reason,))
    return _more(asked, items, total, amount * total / ordered, (reason,))


def _by_rate(asked: Asked, items: Sequence[Due], total: Decimal, rate: Decimal) -> Paid:
    amount, currency = asked.incoming.amount, asked.incoming.currency
    worth = quantize(total * rate, currency)
    off = amount - worth
    said = [plain(total, asked.currency), asked.currency, plain(worth, currency), in_six_digits(rate)]
    reason = why("exchange", [*said, asked.rate_on.isoformat() if asked.rate_on else ""])
    if abs(off) <= worth * asked.tolerance.exchange * PERCENT:
        difference = (why("exchange_difference", plain(off, currency)),) if off else ()
        return _whole(asked, items, total, amount, "exchange", (reason, *difference), off=off)
    if off < 0:
        return _part(asked, items, total, quantize(amount / rate, asked.currency), (reason,))
    return _more(asked, items, total, worth, (reason,))


def _whole(
    asked: Asked, items: Sequence[Due], total: Decimal, amount: Decimal, kind: str, reasons: tuple[Reason, ...], *,
    off: Decimal = Decimal(0),
) -> Paid:  # fmt: skip
    """Each of them whole, with its share of the amount; the largest has what rounding leaves."""
    currency = asked.incoming.currency
    shares = [quantize(amount * one.open / total, currency) for one in items]
    largest = max(range(len(items)), key=lambda place: items[place].open)
    shares[largest] += quantize(amount, currency) - sum(shares)
    lines = tuple((one.item_id, share) for one, share in zip(items, shares, strict=True))
    theirs = tuple(one.open for one in items)
    return Paid(kind=kind, lines=lines, in_theirs=theirs, off=off, reasons=reasons)


def _part(
    asked: Asked, items: Sequence[Due], total: Decimal, came: Decimal, reasons: tuple[Reason, ...]
) -> Paid:
    """The oldest first, as far as what came goes: `came` in their currency."""
    left, lines, theirs = came, [], []
    spent = Decimal(0)
    for one in items:
        part = min(one.open, left)
        if part <= 0:
            break
        left -= part
        share = quantize(asked.incoming.amount * part / came, asked.incoming.currency)
        share = share if left else asked.incoming.amount - spent
        spent += share
        lines.append((one.item_id, share))
        theirs.append(part)
    stays = why("partial_in", [plain(total - came, asked.currency), asked.currency])
    return Paid(kind="partial", lines=tuple(lines), in_theirs=tuple(theirs), reasons=(*reasons, stays))


def _more(
    asked: Asked, items: Sequence[Due], total: Decimal, worth: Decimal, reasons: tuple[Reason, ...]
) -> Paid:
    whole = _whole(asked, items, total, worth, "on_account", reasons)
    rest = asked.incoming.amount - sum(amount for _, amount in whole.lines)
    stays = why("on_account", plain(rest, asked.incoming.currency))
    return Paid(kind="on_account", lines=whole.lines, in_theirs=whole.in_theirs, reasons=(*reasons, stays))


def _proposed(asked: Asked, certainty: int, reasons: Sequence[Reason], paid: Paid) -> Proposed:
    return Proposed(
        customer_id=asked.debtor.customer_id, certainty=max(1, min(certainty, MOST)), reasons=tuple(reasons), lines=paid.lines,
        in_theirs=paid.in_theirs, unknown=paid.unknown,
    )  # fmt: skip
