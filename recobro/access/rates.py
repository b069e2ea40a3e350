"""Exchange rates by day, and what an amount is worth in another currency.

Converting is for reading: what is owed stays in its own currency, and no rate decides that; one may propose what money pays.
A rate says how many of its `currency` one `base` was worth, as the European Central Bank writes them (base EUR, currency USD, rate 1.0876).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from recobro.access.fit import limited
from recobro.access.models import Rate
from recobro.kernel.money import quantize
from recobro.kernel.sql import load

EURO = "EUR"
DAYS_OLD_MAX = 10  # covers Easter and the turn of the year; what is older says nothing of the day
DECIMALS = 15  # of a rate in the table
AT_ONCE = 5_000
FIXED = "fixed parity"
# Parities to the euro that are fixed by treaty or law, so that no file has to tell them: how many of them one euro is.
# XOF, XAF, KMF: Council decision 98/683/EC keeps the parities to the French franc (1 EUR = 6.55957 FRF), of 100 and of 75 to 1.
# CVE: Council decision 98/744/EC, the agreement with Portugal (1 EUR = 200.482 PTE, 0.55 CVE a PTE).
# BAM: the law on the central bank of Bosnia and Herzegovina keeps one BAM at one DEM (1 EUR = 1.95583 DEM).
# XPF: French decree 98-1152: 1,000 XPF are 8.38 EUR.
PARITIES: Mapping[str, Decimal] = {
    "XOF": Decimal("655.957"),
    "XAF": Decimal("655.957"),
    "KMF": Decimal("491.96775"),
    "CVE": Decimal("110.265"),
    "BAM": Decimal("1.95583"),
    "XPF": Decimal("119.331742"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One `base` was worth `rate` of the `currency`. `on` is None for a parity, which holds on every day."""

    base: str
    currency: str
    rate: Decimal
    on: date | None
    source: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """An amount in minor units of the other currency; `rate` is what one of its own was worth, by rates of which the oldest is of `on`."""

    amount: Decimal
    rate: Decimal
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to come from one currency to another: `times` and `divided_by` are kept apart, so that nothing is rounded on the way.

    `on`: the day of the oldest rate that it takes.
    """

    times: Decimal
    divided_by: Decimal
    on: date

    @property
    def rate(self) -> Decimal:
        """How many of the other currency one of the first is worth."""
        return self.times / self.divided_by

    def exactly(self, amount: Decimal) -> Decimal:
        """What the amount is worth, before it is rounded to what can be paid."""
        return amount * self.times / self.divided_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates that count on a day: of each pair of currencies the last one on or before it, if it is not too old."""

    on: date
    quotes: tuple[Quote, ...]

    def convert(self, amount: Decimal, currency: str, to: str) -> Converted | None:
        """The amount in another currency; None where no rate leads from one to the other."""
        way = self.way(currency, to)
        if way is None:
            return None
        return Converted(amount=quantize(way.exactly(amount), to), rate=way.rate, on=way.on)

    def way(self, currency: str, to: str) -> Way | None:
        """From one currency to the other: by their own rate if there is one, else over as few others as possible, through the euro
        where there is a choice. None where no rates lead there.
        """
        reached = {currency: Way(times=Decimal(1), divided_by=Decimal(1), on=self.on)}
        ahead = [currency]
        for here in ahead:  # (grows as it goes: the nearest are reached first)
            for there, step in self._from(here):
                if there not in reached:
                    reached[there] = _joined(reached[here], step)
                    ahead.append(there)
        return reached.get(to)

    def _from(self, currency: str) -> Iterator[tuple[str, Way]]:
        """Where the rates of a currency lead to, to the euro first."""
        one = Decimal(1)
        steps = [(quote.currency, Way(times=quote.rate, divided_by=one, on=quote.on or self.on))
                 for quote in self.quotes if quote.base == currency]  # fmt: skip
        steps += [(quote.base, Way(times=one, divided_by=quote.rate, on=quote.on or self.on))
                  for quote in self.quotes if quote.currency == currency]  # fmt: skip
        yield from sorted(steps, key=lambda step: (step[0] != EURO, step[0]))


def _joined(first: Way, then: Way) -> Way:
    return Way(
        times=first.times * then.times,
        divided_by=first.divided_by * then.divided_by,
        on=min(first.on, then.on),
    )


def convert(company_id: int, amount: Decimal, currency: str, to: str, on: date) -> Converted | None:
    """What the amount was worth in another currency on a day, by the last rates on or before it, never by later ones.

    None where no rate leads from one to the other, or only one that is older than 10 days. For many amounts, ask `rates_on` once.
    """
    return rates_on(company_id, on=on).convert(amount, currency, to)


def rates_on(company_id: int, *, on: date) -> Rates:
    """The rates that count on a day, with the fixed parities where nothing else was recorded."""
    rows = (
        Rate.objects.filter(company_id=company_id, on__lte=on, on__gte=on - timedelta(days=DAYS_OLD_MAX))
        .order_by("base", "currency", "-on", "-id")
        .distinct("base", "currency")
    )
    pairs: dict[frozenset[str], Rate] = {}
    for (
        row
    ) in rows:  # a pair may be told either way round: the later day counts, then what was recorded later
        pair = frozenset((row.base, row.currency))
        if pair not in pairs or (pairs[pair].on, pairs[pair].id) < (row.on, row.id):
            pairs[pair] = row
    told = [_quote(row) for row in pairs.values()]
    fixed = [
        Quote(base=EURO, currency=currency, rate=rate, on=None, source=FIXED)
        for currency, rate in PARITIES.items()
        if frozenset((EURO, currency)) not in pairs
    ]
    return Rates(on=on, quotes=tuple(sorted(told + fixed, key=lambda one: (one.base, one.currency))))


def last_told(company_id: int, currency: str, *, on: date) -> date | None:
    """The last day on or before this one that a rate of the currency was told of, however old."""
    days = [
        Rate.objects.filter(company_id=company_id, on__lte=on, **{side: currency}).order_by("-on").values_list("on", flat=True).first()
        for side in ("base", "currency")
    ]  # fmt: skip
    return max(filter(None, days), default=None)


def record_rates(company_id: int, quotes: Sequence[Quote], *, source: str, by: str, at: datetime) -> int:
    """Keeps rates of days, all or none. Gives how many were added: those that are new, or another one than what counted for their day."""
    text = load("access", "record_rates")
    told: dict[str, Any] = {
        "company": company_id,
        "source": source[:200],
        "by": limited("rates", "by", by, 200),
        "at": at,
    }
    added = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(quotes), AT_ONCE):
            cursor.execute(text, told | _columns(quotes[start : start + AT_ONCE]))
            added += cursor.rowcount
    return added


def _columns(quotes: Sequence[Quote]) -> dict[str, Any]:
    bases, currencies, days, rates = zip(
        *((one.base, one.currency, one.on, one.rate) for one in quotes), strict=True
    )
    return {"bases": [*bases], "currencies": [*currencies], "days": [*days], "rates": [*rates]}


def _quote(row: Rate) -> Quote:
    return Quote(
        base=row.base,
        currency=row.currency,
        rate=row.rate.normalize(),
        on=row.on,
        source=row.source,
        by=row.by,
    )
