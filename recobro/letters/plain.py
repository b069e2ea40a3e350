"""A message as plain text: the text part of an e-mail, the text of a letter, the list under a task.

As complete as the HTML. Paragraphs are wrapped at 72 characters; tables are aligned and as wide as their amounts need. A
number too long for its column stands on a line of its own, so that the columns stay where they are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from recobro.letters.layout import Demand, Message, Payment, Row, Table
from recobro.letters.values import Creditor, Pair
from recobro.letters.wording import Wording

WIDTH = 72
NUMBER_WIDTH_MAX = 18
HEAD_WIDTH = 10  # longer heads take two lines
GAP = "  "


def as_text(message: Message, creditor: Creditor) -> str:
    """The whole message."""
    before = map(prose, (message.about, message.salutation, *message.before))
    after = map(prose, (message.until, *message.after))
    end = (_signed(message, creditor), _footer(creditor, message.words))
    return joined(*before, *tables(message), *after, *_payments(message), *end)


def joined(*parts: str) -> str:
    """The parts that say something, with an empty line between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


def prose(paragraph: str) -> str:
    """A paragraph at 72 characters; the lines of a list each by itself, hanging under their dash."""
    return "\n".join(_folded(line) for line in paragraph.split("\n"))


def _folded(line: str) -> str:
    hanging = "  " if line.startswith(("- ", "• ")) else ""
    return textwrap.fill(
        line, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def tables(message: Message) -> Iterator[str]:
    """What is asked for in each currency, then what is open besides."""
    for demand in message.demands:
        yield _demand(demand, message.words)
    if message.also_open:
        yield f"{message.words('also_open.heading').upper()}\n{prose(message.words('also_open.note'))}"
        for table in message.also_open:
            yield "\n".join([table.heading, *_grid(table, message.words)])


def _demand(demand: Demand, words: Wording) -> str:
    grid = _grid(demand.table, words)
    sums = demand.sums(words)
    width = max(*map(len, grid), *(len(label) + len(GAP) + len(amount) for label, amount, _ in sums))
    below = [label + amount.rjust(width - len(label)) for label, amount, _ in sums]
    return "\n".join([demand.table.heading.upper(), *grid, "-" * width, *below])


def _grid(table: Table, words: Wording) -> list[str]:
    heads, rows = columns(table, words)
    widths = [
        max(map(len, [*head, *cells])) for head, cells in zip(heads, zip(*rows, strict=True), strict=True)
    ]
    widths[0] = min(widths[0], NUMBER_WIDTH_MAX)
    lines = [_line(parts, widths) for parts in zip_longest(*heads, fillvalue="")]
    for row, cells in zip(table.rows, rows, strict=True):
        lines += _row_lines(row, cells, widths)
    return lines


def columns(table: Table, words: Wording) -> tuple[list[list[str]], list[list[str]]]:
    """The heads, folded into short lines, and the cells of a table: number first, the amount that is added up last.

    Where every item is overdue the days are bare numbers; else a column says of each how it stands.
    """
    days = "table.days_overdue" if table.all_overdue else "table.status"
    keys = ["table.invoice", "table.date", "table.due", days, "table.original", "table.open"]
    rows = [
        [
            row.number,
            row.issued,
            row.due,
            row.days if table.all_overdue else row.standing,
            row.original,
            row.open,
        ]
        for row in table.rows
    ]
    if table.partly_asked:
        keys.append("table.asked_for")
        rows = [[*cells, row.asked] for cells, row in zip(rows, table.rows, strict=True)]
    return [textwrap.wrap(words(key), HEAD_WIDTH, break_long_words=False) for key in keys], rows


def _row_lines(row: Row, cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    if len(row.number) > widths[0]:
        yield row.number
        cells = ["", *cells[1:]]
    yield _line(cells, widths)
    for note in row.notes:
        yield f"  {note}"


def _line(cells: Iterable[str], widths: Sequence[int]) -> str:
    """Text to the left in the first three columns, figures to the right."""
    padded = [
        cell.ljust(width) if place < 3 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return GAP.join(padded).rstrip()


def _payments(message: Message) -> Iterator[str]:
    for payment in message.payments:
        pairs = aligned(payment_pairs(payment, message), message.words)
        yield "\n".join([message.words("payment.heading").upper(), *pairs])


def payment_pairs(payment: Payment, message: Message) -> list[Pair]:
    """Amounts, reference and accounts of one box, as labels and values."""
    return due_pairs(payment, message) + [pair for account in payment.accounts for pair in account]


def due_pairs(payment: Payment, message: Message) -> list[Pair]:
    """The amounts of a box, one a currency, and the reference to quote."""
    pairs = [(message.words("payment.amount"), amount) for amount in payment.amounts]
    return pairs + ([(message.words("payment.reference"), message.reference)] if message.reference else [])


def aligned(pairs: Sequence[Pair], words: Wording) -> list[str]:
    """Labels with a colon, the values under each other."""
    labels = [label + words("list.colon") for label, _ in pairs]
    width = max(map(len, labels), default=0)
    return [f"{label.ljust(width)} {value}" for label, (_, value) in zip(labels, pairs, strict=True)]


def _signed(message: Message, creditor: Creditor) -> str:
    names = [name for name in (message.person, creditor.name) if name]
    return "\n".join([prose(message.closing), "", *names, *aligned(message.person_lines, message.words)])


def _footer(creditor: Creditor, words: Wording) -> str:
    return "\n".join(["-- ", *(line for line in company_lines(creditor, words) if line)])


def company_lines(creditor: Creditor, words: Wording) -> tuple[str, str, str]:
    """Who writes: name and address, tax number, ways to reach the company. Each may be empty."""
    colon = words("list.colon")
    tax = f"{words('contact.tax_id')}{colon} {creditor.tax_id}" if creditor.tax_id else ""
    phone = f"{words('contact.phone')}{colon} {creditor.phone}" if creditor.phone else ""
    reach = " · ".join(part for part in (phone, creditor.email, creditor.website) if part)
    return ", ".join([creditor.name, *creditor.address]), tax, reach
