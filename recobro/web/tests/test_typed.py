"""Amounts and days as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import override

from recobro.web.typed import Typed, written


@pytest.mark.parametrize(
    ("language", "said", "amount"),
    [
        ("en", "1,234.50", "1234.50"),
        ("en", "1234.5", "1234.5"),
        ("es", "1.234,50", "1234.50"),
        ("es", "1234,5", "1234.5"),
        ("es", "1234.50", "1234.50"),
        ("fr", "1 234,50", "1234.50"),
        ("en", "-3", "-3"),
        ("en", "1.234,56", "1234.56"),
        ("en", "1234,5", "1234.5"),
        ("es", "1,234.56", "1234.56"),
        ("fr", "1.234.567,8", "1234567.8"),
        ("en", "1,234", "1234"),
        ("es", "1.234", "1234"),
        ("es", "0,234", "0.234"),
        ("en", "12'345.60", "12345.60"),
    ],
)
def test_it_reads_amounts(language: str, said: str, amount: str) -> None:
    with override(language):
        assert Typed(_form(said)).amount("x") == Decimal(amount)


@pytest.mark.parametrize("said", ["abc", "1,23,4.5.6", "NaN", "Infinity", "1e9", "٣"])
def test_it_refuses_what_is_no_amount(said: str) -> None:
    typed = Typed(_form(said))

    assert typed.amount("x") is None
    assert [problem.message for problem in typed.problems] == [f"'{said}' is no amount."]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1.234"), ("es", "1,234"), ("fr", "1.234"), ("fr", "1,234")]
)
def test_it_does_not_guess_which_of_two_amounts_is_meant(language: str, said: str) -> None:
    with override(language):
        typed = Typed(_form(said))

        assert typed.amount("x") is None
        assert "1234" in typed.problems[0].message
        assert "1.234" in typed.problems[0].message


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize(
    ("amount", "currency"), [("1234.50", "EUR"), ("1.200", "TND"), ("1200", "JPY"), ("0.05", "EUR")]
)
def test_it_reads_back_what_it_wrote(language: str, amount: str, currency: str) -> None:
    with override(language):
        form = _form(written(Decimal(amount), currency))
        form["currency"] = currency
        assert Typed(form).amount("x") == Decimal(amount)


def test_it_reads_days_and_lines() -> None:
    typed = Typed(QueryDict("on=2026-03-10&odd=10.3.26&item=4&item=7&item=4&item=x&none="))

    assert typed.day("on") == date(2026, 3, 10)
    assert typed.day("none") is None
    assert typed.problems == []
    assert typed.wholes("item") == [4, 7]
    assert typed.day("odd") is None
    assert [problem.message for problem in typed.problems] == ["'10.3.26' is no day."]


def _form(said: str) -> QueryDict:
    form = QueryDict(mutable=True)
    form["x"] = said
    return form
