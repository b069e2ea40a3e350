"""What is owed in several currencies as a figure in one, at the rates of a day: for reading, never for deciding.

Each figure names the rates that it took with their days. What no rate converts is told beside it, in its own currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from recobro.access.rates import Rates, Way, rates_on
from recobro.insight.ageing import (
    Ageing,
    Bucket,
    CurrencyAgeing,
    as_json,
    as_table,
)
from recobro.kernel.money import in_six_digits, is_currency, quantize
from recobro.kernel.problems import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class RateUsed:
    """One of the `currency` was worth `rate` of the other, by rates of which the oldest is of `on`."""

    currency: str
    rate: Decimal
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Amounts of several currencies as one (None: nothing could be converted), and those that could not be, by currency."""

    amount: Decimal | None
    currency: str
    rates: tuple[RateUsed, ...]
    left: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class SumAgeing:
    """The ageing of several currencies as one (None: nothing could be converted), and the totals of those that could not be."""

    total: CurrencyAgeing | None
    currency: str
    rates: tuple[RateUsed, ...]
    left: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingInOne:
    """An ageing whose figures are in one `currency`; those `left` could not be converted, and stand in their own."""

    ageing: Ageing
    currency: str
    rates: tuple[RateUsed, ...]
    left: tuple[str, ...]


def sum_in(company_id: int, amounts: Mapping[str, Decimal], *, currency: str, on: date) -> Sum:
    """The sum of amounts (by their currency) in one currency, rounded once."""
    ways = _ways(rates_on(company_id, on=on), amounts, currency)
    whole = sum((way.exactly(amounts[one]) for one, way in ways.items()), Decimal(0))
    return Sum(
        amount=quantize(whole, currency) if ways else None, currency=currency,
        rates=_used(ways, currency), left={one: amount for one, amount in amounts.items() if one not in ways},
    )  # fmt: skip


def sum_ageing_in(
    company_id: int, ageings: Sequence[CurrencyAgeing], *, currency: str, on: date
) -> SumAgeing:
    """The sums of currencies in one of them, or in any other. Raises Refused for what is no currency."""
    ways = _ways(rates_on(company_id, on=on), [one.currency for one in ageings], currency)
    return SumAgeing(
        total=_added(ageings, ways, currency), currency=currency, rates=_used(ways, currency),
        left={one.currency: one.total for one in ageings if one.currency not in ways},
    )  # fmt: skip


def ageing_in(company_id: int, report: Ageing, *, currency: str) -> AgeingInOne:
    """The report in one currency at the rates of its day: the company's sums, and each customer's, where it has them.

    Raises Refused for what is no currency.
    """
    there = [one.currency for one in report.currencies]
    ways = _ways(rates_on(company_id, on=report.as_of), there, currency)
    customers = report.customers and tuple(
        replace(one, currencies=_converted(one.currencies, ways, currency)) for one in report.customers
    )
    ageing = replace(report, currencies=_converted(report.currencies, ways, currency), customers=customers)
    left = tuple(one for one in there if one not in ways)
    return AgeingInOne(ageing=ageing, currency=currency, rates=_used(ways, currency), left=left)


def in_one_as_json(report: AgeingInOne) -> dict[str, object]:
    """The ageing for machines, with `in`, `rates` (one unit of the currency is worth `rate`), and what was `not_converted`."""
    rates = [
        {"currency": one.currency, "rate": in_six_digits(one.rate), "on": one.on.isoformat()}
        for one in report.rates
    ]
    return {**as_json(report.ageing), "in": report.currency, "rates": rates, "not_converted": [*report.left]}


def in_one_as_table(report: AgeingInOne) -> str:
    """The ageing for the terminal, and below it the rates that it took."""
    lines = said(report)
    return "\n".join([as_table(report.ageing), *lines, ""]) if lines else as_table(report.ageing)


def said(report: AgeingInOne) -> list[str]:
    """The rates that were taken, one a line, and what could not be converted."""
    lines = [
        f"1 {one.currency} = {in_six_digits(one.rate)} {report.currency} (rate of {one.on})"
        for one in report.rates
    ]
    if report.left:
        names = ", ".join(report.left)
        lines.append(
            f"Not converted, and not in the figures in {report.currency}, for want of a rate: {names}."
        )
    return lines


def _ways(rates: Rates, currencies: Sequence[str] | Mapping[str, Decimal], to: str) -> dict[str, Way]:
    if not is_currency(to):
        raise refuse("currency", f"'{to}' is no currency.", "Write the three-letter ISO code, such as EUR.")
    found = {one: rates.way(one, to) for one in currencies}
    return {one: way for one, way in found.items() if way is not None}


def _used(ways: Mapping[str, Way], to: str) -> tuple[RateUsed, ...]:
    return tuple(
        RateUsed(currency=one, rate=way.rate, on=way.on) for one, way in sorted(ways.items()) if one != to
    )


def _converted(
    ageings: Sequence[CurrencyAgeing], ways: Mapping[str, Way], to: str
) -> tuple[CurrencyAgeing, ...]:
    """What can be converted as one, ahead of what cannot."""
    added = _added(ageings, ways, to)
    left = tuple(one for one in ageings if one.currency not in ways)
    return left if added is None else (added, *left)


def _added(ageings: Sequence[CurrencyAgeing], ways: Mapping[str, Way], to: str) -> CurrencyAgeing | None:
    """The sums of the buckets in the other currency: each is rounded once, and the total is what they add up to."""
    found = [(one, ways[one.currency]) for one in ageings if one.currency in ways]
    if not found:
        return None
    buckets = zip(*(one.buckets for one, _ in found), strict=True)
    return CurrencyAgeing(
        currency=to,
        buckets=tuple(
            Bucket(
                name=same[0].name,
                items=sum(bucket.items for bucket in same),
                amount=quantize(
                    sum(
                        (way.exactly(bucket.amount) for bucket, (_, way) in zip(same, found, strict=True)),
                        Decimal(0),
                    ),
                    to,
                ),
            )
            for same in buckets
        ),
        on_account=quantize(sum((way.exactly(one.on_account) for one, way in found), Decimal(0)), to) + 0,
        without_due_date=sum(one.without_due_date for one, _ in found),
    )
