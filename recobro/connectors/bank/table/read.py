"""Streams a bank's table as statements: one for each account and currency in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from stdnum import iban

from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.connectors import csv, xlsx
from recobro.connectors.bank.format import BankFormat, BankOptions
from recobro.connectors.bank.names import payer_in
from recobro.connectors.bank.references import is_creditor_reference
from recobro.connectors.bank.table import words
from recobro.connectors.bank.table.balances import Sums
from recobro.connectors.bank.table.columns import ranking
from recobro.connectors.bank.table.kinds import Found
from recobro.connectors.bank.table.layout import Key, Layout, lay_out
from recobro.connectors.bank.table.row import Line
from recobro.connectors.bank.values import nothing_moved, reference, tight
from recobro.connectors.csv.heading import find_table as find_csv
from recobro.connectors.csv.heading import rows_above as above_csv
from recobro.connectors.csv.survey import survey
from recobro.connectors.table.header import Row, Table
from recobro.connectors.xlsx.package import open_workbook
from recobro.connectors.xlsx.read import find_table as find_sheet
from recobro.connectors.xlsx.read import rows_above as above_sheet
from recobro.kernel.money import is_currency
from recobro.kernel.problems import Problem, Refused

DETAILS_MAX = 10_000
COLUMNS_HINT = (
    "It should name a date and an amount, or debit and credit. Say which columns they are (--column HEADER=FIELD), or ask the bank for"
    " CAMT.053 or MT940."
)
DATES_HINT = "Say which comes first: --date-order dmy, or mdy."
PROTECTED = re.compile(r'^="(.*)"$')
Cut = tuple[Table, int, tuple[str, ...], list[Row]]


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A table whose cells are `="..."`, as some write them so that spreadsheets leave them as they are."""

    table: Table
    epoch: None = None

    @property
    def source(self) -> str:
        return self.table.source

    def rows(self) -> Iterator[Row | Problem]:
        for entry in self.table.rows():
            if not isinstance(entry, Problem) and any(cell.startswith('="') for cell in entry[1]):
                entry = entry[0], [PROTECTED.sub(r"\1", cell) for cell in entry[1]]
            yield entry


def recognise(head: bytes, path: Path) -> bool:
    """Any workbook, and any text that is nothing else."""
    return xlsx.FORMAT.recognise(head, path) or csv.FORMAT.recognise(head, path)


def read(path: Path, options: BankOptions) -> Iterator[BankFact | Problem]:
    """The statements of a text table, or of the sheets of a workbook that have one. Raises Refused where there is none."""
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    if not is_workbook:
        yield from _facts(_laid_out(_text_table(path, options), options))
        return
    layouts: list[Layout] = []
    faults: list[Problem] = []
    for found in _sheets(path, options):
        if isinstance(found, Problem):
            faults.append(found)
            continue
        try:
            layouts.append(_laid_out(found, options))
        except Refused as refused:
            faults += refused.problems
    if not layouts:
        raise Refused([replace(one, severity="error") for one in faults] or [_nothing(path.name)])
    yield from faults
    for layout in layouts:
        yield from _facts(layout)


def _laid_out(cut: Cut, options: BankOptions) -> Layout:
    try:
        return lay_out(*cut, options)
    except Refused as refused:
        raise Refused(
            [replace(one, hint=DATES_HINT) if "profile" in one.hint else one for one in refused.problems]
        ) from None


def _text_table(path: Path, options: BankOptions) -> Cut:
    bytes_say = survey(path, encoding=options.encoding)
    try:
        table, line, headers = find_csv(path, bytes_say, ranking=ranking(options.columns))
    except Refused as refused:
        raise Refused([_with_hint(one) for one in refused.problems]) from None
    return Unwrapped(replace(table, is_ragged=True)), line, headers, above_csv(table, line)


def _sheets(path: Path, options: BankOptions) -> Iterator[Cut | Problem]:
    book = open_workbook(path)
    for sheet in book.sheets:
        try:
            found = find_sheet(book, sheet, ranking=ranking(options.columns))
        except Refused as refused:
            yield from refused.problems
            continue
        if isinstance(found, Problem):
            yield _with_hint(found)
            continue
        table, line, headers = found
        yield table, line, headers, above_sheet(table)


def _with_hint(problem: Problem) -> Problem:
    if "names columns" not in problem.message:
        return problem
    return replace(problem, hint=COLUMNS_HINT)


def _nothing(name: str) -> Problem:
    return Problem(
        source=name, message="No sheet of the workbook has a table.", hint="Show the sheet that is hidden."
    )


def _facts(layout: Layout) -> Iterator[BankFact | Problem]:
    """A statement for each account and currency, each streamed from the file anew; problems are told with the first."""
    yield from layout.notes
    keys = layout.keys or {(layout.stated.account, layout.reader.reading.currency): Sums()}
    for number, (key, sums) in enumerate(keys.items()):
        yield _head(layout, key, sums, alone=len(keys) == 1)
        for fact in _movements(layout, key if len(keys) > 1 else None):
            if number == 0 or not isinstance(fact, Problem):
                yield fact
        yield _end(layout, key, sums, alone=len(keys) == 1)


def _head(layout: Layout, key: Key, sums: Sums, *, alone: bool) -> StatementFact:
    said = layout.stated.opening if alone else None
    opening = said if said is not None else sums.opening(layout.newest_first)
    return StatementFact(
        line=layout.line,
        account=layout.stated.account
        if alone and iban.is_valid(layout.stated.account) and not iban.is_valid(key[0])
        else key[0],
        currency=key[1],
        owner=layout.stated.owner,
        opening=None if opening is None else Balance(on=sums.first_on, amount=opening, currency=key[1]),
    )


def _end(layout: Layout, key: Key, sums: Sums, *, alone: bool) -> EndFact:
    closing, on = sums.closing(layout.newest_first), sums.last_on
    stated = layout.stated
    if alone and stated.closing is not None:
        closing, on = stated.closing, stated.closing_on or on
    return EndFact(closing=None if closing is None else Balance(on=on, amount=closing, currency=key[1]))


def _movements(layout: Layout, only: Key | None) -> Iterator[MovementFact | Problem]:
    """The movements of an account, or of all: each with its details and the rows that continue its text."""
    group: list[Found] = []
    entry = 0
    for found in layout.rows:
        if isinstance(found, Problem):
            yield found
            continue
        if found.kind == "movement" or len(group) > DETAILS_MAX:
            if group:
                entry += 1
                yield from _of_group(layout, group, entry)
            group = []
        if group or (found.kind == "movement" and (only is None or layout.key_of(found.row) == only)):
            group.append(found)
    if group:
        yield from _of_group(layout, group, entry + 1)


def _of_group(layout: Layout, group: list[Found], entry: int) -> Iterator[MovementFact | Problem]:
    """The booking, or its details instead of it where they add up to it: no money is counted twice."""
    parent = group[0]
    assert parent.row.amount is not None
    if not parent.row.amount:
        yield nothing_moved(layout.rows.table.source, parent.row.line)
        return
    details = [one.row for one in group if one.kind == "detail"]
    more = [text for one in group[1:] if one.kind == "more" for text in _texts(layout, one.row)]
    amounts = [_of_detail(row) for row in details]
    added, total = sum(amounts, Decimal(0)), parent.row.amount
    if details and abs(added) == abs(total):
        sign = 1 if added == total else -1
        for row, amount in zip(details, amounts, strict=True):
            yield _fact(layout, row, entry, amount * sign, parent=parent)
        return
    if details and any(amounts):
        message = f"The details of the booking add up to {added}, the booking is {total}."
        yield Problem(
            source=layout.rows.table.source,
            line=parent.row.line,
            message=message,
            hint="The booking was read, and not its details.",
            severity="note",
        )
    more += [text for row in details for text in _texts(layout, row)]
    yield _fact(layout, parent.row, entry, total, parent=parent, more=more)


def _of_detail(row: Line) -> Decimal:
    found = row.detail if row.detail is not None else row.amount
    return found or Decimal(0)


def _texts(layout: Layout, row: Line) -> list[str]:
    columns = layout.reader.reading.columns
    return layout.reader.texts(row, [*columns.texts, *columns.references])


def _fact(
    layout: Layout, row: Line, entry: int, amount: Decimal, *, parent: Found, more: Sequence[str] = ()
) -> MovementFact:
    reader, columns = layout.reader, layout.reader.reading.columns

    def text(name: str) -> str:
        return reader.text(row, name) or reader.text(parent.row, name)

    references = reader.texts(row, columns.references)
    structured = next((tight(one) for one in references if is_creditor_reference(tight(one))), "")
    texts = [
        *reader.texts(row, columns.texts),
        *(one for one in references if tight(one) != structured),
        *more,
    ]
    code = text("code")
    name = text("payer_name") or _first(
        text, ("debtor_name", "creditor_name") if amount > 0 else ("creditor_name", "debtor_name")
    )
    account = "".join(text("payer_account").split())
    if not account and iban.is_valid(name):
        name, account = "", "".join(name.split())
    said = " ".join(dict.fromkeys(texts))
    if not name and amount > 0:
        name = payer_in(said)
    original = (
        reader.money_of(reader.cell(row, "original_amount"), row.currency)
        if "original_amount" in columns.one
        else None
    )
    original_currency = text("original_currency").upper()
    if (
        not isinstance(original, Decimal)
        or not is_currency(original_currency)
        or original_currency == row.currency
    ):
        original, original_currency = None, ""
    return MovementFact(
        line=row.line,
        entry=entry,
        booked_on=row.booked_on or parent.row.booked_on,
        value_on=row.value_on or parent.row.value_on,
        amount=amount,
        currency=row.currency or parent.row.currency,
        text=said,
        reference=structured,
        end_to_end=reference(text("end_to_end")),
        mandate=text("mandate"),
        bank_reference=text("bank_reference"),
        payer_name=name,
        payer_account=account,
        payer_bank="".join(text("payer_bank").split()),
        ultimate_name=text("ultimate_name"),
        code=code,
        is_return=bool(text("return_reason")) or (amount < 0 and words.is_return(f"{code} {said}")),
        return_reason=text("return_reason"),
        is_pending=parent.is_pending,
        charges=abs(row.charges) if row.charges else None,
        original_amount=original,
        original_currency=original_currency,
    )


def _first(text: object, names: Sequence[str]) -> str:
    assert callable(text)
    return next((found for name in names if (found := text(name))), "")


FORMAT = BankFormat(name="table (CSV, XLSX)", recognise=recognise, read=read)
