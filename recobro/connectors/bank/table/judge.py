"""Which way does money go, and which row is the newest? What the first rows of a table show, judged all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from recobro.connectors.bank.table.columns import Columns
from recobro.connectors.bank.table.row import Line, LineReader, Reading, Signs
from recobro.connectors.table.header import Row, Table, fold
from recobro.kernel.problems import Problem

NONE = Decimal(0)
CARDS = (
    "merchant name",
    "merchant",
    "card id",
    "card number",
    "kartennummer",
    "numéro de carte",
    "número de tarjeta",
    "numero carta",
)


def judge(
    reading: Reading, table: Table, headers: tuple[str, ...], sample: Sequence[Row]
) -> tuple[Reading, bool, list[Problem]]:
    """Which way money goes, and which row is the newest, from the first rows."""
    reader = LineReader(reading)
    rows = [row for line, cells in sample if (row := reader.read(line, cells)).on is not None]
    columns, notes = reading.columns.one, []
    debits = [row.debit for row in rows if row.debit]
    amounts = [row.amount for row in rows if row.amount]
    signs = Signs(
        debit_is_negative=sum(one < 0 for one in debits) * 2 > len(debits),
        use_direction="amount" in columns and "direction" in columns and not any(one < 0 for one in amounts),
        positive_is_out=_is_of_cards(headers, columns)
        and bool(amounts)
        and not any(one < 0 for one in amounts),
    )
    if signs.positive_is_out:
        notes.append(
            Problem(
                source=table.source,
                message="The table lists purchases with a card: its amounts were read as money out.",
                hint="A list of cards is no statement of an account.",
                severity="warning",
            )
        )
    reading = replace(reading, signs=signs, columns=_without_still_balance(reading.columns, rows))
    newest, less_charges = _order(LineReader(reading), sample)
    return replace(reading, signs=replace(signs, less_charges=less_charges)), newest, notes


def _without_still_balance(columns: Columns, rows: Sequence[Line]) -> Columns:
    """A balance that never moves is that of the moment of the export."""
    moves = {row.balance for row in rows if row.amount}
    if len(moves) > 1 or sum(1 for row in rows if row.amount) < 2:
        return columns
    return replace(columns, one={name: index for name, index in columns.one.items() if name != "balance"})


def _is_of_cards(headers: Sequence[str], columns: Mapping[str, int]) -> bool:
    return (
        "amount" in columns
        and not {"balance", "direction"} & columns.keys()
        and bool(set(map(fold, CARDS)) & {fold(name) for name in headers})
    )


def _order(reader: LineReader, sample: Sequence[Row]) -> tuple[bool, bool]:
    """Is the newest row the first, and does the balance move by the amount less the charges? Balances know it best, then dates."""
    oldest = newest = less = dates = 0
    last: dict[tuple[str, str], Line] = {}
    for line, cells in sample:
        row = reader.read(line, cells)
        if row.on is None or row.amount is None:
            continue
        key = (reader.text(row, "account"), row.currency)
        before, last[key] = last.get(key), row
        if before is None or before.on is None or before.amount is None:
            continue
        dates += (row.on > before.on) - (row.on < before.on)
        if row.balance is None or before.balance is None:
            continue
        up, down = row.balance - before.balance, before.balance - row.balance
        oldest += up == row.amount
        newest += down == before.amount
        if row.charges or before.charges:
            net = row.amount - abs(row.charges or NONE), before.amount - abs(before.charges or NONE)
            plain = up == row.amount or down == before.amount
            less += (up == net[0] or down == net[1]) - plain
    return (newest > oldest) if newest != oldest else dates < 0, less > 0
