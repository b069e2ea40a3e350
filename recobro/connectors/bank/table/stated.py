"""What a table says of its account beside its rows: above the header, between the rows and below them.

Banks write it as `IBAN: ...`, as a cell with its value in the next one, or as a row whose text is `Closing balance`. Found are the
account, its owner and currency, the balances and the last day of the period; the rest is addresses and advertisement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stdnum import iban

from recobro.connectors.bank.table import words
from recobro.connectors.table.amounts import SYMBOLS, Figure, amount_reader
from recobro.connectors.table.dates import read_date
from recobro.connectors.table.fault import Fault
from recobro.connectors.table.header import CODE_IN_HEADER, Row
from recobro.kernel.money import is_currency

IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{1,4}){3,8}(?![A-Z0-9])")
NUMBER = re.compile(r"[\dX*](?:[\dX*. /-]|(?<=\d)[A-Z](?=\d)){2,}(?<![. /-])[A-Z]?")
PAIR = re.compile(r"([^\d:]+):\s*([-+]?\d[\d.,'’/ ]*)")
DAY = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2})(?!\d)")
MONEY = re.compile(r"[-+]?\s?\d[\d.,'’\u00a0\u202f ]*[.,]\d\d(?:\s?(?:€|£|[A-Z]{3}\b))?")
PROTECTED = re.compile(r'=?"?(\d{8,34})"?')


@dataclass(slots=True, kw_only=True)
class Stated:
    """What was found so far; the first one found stays."""

    account: str = ""
    owner: str = ""
    currency: str = ""
    opening: Decimal | None = None
    closing: Decimal | None = None
    closing_on: date | None = None
    balance: Decimal | None = None  # of a day that is not known to be the last of the period
    until: date | None = None


class Statements:
    """Reads such cells, with the file's decimal sign and order of dates."""

    def __init__(
        self, *, read_amount: Callable[[str], object], read_day: Callable[[str], date | Fault | None]
    ) -> None:
        self.found = Stated()
        self._amount = read_amount
        self._day = read_day

    def take_above(self, rows: Iterable[Row]) -> None:
        """The rows above the header."""
        for _, cells in rows:
            filled = [cell.strip().strip('"').strip(" \ufeff") for cell in cells if cell.strip(' "\ufeff')]
            for index, cell in enumerate(filled):
                if cell.count(":") > 1:  # several of them in one cell
                    for name, value in PAIR.findall(cell):
                        self._take(f"{name}: {value}", name.strip(), value.strip())
                label, _, inside = cell.partition(":")
                value = inside.strip() or (filled[index + 1] if index + 1 < len(filled) else "")
                self._take(cell, label.strip("\ufeff "), value)
        if self.found.closing is None and self.found.balance is not None and self.found.until is not None:
            self.found.closing = self.found.balance  # the balance of the moment, and the file goes until then

    def take_balance(self, text: str, amounts: Sequence[Decimal], on: date | None) -> bool:
        """A row that states a balance. Is it one?"""
        money = amounts[-1] if amounts else None
        if words.begins_with(text, words.OPENING):
            if money is not None and self.found.opening is None:
                self.found.opening = money
            return True
        if words.begins_with(text, words.CLOSING):
            if money is not None:
                self.found.closing, self.found.closing_on = money, on
            return True
        if not words.is_one_of(text, words.BALANCE):
            return False
        if money is not None and on is not None and self.found.closing is None:
            self.found.closing, self.found.closing_on = money, on
        return True

    def _take(self, cell: str, label: str, value: str) -> None:
        found = self.found
        self._take_account(cell, label, value)
        if not found.owner and words.is_one_of(label, words.OWNER):
            found.owner = value
        code = next(
            (
                code
                for code in CODE_IN_HEADER.findall(value.upper())
                if is_currency(SYMBOLS.get(code.casefold(), code))
            ),
            "",
        )
        if not found.currency and words.is_one_of(label, words.CURRENCY) and code:
            found.currency = SYMBOLS.get(code.casefold(), code)
        self._take_balance(label, value, cell)
        self._take_until(cell, label, value)

    def _take_account(self, cell: str, label: str, value: str) -> None:
        if self.found.account and iban.is_valid(self.found.account):
            return
        for place in IBAN.finditer(cell.upper()):
            if iban.is_valid(place[0]):
                self.found.account = "".join(place[0].split())
                return
        if not self.found.account and cell.startswith("=") and (whole := PROTECTED.fullmatch(cell)):
            self.found.account = whole[1]
        if not words.is_one_of(label, words.ACCOUNT):
            return
        alike = IBAN.search(value.upper()) or NUMBER.search(value.upper())
        if alike and (not self.found.account or words.plain(label) == "iban"):
            self.found.account = "".join(alike[0].split())

    def _take_balance(self, label: str, value: str, cell: str) -> None:
        if words.begins_with(label, words.OPENING):
            if self.found.opening is None:
                self.found.opening = self._money(value)
        elif words.begins_with(label, words.CLOSING):
            if self.found.closing is None:
                self.found.closing = self._money(value)
                self.found.closing_on = self._last_day(label)
        elif words.is_one_of(label, words.BALANCE) and self.found.balance is None:
            beside = MONEY.search(DAY.sub(" ", cell)) if not value else None
            self.found.balance = self._money(beside[0] if beside else value)
            if on := self._last_day(label):
                self.found.closing, self.found.closing_on = self.found.balance, on

    def _take_until(self, cell: str, label: str, value: str) -> None:
        ends = words.plain(label).endswith(words.UNTIL) if words.plain(label) else False
        days = [day for found in DAY.findall(cell) if isinstance(day := self._day(found), date)]
        if len(days) == 2:
            self.found.until = max(days)
        elif ends and isinstance(on := self._day(value) if value else None, date):
            self.found.until = on

    def _money(self, value: str) -> Decimal | None:
        """The amount in a cell, whatever money stands beside it."""
        read = self._amount(value)
        if isinstance(read, Decimal):
            money = read
        elif isinstance(read, Figure):
            money = read.amount
        else:
            return None
        if not self.found.currency:
            beside = next((code for code in CODE_IN_HEADER.findall(value)), "")
            code = SYMBOLS.get(beside.casefold(), beside)
            self.found.currency = code if is_currency(code) else ""
        return money

    def _last_day(self, label: str) -> date | None:
        days = [day for found in DAY.findall(label) if isinstance(day := self._day(found), date)]
        return max(days, default=None)


def loose_reader() -> tuple[Callable[[str], object], Callable[[str], date | Fault | None]]:
    """Readers for what stands beside the rows, before anything is known of the file."""
    return amount_reader(None, strict=False, default_currency=None), lambda text: read_date(text, "dmy")
