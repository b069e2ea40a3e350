"""Numbers of invoices in what payers write: whole, mangled, in part, several; and what is no number of an invoice."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from bench.month import month
from recobro.bank.numbers import Strength, _said, numbers, shape


def said(number: str, text: str, field: str = "") -> str:
    found = numbers(field, text).said(number)
    return "" if found is None else found.strength.name + (" unmistakable" if found.is_unmistakable else "")


@pytest.mark.parametrize(("number", "text"), [
    ("F-2026-00101", "Factura F-2026-00101"),
    ("F-2026-00101", "pago f-2026-00101 gracias"),
    ("F-2026-00101", "F202600101"),
    ("F-2026-00101", "F 2026 00101"),
    ("F-2026-00101", "F/2026/00101"),
    ("F-2026-00101", "F-2026-001 01"),  # the bank wraps its lines
    ("F-2026-00101", "FACT.F-2026-00101.IMPORTE 1.234,50 EUR"),
    ("INV12345", "payment INV-12345 and more"),
    ("INV12345", "INV 12345, thanks"),
    ("12345", "Rechnung 12345"),
    ("2026/FA/101", "2026/FA/101"),
    ("RÉ-10234", "re 10234"),
    ("101234-A", "our 101234A"),
])  # fmt: skip
def test_a_whole_number_is_known_however_it_is_written(number: str, text: str) -> None:
    assert said(number, text) == "WHOLE unmistakable"


@pytest.mark.parametrize(("number", "text", "how"), [
    ("F-2026-00101", "2026-00101", "DIGITS unmistakable"),
    ("INV-12345", "Rechnung 12345", "DIGITS unmistakable"),
    ("INV-0012345", "12345", "DIGITS unmistakable"),
    ("INV-1234", "1234", "DIGITS"),
    ("F-2026-00101", "factura 101", "TAIL"),
    ("F-2026-00101", "00101", "TAIL"),
    ("101/2026", "fra 101", "TAIL"),
    ("F-101", "F-101", "WHOLE"),  # three digits may stand there by chance
    ("F-102", "F-101, 102 y 103", "DIGITS"),
    ("F-103", "F101/102/103", "DIGITS"),
    ("F-102", "F-101-103", "RANGE"),
    ("F-102", "101 a 103", "RANGE"),
    ("1002", "1001-03", "RANGE"),
    ("F-2026-00102", "F-2026-00101 / 00102", "TAIL"),
])  # fmt: skip
def test_a_part_of_a_number_is_a_weaker_word(number: str, text: str, how: str) -> None:
    assert said(number, text) == how


@pytest.mark.parametrize(("number", "text"), [
    ("5032026", "pago del 05/03/2026"),
    ("20260305", "2026-03-05"),
    ("123450", "importe 1.234,50 EUR"),
    ("1234", "total 1,234.50"),
    ("1234", "1234 EUR"),
    ("500", "EUR 500"),
    ("9950", "99,50 EUR"),
    ("34910555", "tel. +34 910 555 000"),
    ("910555000", "Tel 910 555 000"),
    ("9121000418", "ES91 2100 0418 4502 0005 1332"),
    ("2100", "ES9121000418450200051332"),
    ("12345", "1234"),
    ("12345", "112345"),
    ("F-2026-00101", "F-2026-00102"),
    ("12", "12"),
    ("MAINTENANCE", "maintenance"),
])  # fmt: skip
def test_dates_amounts_accounts_and_telephones_are_no_numbers(number: str, text: str) -> None:
    assert said(number, text) == ""


@pytest.mark.parametrize(("number", "field", "how"), [
    ("INV-539007547034", "RF18539007547034", "REFERENCE unmistakable"),
    ("2620", "00 00000 00000 00000 00000 26204", ""),
    ("123456", "1234561", "REFERENCE"),  # a Finnish one; by chance one number in ten
    ("62026", "000000000000000000000620262", ""),
])  # fmt: skip
def test_a_reference_names_the_number(number: str, field: str, how: str) -> None:
    found = said(number, "", field)
    assert found == how or not how


def test_a_reference_may_have_the_customer_before_the_number() -> None:
    from stdnum.ch import esr

    body = "00004711" + "000000000000" + "123456"  # customer, zeros, invoice
    reference = body + esr.calc_check_digit(body)

    assert said("123456", "", reference) == "REFERENCE unmistakable"
    assert said("23456", "", reference) == "REFERENCE"  # it may be the end of another


def test_it_notices_numbers_that_nothing_explains() -> None:
    found = numbers("", "F-2026-00101 order 778899")

    assert found.unexplained(["F-2026-00101"])
    assert not numbers("", "F-2026-00101 of 05/03/2026").unexplained(["F-2026-00101"])


def test_a_long_list_is_not_read_for_ever() -> None:
    assert len(numbers("", " ".join(map(str, range(10_000, 19_000)))).keys()) < 1_000


@pytest.mark.parametrize("number", [
    "F-2026/00101", "101/2026", "2026", "F26-0007-B", "ABC", "", "INV12345", "00012", "2026-2025", "A/1999-B", "7.2019", "x2019y",
])  # fmt: skip
@pytest.mark.django_db
def test_the_indexes_of_the_ledger_see_numbers_alike(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_digits(%s), coalesce(ledger_core(%s), '')", [number, number])
        assert cursor.fetchone() == (shape(number).digits, shape(number).core)


def test_strength_is_an_order() -> None:
    assert Strength.RANGE < Strength.TAIL < Strength.DIGITS < Strength.WHOLE < Strength.REFERENCE


def test_what_is_passed_over_without_a_look_is_not_said() -> None:
    """Most numbers are told apart by their last digits; taken apart they are no more said than that."""
    dice = random.Random(1)
    months = [month(60, seed=seed) for seed in range(3)]
    owed = [one.number for made in months for one in made.items]
    written = [*owed, "F-007", "101/2026", "A-2019", "R2026-12", "12-AB", "F 1.020", "\u0661\u0662\u0663"]
    texts = [one.text for made in months for one in made.transfers]
    for text in texts:
        said = numbers("", text)
        for number in dice.sample(written, 25):
            assert said.said(number) == _said(said, shape(number))
