"""Tables that have a row for each line of a document: the rows of one document become one.

Some exports repeat the document's total in each of its rows (Xero); others have only the amount of the line (SmartBusiness),
and the document's is their sum. Rows are of one document when all that is read from them is the same, but the line's amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from recobro.connectors.format import Options
from recobro.connectors.table.amounts import Figure, amount_reader
from recobro.connectors.table.header import Row
from recobro.connectors.table.layout import Layout
from recobro.connectors.table.typed import Number, typed_reader
from recobro.kernel.problems import Problem


def documents(rows: Iterable[Row | Problem], layout: Layout, options: Options) -> Iterator[Row | Problem]:
    """The rows with those of one document joined. They stand one below the other; memory is that of one document."""
    number, amount, repeat = layout.columns["number"], layout.columns["amount"], layout.lines == "repeat"
    shared = [index for index in (*layout.columns.values(), *layout.key) if repeat or index != amount]
    total = _Total(layout, options)
    pending: list[Row] = []
    for entry in rows:
        if isinstance(entry, Problem):
            yield entry
            continue
        if pending and not _same(pending[0][1], entry[1], shared, number):
            yield total.of(pending)
            pending = []
        if not (repeat and pending):
            pending.append(entry)
    if pending:
        yield total.of(pending)


def _same(first: list[str], cells: list[str], shared: list[int], number: int) -> bool:
    return bool(cells[number].strip()) and all(first[index] == cells[index] for index in shared)


class _Total:
    """One row for several, with the sum of their amounts."""

    def __init__(self, layout: Layout, options: Options) -> None:
        self._place, self._sign = layout.columns["amount"], layout.signs.get("amount")
        read = amount_reader(
            self._sign, strict=layout.signs_were_said, default_currency=options.default_currency
        )
        self._read = typed_reader("amount", read, epoch=layout.table.epoch)

    def of(self, rows: list[Row]) -> Row:
        """A line whose amount cannot be read stands for all, so that its fault is told."""
        if len(rows) == 1:
            return rows[0]
        values = [(row, self._read(row[1][self._place])) for row in rows]
        total, currency = Decimal(0), ""
        for row, value in values:
            if (
                isinstance(value, Figure)
                and value.thousands is None
                and currency in ("", value.currency or "")
            ):
                total, currency = total + value.amount, value.currency or ""
            elif isinstance(value, Decimal):
                total += value
            elif value is not None:
                return row
        if all(value is None for _, value in values):
            return rows[0]
        line, cells = rows[0]
        return line, [*cells[: self._place], self._written(total, currency), *cells[self._place + 1 :]]

    def _written(self, total: Decimal, currency: str) -> str:
        if not currency:
            return Number(f"{total:f}")
        return f"{total:f} {currency}".replace(".", self._sign or ".")
