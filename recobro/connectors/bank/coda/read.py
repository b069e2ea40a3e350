"""Reads the records of a CODA file in their order: which statement, which booking, is all there that should be?

Records of 128 characters: `0` the file, `1` the old balance, `2` a movement (`21`, continued in `22` and `23`), `3` information on
it (`31` to `33`), `4` a message of the bank, `8` the new balance, `9` the end with its totals. A file may hold several.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from recobro.bank.facts import Balance, BankFact, EndFact, StatementFact
from recobro.connectors.bank.coda.movement import Information, Movement, facts_of, money_of
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.records import Record, day, first_records, iban_of, records, told
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem

WIDTH = 128
DETAILS_MAX = 10_000  # as many as the four digits of their number allow


def recognise(head: bytes, path: Path) -> bool:
    """A header record with its version at the end, and an old balance below it."""
    found = first_records(head, WIDTH)[:2]
    if not found or found[0][:5] != "00000" or not found[0][5:11].isdecimal():
        return False
    return found[0].rstrip()[-1:] in ("1", "2") and (len(found) == 1 or found[1][:1] in ("1", "2"))


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """The statements of the file, one after the other."""
    return _Reading(path.name).facts(records(path, width=WIDTH, encoding=options.encoding))


class _Reading:
    """Where in the file we are."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.version = 2
        self.account = self.currency = ""
        self.is_open = False  # between the old balance and the new one
        self.group: list[Movement] = []  # the records of one booking: a total and its details
        self.lost = False
        self.entry = 0
        self.line = self.count = 0
        self.debit = self.credit = Decimal(0)
        self.ended = True

    def facts(self, lines: Iterator[Record]) -> Iterator[BankFact | Problem]:
        kinds = {
            "1": self._begin,
            "2": self._movement,
            "3": self._information,
            "8": self._end,
            "9": self._last,
        }
        for record in lines:
            self.line = record.line
            kind = record.text[:1]
            if kind not in "234":
                yield from self._finish()
            if kind == "0":
                yield from self._header(record)
                continue
            self.count += kind != "9"
            if kind in kinds:
                yield from kinds[kind](record)
            elif kind != "4":
                yield self._told(
                    record,
                    f"The record begins with {shown(kind)}; there are 0 to 4, 8 and 9.",
                    "It was left out.",
                )
        yield from self._finish()
        if self.is_open:
            yield from self._cut_off("The file ends", self.entry > 0 or not self.ended)
        if not self.ended:
            yield self._told(
                self.line,
                "The file has no last record (9).",
                "Perhaps it was cut off: ask the bank for the whole one.",
                "warning",
            )

    def _header(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.is_open:
            yield from self._cut_off("Another file begins (record 0)", True)
        self.version = 1 if record.text.rstrip()[-1:] == "1" else 2
        self.count, self.debit, self.credit, self.ended = 0, Decimal(0), Decimal(0), False

    def _begin(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.is_open:
            yield from self._cut_off("Another statement begins (record 1)", True)
        self.account, self.currency = _account(record.part(2, 2), record.raw(6, 42))
        self.is_open, self.entry, self.lost = True, 0, False
        if not is_currency(self.currency):
            yield self._told(
                record,
                f"The currency {shown(self.currency)} of the account is not known.",
                "Ask the bank for the file again.",
            )
        opening, problems = self._balance(record, sign=43, first=44, on=59)
        yield from problems
        yield StatementFact(
            line=record.line,
            account=self.account,
            currency=self.currency,
            number=record.part(126, 128),
            owner=record.part(65, 90),
            opening=opening,
        )

    def _movement(self, record: Record) -> Iterator[BankFact | Problem]:
        part = record.text[1:2]
        if part == "1":
            self.lost = not self.is_open
            if self.lost:
                yield self._told(
                    record,
                    "A movement (record 21) stands outside any statement: no old balance (record 1) precedes it.",
                    "It was left out: ask the bank for the whole file.",
                )
                return
            if self.group and (self.group[0].sequence != record.part(3, 6) or len(self.group) >= DETAILS_MAX):
                yield from self._finish()
            self.group.append(Movement(record, version=self.version))
        elif part in ("2", "3"):
            yield from self._more(record, part)
        else:
            yield self._told(
                record,
                f"The record begins with {shown(record.text[:2])}; there are 21, 22 and 23.",
                "It was left out.",
            )

    def _more(self, record: Record, part: str) -> Iterator[Problem]:
        """Records 22 and 23 belong to the 21 above them."""
        last = self.group[-1] if self.group else None
        if last is not None and last.number == record.part(3, 10):
            last.more[part] = record
        elif not self.lost:
            message = f"More of a movement (record 2{part}) stands behind another one than it names."
            yield self._told(record, message, "It was left out: perhaps a line is missing above it.")

    def _information(self, record: Record) -> Iterator[Problem]:
        """Records 32 and 33 continue the 31 above; all belong to the movement above them."""
        if self.group and self.group[-1].sequence == record.part(3, 6):
            last = self.group[-1]
            if record.text[1:2] == "1":
                last.information.append(
                    Information(
                        record.part(41, 43) if record.part(40, 40) == "1" else "",
                        record.raw(44 if record.part(40, 40) == "1" else 41, 113),
                    )
                )
            elif last.information:
                last.information[-1].text += record.raw(11, 115 if record.text[1:2] == "2" else 100)
        elif not self.lost:
            yield self._told(
                record,
                "Information (record 3) stands behind another movement than it names.",
                "It was left out: perhaps a line is missing above it.",
                "warning",
            )

    def _end(self, record: Record) -> Iterator[BankFact | Problem]:
        if not self.is_open:
            yield self._told(
                record,
                "A new balance (record 8) stands outside any statement: no old balance (record 1) precedes it.",
                "It was left out.",
            )
            return
        self.is_open = False
        closing, problems = self._balance(record, sign=42, first=43, on=58)
        yield from problems
        yield EndFact(line=record.line, closing=closing)

    def _last(self, record: Record) -> Iterator[BankFact | Problem]:
        if self.is_open:
            yield from self._cut_off("The file ends (record 9)", self.entry > 0)
        self.ended = True
        said = record.part(17, 22)
        if said.isdecimal() and int(said) != self.count:
            yield self._told(
                record,
                f"The bank counts {int(said)} records; {self.count} were read.",
                "Perhaps lines are missing: ask the bank for the file again.",
                "warning",
            )
        for what, read, money in (
            ("debits", self.debit, money_of(record, 23)),
            ("credits", self.credit, money_of(record, 38)),
        ):
            if isinstance(money, Decimal) and money != read:
                yield self._told(
                    record,
                    f"The bank's total of {what} is {money}; {read} were read.",
                    "Perhaps a line is missing or damaged: ask the bank for the file again.",
                    "warning",
                )

    def _cut_off(self, what: str, is_missing: bool) -> Iterator[BankFact | Problem]:
        """The statement ends without its new balance: as it should where there was no movement, else something is missing."""
        self.is_open = False
        if is_missing:
            yield self._told(
                self.line,
                f"{what} before the statement above has its new balance (record 8).",
                "Perhaps the file was cut off: ask the bank for the whole one.",
            )
        yield EndFact(line=self.line)

    def _finish(self) -> Iterator[BankFact | Problem]:
        """The booking whose records are complete."""
        group, self.group = self.group, []
        if not group:
            return
        total = group[0].amount
        if isinstance(total, Decimal):
            self.credit += max(total, Decimal(0))
            self.debit -= min(total, Decimal(0))
        self.entry += 1
        yield from facts_of(group, self.entry, self.currency, self.source)

    def _balance(
        self, record: Record, *, sign: int, first: int, on: int
    ) -> tuple[Balance | None, list[Problem]]:
        money, when = money_of(record, first, sign=sign), day(record.part(on, on + 5), "dmy")
        problems = [
            self._told(record, f"The balance is incomplete: {found.message}.", found.hint)
            for found in (money, when)
            if isinstance(found, Fault)
        ]
        if isinstance(money, Fault):
            return None, problems
        return Balance(
            on=None if isinstance(when, Fault) else when, amount=money, currency=self.currency
        ), problems

    def _told(self, record: Record | int, message: str, hint: str, severity: str = "error") -> Problem:
        return told(self.source, record, message, hint, "warning" if severity == "warning" else "error")


def _account(structure: str, text: str) -> tuple[str, str]:
    """The account and its currency: a Belgian number (0), a foreign one (1), an IBAN (2, 3)."""
    if structure == "0":
        return belgian(text[:12].strip()), text[13:16].strip()
    return "".join(text[: 31 if structure == "2" else 34].split()), text[34:37].strip()


def belgian(number: str) -> str:
    """The IBAN of an old Belgian account number of 12 digits."""
    return iban_of("BE", number) if len(number) == 12 and number.isdecimal() else number


FORMAT = BankFormat(name="CODA", recognise=recognise, read=read)
