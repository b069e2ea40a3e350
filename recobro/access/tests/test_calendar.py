"""Banking days: Monday to Friday without the holidays of the country, written once."""

from __future__ import annotations

from datetime import date

import pytest

from recobro.access.calendar import add_banking_days, ensure_calendar, holidays_unknown, is_banking_day
from recobro.access.models import BankingDay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_written(db: None) -> None:
    """The test database comes with calendars."""
    BankingDay.objects.all().delete()


@pytest.mark.parametrize(
    ("on", "is_open"),
    [
        (date(2026, 1, 2), True),  # Friday
        (date(2026, 1, 3), False),
        (date(2026, 1, 4), False),
        (date(2026, 1, 5), True),
        (date(2026, 1, 6), False),  # Epiphany
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 12, 25), False),
    ],
)
def test_spain(on: date, is_open: bool) -> None:
    assert is_banking_day("ES", on) is is_open


@pytest.mark.parametrize(
    ("on", "days", "expected"),
    [
        (date(2026, 1, 7), 1, date(2026, 1, 8)),
        (date(2026, 1, 9), 1, date(2026, 1, 12)),  # over a weekend
        (date(2026, 1, 10), 1, date(2026, 1, 12)),  # from a Saturday
        (date(2026, 1, 5), 1, date(2026, 1, 7)),  # over Epiphany
        (date(2026, 1, 5), 3, date(2026, 1, 9)),
        (date(2025, 12, 24), 1, date(2025, 12, 26)),
    ],
)
def test_it_counts_banking_days(on: date, days: int, expected: date) -> None:
    assert add_banking_days("ES", on=on, days=days) == expected


def test_a_country_without_a_list_has_weekends_only() -> None:
    assert is_banking_day("IC", date(2026, 12, 25)) is True  # a Friday
    assert add_banking_days("IC", on=date(2026, 12, 25), days=1) == date(2026, 12, 28)


def test_what_was_written_stays() -> None:
    ensure_calendar("ES")
    BankingDay.objects.filter(country="ES", on=date(2026, 1, 7)).update(
        is_open=False
    )  # as an older list had it

    ensure_calendar("ES")

    assert is_banking_day("ES", date(2026, 1, 7)) is False
    assert add_banking_days("ES", on=date(2026, 1, 5), days=1) == date(2026, 1, 8)


def test_ordinals_count_the_open_days() -> None:
    ensure_calendar("ES")
    rows = BankingDay.objects.filter(country="ES", on__range=(date(2026, 1, 2), date(2026, 1, 7))).order_by(
        "on"
    )
    first = rows[0].ordinal

    assert [row.ordinal - first for row in rows] == [0, 0, 0, 1, 1, 2]


def test_beyond_the_last_year_written_weekends_count() -> None:
    assert is_banking_day("ES", date(2060, 1, 3)) is False  # a Saturday
    assert is_banking_day("ES", date(2060, 1, 5)) is True


@pytest.mark.parametrize(
    ("country", "year", "said"),
    [
        ("ES", 2026, ""),
        ("IN", 2034, ""),
        ("IN", 2035, "The public holidays of IN in 2036 are not all known; "),
        ("XX", 2026, "The public holidays of XX are not known: "),
    ],
)
def test_it_says_what_is_not_known_of_the_holidays(country: str, year: int, said: str) -> None:
    found = holidays_unknown(country, year)
    assert found.startswith(said)
    assert bool(found) == bool(said)
