"""Which of some amounts come to a total? The work is bounded: what people pay together is tried, not every subset.

Tried are any one, two or three; of a dozen all subsets; the oldest up to some day; all of some months; and all but one or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations

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


def sums(
    amounts: Sequence[int], total: int, *, groups: Sequence[object] = (), is_thorough: bool = True
) -> list[Sum]:
    """Up to four ways to the total: single ones first, then the natural ones, then any. Amounts stand in the order of their age.

    `groups` says of each what it belongs to (the month); neighbours stand side by side. The same amounts with other places are another
    way; what only adds a claim and the credit that cancels it to a way is none. Not `is_thorough`: the natural ones only.
    """
    amounts, groups = amounts[:MANY], groups[:MANY]
    found = [Sum((place,), True) for place, amount in enumerate(amounts) if amount == total]
    if groups:
        ways = natural(amounts, groups)
        _add(found, (tuple(way) for reached, way in ways if reached == total), is_natural=True)
    if is_thorough:
        _add(found, _any(amounts, total), is_natural=False)
    return found[:FOUND_MAX]


def _add(found: list[Sum], ways: Iterable[tuple[int, ...]], *, is_natural: bool) -> None:
    for places in ways:
        if len(found) >= FOUND_MAX:
            return
        if not any(set(one.places) <= set(places) for one in found):
            found.append(Sum(places, is_natural))


def natural(amounts: Sequence[int], groups: Sequence[object]) -> Iterator[tuple[int, range]]:
    """What people pay together, with its total: all, the oldest up to some, and those of neighbouring groups."""
    reached = [0, *accumulate(amounts)]
    count = len(amounts)
    begins = [place for place in range(count) if place == 0 or groups[place] != groups[place - 1]]
    ends = [*begins[1:], count]
    for end in range(1, min(count, NATURAL_MAX) + 1):
        yield reached[end], range(end)
    if count > NATURAL_MAX:
        yield reached[count], range(count)
    for nth, begin in enumerate(begins[1:], start=1):
        for end in ends[nth : nth + MONTHS_MAX]:
            yield reached[end] - reached[begin], range(begin, end)


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
