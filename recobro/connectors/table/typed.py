"""Cells that know what they are: a workbook says which cells are numbers, a text file does not.

They are texts all the same, so that everything that looks at cells goes on working; only readers of amounts and dates
ask for more.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from recobro.connectors.table.amounts import MONEY, Figure
from recobro.connectors.table.cells import Reader
from recobro.connectors.table.dates import DATES, YEAR_MAX, YEAR_MIN
from recobro.connectors.table.fault import Fault, shown
from recobro.kernel.money import AMOUNT_MAX


class Number(str):
    """A number, written with digits and a point, without an exponent."""

    __slots__ = ()


class NoValue(str):
    """What stands in a cell without a value: a formula whose result the file does not have, or an error such as #REF!."""

    __slots__ = ()


def typed_reader(field: str, read: Reader, *, epoch: date | None) -> Reader:
    """The reader of a field's column where cells may be typed. `epoch` is the day 0 of dates written as numbers."""
    return typed(read, is_money=field in MONEY, epoch=epoch if field in DATES else None)


def typed(read: Reader, *, is_money: bool = False, epoch: date | None = None) -> Reader:
    """The reader of a column of amounts, of dates (with their day 0), or of anything else."""

    def reader(cell: str) -> object:
        if cell.__class__ is str:
            return read(cell)
        if cell.__class__ is NoValue:
            return _no_value(cell)
        if is_money:
            return _amount(cell)
        if epoch is not None:
            return day_of_serial(cell, epoch) or read(str(cell))
        return read(str(cell))

    return reader


def _no_value(cell: str) -> Fault:
    if cell.startswith("="):
        hint = "Open the workbook, let it calculate, save it, and import it again."
        return Fault(f"the formula {shown(cell)} has no result in the file", hint)
    return Fault(f"the cell shows the error {shown(cell)}", "Correct its formula, and import it again.")


def _amount(cell: str) -> object:
    amount = Decimal(cell)
    if abs(amount) >= AMOUNT_MAX:
        return Fault(
            f"amount {shown(cell)} is too large", "Amounts have at most 15 digits before the decimal sign."
        )
    _, _, after = cell.partition(".")
    return amount if len(after) <= 2 else Figure(amount, None)


def day_of_serial(text: str, epoch: date) -> date | None:
    """The day that a spreadsheet means by this number; None where it can mean none."""
    whole = text.partition(".")[0]
    if not whole.isdecimal() or not whole.isascii() or len(whole) > 6:
        return None
    day = epoch + timedelta(days=int(whole))
    return day if YEAR_MIN <= day.year <= YEAR_MAX else None
