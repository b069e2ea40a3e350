"""Letters on paper: the data of a letter, one PDF of it, and many PDFs in one file for the printer.

`letter_data` says what is printed, `letter.typ` where it stands, `typeset` makes the PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from recobro.letters.layout import Demand, Message, Payment, Table
from recobro.letters.plain import columns, company_lines, due_pairs
from recobro.letters.stored import canonical
from recobro.letters.typeset import ROOT, typeset
from recobro.letters.values import Addressee, Content, Creditor, Pair
from recobro.letters.wording import Wording

TEMPLATE = ROOT / "letter.typ"
_ENDLESS_WORD = re.compile(r"\S{50,}")

# Where the envelope of the creditor's country has its window; everywhere else at the left, DIN 5008 form B.
RIGHT_WINDOW = frozenset({"FR", "MC", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"})
# Countries that print on US Letter, by CLDR.
US_LETTER = frozenset({"US", "CA", "MX", "PR", "BZ", "GT", "SV", "NI", "CR", "PA", "CO", "VE", "CL", "PH"})


def letter_data(message: Message, content: Content) -> str:
    """All that the PDF prints, as canonical JSON: what was approved is this text."""
    creditor, words = content.creditor, message.words
    data = {
        "sheet": sheet(creditor.country),
        "language": message.language,
        "dated": [content.dated_on.year, content.dated_on.month, content.dated_on.day],
        "company": creditor.name,
        "sender": " · ".join([creditor.name, *creditor.address]),
        "address": list(window_lines(content.addressee, words)),
        "facts": _facts(message, content),
        "subject": foldable(message.subject),
        "salutation": foldable(message.salutation),
        "before": [foldable(part) for part in message.before],
        "demands": [_demand(demand, words) for demand in message.demands],
        "also_open": [_table(table, words) for table in message.also_open],
        "also_open_heading": words("also_open.heading"),
        "also_open_note": words("also_open.note"),
        "longest": _longest_amount(message),
        "until": message.until,
        "after": [foldable(part) for part in message.after],
        "payment_heading": words("payment.heading"),
        "payments": [_payment(payment, message) for payment in message.payments],
        "closing": message.closing,
        "person": message.person,
        "person_lines": message.person_lines,
        "footer": footer_lines(creditor, words),
        "page": words("page.number"),
        "colon": words("list.colon"),
    }
    return canonical(data)


def pdf(letter: str) -> bytes:
    """The PDF of one letter, from `Rendered.letter`. The same text gives the same pages."""
    return typeset(TEMPLATE, letter)


def batch(pdfs: Iterable[bytes], to: Path | None = None, *, duplex: bool = False) -> bytes:
    """All letters in one file for the printer, in the order given; written to a path where one is given.

    `duplex` adds an empty page after a letter with an odd number of pages, so that on a printer that prints both sides each
    letter begins on a sheet of its own.
    """
    joined = PdfDocument.new()
    for single in pdfs:
        letter = PdfDocument(single)
        joined.import_pages(letter)
        if duplex and len(letter) % 2:
            joined.new_page(*letter.get_page_size(0))
        letter.close()
    out = BytesIO()
    joined.save(out)
    joined.close()
    if to is not None:
        to.write_bytes(out.getvalue())
    return out.getvalue()


def sheet(country: str) -> str:
    """The name of the sheet in `letter.typ` for the country of the creditor."""
    if country in RIGHT_WINDOW:
        return "nf-right"
    return "us-left" if country in US_LETTER else "din-left"


def window_lines(to: Addressee, words: Wording) -> tuple[str, ...]:
    """The lines in the address window, without empty ones."""
    attention = words("contact.attention", contact=to.contact) if to.contact else ""
    return tuple(line for line in (to.customer, attention, *to.address) if line)


def _facts(message: Message, content: Content) -> list[Pair]:
    """The block beside the window: date, numbers, and whom to call."""
    words = message.words
    pairs = [
        (words("contact.date"), message.dated),
        (words("contact.customer"), content.addressee.code),
        (words("payment.reference"), message.reference),
        (words("contact.person"), message.person),
        *message.person_lines[
            :1
        ],  # the direct line; an e-mail address is too wide here and stands under the name
    ]
    return [pair for pair in pairs if pair[1]]


def footer_lines(creditor: Creditor, words: Wording) -> list[str]:
    """Who and where on the first line, how to reach the company on the second: a third would cost an item."""
    address, tax, reach = company_lines(creditor, words)
    return [line for line in (" · ".join(part for part in (address, tax) if part), reach) if line]


def _payment(payment: Payment, message: Message) -> dict[str, Any]:
    return {"what": due_pairs(payment, message), "accounts": payment.accounts}


def _demand(demand: Demand, words: Wording) -> dict[str, Any]:
    sums = [
        {"label": label, "amount": amount, "strong": counts} for label, amount, counts in demand.sums(words)
    ]
    return {**_table(demand.table, words), "sums": sums}


def _table(table: Table, words: Wording) -> dict[str, Any]:
    heads, rows = columns(table, words)
    return {
        "heading": table.heading,
        "heads": heads,
        "counts_days": table.all_overdue,
        "rows": [{"cells": cells, "notes": row.notes} for cells, row in zip(rows, table.rows, strict=True)],
        "sums": [],
    }


def _longest_amount(message: Message) -> int:
    """Characters of the longest amount, for one width in all tables of the letter."""
    tables = [*(demand.table for demand in message.demands), *message.also_open]
    cells = [amount for table in tables for row in table.rows for amount in (row.original, row.open)]
    return max(map(len, [*cells, *(demand.claimed for demand in message.demands)]), default=0)


def foldable(text: str) -> str:
    """A word wider than the page gets places where it may break; every other text stays as it is."""
    return _ENDLESS_WORD.sub(lambda word: "\N{ZERO WIDTH SPACE}".join(word[0]), text)
