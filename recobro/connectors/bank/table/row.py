"""What one row of a bank's table says, cell by cell, before anybody asks what kind of row it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from recobro.connectors.bank.table import words
from recobro.connectors.bank.table.columns import Columns
from recobro.connectors.table.amounts import DecimalSign, Figure, amount_reader, currency_of, settle
from recobro.connectors.table.dates import DateOrder, date_reader
from recobro.connectors.table.fault import Fault, shown
from recobro.connectors.table.typed import typed
from recobro.kernel.money import quantize

DECIMAL_HINT = "Say which sign stands before the cents: --decimal , or --decimal . as it is meant."
DIGITS = frozenset("0123456789")
CREDIT_OR_DEBIT = re.compile(
    r"(?P<money>.*\d\)?[\s\u00a0]*(?:[A-Z]{3}|€|£|\$)?)[\s\u00a0]*(?P<way>CR|DR|DB|C|D|S|H|\+)\.?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """How the table says which way money goes."""

    debit_is_negative: bool = False  # the debits have their minus themselves
    use_direction: bool = False
    positive_is_out: bool = False  # a list of purchases with a card
    less_charges: bool = False  # the balance moves by the amount less the charges


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that reading a row needs to know."""

    columns: Columns
    headers: tuple[str, ...]
    sign: DecimalSign | None
    sign_was_said: bool
    date_order: DateOrder | None
    epoch: date | None
    currency: str  # of rows that name none
    default_currency: str | None
    signs: Signs = field(default_factory=Signs)
    three_decimals: bool = False
    currency_is_readable: bool = True


@dataclass(slots=True)
class Line:
    """A row that was read. `faults` are of cells that its movement cannot do without."""

    line: int
    cells: Sequence[str]
    booked_on: date | None = None
    value_on: date | None = None
    amount: Decimal | None = None
    detail: Decimal | None = None
    balance: Decimal | None = None
    charges: Decimal | None = None
    currency: str = ""
    has_both: bool = False  # a debit and a credit: no movement has both
    debit: Decimal | None = None
    credit: Decimal | None = None
    day_fault: Fault | None = None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def on(self) -> date | None:
        return self.booked_on or self.value_on


class LineReader:
    """Reads rows of one table."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        money = amount_reader(
            reading.sign, strict=reading.sign_was_said, default_currency=reading.default_currency
        )
        self._money: Callable[[str], object] = typed(money, is_money=True)
        self._day: Callable[[str], object] = typed(date_reader(reading.date_order), epoch=reading.epoch)

    def read(self, line: int, cells: Sequence[str]) -> Line:
        """The row, with what is wrong in it."""
        row = Line(line, cells)
        row.currency = self._currency(row)
        self._days(row)
        self._amount(row)
        row.detail = self._settled(row, "detail_amount", quiet=True)
        row.balance = self._settled(row, "balance", quiet=True)
        row.charges = self._settled(row, "charges", quiet=True)
        if row.amount is not None and row.charges and self.reading.signs.less_charges:
            row.amount -= abs(row.charges)
        return row

    def text(self, row: Line, name: str) -> str:
        """What stands in a field's column, on one line; in the first that is not empty, where there are several."""
        columns = self.reading.columns
        if name not in columns.one:
            return ""
        places = (columns.one[name], *columns.also.get(name, ()))
        found = (_clean(row.cells[index]) for index in places if index < len(row.cells))
        return next(filter(None, found), "")

    def texts(self, row: Line, indexes: Sequence[int]) -> list[str]:
        """The texts of several columns, each once."""
        found = (_clean(row.cells[index]) for index in indexes if index < len(row.cells))
        return list(dict.fromkeys(text for text in found if text))

    def money_of(self, cell: str, currency: str) -> Decimal | Fault | None:
        """The amount in a cell, with its sign: also with CR or DR behind it."""
        way = 0
        if (
            "\ufffd" in cell
        ):  # what stood there was lost; between groups of three digits it can only divide them
            cell = cell.replace("\ufffd", "'")
        if (
            cell.__class__ is str
            and cell[-1:] not in DIGITS
            and (found := CREDIT_OR_DEBIT.fullmatch(cell.strip()))
        ):
            cell, way = found["money"], 1 if found["way"].casefold() in words.IN | {"+"} else -1
        value = self._money(cell)
        if value is None or isinstance(value, Fault):
            return value
        assert isinstance(value, Decimal | Figure)
        if isinstance(value, Figure) and value.thousands is not None and self.reading.three_decimals:
            value = Figure(value.amount, value.currency)
        settled = settle(value, currency, str(cell))
        if isinstance(settled, Fault):
            # Three decimals, the last of them a zero, are how some programs write all numbers.
            exact = value.amount if isinstance(value, Figure) else value
            if (
                value.__class__ is Figure
                and self.reading.three_decimals
                and quantize(exact, currency) == exact
            ):
                return quantize(exact, currency)
            return settled
        return settled if not way else abs(settled) * way

    def cell(self, row: Line, name: str) -> str:
        """What stands in the column of a field, as it stands."""
        index = self.reading.columns.one.get(name)
        return row.cells[index] if index is not None and index < len(row.cells) else ""

    def _currency(self, row: Line) -> str:
        said = self.cell(row, "currency").strip()
        if not said or not self.reading.currency_is_readable:
            return self.reading.currency
        found = currency_of(said, default_currency=self.reading.default_currency)
        if isinstance(found, Fault):
            row.faults.append(Fault(found.message, "Write the three-letter code of ISO 4217."))
            return self.reading.currency
        return found

    def _days(self, row: Line) -> None:
        """The day of booking is that of the first column that has one; the value date stands for it where none can be read."""
        for index in self.reading.columns.days:
            value = self._day(row.cells[index])
            if isinstance(value, date):
                row.booked_on = value
                break
            if isinstance(value, Fault) and row.day_fault is None:
                row.day_fault = value
        value = self._day(self.cell(row, "value_on"))
        if isinstance(value, date):
            row.value_on = value
        elif isinstance(value, Fault):
            if row.booked_on is None:
                row.day_fault = row.day_fault or value
            else:
                row.warnings.append(value)

    def _amount(self, row: Line) -> None:
        columns, signs = self.reading.columns.one, self.reading.signs
        if "amount" in columns:
            amount = self._settled(row, "amount")
            if amount is not None and signs.use_direction:
                amount = self._directed(row, amount)
            row.amount = -amount if amount is not None and signs.positive_is_out else amount
            return
        row.debit, row.credit = self._settled(row, "debit"), self._settled(row, "credit")
        row.has_both = bool(row.debit) and bool(row.credit)
        if row.debit is None and row.credit is None:
            return
        debit = (row.debit or Decimal(0)) * (1 if signs.debit_is_negative else -1)
        row.amount = debit + (row.credit or Decimal(0))

    def _directed(self, row: Line, amount: Decimal) -> Decimal | None:
        said = self.cell(row, "direction").strip()
        first = said if said in ("+", "-") else words.plain(said).partition(" ")[0]
        if first in words.OUT or first == "-":
            return -amount
        if first in words.IN or first == "+":
            return amount
        row.faults.append(
            Fault(f"{shown(said)} does not say whether money came in or went out", "Write D or C.")
        )
        return None

    def _settled(self, row: Line, name: str, *, quiet: bool = False) -> Decimal | None:
        cell = self.cell(row, name)
        if not cell.strip():
            return None
        found = self.money_of(cell, row.currency) if row.currency else None
        if isinstance(found, Fault):
            header = self.reading.headers[self.reading.columns.one[name]]
            found = replace(found, hint=DECIMAL_HINT) if "profile" in found.hint else found
            (row.warnings if quiet else row.faults).append(
                Fault(f"column '{header}': {found.message}", found.hint)
            )
            return None
        return found


def _clean(cell: str) -> str:
    """The text on one line, without the quotes and the apostrophe that keep spreadsheets from reading it as a number."""
    return " ".join(cell.split()).strip('"').removeprefix("'").strip()
