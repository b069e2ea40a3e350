"""CSV with rates: a column for each currency, as the ECB has it, or a row for each rate (date, currency, rate, and base)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from recobro.access.rates import EURO, Quote
from recobro.connectors.csv.heading import find_table
from recobro.connectors.csv.rows import Table
from recobro.connectors.csv.survey import survey
from recobro.connectors.rates.values import rate_of
from recobro.connectors.table.amounts import DecimalSign, signs_of_column
from recobro.connectors.table.dates import DateOrder, DateVotes, read_date
from recobro.connectors.table.fault import Fault, shown
from recobro.connectors.table.header import Rank, Vocabulary, fields_of
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused

VOCABULARY = Vocabulary(path=Path(__file__).parent / "headers.toml", money=frozenset())
LONG = ("on", "currency", "rate")
ORDER_HINT = "Say which comes first: --date-order dmy, or mdy."


@dataclass(frozen=True, slots=True, kw_only=True)
class RateOptions:
    """What a person says of a table. `base`: of which currency one is worth the rates, where no column says it; the euro by default."""

    base: str = EURO
    date_order: DateOrder | None = None
    decimal: DecimalSign | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where things stand: the fields by name, or the currencies of the columns."""

    fields: Mapping[str, int]
    currencies: Mapping[int, str]

    @property
    def rates(self) -> tuple[int, ...]:
        """The columns with rates."""
        return tuple(self.currencies) or (self.fields["rate"],)


def read(path: Path, options: RateOptions) -> tuple[str, Iterator[tuple[int, Quote] | Problem]]:
    """How the table was understood, and its rates with their lines. Raises Refused where no row names such columns."""
    bytes_say = survey(path, encoding=None)
    cut, _, headers = find_table(path, bytes_say, ranking=_rank)
    layout = _layout(headers)
    order, sign = _judge(cut, layout)
    settled = RateOptions(
        base=options.base, date_order=options.date_order or order, decimal=options.decimal or sign
    )
    what = "a column for each currency" if layout.currencies else "a row for each rate"
    return f"CSV ({what})", _rates(cut, layout, settled)


def _rank(cells: Sequence[str], line: int) -> Rank:
    layout = _layout(cells)
    known = len(layout.currencies) + len(layout.fields)
    is_header = "on" in layout.fields and (layout.currencies or all(name in layout.fields for name in LONG))
    return (known, len(cells), -line) if is_header else (0, 0, -line)


def _layout(headers: Sequence[str]) -> _Layout:
    """A row for each rate, if there are columns for the currency and the rate; else a column for each currency."""
    fields: dict[str, int] = {}
    codes: dict[int, str] = {}
    for index, header in enumerate(headers):
        code = header.strip().upper()
        if len(code) == 3 and is_currency(code):
            codes[index] = code
        else:
            for name in fields_of(header.strip(), "sure", VOCABULARY):
                fields.setdefault(name, index)
    return _Layout(fields=fields, currencies={} if all(name in fields for name in LONG) else codes)


def _judge(table: Table, layout: _Layout) -> tuple[DateOrder | None, DecimalSign | None]:
    """What all the values together say of the order of the dates and of the decimal sign. Raises Refused for dates of both orders."""
    votes = DateVotes()
    proved: frozenset[DecimalSign] = frozenset()
    for entry in table.rows():
        if not isinstance(entry, Problem):
            line, cells = entry
            votes.add(cells[layout.fields["on"]], "date", line)
            proved |= signs_of_column(cells[index] for index in layout.rates)[0]
    order = votes.order()
    if order == "mixed":
        message = "Some dates have the day first, others the month."
        raise Refused(Problem(source=table.source, message=message, hint="Write them all as 2026-01-31."))
    return order, next(iter(proved)) if len(proved) == 1 else None


def _rates(table: Table, layout: _Layout, options: RateOptions) -> Iterator[tuple[int, Quote] | Problem]:
    for entry in table.rows():
        if isinstance(entry, Problem):
            yield entry
            continue
        line, cells = entry
        on = read_date(cells[layout.fields["on"]], options.date_order)
        if isinstance(on, Fault):
            hint = ORDER_HINT if "profile" in on.hint else on.hint
            yield _problem(table, line, Fault(on.message, hint))
        elif on is None:
            yield _problem(table, line, Fault("the row has no date", "Write it as 2026-01-31."))
        else:
            for found in _of_row(cells, on, layout, options):
                yield _problem(table, line, found) if isinstance(found, Fault) else (line, found)


def _of_row(cells: Sequence[str], on: date, layout: _Layout, options: RateOptions) -> Iterator[Quote | Fault]:
    if layout.currencies:
        for index, currency in layout.currencies.items():
            yield from _one(options.base, currency, cells[index], on, options)
        return
    base = cells[layout.fields["base"]].strip().upper() if "base" in layout.fields else ""
    currency = cells[layout.fields["currency"]].strip().upper()
    yield from _one(base or options.base, currency, cells[layout.fields["rate"]], on, options)


def _one(base: str, currency: str, text: str, on: date, options: RateOptions) -> Iterator[Quote | Fault]:
    """The rate, nothing where there is none (N/A, or of a currency to itself), or what is wrong."""
    rate = rate_of(text, options.decimal, currency)
    for code in (base, currency):
        if not is_currency(code):
            yield Fault(
                f"currency {shown(code)} is not known", "Write the three-letter ISO code, such as USD."
            )
            return
    if isinstance(rate, Fault):
        yield rate
    elif rate is not None and base == currency:
        if rate != Decimal(1):
            yield Fault(
                f"one {base} cannot be {rate:f} {currency}", "Say the base of the rates: --base, or a column."
            )
    elif rate is not None:
        yield Quote(base=base, currency=currency, rate=rate, on=on)


def _problem(table: Table, line: int, fault: Fault) -> Problem:
    message = fault.message[:1].upper() + fault.message[1:]
    return Problem(source=table.source, line=line, message=f"{message}.", hint=fault.hint)
