"""What the balances that stand in the rows say: what was there before the first movement, and after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.connectors.bank.table.row import Line


@dataclass(slots=True)
class Sums:
    """What the balances in the rows say of one account."""

    before: Decimal = Decimal(0)  # amounts of the rows above the first one with a balance
    first: tuple[Decimal, Decimal] | None = None  # balance and amount of that
    last: tuple[Decimal, Decimal] | None = None
    after: Decimal = Decimal(0)  # amounts of the rows below the last one
    first_on: date | None = None
    last_on: date | None = None

    def add(self, row: Line) -> None:
        amount = row.amount or Decimal(0)
        on = row.on
        if on is not None:
            self.first_on, self.last_on = min(self.first_on or on, on), max(self.last_on or on, on)
        if row.balance is None:
            self.after += amount
            if self.first is None:
                self.before += amount
            return
        self.after = Decimal(0)
        self.first = self.first or (row.balance, amount)
        self.last = (row.balance, amount)

    def opening(self, newest_first: bool) -> Decimal | None:
        if self.first is None or self.last is None:
            return None
        if newest_first:
            return self.last[0] - self.last[1] - self.after
        return self.first[0] - self.first[1] - self.before

    def closing(self, newest_first: bool) -> Decimal | None:
        if self.first is None or self.last is None:
            return None
        return self.first[0] + self.before if newest_first else self.last[0] + self.after
