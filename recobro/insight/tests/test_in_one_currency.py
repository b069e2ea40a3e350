"""What is owed in several currencies as a figure in one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from recobro.access.rates import Quote, record_rates
from recobro.insight.ageing import ageing
from recobro.insight.in_one_currency import ageing_in, in_one_as_table, sum_ageing_in, sum_in
from recobro.kernel.money import in_six_digits
from tests import cast

pytestmark = pytest.mark.django_db
TODAY, DAY = cast.TODAY, cast.DAY


@pytest.fixture
def company_id() -> int:
    company = cast.creditor()
    cast.owes(company, cast.LATE, "E-1", "100.00", due_on=TODAY - 40 * DAY)
    cast.owes(company, cast.LATE, "U-1", "10.01", due_on=TODAY - 40 * DAY, currency="USD")
    cast.owes(company, cast.GONE, "U-2", "10.01", due_on=TODAY - 40 * DAY, currency="USD")
    cast.owes(company, cast.GONE, "J-1", "1600", due_on=TODAY + DAY, currency="JPY")
    rates = (("USD", "3", TODAY), ("JPY", "160", TODAY - 12 * DAY))
    quotes = [Quote(base="EUR", currency=code, rate=Decimal(rate), on=on) for code, rate, on in rates]
    record_rates(company.id, quotes, source="ecb.xml", by=cast.MARTA, at=cast.at())
    return company.id


def test_it_adds_up_what_can_be_converted_and_keeps_the_rest_apart(company_id: int) -> None:
    whole = ageing_in(company_id, ageing(company_id, as_of=TODAY, by_customer=True), currency="EUR")

    euros, yens = whole.ageing.currencies
    assert (euros.currency, euros.items, euros.total) == (
        "EUR",
        3,
        Decimal("106.67"),
    )  # 20.02 / 3, rounded once
    assert (yens.currency, yens.total) == ("JPY", Decimal(1600))
    assert (whole.left, [(one.currency, one.on) for one in whole.rates]) == (("JPY",), [("USD", TODAY)])
    late = next(one for one in whole.ageing.customers or () if one.code == cast.LATE.code)
    assert [(one.currency, one.total) for one in late.currencies] == [("EUR", Decimal("103.34"))]


def test_the_total_is_what_its_buckets_add_up_to(company_id: int) -> None:
    before = TODAY - 12 * DAY
    whole = sum_ageing_in(company_id, ageing(company_id, as_of=TODAY).currencies, currency="USD", on=before)

    assert whole.left == {"EUR": Decimal("100.00"), "JPY": Decimal(1600)}  # no dollar was quoted by then
    assert whole.total is not None
    assert whole.total.total == sum(bucket.amount for bucket in whole.total.buckets) == Decimal("20.02")


def test_it_takes_the_rates_of_the_day_that_is_asked_for(company_id: int) -> None:
    amounts = {"JPY": Decimal(1600), "EUR": Decimal(1)}

    then = sum_in(company_id, amounts, currency="EUR", on=TODAY - 5 * DAY)
    assert (then.amount, then.left) == (Decimal("11.00"), {})
    assert [(one.currency, in_six_digits(one.rate), one.on) for one in then.rates] == [
        ("JPY", "0.00625", TODAY - 12 * DAY)
    ]
    now = sum_in(company_id, amounts, currency="EUR", on=TODAY)
    assert (now.amount, now.left) == (Decimal("1.00"), {"JPY": Decimal(1600)})


def test_one_currency_alone_needs_no_rate(company_id: int) -> None:
    whole = ageing_in(company_id, ageing(company_id, as_of=TODAY - timedelta(days=5000)), currency="EUR")

    assert (whole.ageing.currencies, whole.rates, whole.left) == ((), (), ())
    assert "Nothing is open." in in_one_as_table(whole)


@pytest.mark.parametrize(
    ("rate", "said"),
    [("0.91945568", "0.919456"), ("20275.17", "20275.2"), ("0.0000345112345", "0.0000345112"), ("1", "1"), ("1400000", "1400000")],
)  # fmt: skip
def test_it_says_a_rate_in_six_digits(rate: str, said: str) -> None:
    assert in_six_digits(Decimal(rate)) == said
