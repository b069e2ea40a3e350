"""Exchange rates: what an amount was worth in another currency on a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from recobro.access.models import Rate
from recobro.access.rates import Converted, Quote, convert, last_told, rates_on, record_rates
from tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRIDAY = date(2026, 3, 6)


def quote(currency: str, rate: str, *, on: date = FRIDAY, base: str = "EUR") -> Quote:
    return Quote(base=base, currency=currency, rate=Decimal(rate), on=on)


def tell(company_id: int, *quotes: Quote) -> int:
    return record_rates(company_id, quotes, source="ecb.csv", by=cast.MARTA, at=cast.at())


@pytest.fixture
def company() -> int:
    return cast.creditor().id


def worth(company_id: int, amount: str, currency: str, to: str, on: date = FRIDAY) -> Converted | None:
    return convert(company_id, Decimal(amount), currency, to, on)


def amount(company_id: int, amount: str, currency: str, to: str, on: date = FRIDAY) -> str | None:
    found = worth(company_id, amount, currency, to, on)
    return None if found is None else str(found.amount)


def test_it_converts_both_ways_and_across_through_the_euro(company: int) -> None:
    tell(company, quote("USD", "1.25"), quote("JPY", "160"))

    assert worth(company, "100.00", "EUR", "USD") == Converted(
        amount=Decimal("125.00"), rate=Decimal("1.25"), on=FRIDAY
    )
    assert worth(company, "100.00", "USD", "EUR") == Converted(
        amount=Decimal("80.00"), rate=Decimal("0.8"), on=FRIDAY
    )
    assert worth(company, "100.00", "USD", "JPY") == Converted(
        amount=Decimal("12800"), rate=Decimal("128"), on=FRIDAY
    )
    assert worth(company, "-7.00", "EUR", "EUR") == Converted(
        amount=Decimal("-7.00"), rate=Decimal(1), on=FRIDAY
    )


def test_it_rounds_half_up_and_only_once(company: int) -> None:
    tell(company, quote("USD", "3"))

    assert (
        amount(company, "0.015", "USD", "EUR") == "0.01"
    )  # exactly half a cent, although a third has no end
    assert amount(company, "-0.015", "USD", "EUR") == "-0.01"


@pytest.mark.parametrize(("days", "found"), [(-1, None), (0, "1.25"), (10, "1.25"), (11, None)])
def test_it_takes_the_last_rate_before_the_day_for_ten_days_and_never_a_later_one(
    company: int, days: int, found: str | None
) -> None:
    tell(company, quote("USD", "1.25"))

    assert amount(company, "1.00", "EUR", "USD", FRIDAY + days * DAY) == found


def test_it_names_the_day_of_the_oldest_rate_that_it_took(company: int) -> None:
    tell(company, quote("USD", "1.25", on=FRIDAY - 3 * DAY), quote("JPY", "160"))

    for currency, on in (("JPY", FRIDAY), ("USD", FRIDAY - 3 * DAY)):
        found = worth(company, "1", "EUR", currency, FRIDAY + DAY)
        assert found is not None
        assert found.on == on
    across = worth(company, "1", "JPY", "USD", FRIDAY + DAY)
    assert across is not None
    assert across.on == FRIDAY - 3 * DAY


def test_the_newest_recorded_for_a_day_counts(company: int) -> None:
    tell(company, quote("USD", "1.25"))
    tell(company, quote("USD", "1.5"), quote("USD", "9", on=FRIDAY - DAY))

    assert amount(company, "1.00", "EUR", "USD") == "1.50"


def test_it_adds_nothing_that_counts_already(company: int) -> None:
    assert tell(company, quote("USD", "1.25"), quote("JPY", "160")) == 2
    assert tell(company, quote("USD", "1.250"), quote("JPY", "161")) == 1
    assert tell(company, quote("JPY", "160")) == 1  # it was another one meanwhile
    assert Rate.objects.filter(company_id=company).count() == 4


@pytest.mark.parametrize(
    ("currency", "one_euro"),
    [("XOF", "656"), ("XAF", "656"), ("KMF", "492"), ("CVE", "110.27"), ("BAM", "1.96"), ("XPF", "119")],
)
def test_it_knows_the_fixed_parities(company: int, currency: str, one_euro: str) -> None:
    assert amount(company, "1.00", "EUR", currency) == one_euro
    assert amount(company, "655957", "XOF", "EUR") == "1000.00"


def test_what_is_recorded_goes_before_a_parity(company: int) -> None:
    tell(company, quote("XOF", "700"))

    assert amount(company, "1.00", "EUR", "XOF") == "700"


def test_it_goes_over_another_base_where_the_euro_is_not_quoted(company: int) -> None:
    tell(company, quote("USD", "1.25"), quote("ARS", "1000", base="USD"))

    assert amount(company, "1.00", "EUR", "ARS") == "1250.00"
    assert amount(company, "655957", "XOF", "ARS") == "1250000.00"


def test_the_own_rate_of_two_currencies_goes_before_the_cross_rate(company: int) -> None:
    tell(company, quote("USD", "1.25"), quote("MXN", "25"), quote("MXN", "19", base="USD"))

    assert amount(company, "1.00", "USD", "MXN") == "19.00"
    assert amount(company, "19.00", "MXN", "USD") == "1.00"


def test_a_rate_told_the_other_way_round_counts_for_the_same_pair(company: int) -> None:
    tell(company, quote("USD", "1.25"))
    tell(company, quote("EUR", "0.5", base="USD"))

    assert amount(company, "1.00", "EUR", "USD") == "2.00"


def test_it_converts_nothing_without_a_rate(company: int) -> None:
    tell(company, quote("USD", "1.25"), quote("RUB", "90", on=FRIDAY - 30 * DAY))

    assert worth(company, "1.00", "EUR", "RUB") is None
    assert worth(company, "1.00", "ARS", "USD") is None
    assert (last_told(company, "RUB", on=FRIDAY), last_told(company, "ARS", on=FRIDAY)) == (
        FRIDAY - 30 * DAY,
        None,
    )


def test_rates_of_another_company_are_not_taken(company: int) -> None:
    tell(cast.creditor("Other SL").id, quote("USD", "1.25"))

    assert worth(company, "1.00", "EUR", "USD") is None
    assert {one.source for one in rates_on(company, on=FRIDAY).quotes} == {"fixed parity"}


@pytest.mark.parametrize("change", [lambda rows: rows.update(rate=2), lambda rows: rows.delete()])
def test_what_was_recorded_stays(company: int, change: object) -> None:
    tell(company, quote("USD", "1.25"))

    assert callable(change)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        change(Rate.objects.filter(company_id=company))
