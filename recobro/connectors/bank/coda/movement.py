"""What one booking of a CODA file says: a movement, or a total with its details.

The first digit of the code says which: a total of the customer (1) or of the bank (2) stands for its details (5, 6, 7), which are
then read instead of it, provided they add up to it; no money is counted twice. A simple movement (3, 7) may be followed by its
breakdown (8, 9): gross amount, charges, VAT. Those are no movements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from recobro.bank.facts import MovementFact
from recobro.connectors.bank.coda.communication import Communication, communication
from recobro.connectors.bank.records import Booked, Record, amount, booked, day, iban_of, told
from recobro.connectors.bank.values import reference
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.problems import Problem

DETAILS, BREAKDOWN = frozenset("567"), frozenset("89")
# Parts of a breakdown that are no charges: net and gross amount, interest, capital.
NO_CHARGES = frozenset({"000", "001", "002", "050", "055", "058", "066", "068", "100"})
RETURNS = frozenset(
    {"05" + operation for operation in ("03", "05", "54")}
)  # direct debits: unpaid, given back
ISO_REASON = re.compile(r"[A-Z]{2}\d{2}|[A-Z]{4}")
CENTS = Decimal("0.01")


@dataclass(slots=True)
class Information:
    """A record 31 with its 32 and 33."""

    kind: str  # "" where it is free text
    text: str


@dataclass(slots=True)
class Movement:
    """A record 21 with what belongs to it."""

    record: Record
    version: int
    more: dict[str, Record] = field(default_factory=dict)  # "2" and "3"
    information: list[Information] = field(default_factory=list)

    @property
    def sequence(self) -> str:
        return self.record.part(3, 6)

    @property
    def number(self) -> str:
        return self.record.part(3, 10)

    @property
    def kind(self) -> str:
        return self.record.part(54, 54)

    @property
    def amount(self) -> Decimal | Fault:
        return money_of(self.record, 33, sign=32)

    def text_of(self, part: str, first: int, last: int) -> str:
        """What stands in these columns of record 22 or 23; nothing where there is none."""
        return self.more[part].raw(first, last) if part in self.more else ""


def money_of(record: Record, first: int, *, sign: int | None = None) -> Decimal | Fault:
    """An amount of 15 digits, three of them decimals, with 0 (credit) or 1 (debit) as its sign."""
    found = amount(record.part(first, first + 14), 3)
    if isinstance(found, Fault):
        return found
    if found == found.quantize(CENTS):
        found = found.quantize(CENTS)
    if sign is None:
        return found
    said = record.part(sign, sign)
    if said not in ("0", "1"):
        return Fault(
            f"the sign {shown(said)} is neither 0 (credit) nor 1 (debit)", "Ask the bank for the file again."
        )
    return -found if said == "1" else found


def facts_of(
    group: list[Movement], entry: int, currency: str, source: str
) -> Iterator[MovementFact | Problem]:
    """The movements of a booking: its total, or its details instead of it."""
    total, rest = group[0], group[1:]
    details = [one for one in rest if one.kind in DETAILS]
    if details:
        amounts = [one.amount for one in details]
        added = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
        if isinstance(total.amount, Fault) or added == total.amount:
            if isinstance(total.amount, Fault):
                yield told(
                    source,
                    total.record,
                    f"The total cannot be read: {total.amount.message}.",
                    "Its details were read instead of it.",
                    "warning",
                )
            for one in details:
                yield from _fact(one, _breakdown(one, group), entry, currency, source)
            return
        yield told(
            source,
            total.record,
            f"The details of the booking add up to {added}, its total is {total.amount}.",
            "The total was read, and not its details.",
            "warning",
        )
    yield from _fact(total, [one for one in rest if one.kind in BREAKDOWN], entry, currency, source)


def _breakdown(detail: Movement, group: list[Movement]) -> list[Movement]:
    """The parts (9) that follow a detail (7)."""
    found: list[Movement] = []
    for one in group[group.index(detail) + 1 :]:
        if one.kind not in BREAKDOWN:
            break
        found.append(one)
    return found


def _fact(
    one: Movement, parts: list[Movement], entry: int, currency: str, source: str
) -> Iterator[MovementFact | Problem]:
    record = one.record
    found, problems = booked(
        source,
        record,
        money=one.amount,
        booked_on=day(record.part(116, 121), "dmy"),
        value_on=day(record.part(48, 53), "dmy"),
    )
    yield from problems
    if found is not None:
        yield _built(one, parts, entry, currency, found)


def _built(one: Movement, parts: list[Movement], entry: int, currency: str, found: Booked) -> MovementFact:
    record = one.record
    said = communication(
        record.part(62, 62) == "1", record.raw(63, 115) + one.text_of("2", 11, 63) + one.text_of("3", 83, 125)
    )
    parts_said = [
        communication(True, part.record.raw(63, 115) + part.text_of("2", 11, 63))
        for part in parts
        if part.record.part(62, 62) == "1"
    ]
    other = next((part for part in parts_said if part.original_currency), Communication())
    informed = {info.kind: " ".join(info.text.split()) for info in reversed(one.information)}
    returned, reason = _returned(one, said)
    code = record.part(54, 61)
    return MovementFact(
        line=record.line,
        entry=entry,
        booked_on=found.booked_on,
        value_on=found.value_on,
        amount=found.amount,
        currency=currency,
        text=" ".join(part for part in (said.text, informed.get("", "")) if part),
        reference=said.reference or other.reference,
        end_to_end=_end_to_end(one.text_of("2", 64, 98 if one.version == 2 else 89)),
        mandate=said.mandate,
        bank_reference=" ".join(record.part(11, 31).split()),
        payer_name=" ".join(one.text_of("3", 48, 82).split()) or _name(one.information, "001"),
        payer_account=_account(one.text_of("3", 11, 44)),
        payer_bank=_bic(one.text_of("2", 99, 109)),
        ultimate_name=_name(one.information, "009" if found.amount > 0 else "008"),
        code=code,
        is_return=returned or code[1:5] in RETURNS,
        return_reason=reason,
        charges=_charges(parts),
        original_amount=said.original_amount or other.original_amount,
        original_currency=said.original_currency or other.original_currency,
    )


def _charges(parts: list[Movement]) -> Decimal | None:
    """What the breakdown says that the bank kept."""
    kept = Decimal(0)
    for part in parts:
        money = part.amount
        if isinstance(money, Decimal) and part.record.part(59, 61) not in NO_CHARGES:
            kept -= money
    return kept if kept > 0 else None


def _returned(one: Movement, said: Communication) -> tuple[bool, str]:
    """Is it an R-transaction of SEPA, and why? Banks put other things into those columns before there was SEPA."""
    kind, reason = one.text_of("2", 110, 113), one.text_of("2", 114, 117).strip()
    if (
        one.version == 2
        and kind in ("   1", "   2", "   3", "   4", "   5")
        and (not reason or ISO_REASON.fullmatch(reason))
    ):
        return True, reason or said.return_reason
    return said.is_return, said.return_reason


def _name(information: list[Information], kind: str) -> str:
    return next((" ".join(info.text[:70].split()) for info in information if info.kind == kind), "")


def _account(text: str) -> str:
    number = "".join(text.split())
    if not number.strip("0"):
        return ""
    return iban_of("BE", number) if len(number) == 12 and number.isdecimal() else number


def _bic(text: str) -> str:
    code = text.strip()
    return code if len(code) in (8, 11) and code[:6].isalpha() else ""


def _end_to_end(text: str) -> str:
    return reference(text) if text.strip("0 ") else ""
