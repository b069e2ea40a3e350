"""QIF, the old interchange format of Quicken: lists of transactions, a letter before each value, `^` behind each of them. Owns no table.

The file names no currency and no order of day and month: both are the caller's, where the values do not prove the order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.text import lines, text_of
from recobro.connectors.bank.values import Unreadable, nothing_moved, plain, tight
from recobro.connectors.table.amounts import (
    DecimalSign,
    Figure,
    amount_reader,
    settle,
    sign_of_country,
    signs_of_column,
)
from recobro.connectors.table.dates import DateOrder, DateVotes, full_year, order_of_country, read_date
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.problems import Problem, Refused, refuse

MARK = re.compile(r"^!(?:Type|Account|Option|Clear)\b", re.IGNORECASE | re.MULTILINE)
LISTS = ("bank", "cash", "ccard", "oth a", "oth l")  # of what moved on an account
OPENING = "opening balance"
DAY = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*(['/.-])\s*(\d{1,4})", re.ASCII)
NO_CURRENCY = "XXX"
LINES_MAX = 2_000  # of one record
READER = Callable[[str], Decimal | Figure | Fault | None]


@dataclass(slots=True)
class Record:
    """The lines of one record: line number, letter, value. `kind` is the list that it stands in, in lower case."""

    kind: str
    line: int
    parts: list[tuple[int, str, str]] = field(default_factory=list)
    is_whole: bool = True

    def get(self, letter: str) -> tuple[int, str]:
        """The first value of the letter before any split, with its line."""
        for line, found, value in self.parts:
            if found == "S":
                break
            if found == letter:
                return line, value
        return self.line, ""

    def splits(self, letter: str) -> list[str]:
        """The values of the letter in the splits."""
        first = next((at for at, (_, found, _) in enumerate(self.parts) if found == "S"), len(self.parts))
        return [value for _, found, value in self.parts[first:] if found == letter]


def recognise(head: bytes, path: Path) -> bool:
    """By the heading of a list."""
    return bool(head) and MARK.search(text_of(head)) is not None


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """Streams the file, once over for its dates and signs. Raises Refused where nothing moved, or a date may be two days."""
    order, sign = _survey(path, options)
    reading = _Reading(
        path.name,
        options,
        order,
        amount_reader(sign, strict=False, default_currency=options.currency or None),
    )
    for record in _records(path, options):
        yield from reading.take(record)
    yield from reading.end()


def _records(path: Path, options: BankOptions) -> Iterator[Record]:
    kind, record = "", None
    for number, raw in lines(path, options):
        line = raw.strip("\ufeff\x1a \t\x00")
        if line.startswith("!"):
            word, _, rest = line[1:].partition(":")
            if word.lower() in ("type", "account"):
                kind = rest.strip().lower() if word.lower() == "type" else "account"
                yield Record(f"!{kind}", number)
            record = None
        elif line.startswith("^"):
            if record:
                yield record
            record = None
        elif line and kind:
            record = record or Record(kind, number)
            if len(record.parts) < LINES_MAX:
                record.parts.append((number, line[0].upper(), line[1:].strip()))
    if record:
        record.is_whole = False
        yield record


def _survey(path: Path, options: BankOptions) -> tuple[DateOrder | None, DecimalSign | None]:
    """Which comes first, day or month; which is the decimal sign. Raises Refused where neither values nor country say."""
    votes, signs = DateVotes(), set[DecimalSign]()
    for record in _records(path, options):
        if record.kind in LISTS:
            line, text = record.get("D")
            votes.add(_slashed(text), "D", line)
            signs |= signs_of_column([record.get("T")[1], *record.splits("$")])[0]
    country = options.country
    proved = next(iter(signs)) if len(signs) == 1 else None
    sign = options.decimal or proved or (sign_of_country(country) if country and not signs else None)
    order = options.date_order or votes.order()
    if order == "mixed":
        raise refuse(
            path.name,
            "Some dates have the day first, others the month.",
            "Say which comes first: dmy or mdy.",
        )
    if order is None and votes.open_example:
        order = order_of_country(country) if country else None
        if order is None:
            text, _, line = votes.open_example
            message = (
                f"Date {shown(text)} may be day/month or month/day, and no date of the file shows which."
            )
            raise Refused(
                Problem(
                    source=path.name, line=line, message=message, hint="Say which comes first: dmy or mdy."
                )
            )
    return order, sign


def _slashed(text: str) -> str:
    """`2/14'2020`, `1/ 1'00` and `6/ 1/94` as other programs write them."""
    found = DAY.fullmatch(text.strip())
    if not found:
        return text
    year = int(found[5]) + 2000 if found[4] == "'" and len(found[5]) < 3 else full_year(found[5])
    return f"{found[1]}{found[2]}{found[3]}{found[2]}{year:04}"


@dataclass(slots=True)
class _Reading:
    """Where in the file we are. The head of a list waits for its first record, which may be the balance before it."""

    source: str
    options: BankOptions
    order: DateOrder | None
    amounts: READER
    account: str = ""
    line: int = 0
    is_list: bool = False
    is_told: bool = False
    any_told: bool = False
    closing: Balance | None = None
    entries: int = 0
    left_out: set[str] = field(default_factory=set)

    def take(self, record: Record) -> Iterator[BankFact | Problem]:
        if record.kind.startswith("!"):
            yield from self._close()
            yield from self._begin(record)
        elif record.kind == "account":
            self._name(record)
        elif self.is_list and record.parts:
            yield from self._record(record)

    def end(self) -> Iterator[BankFact | Problem]:
        """The end of the last list."""
        yield from self._close()
        if not self.any_told:
            hint = "Export the transactions of a bank account."
            raise refuse(self.source, "The file has no list of what moved on a bank account.", hint)

    def _begin(self, record: Record) -> Iterator[Problem]:
        kind = record.kind.removeprefix("!")
        self.is_list, self.is_told, self.line, self.entries = kind in LISTS, False, record.line, 0
        if kind == "invst" and kind not in self.left_out:
            self.left_out.add(kind)
            message = "A list of investments begins here; it is left out."
            yield Problem(source=self.source, line=record.line, message=message, severity="note")

    def _name(self, record: Record) -> None:
        """An `!Account`: whose list comes next, and its balance."""
        self.account, self.closing = tight(record.get("N")[1]), None
        try:
            value = self._amount(record.get("$")[1])
            on = self._date(record.get("/")[1])
        except Unreadable:
            return  # it names the account all the same
        if value is not None and on is not None:
            self.closing = Balance(on=on, amount=value, currency=self.options.currency)

    def _record(self, record: Record) -> Iterator[BankFact | Problem]:
        if not self.is_told and record.get("P")[1].lower() == OPENING:
            yield from self._opening(record)
            return
        yield from self._head(None)
        self.entries += 1
        line = record.line
        try:
            line, text = record.get("D")
            on = self._date(text)
            line, text = record.get("T") if record.get("T")[1] else record.get("U")
            value = self._amount(text)
        except Unreadable as error:
            yield error.problem(self.source, line)
            return
        if on is None or value is None:
            wrong = Unreadable(
                "the transaction has no date (D)" if on is None else "the transaction has no amount (T)"
            )
            yield wrong.problem(self.source, record.line)
            return
        if not record.is_whole:
            message = "The last transaction does not end (^): the file may have been cut off."
            hint = "Export it again, and compare."
            yield Problem(
                source=self.source, line=record.line, message=message, hint=hint, severity="warning"
            )
        yield from self._splits(record, value)
        yield self._fact(record, on, value) if value else nothing_moved(self.source, record.line)

    def _opening(self, record: Record) -> Iterator[BankFact | Problem]:
        """The first record of many exports: it names the account, and what was on it."""
        account = record.get("L")[1]
        if account.startswith("[") and account.endswith("]"):
            self.account = tight(account[1:-1])
        try:
            value, on = self._amount(record.get("T")[1]), self._date(record.get("D")[1])
        except Unreadable as error:
            yield error.problem(self.source, record.line)
            value = on = None
        opening = Balance(on=on, amount=value, currency=self.options.currency) if value is not None else None
        yield from self._head(opening)

    def _splits(self, record: Record, value: Decimal) -> Iterator[Problem]:
        """The parts of a transaction must be the whole of it; they say nothing of money that moved."""
        try:
            parts = [self._amount(text) or Decimal(0) for text in record.splits("$")]
        except Unreadable as error:
            yield Problem(
                source=self.source,
                line=record.line,
                message=f"Of a split, {error.message}.",
                severity="warning",
            )
            return
        if parts and sum(parts) != value:
            message = f"The splits are together {sum(parts)}, the transaction is {value}."
            yield Problem(
                source=self.source,
                line=record.line,
                message=message,
                hint="It is read as it is.",
                severity="warning",
            )

    def _fact(self, record: Record, on: date, value: Decimal) -> MovementFact:
        texts = [record.get("M")[1], *record.splits("E")]
        number = record.get("N")[1]
        return MovementFact(
            line=record.line, entry=self.entries, booked_on=on, amount=value, currency=self.options.currency,
            text=plain(" ".join([*texts, number])), payer_name=plain(record.get("P")[1]),
        )  # fmt: skip

    def _head(self, opening: Balance | None) -> Iterator[StatementFact]:
        if not self.is_told:
            self.is_told = self.any_told = True
            yield StatementFact(
                line=self.line,
                account=self.account or self.options.account,
                currency=self.options.currency,
                opening=opening,
            )

    def _close(self) -> Iterator[BankFact]:
        if self.is_list:
            yield from self._head(None)
            yield EndFact(line=self.line, closing=self.closing)
            self.closing = None
        self.is_list = False

    def _date(self, text: str) -> date | None:
        found = read_date(_slashed(text), self.order)
        if isinstance(found, Fault):
            raise Unreadable(found.message, found.hint)
        return found

    def _amount(self, text: str) -> Decimal | None:
        found = self.amounts(text)
        if found is None:
            return None
        if not isinstance(found, Fault):
            found = settle(found, self.options.currency or NO_CURRENCY, text)
        if isinstance(found, Fault):
            raise Unreadable(found.message, found.hint)
        return found


FORMAT = BankFormat(name="QIF", recognise=recognise, read=read)
