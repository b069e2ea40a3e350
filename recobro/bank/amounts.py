"""How an amount compares with the items that it is to pay: just them, less a discount, charges or a difference, a part, or more."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Protocol

from recobro.bank.sums import sums
from recobro.kernel.money import plain, quantize, smallest

PERCENT = Decimal("0.01")
USUAL_PERCENTS = tuple(Decimal(one) / 2 for one in range(2, 21))  # 1, 1.5 ... 10: what people agree on
SMALL = Decimal(5)  # per cent: what is more is no charge and no small difference
MUCH = Decimal(50)
GRACE_DAYS = 3  # the money was under way


class Owed(Protocol):
    """An open item, as far as it matters here."""

    @property
    def item_id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def open(self) -> Decimal: ...
    @property
    def issued_on(self) -> date: ...
    @property
    def terms(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """How much may be missing. `discount` is the highest percentage that is looked for where the terms name none; `charges` is what banks
    may keep, and `difference` what is let go as a small difference, per currency; other currencies have `otherwise`. `exchange` is by
    how many per cent the rate of a payer's bank may differ from that of the day."""

    discount: Decimal = Decimal(3)
    exchange: Decimal = Decimal(3)
    charges: Mapping[str, Decimal] = field(
        default_factory=lambda: MappingProxyType(
            {"JPY": Decimal(4000), "XOF": Decimal(20000), "XAF": Decimal(20000)}
        )
    )
    charges_otherwise: Decimal = Decimal(30)
    difference: Mapping[str, Decimal] = field(
        default_factory=lambda: MappingProxyType(
            {"JPY": Decimal(100), "XOF": Decimal(500), "XAF": Decimal(500)}
        )
    )
    difference_otherwise: Decimal = Decimal(1)

    def charges_of(self, currency: str) -> Decimal:
        return self.charges.get(currency, self.charges_otherwise)

    def difference_of(self, currency: str) -> Decimal:
        return self.difference.get(currency, self.difference_otherwise)


@dataclass(frozen=True, slots=True)
class Explained:
    """`kind` is a key of `certainty.BY_NUMBER`; `value` is what is missing or too much, `percent` of a discount."""

    kind: str
    lines: tuple[tuple[int, Decimal], ...]
    differences: tuple[tuple[int, Decimal, str], ...] = ()
    value: Decimal = Decimal(0)
    percent: Decimal = Decimal(0)
    credits: tuple[str, ...] = ()
    number: str = ""
    count: int = 1

    @classmethod
    def exactly(cls, items: Sequence[Owed]) -> Explained:
        """Each of them whole."""
        return cls("exact", _whole(items), number=items[0].number, count=len(items))

    def reasons(self, currency: str) -> list[dict[str, object]]:
        """As the proposal gives them."""
        if self.kind == "exact":
            is_one = self.count == 1
            return [
                {"key": "amount_is_one", "value": self.number}
                if is_one
                else {"key": "amount_is_sum", "value": self.count}
            ]
        if self.kind == "credit_note":
            return [{"key": "credit_note", "value": list(self.credits)}]
        shown = plain(self.value, currency)
        if self.kind.startswith("discount"):
            key = "discount_late" if self.kind == "discount_late" else "discount"
            return [{"key": key, "value": [shown, f"{self.percent.normalize():f}"]}]
        return [{"key": self.kind.removesuffix("_likely"), "value": shown}]


def explain(
    items: Sequence[Owed],
    amount: Decimal,
    on: date,
    charges: Decimal | None,
    unused: Sequence[Owed],
    tolerance: Tolerance,
) -> Explained:
    """How the amount compares with these claims. `unused` are the customer's open credits, which he may have taken off."""
    total = sum((one.open for one in items), Decimal(0))
    missing = total - amount
    if not missing:
        return Explained.exactly(items)
    currency = items[0].currency
    if missing < 0:
        is_small = -missing <= tolerance.difference_of(currency) and -missing * 100 <= total
        return Explained("small_difference" if is_small else "on_account", _whole(items), value=-missing)
    if charges and charges == missing:
        return _less(items, missing, "charges", "charges")
    if found := _credits(items, missing, unused):
        return found
    if found := _discount(items, missing, on, tolerance):
        return found
    if missing <= tolerance.difference_of(currency) and missing <= total * SMALL * PERCENT:
        return _less(items, missing, "small_difference", "small_difference")
    if missing <= tolerance.charges_of(currency) and missing <= total * SMALL * PERCENT:
        return _less(items, missing, "charges_likely", "charges")
    return Explained("partial", oldest_first(items, amount), value=missing)


def furthest(items: Sequence[Owed], amount: Decimal, tolerance: Tolerance) -> tuple[Decimal, Decimal]:
    """Between which totals of some of these a discount, charges or a small difference may explain the amount."""
    difference = tolerance.difference_of(items[0].currency)
    percents = (discount_of(one.terms)[0] for one in items)
    percent = min(MUCH, max(SMALL, tolerance.discount, *percents) + 1)
    return amount - difference, max(amount / (1 - percent * PERCENT), amount + difference)


def netted(items: Sequence[Owed]) -> Explained:
    """Claims and credits that come to the amount together."""
    taken_off = tuple(one.number for one in items if one.open < 0)
    if not taken_off:
        return Explained.exactly(items)
    return Explained("credit_note", _whole(items), credits=taken_off, count=len(items))


def _whole(items: Sequence[Owed]) -> tuple[tuple[int, Decimal], ...]:
    return tuple((one.item_id, one.open) for one in items)


def _less(items: Sequence[Owed], missing: Decimal, kind: str, why: str) -> Explained:
    """The difference is that of the largest."""
    largest = max(items, key=lambda one: one.open)
    lines = tuple((one.item_id, one.open - missing if one is largest else one.open) for one in items)
    return Explained(kind, lines, ((largest.item_id, missing, why),), value=missing)


def _credits(items: Sequence[Owed], missing: Decimal, unused: Sequence[Owed]) -> Explained | None:
    if not unused:
        return None
    cents = [int(-one.open.scaleb(4)) for one in unused]
    for way in sums(cents, int(missing.scaleb(4))):
        return netted([*items, *(unused[place] for place in way.places)])
    return None


def _discount(items: Sequence[Owed], missing: Decimal, on: date, tolerance: Tolerance) -> Explained | None:
    """By the terms of each item and in time, or too late; else the same usual percentage of all."""
    agreed = [_agreed(one, on) for one in items]
    if any(agreed) and (found := _taken(items, agreed, missing, "discount_due")):
        return found
    named = {percent for one in items if (percent := discount_of(one.terms)[0])}
    for percent in sorted(named) if missing > tolerance.difference_of(items[0].currency) else ():
        if found := _taken(items, [percent] * len(items), missing, "discount"):
            return replace(
                found, kind="discount_late", differences=()
            )  # it is not let go: the rest is still owed
    for percent in (one for one in USUAL_PERCENTS if one <= tolerance.discount):
        if found := _taken(items, [percent] * len(items), missing, "discount"):
            return found
    return None


def _taken(
    items: Sequence[Owed], percents: Sequence[Decimal], missing: Decimal, kind: str
) -> Explained | None:
    currency = items[0].currency
    parts = [
        quantize(one.open * percent * PERCENT, currency) for one, percent in zip(items, percents, strict=True)
    ]
    off = missing - sum(parts)
    if abs(off) > smallest(currency) * len(items):  # rounded for each, or for all together
        return None
    place = max(range(len(items)), key=lambda nth: parts[nth])
    parts[place] += off
    if not parts[place]:
        return None
    lines = tuple((one.item_id, one.open - part) for one, part in zip(items, parts, strict=True))
    differences = tuple(
        (one.item_id, part, "discount") for one, part in zip(items, parts, strict=True) if part
    )
    return Explained(kind, lines, differences, value=missing, percent=max(percents))


def _agreed(one: Owed, on: date) -> Decimal:
    percent, days = discount_of(one.terms)
    in_time = on <= one.issued_on + timedelta(days=days + GRACE_DAYS)
    return percent if in_time else Decimal(0)


def oldest_first(items: Sequence[Owed], amount: Decimal) -> tuple[tuple[int, Decimal], ...]:
    """What each gets, in their order, as far as the amount goes."""
    lines = []
    for one in items:
        part = min(one.open, amount)
        if part > 0:
            lines.append((one.item_id, part))
            amount -= part
    return tuple(lines)


SLASHED = re.compile(
    r"\b(\d{1,2}(?:[.,]\d+)?)\s*/\s*(\d{1,2})\b(?=.*\b(?:net|neto|netto|n)\b|.*\bn/?\d)", re.IGNORECASE
)
WRITTEN = re.compile(
    r"\b(\d{1,2}(?:[.,]\d+)?)\s*%[^0-9%;]{0,30}?(\d{1,3})\s*(?:days?|d[ií]as?|jours?|j|d|tage?n?)\b",
    re.IGNORECASE,
)
TURNED = re.compile(
    r"\b(\d{1,3})\s*(?:days?|d[ií]as?|jours?|j|d|tage?n?)\b[^0-9;]{0,20}?(\d{1,2}(?:[.,]\d+)?)\s*%",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def discount_of(terms: str) -> tuple[Decimal, int]:
    """The percentage and the days of `2/10 net 30`, `2% 10 days`, `10 Tage 3 % Skonto`; zeros where there is no discount."""
    for pattern, percent, days in ((SLASHED, 1, 2), (WRITTEN, 1, 2), (TURNED, 2, 1)):
        if found := pattern.search(terms):
            return Decimal(found[percent].replace(",", ".")), int(found[days])
    return Decimal(0), 0
