"""Is a text a structured reference of a creditor, by its check digits?"""

from __future__ import annotations

from stdnum import iso11649

CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)


def is_creditor_reference(text: str) -> bool:
    """An ISO 11649 reference (RF), or a Swiss one of 26 or 27 digits (QRR, ISR)."""
    return is_rf(text) or is_swiss(text)


def is_rf(text: str) -> bool:
    return text.isascii() and bool(iso11649.is_valid(text))


def is_swiss(text: str) -> bool:
    """27 digits, or 26 without the leading zero, with the check digit of modulo 10, recursive."""
    if not (text.isascii() and text.isdecimal() and len(text) in (26, 27) and text.strip("0")):
        return False
    carry = 0
    for digit in text[:-1]:
        carry = CARRY[(carry + int(digit)) % 10]
    return (10 - carry) % 10 == int(text[-1])
