"""What a bank's table is, found out before its first movement: columns, signs, order of dates and rows, currency, accounts, balances.

What was said is taken; the rest is found in the file; what the file leaves open, the company's country decides where it can; what then is
still open refuses the file, with the way out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stdnum import iban

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.table.balances import Sums
from recobro.connectors.bank.table.columns import Columns, find_columns
from recobro.connectors.bank.table.judge import judge
from recobro.connectors.bank.table.kinds import Found, Rows
from recobro.connectors.bank.table.row import Line, LineReader, Reading
from recobro.connectors.bank.table.stated import Stated, Statements, loose_reader
from recobro.connectors.table.amounts import (
    DecimalSign,
    Figure,
    amount_reader,
    currency_of,
    sign_of_country,
    signs_of_column,
)
from recobro.connectors.table.dates import DateOrder, order_of_country
from recobro.connectors.table.fault import Fault, shown
from recobro.connectors.table.header import Row, Table, fold
from recobro.connectors.table.layout import SAMPLE, date_order
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused, refuse

MONEY = ("amount", "debit", "credit", "balance", "detail_amount")
KEYS_MAX = 50
DAY_FIRST = frozenset(
    "fecha importe concepto saldo divisa cargo abono haber datum betrag buchungstag buchungsdatum wertstellung umsatz belastung data"
    " importo descrizione dare avere addebiti accrediti montant libelle solde devise valeur euros".split()
)
ALWAYS_THREE = re.compile(r"-?\d+[.,]\d{3}")
Key = tuple[str, str]  # account and currency


@dataclass(slots=True, kw_only=True)
class Layout:
    """Everything that streaming the movements needs to know."""

    rows: Rows
    line: int
    reader: LineReader
    stated: Stated
    newest_first: bool = False
    keys: dict[Key, Sums] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()

    def key_of(self, row: Line) -> Key:
        return "".join(self.reader.text(row, "account").split()) or self.stated.account, row.currency


def lay_out(
    table: Table, line: int, headers: tuple[str, ...], above: Sequence[Row], options: BankOptions
) -> Layout:
    """Finds out everything about the table. Raises Refused where it cannot be read."""
    entries = (one for one in table.rows() if not isinstance(one, Problem))
    sample = list(itertools.islice(entries, SAMPLE))
    columns = find_columns(headers, options.columns, sample, source=table.source, line=line)
    stated = _stated(above, options)
    sign, three = _sign(columns, sample, options)
    days = sorted({*columns.days, *([columns.one["value_on"]] if "value_on" in columns.one else [])})
    order = options.date_order or date_order(
        days,
        sample,
        entries,
        headers=headers,
        usual=_usual_order(headers, stated, options),
        source=table.source,
    )
    readable = _currency_is_readable(columns, sample, options)
    currency = _currency(columns, sample, stated, options)
    notes = _notes(columns, headers, sample, readable, currency, options, table.source, line)
    if not currency and not ("currency" in columns.one and readable):
        raise refuse(table.source, "The table does not say its currency.", "Say which it is.")
    reading = Reading(
        columns=columns,
        headers=headers,
        sign=sign,
        sign_was_said=options.decimal is not None,
        date_order=order,
        epoch=table.epoch,
        currency=currency,
        default_currency=options.currency or None,
        three_decimals=three,
        currency_is_readable=readable,
    )
    reading, newest_first, more = judge(reading, table, headers, sample)
    reader = LineReader(reading)
    statements = Statements(read_amount=_money_reader(reading), read_day=loose_reader()[1])
    statements.take_above(above)
    statements.found.account = statements.found.account or options.account
    layout = Layout(
        rows=Rows(table, headers, reader, statements),
        line=line,
        reader=reader,
        stated=statements.found,
        newest_first=newest_first,
        notes=(*notes, *more),
    )
    _survey(layout, table.source)
    return layout


def _usual_order(headers: Sequence[str], stated: Stated, options: BankOptions) -> DateOrder | None:
    """What no date shows, the language of the table does, or an IBAN, or the country: only some who write English put the month first."""
    words = {word for header in headers for word in fold(header).split()}
    if words & DAY_FIRST or iban.is_valid(stated.account):
        return "dmy"
    return order_of_country(options.country) if options.country else None


def _stated(above: Sequence[Row], options: BankOptions) -> Stated:
    """Only the currency is needed before the columns are known well enough to read amounts."""
    read_amount, read_day = loose_reader()
    statements = Statements(read_amount=read_amount, read_day=read_day)
    statements.take_above(above)
    return statements.found


def _money_reader(reading: Reading) -> Callable[[str], object]:
    return amount_reader(
        reading.sign, strict=reading.sign_was_said, default_currency=reading.default_currency
    )


def _texts(columns: Columns, sample: Sequence[Row], names: Sequence[str] = MONEY) -> list[str]:
    indexes = [columns.one[name] for name in names if name in columns.one]
    return [
        cells[index]
        for _, cells in sample
        for index in indexes
        if cells[index].__class__ is str and cells[index].strip()
    ]


def _sign(columns: Columns, sample: Sequence[Row], options: BankOptions) -> tuple[DecimalSign | None, bool]:
    """The decimal sign of all amounts together, and whether all are written with three decimals (`53.100`)."""
    if options.decimal:
        return options.decimal, False
    texts = _texts(columns, sample)
    proved, is_open = signs_of_column(texts)
    if len(proved) == 1:
        return next(iter(proved)), False
    if proved or not is_open:
        return None, False
    signs: set[DecimalSign] = {"." if "." in text else "," for text in texts}
    if len(texts) >= 5 and len(signs) == 1 and all(ALWAYS_THREE.fullmatch(text.strip()) for text in texts):
        cents = {text.strip()[-3:] for text in texts}
        if all(one.endswith("0") for one in cents) and cents != {"000"}:
            return next(iter(signs)), True
    return (sign_of_country(options.country) if options.country else None), False


def _currency_is_readable(columns: Columns, sample: Sequence[Row], options: BankOptions) -> bool:
    """A column that says no known currency in most rows says nothing."""
    values = _texts(columns, sample, ("currency",))
    known = [
        one
        for one in values
        if not isinstance(currency_of(one, default_currency=options.currency or None), Fault)
    ]
    return 2 * len(known) >= len(values)


def _currency(columns: Columns, sample: Sequence[Row], stated: Stated, options: BankOptions) -> str:
    """The currency of rows that name none: of the headers, of the lines above, beside the amounts, or what was said."""
    if len(columns.currencies) == 1:
        return columns.currencies[0]
    if is_currency(stated.currency):
        return stated.currency
    read = amount_reader(None, strict=False, default_currency=options.currency or None)
    beside = {
        value.currency
        for text in _texts(columns, sample)[:200]
        if isinstance(value := read(text), Figure) and value.currency
    }
    if len(beside) == 1:
        return str(next(iter(beside)))
    return options.currency


def _notes(
    columns: Columns,
    headers: Sequence[str],
    sample: Sequence[Row],
    readable: bool,
    currency: str,
    options: BankOptions,
    source: str,
    line: int,
) -> list[Problem]:
    notes = []
    if columns.unused:
        names = ", ".join(f"'{name}'" for name in columns.unused[:20])
        message = f"Columns that are not used: {names}."
        notes.append(Problem(source=source, line=line, message=message, severity="note"))
    if not readable and currency:
        header, said = headers[columns.one["currency"]], shown(_texts(columns, sample, ("currency",))[0])
        notes.append(
            Problem(
                source=source,
                line=line,
                message=f"Column '{header}' says {said}, which is no currency: {currency} was taken.",
                hint="Check that the account is in that currency.",
                severity="warning",
            )
        )
    return notes


def _survey(layout: Layout, source: str) -> None:
    """Reads all rows once: which accounts and currencies there are, and what their balances say."""
    for found in layout.rows:
        if isinstance(found, Found) and found.kind == "movement" and not found.is_pending:
            key = layout.key_of(found.row)
            if key not in layout.keys and len(layout.keys) >= KEYS_MAX:
                raise Refused(
                    Problem(
                        source=source,
                        line=found.row.line,
                        message=f"The table has more than {KEYS_MAX} accounts or currencies.",
                        hint="Check which column is the account; export fewer of them at once.",
                    )
                )
            layout.keys.setdefault(key, Sums()).add(found.row)
