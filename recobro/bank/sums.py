"""Which of some amounts come to a total? The work is bounded: what people pay together is tried, not every subset.

Tried are any one, two or three; of a dozen all subsets; the oldest up to some day; all of some months; and all but one or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

FEW = 12  # of these all subsets are tried
SOME = 40  # of these all triples
MANY = 400  # more are not looked at
FOUND_MAX = 4
NATURAL_MAX = 60  # of the oldest up to some
MONTHS_MAX = 6


@dataclass(frozen=True, slots=True)
class Sum:
    """The places of the amounts that come to the total. `is_natural`: a person would pay just these: all, the oldest, those of a month."""

    places: tuple[int, ...]
    is_natural: bool


def sums(amounts: Sequence[int], total: int, *, groups: Sequence[object] = ()) -> list[Sum]:
    """Up to four ways to the total, single ones first, then the natural ones. Amounts are in the order of their age; none is zero.

    `groups` says of each what it belongs to (the month). The same amounts with other places are another way; what only adds a claim and
    the credit that cancels it to a way is none.
    """
    amounts, groups = amounts[:MANY], groups[:MANY]
    found = [Sum((place,), True) for place, amount in enumerate(amounts) if amount == total]
    if groups:
        ways = natural(len(amounts), groups)
        _add(found, (way for way in ways if sum(amounts[place] for place in way) == total), is_natural=True)
    _add(found, _any(amounts, total), is_natural=False)
    return found[:FOUND_MAX]


def _add(found: list[Sum], ways: Iterable[tuple[int, ...]], *, is_natural: bool) -> None:
    for places in ways:
        if len(found) >= FOUND_MAX:
            return
        if not any(set(one.places) <= set(places) for one in found):
            found.append(Sum(places, is_natural))


def natural(count: int, groups: Sequence[object]) -> list[tuple[int, ...]]:
    """What people pay together, of so many in the order of their age: all, the oldest up to some, those of neighbouring groups."""
    found: dict[tuple[int, ...], None] = {tuple(range(count)): None}
    found |= {tuple(range(end)): None for end in range(1, min(count, NATURAL_MAX))}
    members: dict[object, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    kept = list(members.values())
    for first in range(len(kept)):
        chosen: list[int] = []
        for more in kept[first : first + MONTHS_MAX]:
            chosen = chosen + more
            found.setdefault(tuple(sorted(chosen)))
    return list(found)


def _any(amounts: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    yield from _up_to_three(amounts, total)
    if 3 < len(amounts) <= FEW:
        yield from _subsets(amounts, total)
    rest = sum(amounts) - total
    if rest and len(amounts) > 3:
        everything = set(range(len(amounts)))
        for left_out in _up_to_two(amounts, rest):
            yield tuple(sorted(everything.difference(left_out)))


def _up_to_two(amounts: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    seen: dict[int, list[int]] = {}
    yield from ((place,) for place, amount in enumerate(amounts) if amount == total)
    for place, amount in enumerate(amounts):
        yield from ((other, place) for other in seen.get(total - amount, ()))
        seen.setdefault(amount, []).append(place)


def _up_to_three(amounts: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    yield from _up_to_two(amounts, total)
    if len(amounts) > SOME:
        return
    pairs: dict[int, list[tuple[int, int]]] = {}
    for place, amount in enumerate(amounts):
        yield from ((*pair, place) for pair in pairs.get(total - amount, ()))
        for other in range(place):
            pairs.setdefault(amounts[other] + amount, []).append((other, place))


def _subsets(amounts: Sequence[int], total: int) -> Iterator[tuple[int, ...]]:
    half = len(amounts) // 2
    left = _sums_of(range(half), amounts)
    for reached, places in _all(range(half, len(amounts)), amounts):
        yield from (before + places for before in left.get(total - reached, ()) if len(before + places) > 3)


def _sums_of(places: Iterable[int], amounts: Sequence[int]) -> dict[int, list[tuple[int, ...]]]:
    found: dict[int, list[tuple[int, ...]]] = {}
    for reached, chosen in _all(places, amounts):
        found.setdefault(reached, []).append(chosen)
    return found


def _all(places: Iterable[int], amounts: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    every = list(places)
    for count in range(len(every) + 1):
        for chosen in combinations(every, count):
            yield sum(amounts[place] for place in chosen), chosen
