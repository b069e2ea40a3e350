"""Norma 43 (AEB 43, CSB 43), the statement of Spanish banks.

Records of 80 characters: `11` an account with its old balance, `22` a movement, `23` more of it (up to five), `24` its amount in another
currency, `33` the totals and the new balance, `88` the end of the file with the number of records. Amounts have two decimals and
a sign in front: 1 debit, 2 credit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from recobro.bank.facts import BankFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.names import payer_in
from recobro.connectors.bank.norma43.fields import CURRENCIES, account_of, balance_of, money_of, original_of
from recobro.connectors.bank.records import Record, amount, booked, day, first_records, records, told
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.problems import Problem

WIDTH = 80
COUNTED = 100_000  # five digits: a bank begins anew behind 99,999
RETURNED, REVERSED = "14", "98"  # kinds of movement: returned and unpaid; cancelled and corrected


def recognise(head: bytes, path: Path) -> bool:
    """It begins with an account, and the records below are of Norma 43."""
    found = first_records(head, WIDTH)[:10]
    kinds = [text[:2] for text in found]
    accounts = [
        text
        for text in found
        if text[:2] == "11" and text[2:33].isdecimal() and text[33:47].strip().isdecimal()
    ]
    return bool(accounts) and all(kind in ("00", "11", "22", "23", "24", "33", "88") for kind in kinds[:5])


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """The accounts of the file, one after the other."""
    return _Reading(path.name).facts(records(path, width=WIDTH, encoding=options.encoding))


@dataclass(slots=True)
class _Movement:
    """A record `22` with its records `23` and `24`."""

    record: Record
    texts: list[str] = field(default_factory=list)
    other: Record | None = None


@dataclass(slots=True)
class _Totals:
    """What was read of an account, to be compared with its record `33`."""

    debits: int = 0
    credits: int = 0
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)


class _Reading:
    """Where in the file we are."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.account: Record | None = None  # its record 11
        self.currency = ""
        self.entry = 0
        self.movement: _Movement | None = None
        self.lost = False  # the movement above could not be read: neither can what belongs to it
        self.totals = _Totals()
        self.line = self.count = 0
        self.ended = False

    def facts(self, lines: Iterator[Record]) -> Iterator[BankFact | Problem]:
        kinds = {
            "11": self._begin,
            "22": self._movement,
            "23": self._text,
            "24": self._other_currency,
            "33": self._end,
            "88": self._last,
        }
        for record in lines:
            self.line = record.line
            kind = record.text[:2]
            if kind not in ("23", "24"):
                yield from self._finish()
            if kind != "88":
                self.count += 1
            if kind in kinds:
                yield from kinds[kind](record)
            elif kind != "00":  # who sent the file
                yield self._told(
                    record,
                    f"The record begins with {shown(kind)}; there are 11, 22, 23, 24, 33 and 88.",
                    "It was left out.",
                )
        yield from self._finish()
        if self.account is not None:
            yield from self._cut_off("The file ends")
        elif not self.ended:
            yield self._told(
                self.line,
                "The file has no last record (88).",
                "Perhaps it was cut off, and more accounts follow: ask the bank for the whole one.",
                "warning",
            )

    def _begin(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.account is not None:
            yield from self._cut_off("Another account begins (record 11)")
        self.account, self.entry, self.totals, self.ended = record, 0, _Totals(), False
        self.currency = CURRENCIES.get(record.part(48, 50), "")
        if not self.currency:
            yield self._told(
                record,
                f"The currency {shown(record.part(48, 50))} is not known.",
                "The movements of the account are left out: it should be the three digits of ISO 4217, such as 978 for EUR.",
            )
        opening = balance_of(record, sign=33, first=34, on=(21, 26), currency=self.currency)
        if isinstance(opening, Fault):
            yield self._told(record, f"The old balance is missing: {opening.message}.", opening.hint)
        yield StatementFact(
            line=record.line,
            account=account_of(record),
            currency=self.currency,
            owner=record.part(52, 77),
            opening=None if isinstance(opening, Fault) else opening,
        )

    def _movement(self, record: Record) -> Iterator[Problem]:
        self.lost = False
        if self.account is None:
            self.lost = True
            yield self._told(
                record,
                "A movement (record 22) stands outside any account: no record 11 precedes it.",
                "It was left out: ask the bank for the whole file.",
            )
            return
        self.movement = _Movement(record)

    def _text(self, record: Record) -> Iterator[Problem]:
        if self.movement is not None:
            self.movement.texts.append(record.raw(5, 80))
        elif not self.lost:
            yield self._told(
                record,
                "More of a movement (record 23) stands behind no movement (record 22).",
                "It was left out.",
            )

    def _other_currency(self, record: Record) -> Iterator[Problem]:
        if self.movement is not None:
            self.movement.other = record
        elif not self.lost:
            yield self._told(
                record,
                "The amount in another currency (record 24) stands behind no movement (record 22).",
                "It was left out.",
            )

    def _end(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.account is None:
            yield self._told(
                record,
                "The new balance (record 33) stands outside any account: no record 11 precedes it.",
                "It was left out.",
            )
            return
        yield from self._compare(record)
        closing = balance_of(record, sign=59, first=60, on=self.account, currency=self.currency)
        if isinstance(closing, Fault):
            yield self._told(record, f"The new balance is missing: {closing.message}.", closing.hint)
        self.account = None
        yield EndFact(line=record.line, closing=None if isinstance(closing, Fault) else closing)

    def _compare(self, record: Record) -> Iterator[Problem]:
        """Do the totals of the account say what was read?"""
        read = self.totals
        for what, count, total, where, money in (
            ("debits", read.debits, read.debit, (21, 25), (26, 39)),
            ("credits", read.credits, read.credit, (40, 44), (45, 58)),
        ):
            said_count, said = record.part(*where), amount(record.part(*money), 2)
            if not (said_count.isdecimal() and isinstance(said, Decimal)):
                continue
            if (int(said_count), said) != (count % COUNTED, total):
                message = f"The bank counts {int(said_count)} {what} of {said}; {count} of {total} were read."
                yield self._told(
                    record,
                    message,
                    "Perhaps a line is missing or damaged: ask the bank for the file again.",
                    "warning",
                )

    def _last(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.account is not None:
            yield from self._cut_off("The file ends (record 88)")
        self.ended = True
        said, count = record.part(21, 26), self.count
        self.count = 0
        if said.isdecimal() and int(said) != count:
            yield self._told(
                record,
                f"The bank counts {int(said)} records; {count} were read.",
                "Perhaps lines are missing: ask the bank for the file again.",
                "warning",
            )

    def _cut_off(self, what: str) -> Iterator[BankFact | Problem]:
        self.account = None
        yield self._told(
            self.line,
            f"{what} before the account above has its new balance (record 33).",
            "Perhaps the file was cut off: ask the bank for the whole one.",
        )
        yield EndFact(line=self.line)

    def _finish(self) -> Iterator[BankFact | Problem]:
        """The movement whose records are complete."""
        movement, self.movement = self.movement, None
        if movement is None or not self.currency:
            return
        record = movement.record
        money = money_of(record, 28, 29)
        if isinstance(money, Decimal):
            self._count(money, record)
        found, problems = booked(
            self.source,
            record,
            money=money,
            booked_on=day(record.part(11, 16), "ymd"),
            value_on=day(record.part(17, 22), "ymd"),
        )
        yield from problems
        if found is None:
            return
        original, original_currency, problem = original_of(movement.other, self.source)
        if problem:
            yield problem
        self.entry += 1
        kind, own = record.part(23, 24), record.part(25, 27)
        numbers = [record.part(53, 64), record.part(65, 80), record.part(43, 52)]
        # Words run on from field to field: what fills one is not ended there.
        text = " ".join("".join(movement.texts).split())
        yield MovementFact(
            line=record.line,
            entry=self.entry,
            booked_on=found.booked_on,
            value_on=found.value_on,
            amount=found.amount,
            currency=self.currency,
            text=text,
            payer_name=payer_in(text) if found.amount > 0 else "",
            bank_reference=" ".join(" ".join(number.split()) for number in numbers if number.strip("0 ")),
            code=f"{kind}/{own}" if own else kind,
            is_return=kind in (RETURNED, REVERSED),
            original_amount=original,
            original_currency=original_currency,
        )

    def _count(self, money: Decimal, record: Record) -> None:
        """By the sign that stands there: some movements of nothing are debits all the same."""
        if record.part(28, 28) == "1":
            self.totals.debits += 1
            self.totals.debit -= money
        else:
            self.totals.credits += 1
            self.totals.credit += money

    def _told(self, record: Record | int, message: str, hint: str, severity: str = "error") -> Problem:
        return told(self.source, record, message, hint, "warning" if severity == "warning" else "error")


FORMAT = BankFormat(name="Norma 43", recognise=recognise, read=read)
