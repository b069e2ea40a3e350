"""Structured references are known by their check digits, and give the number of the invoice."""

from __future__ import annotations

import pytest

from recobro.bank.references import references


def kinds(field: str = "", text: str = "") -> dict[str, str]:
    return {one.kind: one.body for one in references(field, text)}


@pytest.mark.parametrize(("kind", "field", "body"), [
    ("rf", "RF18539007547034", "539007547034"),
    ("rf", "RF18 5390 0754 7034", "539007547034"),
    ("rf", "rf712348231", "2348231"),
    ("qrr", "210000000003139471430009017", "21000000000313947143000901"),
    ("qrr", "00 00000 00000 00000 00026 20263", "262026"),
    ("ogm", "+++090/9337/55493+++", "909337554"),
    ("ogm", "***010/8068/17183***", "108068171"),
    ("kid", "12345678903", "1234567890"),
    ("kid", "2345676", "234567"),
    ("fi", "1234561", "123456"),
    ("fi", "20 2601 0014", "202601001"),
])  # fmt: skip
def test_it_reads_the_field_for_references(kind: str, field: str, body: str) -> None:
    assert kinds(field)[kind] == body


@pytest.mark.parametrize(("kind", "text", "body"), [
    ("rf", "Invoice of March RF18 5390 0754 7034 thank you", "539007547034"),
    ("rf", "RF18539007547034 2026", "539007547034"),
    ("qrr", "Zahlung 21 00000 00003 13947 14300 09017 danke", "21000000000313947143000901"),
    ("ogm", "betaling +++090/9337/55493+++", "909337554"),
    ("ogm", "090/9337/55493", "909337554"),
    ("kid", "KID: 12345678903", "1234567890"),
    ("ocr", "OCR 12345674", "1234567"),
    ("fi", "Viite 1234561", "123456"),
])  # fmt: skip
def test_it_finds_them_in_the_text(kind: str, text: str, body: str) -> None:
    assert kinds(text=text)[kind] == body


@pytest.mark.parametrize("field", [
    "RF19539007547034", "210000000003139471430009018", "+++090/9337/55494+++", "F-2026-00101", "", "thanks", "12", "PROFORMA 3", "RF18",
])  # fmt: skip
def test_wrong_check_digits_are_no_reference(field: str) -> None:
    assert {kind for kind in kinds(field) if kind not in ("kid", "fi")} == set()


def test_a_bare_number_in_the_text_is_no_reference() -> None:
    assert references("", "12345678903 1234561") == ()


def test_what_one_number_in_ten_would_pass_is_not_sure() -> None:
    assert [one.is_sure for one in references("2345676", "")] == [False]
    assert [one.is_sure for one in references("RF18539007547034", "")] == [True]
    assert [one.is_sure for one in references("", "KID 2345676")] == [True]
