"""CFONB 120, the statement of French banks (AFB 120; also in Monaco and Morocco).

Records of 120 characters: `01` the old balance, `04` a movement, `05` more of it, `07` the new balance. The last character of
an amount is a digit and the sign at once (`{ABCDEFGHI` for 0 to 9 in credit, `}JKLMNOPQR` in debit), as punched cards had it; the record
says how many decimals there are. A file holds as many statements as the bank put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.names import payer_in
from recobro.connectors.bank.records import (
    Booked,
    Record,
    amount,
    booked,
    day,
    first_records,
    iban_of,
    records,
    told,
)
from recobro.connectors.bank.values import reference
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

WIDTH = 120
# French and German tables of EBCDIC have accented letters where the braces stand.
SIGNED = {
    char: (digit, sign)
    for sign, rows in ((1, ("{ABCDEFGHI", "éABCDEFGHI", "äABCDEFGHI")), (-1, ("}JKLMNOPQR", "èJKLMNOPQR", "üJKLMNOPQR")))
    for row in rows
    for digit, char in enumerate(row)
}  # fmt: skip
KINDS = ("01", "04", "05", "07")
# The kinds of operation that only money has that comes back: cheques (03), direct debits and TIP (10, 26, 27; A3 and B3: SEPA), transfers
# (12), bills (33).
RETURNED = ("03", "10", "12", "26", "27", "33", "A3", "B3")
# Money that comes back has a reason in columns 41 and 42; some banks only say it in the label.
RETURN_WORDS = re.compile(r"\b(?:REJET\w*|IMPAY[EÉ]\w*|RETOUR (?:PRLV|VIR|SEPA|CHQ|CHEQUE))\b", re.IGNORECASE)


@dataclass(slots=True)
class _Movement:
    """A record `04` with its records `05`."""

    record: Record
    details: list[tuple[str, str]] = field(default_factory=list)


def recognise(head: bytes, path: Path) -> bool:
    """Its first records have the kinds of CFONB 120, with a currency and its decimals where they belong."""
    found = first_records(head, WIDTH)[:20]
    shaped = [
        text for text in found if text[:2] in KINDS and text[16:19].isalpha() and text[16:19].isupper() and text[19:20].isdecimal()
    ]  # fmt: skip
    return bool(found) and found[0][:2] in KINDS and len(shaped) * 2 > len(found)


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """The statements of the file, one after the other."""
    return _Reading(path.name).facts(records(path, width=WIDTH, encoding=options.encoding))


class _Reading:
    """Where in the file we are."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.account: tuple[str, ...] | None = None  # of the statement that is open
        self.said_other_account = False
        self.entry = 0
        self.movement: _Movement | None = None
        self.line = 0
        self.lost = False  # the movement above could not be read: neither can its details

    def facts(self, lines: Iterator[Record]) -> Iterator[BankFact | Problem]:
        for record in lines:
            self.line = record.line
            kind = record.text[:2]
            if kind != "05":
                yield from self._finish()
            if kind == "01":
                yield from self._begin(record)
            elif kind == "04":
                yield from self._movement(record)
            elif kind == "05":
                yield from self._detail(record)
            elif kind == "07":
                yield from self._end(record)
            else:
                yield self._told(
                    record,
                    f"The record begins with {shown(kind)}; there are 01, 04, 05 and 07.",
                    "The record was left out.",
                )
        yield from self._finish()
        if self.account is not None:
            yield from self._cut_off("The file ends")

    def _begin(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.account is not None:
            yield from self._cut_off("A new statement begins (record 01)")
        self.account, self.entry, self.said_other_account = _account_of(record), 0, False
        currency = record.part(17, 19)
        balance, problems = self._balance(record)
        yield from problems
        yield StatementFact(line=record.line, account=_iban(record), currency=currency, opening=balance)

    def _movement(self, record: Record) -> Iterator[Problem]:
        self.lost = False
        if self.account is None:
            self.lost = True
            yield self._told(
                record,
                "A movement (record 04) stands outside any statement: no old balance (record 01) precedes it.",
                "It was left out: ask the bank for the whole file.",
            )
            return
        # Another bank than the statement's is usual (who cleared it), another account is not.
        own, other = self.account[2], _account_of(record)[2]
        if own != other and not self.said_other_account:
            self.said_other_account = True
            message = f"The movement names the account {other}, the statement {own}."
            yield self._told(record, message, "It was read as the statement's.", "warning")
        self.movement = _Movement(record)

    def _detail(self, record: Record) -> Iterator[Problem]:
        if self.movement is not None:
            self.movement.details.append((record.part(46, 48), record.raw(49, 118).rstrip()))
        elif not self.lost:
            yield self._told(
                record,
                "More of a movement (record 05) stands behind no movement (record 04).",
                "It was left out.",
            )

    def _end(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.account is None:
            yield self._told(
                record,
                "A new balance (record 07) stands outside any statement: no old balance (record 01) precedes it.",
                "It was left out.",
            )
            return
        self.account = None
        balance, problems = self._balance(record)
        yield from problems
        yield EndFact(line=record.line, closing=balance)

    def _cut_off(self, what: str) -> Iterator[BankFact | Problem]:
        self.account = None
        yield self._told(
            self.line,
            f"{what} before the statement above has its new balance (record 07).",
            "Perhaps the file was cut off: ask the bank for the whole one.",
        )
        yield EndFact(line=self.line)

    def _finish(self) -> Iterator[BankFact | Problem]:
        """The movement whose records are complete."""
        movement, self.movement = self.movement, None
        if movement is None:
            return
        record = movement.record
        found, problems = booked(
            self.source,
            record,
            money=_money(record),
            booked_on=day(record.part(35, 40), "dmy"),
            value_on=day(record.part(43, 48), "dmy"),
        )
        yield from problems
        if found is not None:
            self.entry += 1
            yield _fact(movement, self.entry, found)

    def _balance(self, record: Record) -> tuple[Balance | None, list[Problem]]:
        on, money = day(record.part(35, 40), "dmy"), _money(record)
        problems = [
            self._told(record, f"The balance is incomplete: {found.message}.", found.hint)
            for found in (on, money)
            if isinstance(found, Fault)
        ]
        if isinstance(money, Fault):
            return None, problems
        return Balance(
            on=None if isinstance(on, Fault) else on, amount=money, currency=record.part(17, 19)
        ), problems

    def _told(self, record: Record | int, message: str, hint: str, severity: str = "error") -> Problem:
        return told(self.source, record, message, hint, "warning" if severity == "warning" else "error")


def _account_of(record: Record) -> tuple[str, ...]:
    """Bank, branch and number."""
    return record.part(3, 7), record.part(12, 16), record.part(22, 32)


def _iban(record: Record) -> str:
    """The IBAN, which follows from bank, branch and number of a French account (with the key that a RIB has)."""
    bank, branch, number = _account_of(record)
    national = bank + branch + number
    if (
        record.part(17, 19) != "EUR"
        or len(national) != 21
        or not (bank + branch).isdecimal()
        or not number.isalnum()
    ):
        return national
    digits = number.upper().translate(
        str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
    )
    if not (digits.isascii() and digits.isdecimal()):
        return national
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(digits)) % 97
    return iban_of("FR", f"{national.upper()}{key:02}")


def _money(record: Record) -> Decimal | Fault:
    """The amount in columns 91 to 104."""
    digits, last, decimals = record.raw(91, 103).strip(), record.raw(104, 104), record.part(20, 20)
    if not is_currency(record.part(17, 19)):
        return Fault(
            f"the currency {shown(record.part(17, 19))} is not known", "Ask the bank for the file again."
        )
    readable = digits.isascii() and digits.isdecimal() and (not decimals or decimals.isdecimal())
    if last not in SIGNED or not readable:
        return Fault(
            f"the amount {shown(record.raw(91, 104))} cannot be read",
            "Its last character should be one of {ABCDEFGHI or }JKLMNOPQR. Ask the bank for the file again.",
        )
    digit, sign = SIGNED[last]
    found = amount(f"{digits}{digit}", int(decimals or 2))
    return found if isinstance(found, Fault) else found * sign


def _fact(movement: _Movement, entry: int, found: Booked) -> MovementFact:
    record, details = movement.record, movement.details
    said: dict[str, list[str]] = {}
    for kind, text in details:
        said.setdefault(kind, []).append(text)
    (payer, payer_id), (other, other_id) = ("NPY", "CPY"), ("NBE", "CBE")
    money = found.amount
    if money < 0:
        (payer, payer_id), (other, other_id) = (other, other_id), (payer, payer_id)
    label, code = record.part(49, 79), record.part(33, 34)
    reason = record.part(41, 42)
    original, original_currency = _amount_said(said.get("MMO"))
    charges, charges_currency = _amount_said(said.get("FEE"))
    lines = [text for kind, text in details if kind in ("LIB", "LCC", "LC2", "LC3", "")]
    text = _joined([label, *lines])
    name = _joined(said.get(payer) or said.get(other) or [])
    return MovementFact(
        line=record.line,
        entry=entry,
        booked_on=found.booked_on,
        value_on=found.value_on,
        amount=money,
        currency=record.part(17, 19),
        text=text,
        reference=_first(said.get("LCS"), 35),
        end_to_end=reference(_first(said.get("RCN"), 35)),
        mandate=_first(said.get("RUM"), 35),
        bank_reference=_first(said.get("REF"), 70) or record.part(105, 120),
        payer_name=name or (payer_in(text) if money > 0 else ""),
        payer_account=_first(said.get(payer_id) or said.get(other_id), 34),
        ultimate_name=_joined(said.get("NPO" if money > 0 else "NBU") or []),
        code=code,
        is_return=code.upper() in RETURNED
        or bool(reason.strip("0"))
        or RETURN_WORDS.search(label) is not None,
        return_reason=reason.strip("0") and reason,
        charges=charges if charges_currency == record.part(17, 19) else None,
        original_amount=original if original_currency else None,
        original_currency=original_currency,
    )


def _amount_said(lines: list[str] | None) -> tuple[Decimal | None, str]:
    """`USD2` and fourteen digits: another amount of the movement, with its currency and decimals."""
    text = lines[0] if lines else ""
    currency, decimals = text[:3], text[3:4]
    if not is_currency(currency) or not decimals.isdecimal():
        return None, ""
    found = amount(text[4:18].strip(), int(decimals))
    return (None, "") if isinstance(found, Fault) else (found, currency)


def _first(lines: list[str] | None, length: int) -> str:
    return lines[0][:length].strip() if lines else ""


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(line.split()) for line in lines if line.strip())


FORMAT = BankFormat(name="CFONB 120", recognise=recognise, read=read)
