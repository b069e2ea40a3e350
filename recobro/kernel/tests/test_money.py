"""Amounts have the minor units that banks and invoices write."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recobro.kernel.money import is_too_fine, plain


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1195.35", "EUR", "1195.35"),
        ("1195.35", "RSD", "1195.35"),  # CLDR writes dinars whole, ISO 4217 and the banks do not
        ("1195", "JPY", "1195"),
        ("1195", "XOF", "1195"),
        ("1195.355", "KWD", "1195.355"),
        ("1195.355", "IQD", "1195.355"),
    ],
)
def test_an_amount_has_the_minor_units_of_its_currency(amount: str, currency: str, written: str) -> None:
    assert not is_too_fine(Decimal(amount), currency)
    assert is_too_fine(Decimal(amount) + Decimal("0.0001"), currency)
    assert plain(Decimal(amount), currency) == written
