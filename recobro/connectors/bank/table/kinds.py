"""What kind of row is it? A movement, a detail of the one above, more of its text, a balance, a total, or nothing of all that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from recobro.connectors.bank.table import words
from recobro.connectors.bank.table.row import Line, LineReader
from recobro.connectors.bank.table.stated import Statements
from recobro.connectors.table.fault import Fault
from recobro.connectors.table.header import Table
from recobro.kernel.problems import Problem, Severity

WITH_DECIMALS = re.compile(r"[.,]\d\d(?!\d|[.,]\d)")
Kind = Literal["movement", "detail", "more"]


@dataclass(frozen=True, slots=True)
class Found:
    """A row that belongs to a movement: it is one, or a detail or more text of the one above."""

    kind: Kind
    row: Line
    is_pending: bool = False


class Rows:
    """The rows of a table by their kinds, each time from the start; balances between them go to `stated`."""

    def __init__(self, table: Table, headers: Sequence[str], reader: LineReader, stated: Statements) -> None:
        self.table = table
        self.headers = [" ".join(name.split()) for name in headers]
        self.reader = reader
        self.stated = stated

    def __iter__(self) -> Iterator[Found | Problem]:
        above = False  # is there a movement that a detail could belong to?
        debit = credit = Decimal(0)
        for entry in self.table.rows():
            if isinstance(entry, Problem):
                above = False
                yield entry
                continue
            row = self.reader.read(*entry)
            if self._is_header(row):
                continue
            if row.on is None and self._is_total(row):
                yield from self._compare(row, debit, credit)
                continue
            if self._is_balance(row):
                yield self._told(row, "The row states a balance and is no movement.", "", "note")
                continue
            found = self._kind(row, above)
            if isinstance(found, Problem):
                above = above and row.on is None and row.amount is None
                yield found
            elif found is not None:
                if found.kind == "movement":
                    above = True
                    credit += max(row.amount or Decimal(0), Decimal(0))
                    debit -= min(row.amount or Decimal(0), Decimal(0))
                yield from (
                    self._told(row, f"{_sentence(one)}.", one.hint, "warning") for one in row.warnings
                )
                yield found

    def _kind(self, row: Line, above: bool) -> Found | Problem | None:
        if row.on is not None:
            return self._dated(row, above)
        if row.faults:
            return self._told(row, f"The row was left out: {row.faults[0].message}.", row.faults[0].hint)
        if row.day_fault is not None and (row.amount is not None or row.debit is not None):
            if words.begins_with(self._first_text(row), words.PENDING):
                return self._told(
                    row, "The movement is announced and has no day yet: it was left out.", "", "note"
                )
            return self._told(row, f"The movement was left out: {row.day_fault.message}.", row.day_fault.hint)
        if row.detail is not None or row.amount is not None:
            if above:
                return Found("detail", row)
            return self._told(
                row, "The row has an amount and no date, and no movement stands above it.", "It was left out."
            )
        if above and row.day_fault is None and any(map(str.strip, row.cells)):
            return Found("more", row)
        return None

    def _dated(self, row: Line, above: bool) -> Found | Problem | None:
        status = self.reader.text(row, "status")
        if words.begins_with(status, words.VOID):
            return self._told(row, f"The movement is '{status[:30]}': it was left out.", "", "note")
        if row.faults:
            return self._told(row, f"The movement was left out: {row.faults[0].message}.", row.faults[0].hint)
        if row.has_both:
            hint = "A movement has one of them. Correct it, or enter it by hand."
            return self._told(
                row,
                f"The movement has a debit of {row.debit} and a credit of {row.credit}: it was left out.",
                hint,
            )
        if row.amount is None:
            if row.detail is not None and above:
                return Found("detail", row)
            hint = "Perhaps the file was cut off here, or the bank only tells something: look at it."
            return self._told(row, "The row has a date and no amount: it was left out.", hint)
        if row.booked_on is None and row.day_fault is not None:
            pending = words.begins_with(self._first_text(row), words.PENDING)
            if not pending:
                row.warnings.append(
                    Fault(
                        f"The value date is taken for the day of booking: {row.day_fault.message}",
                        row.day_fault.hint,
                    )
                )
            return Found("movement", row, is_pending=pending)
        return Found("movement", row, is_pending=words.begins_with(status, words.PENDING))

    def _is_header(self, row: Line) -> bool:
        """Some files repeat their header, page by page or account by account."""
        return [" ".join(cell.split()) for cell in row.cells[: len(self.headers)]] == self.headers

    def _is_total(self, row: Line) -> bool:
        return row.has_both or any(words.begins_with(cell, words.TOTAL) for cell in self._first_cells(row))

    def _compare(self, row: Line, debit: Decimal, credit: Decimal) -> Iterator[Problem]:
        """A total is compared with what was read above it, where it has a debit and a credit."""
        said = (abs(row.debit or Decimal(0)), abs(row.credit or Decimal(0)))
        if row.has_both and said != (debit, credit):
            message = (
                f"The row of totals says {said[0]} out and {said[1]} in; {debit} and {credit} stand above it."
            )
            yield self._told(row, message, "Perhaps rows are missing: export the table again.", "warning")

    def _is_balance(self, row: Line) -> bool:
        """With a date and an amount it is one only if it says so and nothing else: payers write of balances too."""
        cells = [cell for cell in self._first_cells(row) if words.OF_BALANCES.search(cell)]
        if not cells:
            return False
        is_movement = row.on is not None and bool(row.amount)
        if is_movement and not any(words.is_one_of(cell, words.OPENING + words.CLOSING) for cell in cells):
            return False
        amounts = [one for one in (row.balance, row.amount) if one is not None] or self._amounts_anywhere(row)
        if not amounts:
            return False
        return any(self.stated.take_balance(cell, amounts, row.on) for cell in cells)

    def _amounts_anywhere(self, row: Line) -> list[Decimal]:
        """Balances below a table need not stand in its columns."""
        found = (
            self.reader.money_of(cell, row.currency) for cell in row.cells[1:] if WITH_DECIMALS.search(cell)
        )
        return [one for one in found if isinstance(one, Decimal)]

    def _first_cells(self, row: Line) -> list[str]:
        """The cells that could say what the row is."""
        return [cell for cell in row.cells if cell.__class__ is str and cell.strip() and len(cell) < 100][:4]

    def _first_text(self, row: Line) -> str:
        return next((cell for cell in row.cells if cell.strip()), "")

    def _told(self, row: Line, message: str, hint: str, severity: Severity = "error") -> Problem:
        return Problem(source=self.table.source, line=row.line, message=message, hint=hint, severity=severity)


def _sentence(fault: Fault) -> str:
    return fault.message[:1].upper() + fault.message[1:]
