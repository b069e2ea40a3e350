"""Pay days as people write them, and nothing guessed."""

from __future__ import annotations

import pytest

from recobro.ledger.paydays import LAST_DAY, PayDays, parse_pay_days


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("25", PayDays(month_days=(25,))),
        ("10,25", PayDays(month_days=(10, 25))),
        ("25 y 10", PayDays(month_days=(10, 25))),
        ("the 10th and 25th of each month", PayDays(month_days=(10, 25))),
        ("le 1er et le 15", PayDays(month_days=(1, 15))),
        ("15 and last day of the month", PayDays(month_days=(15, LAST_DAY))),
        ("fin de mois", PayDays(month_days=(LAST_DAY,))),
        ("último día del mes", PayDays(month_days=(LAST_DAY,))),
        ("friday", PayDays(weekdays=(5,))),
        ("Tous les mardis", PayDays(weekdays=(2,))),
        ("lun. / jue.", PayDays(weekdays=(1, 4))),
        ("revisión lunes / pago viernes", PayDays(weekdays=(5,), review_weekdays=(1,))),
        ("pago viernes, revisión: lunes y martes", PayDays(weekdays=(5,), review_weekdays=(1, 2))),
        ("reviews on Monday, pays on the 25th", PayDays(month_days=(25,), review_weekdays=(1,))),
        ("contrôle le lundi, paiement le vendredi", PayDays(weekdays=(5,), review_weekdays=(1,))),
        ("review Wednesday", PayDays(review_weekdays=(3,))),
    ],
)
def test_it_reads_what_people_write_and_reads_back_what_it_writes(text: str, found: PayDays) -> None:
    assert parse_pay_days(text) == found
    assert parse_pay_days(str(found)) == found


@pytest.mark.parametrize(
    "text",
    ["", "-", "pay", "0", "32", "25.00", "last friday", "2nd Monday of the month", "primer viernes", "when it suits",
     "review 25", "25 friday"],
)  # fmt: skip
def test_it_does_not_guess(text: str) -> None:
    assert parse_pay_days(text) is None
