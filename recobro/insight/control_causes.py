"""Why may the books say something else than we do? Likely causes of a difference, each found among the facts, none invented.

A difference is what we have more than the books. Every fact has an *effect*: by how much we would have more if it were the cause.
What comes to the difference exactly is named; of heaps (what is not cleared, not booked yet, recorded since) also what may be a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from recobro.kernel.money import minor_units

EXACTLY, TOGETHER, PART, UNKNOWN = "exactly", "together", "part", "unknown"
# Heaps that can explain it, the likelier first; of what we recorded ourselves: all of it, or what the books cannot have known.
HEAPS = ("unbooked_since", "own_since", "uncleared", "unbooked", "own", "since")
WHOLE = {"unbooked_since": "unbooked", "own_since": "own"}
SHOWN = 3  # single facts of one kind; more that fit equally well say nothing of each
FAR = 2  # of an entry: nothing says that it has to do with the day of the books

# What stands there, in the words of a person who looks for it. The places are values of the cause.
SENTENCES = {
    "item": "{number} of {name}, {amount}: perhaps the books do not have it.",
    "later": "{number} of {name} is of {day}, {amount}: perhaps the books have it already.",
    "wrong_side": "{number} of {name} is half of it, {amount}: perhaps it stands on the wrong side in one of the two.",
    "items": "{count} items have this amount, {amount}.",
    "laters": "{count} items of the weeks after have this amount, {amount}.",
    "wrong_sides": "{count} items are half of it, {amount}.",
    "swapped": "{number} of {name} is {amount}; with two digits swapped it would be {other}.",
    "movement": "{amount} of {name} came in on {day} and is not cleared.",
    "movements": "{count} movements of this amount came in and are not cleared, {amount} each.",
    "uncleared": "Came in until that day and not cleared: {count}, {amount} in all.",
    "unbooked": "Confirmed matches of the bank that the books have not booked: {count}, {amount} in all.",
    "own": "Payments recorded in Recobro by hand, which the books may not have: {count}, {amount} in all.",
    "unbooked_since": "Matches of the bank that were confirmed after the books were stated: {count}, {amount} in all.",
    "own_since": "Payments recorded in Recobro by hand after the books were stated: {count}, {amount} in all.",
    "since": "Of until that day, and brought in after the books were stated: {count}, {amount} in all.",
    "paid_later": "Payments of the week after that day: {count}, {amount} in all. Perhaps the books have them already.",
    "customer_credit": "{name} has {amount} on account: perhaps the books keep it in another account.",
    "customer_credits": "{count} customers have this amount on account, {amount} each.",
    "credit": "Credit on account of {count} customers, {amount} in all: perhaps the books keep it in another account.",
    "left_out": "Lines left out of {number}: {count}.",
}  # fmt: skip
WEIGHTS = {
    EXACTLY: "That is exactly the difference.",
    TOGETHER: "Together with the others marked so it is exactly the difference.",
    PART: "It may be a part of the difference.",
    UNKNOWN: "Nobody knows how much they come to.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A likely cause. `amount` is that of the fact with its sign, `effect` what it would explain; ids lead to it, where it has one."""

    kind: str
    amount: Decimal | None = None
    effect: Decimal = Decimal(0)
    count: int = 1
    weight: str = EXACTLY
    number: str = ""
    name: str = ""
    on: date | None = None
    other: Decimal | None = None
    item_id: int | None = None
    customer_id: int | None = None
    movement_id: int | None = None
    import_id: int | None = None
    file_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item of the ledger, or money of the bank, that may be the cause by its amount.

    `near`: how likely its time makes it, 0 the most, `FAR` not at all; `alike`: how many fit as it does, of which not all may be given.
    """

    id: int
    number: str
    name: str
    amount: Decimal
    on: date
    near: int = 0
    alike: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """Several facts of one kind together."""

    count: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file of which lines were left out: of an import, or (`is_bank`) of the bank."""

    id: int
    file: str
    on: date
    count: int
    is_bank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found around a difference in one currency, as of the day of the books (`on`).

    `items` and `movements` are single ones whose amounts were looked for; which of them fit is judged here. `credits` are the
    customers with credit of exactly that sum, `credit` is that of all. `unbooked_since` is a part of `unbooked`, `own_since` of `own`.
    """

    on: date
    currency: str
    items: tuple[Entry, ...] = ()
    movements: tuple[Entry, ...] = ()
    uncleared: Heap = Heap()
    unbooked: Heap = Heap()
    own: Heap = Heap()
    unbooked_since: Heap = Heap()
    own_since: Heap = Heap()
    since: Heap = Heap()
    paid_later: Heap = Heap()
    credits: tuple[Entry, ...] = ()
    credit: Heap = Heap()
    left_out: tuple[LeftOut, ...] = ()


def causes(difference: Decimal, facts: Facts) -> tuple[Cause, ...]:
    """The likely causes of a difference, those that explain all of it first; none where there is no difference."""
    if not difference:
        return ()
    heaps = _heaps(difference, facts)
    # (one movement that is not cleared is named by itself)
    exact = [
        *_single(difference, facts),
        *(one for one in heaps if one.weight == EXACTLY and (one.kind, one.count) != ("uncleared", 1)),
    ]
    return (
        *exact,
        *(one for one in heaps if one.weight == TOGETHER),
        *_swapped(difference, facts),
        *(one for one in heaps if one.weight == PART),
        *_left_out(facts),
    )


def _single(difference: Decimal, facts: Facts) -> Iterator[Cause]:
    """Single facts that come to the difference exactly."""
    ways = [(one, way) for one in facts.items for way in _of_item(one, facts.on) if way.effect == difference]
    for kind in ("item", "later", "wrong_side"):
        yield from _told([(one, way) for one, way in ways if way.kind == kind])
    yield from _told([
        (one, Cause(kind="movement", amount=one.amount, effect=one.amount, name=one.name, on=one.on, movement_id=one.id))
        for one in facts.movements
        if one.amount == difference and one.on <= facts.on
    ])  # fmt: skip
    yield from _told([
        (one, Cause(kind="customer_credit", amount=one.amount, effect=one.amount, name=one.name, customer_id=one.id))
        for one in facts.credits
        if one.amount == difference
    ])  # fmt: skip
    for kind, heap, effect in (
        ("paid_later", facts.paid_later, -facts.paid_later.amount),
        ("credit", facts.credit, facts.credit.amount),
    ):
        if heap.count > 1 and effect == difference:
            yield Cause(kind=kind, amount=heap.amount, effect=effect, count=heap.count)


def _told(fits: Sequence[tuple[Entry, Cause]]) -> Iterator[Cause]:
    """A few are named. Of many only the few whose time makes them likelier than the others, and how many there are is told."""
    if not fits:
        return
    count = max(len(fits), *(one.alike for one, _ in fits))
    nearest = min(one.near for one, _ in fits)
    likely = [way for one, way in fits if count <= SHOWN or one.near == nearest < FAR]
    if len(likely) <= SHOWN:
        yield from likely
    if count > SHOWN:
        some = fits[0][1]
        yield Cause(kind=f"{some.kind}s", amount=some.amount, effect=some.effect, count=count)


def _of_item(one: Entry, on: date) -> tuple[Cause, ...]:
    """What the item may be: one that the books lack, one that they have on another day, or one on the wrong side."""
    about = Cause(
        kind="item",
        amount=one.amount,
        effect=one.amount,
        number=one.number,
        name=one.name,
        on=one.on,
        item_id=one.id,
    )
    if one.on > on:
        return (replace(about, kind="later", effect=-one.amount),)
    return about, replace(about, kind="wrong_side", effect=2 * one.amount)


def _heaps(difference: Decimal, facts: Facts) -> list[Cause]:
    """Heaps that come to the difference by themselves or together, or may be a part of it."""
    found = [
        Cause(kind=kind, amount=heap.amount, effect=heap.amount, count=heap.count)
        for kind in HEAPS
        for heap in (getattr(facts, kind),)
        if heap.count and heap.amount and not _is_same(kind, heap, facts)
    ]
    alone = [one for one in found if one.effect == difference]
    if alone:
        return alone
    together = _together(difference, found)
    if together:
        return [replace(one, weight=TOGETHER) for one in together]
    parts = [replace(one, weight=PART) for one in found if 0 < one.effect / difference < 1]
    lately = {WHOLE.get(one.kind) for one in parts}
    return [one for one in parts if one.kind not in lately]


def _is_same(kind: str, heap: Heap, facts: Facts) -> bool:
    """Was all of it recorded after the books were stated? Then it is told so, and not twice."""
    return any(whole == kind and getattr(facts, part) == heap for part, whole in WHOLE.items())


def _together(difference: Decimal, found: Sequence[Cause]) -> Sequence[Cause]:
    """The fewest of them that come to the difference together."""
    for count in range(2, len(found) + 1):
        for some in combinations(found, count):
            kinds = {one.kind for one in some}
            is_twice = any(part in kinds and whole in kinds for part, whole in WHOLE.items())
            if not is_twice and sum(one.effect for one in some) == difference:
                return some
    return ()


def _swapped(difference: Decimal, facts: Facts) -> list[Cause]:
    """Items whose amount would explain it with two neighbouring digits swapped; too many of them explain nothing."""
    found = [
        Cause(kind="swapped", amount=one.amount, effect=difference, number=one.number, name=one.name, on=one.on, item_id=one.id,
              other=one.amount - difference)
        for one in facts.items
        if one.on <= facts.on and is_swapped(one.amount, one.amount - difference, facts.currency)
    ]  # fmt: skip
    return found if len(found) <= SHOWN else []


def is_swapped(amount: Decimal, other: Decimal, currency: str) -> bool:
    """Are the two amounts the same but for two neighbouring digits that are swapped?"""
    places = minor_units(currency)
    if amount == other or (amount > 0) != (other > 0):
        return False
    one, two = (f"{abs(each).scaleb(places):020.0f}" for each in (amount, other))
    return any(one[:at] + one[at + 1] + one[at] + one[at + 2 :] == two for at in range(len(one) - 1))


def swapped_place(difference: Decimal, currency: str) -> tuple[int, int] | None:
    """Where digits must be swapped to make this difference, counted from the right, and how much the left one is more than the right one.

    None where no two neighbours can: such a difference is nine times one digit and noughts.
    """
    minor = difference.scaleb(minor_units(currency))
    ninth, rest = divmod(abs(minor), 9)
    if rest or not ninth:
        return None
    digits = f"{ninth:f}".split(".")[0]
    if digits.strip("0") != digits[0]:
        return None
    return len(digits) - 1, int(digits[0]) * (1 if difference > 0 else -1)


def _left_out(facts: Facts) -> Iterable[Cause]:
    for one in facts.left_out:
        yield Cause(
            kind="left_out", count=one.count, weight=UNKNOWN, number=one.file, on=one.on, import_id=None if one.is_bank else one.id,
            file_id=one.id if one.is_bank else None,
        )  # fmt: skip
