"""Money, dates and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recobro.letters.figures import figures

NB, NNB = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("language", "country", "amount", "currency", "expected"),
    [
        ("en", "", "1240", "EUR", f"1,240.00{NB}EUR"),
        ("en", "DE", "1240", "EUR", f"1,240.00{NB}EUR"),
        ("es", "", "1240", "EUR", f"1.240,00{NB}EUR"),
        ("es", "ES", "1240", "EUR", f"1.240,00{NB}EUR"),
        ("es", "MX", "1240", "MXN", f"1,240.00{NB}MXN"),
        ("es", "US", "1240", "USD", f"1,240.00{NB}USD"),
        ("es", "DE", "1240", "EUR", f"1.240,00{NB}EUR"),
        ("fr", "FR", "1234567.5", "EUR", f"1{NNB}234{NNB}567,50{NB}EUR"),
        ("en", "", "1240", "JPY", f"1,240{NB}JPY"),
        ("en", "", "1240", "TND", f"1,240.000{NB}TND"),
        ("en", "", "-200", "EUR", f"\u2212200.00{NB}EUR"),
        ("en", "", "0", "EUR", f"0.00{NB}EUR"),
        ("en", "", "0.0050", "EUR", f"0.01{NB}EUR"),
        ("en", "", "999.9999", "EUR", f"1,000.00{NB}EUR"),
    ],
)
def test_it_writes_money_as_the_reader_expects(
    language: str, country: str, amount: str, currency: str, expected: str
) -> None:
    assert figures(language, country).money(Decimal(amount), currency) == expected


@pytest.mark.parametrize(
    ("language", "country", "long", "short"),
    [
        ("en", "DE", "3 November 2026", "3 Nov 2026"),
        ("en", "US", "November 3, 2026", "Nov 3, 2026"),
        ("es", "MX", "3 de noviembre de 2026", "3 nov 2026"),
        ("fr", "FR", "3 novembre 2026", "3 nov. 2026"),
    ],
)
def test_it_writes_dates_in_the_language(language: str, country: str, long: str, short: str) -> None:
    fig = figures(language, country)
    assert fig.long_day(date(2026, 11, 3)) == long.replace(" ", NB)
    assert fig.day(date(2026, 11, 3)) == short.replace(" ", NB)


def test_it_writes_the_first_of_the_month_as_french_does() -> None:
    assert figures("fr", "FR").long_day(date(2026, 5, 1)) == "1er mai 2026".replace(" ", NB)
    assert figures("fr", "FR").long_day(date(2026, 5, 11)) == "11 mai 2026".replace(" ", NB)


@pytest.mark.parametrize(
    ("due_on", "english", "spanish", "french"),
    [
        (date(2026, 11, 19), "2 days overdue", "2 días de retraso", "2 jours de retard"),
        (date(2026, 11, 20), "1 day overdue", "1 día de retraso", "1 jour de retard"),
        (date(2026, 11, 21), "due today", "vence hoy", "échéance aujourd’hui"),
        (date(2026, 11, 22), "due in 1 day", "vence en 1 día", "échéance dans 1 jour"),
        (date(2026, 11, 24), "due in 3 days", "vence en 3 días", "échéance dans 3 jours"),
        (None, "no due date", "sin vencimiento", "sans échéance"),
    ],
)
def test_it_says_how_an_item_stands(due_on: date | None, english: str, spanish: str, french: str) -> None:
    today = date(2026, 11, 21)
    assert figures("en", "").standing(due_on, today) == english
    assert figures("es", "").standing(due_on, today) == spanish
    assert figures("fr", "").standing(due_on, today) == french


def test_it_joins_a_list_with_and_in_the_language() -> None:
    assert figures("en", "").listed([]) == ""
    assert figures("en", "").listed(["a"]) == "a"
    assert figures("es", "").listed(["a", "b"]) == "a y b"
    assert figures("fr", "").listed(["a", "b", "c"]) == "a, b et c"
