"""Reads BAI2, one transaction at a time, and compares what the file says of itself: its control totals and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.bai2.detail import NON_MONETARY, bai_day, detail, summaries, whole_amount
from recobro.connectors.bank.bai2.records import Record, records
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.text import lines, text_of
from recobro.connectors.bank.values import Unreadable, currency, nothing_moved, plain, tight
from recobro.connectors.table.fault import shown
from recobro.kernel.problems import Problem, refuse

MARK = re.compile(r"\A\s*01,[^,\n]*,[^,\n]*,\d{6,8},[^\n]*\s+02,")
DEFAULT_CURRENCY = "USD"  # the standard says so
OPENING, CLOSING = "010", "015"  # ledger balances
INTERIM = ("1", "3")
UNUSUAL = {"2": "takes back what was sent before", "4": "is a test"}


def recognise(head: bytes, path: Path) -> bool:
    """By its first two records."""
    return bool(head) and MARK.match(text_of(head)) is not None


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """Streams the file. Raises Refused where there is no account in it."""
    reading = _Reading(path.name, options)
    for record in records(lines(path, options)):
        yield from reading.take(record)
    yield from reading.end()


@dataclass(slots=True)
class _Reading:
    """Where in the file we are."""

    source: str
    options: BankOptions
    on: date | None = None  # of the group
    group_currency: str = ""
    is_guessed: bool = False  # the file names no currency, and the caller's is not the standard's
    is_final: bool = True
    is_left_out: bool = False
    is_open: bool = False  # an account
    any_account: bool = False
    account: str = ""
    currency: str = ""
    closing: Balance | None = None
    entries: int = 0
    line: int = 0
    total: int = 0  # of all amounts of the account, as its control total counts them
    count: int = 0
    is_ended: bool = False

    def take(self, record: Record) -> Iterator[BankFact | Problem]:
        self.line = record.line
        if record.code == "02":
            yield from self._close()
            yield from self._group(record)
        elif record.code == "03":
            yield from self._close()
            yield from self._account(record)
        elif record.code == "16":
            yield from self._transaction(record)
        elif record.code == "49":
            yield from self._account_end(record)
        elif record.code == "99":
            self.is_ended = True
        elif record.code in ("?", "88"):
            yield self._told(
                record, f"The line {shown(record.lines[0])} is no record of BAI2; it is left out"
            )

    def end(self) -> Iterator[BankFact | Problem]:
        """Told where the file was cut."""
        yield from self._close()
        if not self.any_account:
            raise refuse(self.source, "The file has no account in it.", "Ask the bank for the file again.")
        if not self.is_ended:
            hint = "The file may have been cut off: ask the bank for it again, and compare."
            message = "The file ends without its last record (99)."
            yield Problem(source=self.source, line=self.line, message=message, hint=hint, severity="warning")

    def _group(self, record: Record) -> Iterator[Problem]:
        fields = [*record.fields(), *[""] * 7]
        self.group_currency = fields[5].upper() or self.options.currency or DEFAULT_CURRENCY
        self.is_guessed = not fields[5] and self.group_currency != DEFAULT_CURRENCY
        self.is_final = fields[6] not in INTERIM
        self.on, self.is_left_out = None, fields[2] in UNUSUAL
        if self.is_left_out:
            yield self._told(record, f"The group {UNUSUAL[fields[2]]} (status {fields[2]}); it is left out")
        try:
            self.on = bai_day(fields[3])
        except Unreadable as error:
            yield error.problem(self.source, record.line)

    def _account(self, record: Record) -> Iterator[BankFact | Problem]:
        fields = [*record.fields(), "", ""]
        self.any_account = True
        if self.is_left_out:
            return
        self.is_open, self.account, self.entries, self.closing = True, tight(fields[0]), 0, None
        self.total, self.count = 0, record.count
        self.currency = fields[1].upper() or self.group_currency
        if self.is_guessed and not fields[1]:
            message = f"The file names no currency; it is read in {self.currency}, the standard means {DEFAULT_CURRENCY}."
            hint = "Say which is meant with the file."
            yield Problem(
                source=self.source, line=record.line, message=message, hint=hint, severity="warning"
            )
        balances: dict[str, Balance] = {}
        for code, text in summaries(fields[2:]):
            self.total += _whole(text)
            if code in (OPENING, CLOSING) and text:
                try:
                    value = whole_amount(text, currency(self.currency))
                    balances[code] = Balance(on=self.on, amount=value, currency=self.currency)
                except Unreadable as error:
                    yield error.problem(self.source, record.line)
        self.closing = balances.get(CLOSING) if self.is_final else None
        yield StatementFact(
            line=record.line, account=self.account or self.options.account, currency=self.currency, is_final=self.is_final,
            number=f"{self.on:%Y-%m-%d}" if self.on else "", opening=balances.get(OPENING) if self.is_final else None,
        )  # fmt: skip

    def _transaction(self, record: Record) -> Iterator[BankFact | Problem]:
        if not self.is_open:
            if not self.is_left_out:
                yield self._told(
                    record, "The transaction stands outside of an account; it is left out", "error"
                )
            return
        self.entries += 1
        self.count += record.count
        fields = [*record.fields(), "", ""]
        self.total += _whole(fields[1])
        if fields[0] == NON_MONETARY:
            yield nothing_moved(self.source, record.line)
            return
        try:
            yield self._fact(record)
        except Unreadable as error:
            yield error.problem(self.source, record.line)

    def _fact(self, record: Record) -> BankFact | Problem:
        found = detail(record, currency(self.currency))
        if self.on is None and found.value_on is None:
            raise Unreadable("the group of this transaction has no date")
        if not found.amount:
            return nothing_moved(self.source, record.line)
        return MovementFact(
            line=record.line, entry=self.entries, booked_on=self.on, value_on=found.value_on, amount=found.amount,
            currency=self.currency, text=found.text, end_to_end=found.customer_reference, bank_reference=found.bank_reference,
            code=plain(found.code), payer_name=found.payer_name,
            payer_account=found.payer_account, payer_bank=found.payer_bank, is_return=found.is_return,
        )  # fmt: skip

    def _account_end(self, record: Record) -> Iterator[BankFact | Problem]:
        if not self.is_open:
            return
        total, count = (*record.fields(), "", "")[:2]
        told, found = _whole(total), self.total
        if total and told != found:
            yield self._told(
                record,
                f"The control total of account {self.account} is {told}, the records before it give {found}",
            )
        told, found = _whole(count), self.count + record.count
        if count and told != found:
            yield self._told(
                record,
                f"The number of records of account {self.account} is {told}, the records before it give {found}",
            )
        yield EndFact(line=record.line, closing=self.closing)
        self.is_open = False

    def _close(self) -> Iterator[BankFact | Problem]:
        if self.is_open:
            message = f"Account {self.account} ends without its last record (49)."
            hint = "The file may have been cut off: ask the bank for it again, and compare."
            yield Problem(source=self.source, line=self.line, message=message, hint=hint, severity="warning")
            yield EndFact(line=self.line, closing=self.closing)
        self.is_open = False

    def _told(self, record: Record, message: str, severity: str = "warning") -> Problem:
        hint = "Ask the bank for the file again, and compare."
        level = "error" if severity == "error" else "warning"
        return Problem(source=self.source, line=record.line, message=f"{message}.", hint=hint, severity=level)  # type: ignore[arg-type]


def _whole(text: str) -> int:
    """An amount as the control totals count it, without its decimals; what cannot be read counts nothing."""
    flat = text.strip()
    return int(flat) if re.fullmatch(r"[+-]?[0-9]{1,39}", flat) else 0


FORMAT = BankFormat(name="BAI2", recognise=recognise, read=read)
