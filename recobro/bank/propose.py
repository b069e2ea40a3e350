"""What a movement may pay: ranked proposals, each with its certainty and the reasons for it. Pure: no database, no clock.

There are three kinds of witnesses: what is said (a reference, a number), who paid (an account or a name), and the amount. A proposal is
*automatic* when two of them agree and none contradicts: what is said and the exact amount; or a payer known by his account and an
amount that only one thing explains. The tables below are the whole of it; `docs/concepts/matching.md` says the same in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from recobro.bank.amounts import Explained, Tolerance, explain, furthest, netted
from recobro.bank.names import likeness, within
from recobro.bank.numbers import Numbers, Said, Strength
from recobro.bank.sums import SOME, natural, sums
from recobro.kernel.money import minor_units, plain

Reason = dict[str, object]  # {"key": one of REASONS, "value": what that says}

AUTOMATIC = 95  # from here on a proposal may be taken without a look at it
UNSURE = 60  # below this a proposal is rather a guess: whoever accepts it is asked once more
MAYBE_PAID = 50  # from here on an item that is named may be paid, and waits
PROPOSALS_MAX = 5

REASONS = {  # key -> what its value is
    "reference": "the structured reference that is, or ends in, the number",
    "number_in_text": "the numbers that the payer wrote",
    "number_in_part": "the numbers of which he wrote only the end, or that lie in a range that he wrote",
    "payer_account": "the account, known to be this customer's",
    "payer_name": "the name, and how alike it is to the customer's, from 0 to 100",
    "customer_code": "the customer's code, in the text",
    "amount_is_one": "the number of the item that has just this amount open",
    "amount_is_sum": "how many items come to the amount",
    "amount_is_all_due": "how many items: all that is open, or the oldest up to one day, or those of whole months",
    "credit_note": "the numbers of the credits that were taken off",
    "discount": "what was taken off for paying early, and its percentage",
    "charges": "what a bank kept",
    "small_difference": "what is missing, below the limit",
    "partial": "what stays open of the items",
    "on_account": "what is left of the movement",
    "several_ways": "how many other items would explain the amount as well",
    "other_payer": "the account is known to be another customer's",
    "other_number": "the text says a number that is not one of these",
    "claimed_twice": "another movement may pay the same items",
}

BY_NUMBER = {  # certainty by what explains the amount, when all numbers are sure
    "exact": 98, "credit_note": 92, "charges": 93, "discount_due": 92, "discount": 88, "small_difference": 90,
    "charges_likely": 82, "partial": 84, "on_account": 82,
}  # fmt: skip
WEAK_NUMBER = 12  # taken off when a number may be there by chance
BY_PAYER = {  # certainty by how we know the payer, when the amount is one item, or a natural sum
    "account": 96, "code": 90, "shared_account": 86, "learnt_name": 90, "name": 88, "alike": 80, "nobody": 62,
}  # fmt: skip
BY_DIFFERENCE = {
    "charges": 6,
    "discount_due": 8,
    "discount": 16,
    "small_difference": 12,
    "credit_note": 6,
}  # taken off
NOT_NATURAL = 12
SEVERAL_WAYS = 14
OTHER = 20  # taken off where something contradicts
ONLY_THE_PAYER = {"account": 45, "code": 42, "learnt_name": 42, "shared_account": 35, "name": 38}
SAME_NAME, ALIKE = 93, 82


def _why(key: str, value: object) -> Reason:
    return {"key": key, "value": value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Money that came in, as far as it matters here."""

    movement_id: int
    amount: Decimal
    currency: str
    on: date
    said: Numbers
    text: str = ""
    account: str = ""
    names: tuple[str, ...] = ()
    charges: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An open item: a claim, or a credit below zero."""

    item_id: int
    customer_id: int
    number: str
    currency: str
    open: Decimal
    issued_on: date
    due_on: date | None = None
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A customer who may have paid. `has_account`: the movement's account is known to be his; `is_shared`, and others' as well."""

    customer_id: int
    code: str
    name: str
    has_account: bool = False
    is_shared: bool = False
    has_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What was found for a movement. Of the customers in `whole` all open items are here, of the others only some.

    `same_amount` is how many open items of the company have just this amount, `same_sum` how many customers owe it up to some day.
    """

    debtors: Mapping[int, Debtor]
    items: Sequence[Due]
    whole: frozenset[int] = frozenset()
    same_amount: int = 0
    same_sum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal. `lines` are items with what would be paid of each (below zero: a credit used up), `differences` what is let go."""

    customer_id: int
    certainty: int
    reasons: tuple[Reason, ...] = ()
    lines: tuple[tuple[int, Decimal], ...] = ()
    differences: tuple[tuple[int, Decimal, str], ...] = field(default=())

    @property
    def items(self) -> frozenset[int]:
        return frozenset(item_id for item_id, _ in self.lines)


@dataclass(frozen=True, slots=True)
class Payer:
    """How we know who paid: a key of BY_PAYER, and the reasons."""

    known_by: str
    reasons: tuple[Reason, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.known_by in ("account", "code", "learnt_name", "name")


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
    payer = _payer(incoming, debtor)
    by_number = (
        list(_by_numbers(incoming, debtor, payer, named, his, found, said, tolerance)) if named else []
    )
    yield from by_number
    if not any(one.certainty >= AUTOMATIC for one in by_number):
        yield from _by_amount(incoming, debtor, payer, his, found, named, tolerance)
    if not by_number and payer.known_by in ONLY_THE_PAYER:
        rest = _why("on_account", plain(incoming.amount, incoming.currency))
        yield Proposed(
            customer_id=debtor.customer_id,
            certainty=ONLY_THE_PAYER[payer.known_by],
            reasons=(*payer.reasons, rest),
        )


# What is said


def _by_numbers(
    incoming: Incoming, debtor: Debtor, payer: Payer, named: Sequence[Due], his: Sequence[Due], found: Candidates,
    said: Mapping[int, Said], tolerance: Tolerance,
) -> Iterator[Proposed]:  # fmt: skip
    unused = [one for one in his if one.open < 0] if debtor.customer_id in found.whole else []
    for chosen in _sets(named, said):
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


def _sets(named: Sequence[Due], said: Mapping[int, Said]) -> list[list[Due]]:
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
    ways = sums([_cents(one.open, one.currency) for one in chosen], _cents(amount, chosen[0].currency))
    return [[chosen[place] for place in way.places] for way in ways]


def _named(
    incoming: Incoming, debtor: Debtor, payer: Payer, chosen: Sequence[Due], explained: Explained, found: Candidates,
    said: Mapping[int, Said], *, ways: int = 1, of: Sequence[Due] = (), is_all: bool = True,
) -> Proposed:  # fmt: skip
    certainty = BY_NUMBER[explained.kind]
    reasons = [
        *_number_reasons(chosen, said, incoming),
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
        reasons.append(_why("several_ways", ways - 1))
    elif _others_sure(of, chosen, said):
        certainty -= WEAK_NUMBER
    certainty -= _contradictions(debtor, chosen, found, said, reasons)
    return _proposed(debtor, certainty + payer.is_known, reasons, explained)


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


def _contradictions(
    debtor: Debtor,
    chosen: Sequence[Due],
    found: Candidates,
    said: Mapping[int, Said],
    reasons: list[Reason],
) -> int:
    points = 0
    if not debtor.has_account and any(one.has_account for one in found.debtors.values()):
        reasons.append(_why("other_payer", True))
        points += OTHER
    numbers = {one.number for one in chosen}
    others = [one.number for one in found.items if one.item_id in said and said[one.item_id].is_unmistakable
              and one.customer_id != debtor.customer_id and said[one.item_id].strength >= Strength.DIGITS]  # fmt: skip
    if others and not (set(others) <= numbers and _is_best(chosen, found, said)):
        reasons.append(_why("other_number", sorted(set(others))[:3]))
        points += OTHER
    return points


def _is_best(chosen: Sequence[Due], found: Candidates, said: Mapping[int, Said]) -> bool:
    """The same number at two customers: only the amount can tell them apart, and then it does only if it differs."""
    opens = {(one.number, one.open) for one in chosen}
    return not any((one.number, one.open) in opens for one in found.items if one not in chosen)


def _number_reasons(chosen: Sequence[Due], said: Mapping[int, Said], incoming: Incoming) -> list[Reason]:
    by_reference = [one for one in chosen if said[one.item_id].strength == Strength.REFERENCE]
    by_text = [one for one in chosen if said[one.item_id].strength in (Strength.WHOLE, Strength.DIGITS)]
    in_part = [one for one in chosen if said[one.item_id].strength <= Strength.TAIL]
    found: list[Reason] = []
    if by_reference and incoming.said.references:
        found.append(_why("reference", incoming.said.references[0].written))
    for key, items in (("number_in_text", by_text), ("number_in_part", in_part)):
        if items:
            found.append(_why(key, list(dict.fromkeys(one.number for one in items))))
    return found


# The amount alone, and who paid


def _by_amount(
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
        _cents(one.open, one.currency) for one in items
    ]  # whose they are by chance is not worth much work
    for way in sums(
        cents, _cents(incoming.amount, incoming.currency), groups=_months(items), is_thorough=is_known
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
        reasons.append(_why("several_ways", same - 1))
        certainty -= SEVERAL_WAYS if payer.known_by != "nobody" else SEVERAL_WAYS + 6 * same
    if certainty >= AUTOMATIC and not is_complete:
        certainty = AUTOMATIC - 5
    if named or incoming.said.unexplained([one.number for one in chosen]):
        reasons.append(_why("other_number", [one.number for one in named][:3]))
        certainty -= OTHER if named else OTHER // 2
    certainty -= _contradictions(debtor, chosen, found, {}, reasons)
    return _proposed(debtor, certainty, reasons, explained)


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
    cents = [_cents(one.open, one.currency) for one in claims]
    groups = [(amount, range(place, place + 1)) for place, amount in enumerate(cents)]
    groups += natural(cents, _months(claims)) if is_whole else []
    low, high = (_cents(one, incoming.currency) for one in furthest(claims, incoming.amount, tolerance))
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
            reasons.append(_why("several_ways", len(found) - 1))
        yield _proposed(debtor, min(certainty, AUTOMATIC - 1), reasons, explained)


def _amount_reasons(
    chosen: Sequence[Due], explained: Explained, incoming: Incoming, *, is_natural: bool
) -> list[Reason]:
    if len(chosen) == 1:
        return [_why("amount_is_one", chosen[0].number)]
    key = "amount_is_all_due" if is_natural else "amount_is_sum"
    return [_why(key, len(chosen)), *explained.reasons(incoming.currency)]


# Who paid


def _payer(incoming: Incoming, debtor: Debtor) -> Payer:
    if debtor.has_account:
        reason = (_why("payer_account", incoming.account),)
        return Payer("shared_account" if debtor.is_shared else "account", reason)
    if (
        debtor.code.upper() in incoming.said.words
        and len(debtor.code) >= 4
        and any(map(str.isdigit, debtor.code))
    ):
        return Payer("code", (_why("customer_code", debtor.code),))
    name, alike = _name(incoming, debtor)
    reason = (_why("payer_name", [name, 100 if debtor.has_name else alike]),)
    if debtor.has_name:
        return Payer("learnt_name", reason)
    if alike >= SAME_NAME:
        return Payer("name", reason)
    return Payer("alike", reason) if alike >= ALIKE else Payer("nobody")


def _name(incoming: Incoming, debtor: Debtor) -> tuple[str, int]:
    found = [(likeness(name, debtor.name), name) for name in incoming.names]
    if not found:
        found.append((within(debtor.name, incoming.text), incoming.text[:70]))
    alike, name = max(found)
    return name, alike


# All together


def _proposed(debtor: Debtor, certainty: int, reasons: Sequence[Reason], explained: Explained) -> Proposed:
    return Proposed(
        customer_id=debtor.customer_id, certainty=max(1, min(certainty, 99)), reasons=tuple(reasons),
        lines=explained.lines, differences=explained.differences,
    )  # fmt: skip


def _ranked(proposals: Sequence[Proposed]) -> list[Proposed]:
    """The best first; of those with the same lines the best; none is automatic beside another that is nearly as good."""
    ranked: list[Proposed] = []
    for one in sorted(proposals, key=lambda one: (-one.certainty, one.customer_id, one.lines)):
        if not any((one.customer_id, one.lines) == (other.customer_id, other.lines) for other in ranked):
            ranked.append(one)
    if len(ranked) > 1 and ranked[0].certainty >= AUTOMATIC and ranked[1].certainty >= AUTOMATIC - 1:
        ways = (_why("several_ways", 1),)
        ranked[:2] = [
            replace(one, certainty=min(one.certainty, AUTOMATIC - 5), reasons=one.reasons + ways)
            for one in ranked[:2]
        ]
    return ranked[:PROPOSALS_MAX]


def _age(one: Due) -> tuple[date, date, int]:
    return one.due_on or one.issued_on, one.issued_on, one.item_id


def _months(items: Sequence[Due]) -> list[tuple[int, int]]:
    return [(one.issued_on.year, one.issued_on.month) for one in items]


def _cents(amount: Decimal, currency: str) -> int:
    return int(amount.scaleb(minor_units(currency)))
