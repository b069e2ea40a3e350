"""Structured references: what a creditor prints on the invoice so that the payment names it, with check digits.

Known are RF (ISO 11649), the Swiss QRR and ISR, the Belgian OGM, the Norwegian KID, the Finnish and Estonian reference, and the Swedish
OCR number. Without check digits and leading zeros a reference is the number of an invoice, or a customer's number with that of the invoice
behind it: `body` is what is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum import iso11649, luhn
from stdnum.be import ogm_vcs
from stdnum.ch import esr

RF = re.compile(r"\bRF ?\d{2}(?: ?[0-9A-Z]){1,21}\b")
SWISS = re.compile(r"(?<!\d)(?:\d ?){26}\d(?!\d)")
BELGIAN = re.compile(r"(?<!\d)\d{3}/\d{4}/\d{5}(?!\d)|(?<=[+*])\d{12}(?=[+*])")
LABELLED = re.compile(
    r"\b(KID|OCR|VIITE|VIITENUMERO|VIITENRO)[ .:]{1,3}((?:\d ?){3,24}\d)(?!\d)",
)
NOTHING = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference whose check digits are right. `is_sure`: by chance that happens once in a hundred at most, or a label says what it is."""

    kind: str
    written: str
    body: str
    is_sure: bool


def references(field: str, text: str) -> tuple[Reference, ...]:
    """Those in the bank's field for references, and those that stand in the payer's text."""
    found = {one.written: one for one in (*_in_field(field), *_in_text(text.upper()))}
    return tuple(found.values())


def _in_field(field: str) -> Iterator[Reference]:
    bare = NOTHING.sub("", field.upper())
    if bare.startswith("RF"):
        yield from _rf(bare)
        return
    if not bare.isdigit():
        return
    for kind, is_right, shortest, longest in DIGITS:
        if shortest <= len(bare) <= longest and is_right(bare):
            yield _reference(kind, bare, is_sure=kind in ("qrr", "ogm"))


def _in_text(text: str) -> Iterator[Reference]:
    for found in RF.finditer(text):
        yield from _rf(found[0])
    for kind, pattern in (("qrr", SWISS), ("ogm", BELGIAN)):
        for found in pattern.finditer(text):
            bare = NOTHING.sub("", found[0])
            if CHECKS[kind](bare):
                yield _reference(kind, bare, is_sure=True)
    for found in LABELLED.finditer(text):
        bare = NOTHING.sub("", found[2])
        kinds = ("kid",) if found[1] == "KID" else ("ocr",) if found[1] == "OCR" else ("fi",)
        yield from (_reference(kind, bare, is_sure=True) for kind in kinds if CHECKS[kind](bare))


def _rf(written: str) -> Iterator[Reference]:
    """A word of the text may follow it and look like a part of it: the longest one that is right."""
    parts = written.split(" ")
    for count in range(len(parts), 0, -1):
        bare = "".join(parts[:count])
        if len(bare) > 4 and iso11649.is_valid(bare):
            yield Reference("rf", bare, bare[4:].lstrip("0"), True)
            return


def _reference(kind: str, bare: str, *, is_sure: bool) -> Reference:
    body = bare[:-2] if kind == "ogm" else bare[:-1]
    return Reference(kind, bare, body.lstrip("0"), is_sure)


def _is_kid(bare: str) -> bool:
    return luhn.is_valid(bare) or _mod11(bare[:-1]) == bare[-1]


def _mod11(body: str) -> str:
    """The Norwegian check digit: weights 2 to 7 from the right; ten is written as a minus and does not occur in digits."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(body)))
    return str(-total % 11) if -total % 11 < 10 else "-"


def _is_finnish(bare: str) -> bool:
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(bare[:-1])))
    return str(-total % 10) == bare[-1]


CHECKS: dict[str, Callable[[str], bool]] = {
    "qrr": esr.is_valid,
    "ogm": ogm_vcs.is_valid,
    "kid": _is_kid,
    "ocr": luhn.is_valid,
    "fi": _is_finnish,
}
DIGITS = (
    ("qrr", CHECKS["qrr"], 16, 27),
    ("ogm", CHECKS["ogm"], 12, 12),
    ("kid", CHECKS["kid"], 4, 25),
    ("fi", CHECKS["fi"], 4, 20),
)
