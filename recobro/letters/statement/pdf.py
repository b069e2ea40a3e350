"""The statement of account on paper: what is printed, as data for `statement.typ`.

First a summary with a column for each currency, then one table a currency: overdue, not yet due, credits on account, each with
its sum, and the balance; then what was received in the period and what it was set against.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from recobro.letters.figures import Figures, figures
from recobro.letters.layout import account_pairs, accounts_for, person_lines
from recobro.letters.post import foldable, footer_lines, sheet, window_lines
from recobro.letters.printable import printable
from recobro.letters.statement.values import (
    AccountCredit,
    Bucket,
    OpenLine,
    Receipt,
    Statement,
    StatementSection,
)
from recobro.letters.stored import canonical
from recobro.letters.typeset import ROOT, typeset
from recobro.letters.values import BankAccount, Pair
from recobro.letters.wording import Wording

TEMPLATE = ROOT / "statement" / "statement.typ"
HEAD_WIDTH = 10  # longer heads take two lines
COLUMNS_MAX = 4  # currencies beside each other in the summary

Row = dict[str, Any]


def statement_pdf(statement: Statement) -> bytes:
    """The PDF of a statement. The same statement gives the same bytes."""
    return typeset(TEMPLATE, statement_data(statement))


def statement_data(statement: Statement) -> str:
    """All that the PDF prints, as canonical JSON."""
    statement = printable(statement)
    fig = figures(statement.language, statement.creditor.country)
    words, creditor = fig.words, statement.creditor
    title = words("statement.title", date=fig.long_day(statement.as_of))
    data = {
        "sheet": sheet(creditor.country),
        "language": statement.language,
        "dated": [statement.as_of.year, statement.as_of.month, statement.as_of.day],
        "company": creditor.name,
        "sender": " · ".join([creditor.name, *creditor.address]),
        "address": list(window_lines(statement.addressee, words)),
        "facts": _facts(statement, fig),
        "subject": title,
        "salutation": foldable(salutation(statement, words)),
        "intro": _intro(statement, words),
        "summary_heading": words("statement.summary"),
        "summaries": _summaries(statement, fig),
        "accounts": [_account(statement, section, fig) for section in statement.sections],
        "received": [
            _received(statement, section, fig) for section in statement.sections if section.receipts
        ],
        "longest": _longest_amount(statement, fig),
        "after": [*included(statement, fig), *waiting(statement, words), words("statement.doubt")],
        "payment_heading": words("payment.heading"),
        "payments": _payments(statement, words),
        "closing": words(f"closing{'_named' if statement.addressee.contact else ''}.courtesy"),
        "person": statement.person.name,
        "person_lines": person_lines(statement.person, words),
        "footer": footer_lines(creditor, words),
        "page": words("page.number"),
        "colon": words("list.colon"),
    }
    return canonical(data)


def salutation(statement: Statement, words: Wording) -> str:
    """The greeting of somebody who is not being reminded."""
    contact = statement.addressee.contact
    return words("salutation.named", contact=contact) if contact else words("salutation.unnamed")


def included(statement: Statement, fig: Figures) -> Iterable[str]:
    """Until which day payments are included, and as of when it was known."""
    yield fig.words("statement.included", date=fig.long_day(statement.payments_until or statement.as_of))
    if statement.known_on:
        yield fig.words("statement.known", date=fig.long_day(statement.known_on))


def waiting(statement: Statement, words: Wording) -> Iterable[str]:
    """What credit on account waits for, where it is not set against the oldest."""
    in_favour = [credit for section in statement.sections for credit in section.credits]
    if statement.credit_apart and any(not credit.kept_as for credit in in_favour):
        yield words("statement.waits")


def kept_note(credit: AccountCredit, words: Wording) -> tuple[str, ...]:
    """For which purpose it is kept, if it is."""
    return (words(f"statement.kept_{credit.kept_as}"),) if credit.kept_as else ()


def balance_label(balance: Decimal, currency: str, words: Wording) -> str:
    """What a balance is called: below zero it is in the customer's favour."""
    return words("statement.in_favour" if balance < 0 else "statement.balance", currency=currency)


def bucket_name(bucket: Bucket, words: Wording) -> str:
    """`Not yet due`, `1 to 30 days overdue`, `more than 90 days overdue`."""
    if bucket.first is None:
        return words("statement.coming")
    if bucket.last is None:
        return words("statement.bucket_over", days=str(bucket.first - 1))
    return words("statement.bucket", first=str(bucket.first), last=str(bucket.last))


def _facts(statement: Statement, fig: Figures) -> list[Pair]:
    words = fig.words
    pairs = [
        (words("contact.date"), fig.long_day(statement.as_of)),
        (words("contact.customer"), statement.addressee.code),
        (words("payment.reference"), statement.reference),
        (words("contact.person"), statement.person.name),
        *person_lines(statement.person, words)[:1],
    ]
    return [pair for pair in pairs if pair[1]]


def _intro(statement: Statement, words: Wording) -> list[str]:
    if not any(section.lines or section.credits for section in statement.sections):
        return [words("statement.nothing")]
    apart = [words("statement.apart")] if len(statement.sections) > 1 else []
    return [" ".join([words("statement.intro"), *apart])]


def _summaries(statement: Statement, fig: Figures) -> list[Row]:
    """The ageing and the balance, a column for each currency; more of them than fit stand in another table."""
    open_ones = [section for section in statement.sections if section.lines or section.credits]
    return [
        _summary(open_ones[start : start + COLUMNS_MAX], fig)
        for start in range(0, len(open_ones), COLUMNS_MAX)
    ]


def _summary(sections: Sequence[StatementSection], fig: Figures) -> Row:
    words = fig.words
    rows = [
        {
            "label": bucket_name(bucket, words),
            "cells": [fig.number(one.buckets[place].amount, one.currency) for one in sections],
            "strong": False,
        }
        for place, bucket in enumerate(sections[0].buckets)
    ]
    if any(section.credits for section in sections):
        cells = [fig.number(one.credited, one.currency) for one in sections]
        rows.append({"label": words("statement.credits"), "cells": cells, "strong": False})
    balances = [fig.number(one.balance, one.currency) for one in sections]
    rows.append({"label": words("statement_sheet.balance"), "cells": balances, "strong": True})
    return {"heads": [one.currency for one in sections], "rows": rows}


def _account(statement: Statement, section: StatementSection, fig: Figures) -> Row:
    """The open items of one currency in their groups, with the balance."""
    words, currency = fig.words, section.currency
    heads = [
        "statement.number",
        "table.date",
        "table.due",
        "table.days_overdue",
        "table.original",
        "table.open",
    ]
    late, coming = statement.overdue(section), statement.coming(section)
    groups = [
        _group("overdue", [_line(one, statement, currency, fig) for one in late], _open(late), currency, fig),
        _group("coming", [_line(one, statement, currency, fig) for one in coming], _open(coming), currency, fig),
        _group("credits", [_credit(one, currency, fig) for one in section.credits], section.credited, currency, fig),
    ]  # fmt: skip
    balance = fig.number(section.balance, currency)
    return {
        "heading": words("statement.items", currency=currency),
        "heads": [_head(words(key)) for key in heads],
        "columns": ["day", "day", "days", "amount", "amount"],
        "groups": [group for group in groups if group["rows"]],
        "total": {"label": balance_label(section.balance, currency, words), "amount": balance},
    }


def _group(key: str, rows: list[Row], total: Decimal, currency: str, fig: Figures) -> Row:
    label = fig.words(f"statement.total_{key}")
    return {
        "title": fig.words(f"statement.{key}"), "rows": rows,
        "sum": {"label": label, "amount": fig.number(total, currency)},
    }  # fmt: skip


def _open(lines: Iterable[OpenLine]) -> Decimal:
    return sum((line.open_amount for line in lines), Decimal(0))


def _line(line: OpenLine, statement: Statement, currency: str, fig: Figures) -> Row:
    days = statement.days_late(line)
    cells = [
        line.number or fig.words(f"kind.{line.kind}"),
        fig.day(line.issued_on),
        fig.day(line.due_on) if line.due_on else "",
        str(days) if days else "",
        fig.number(line.original, currency),
        fig.number(line.open_amount, currency),
    ]
    return {"cells": cells, "notes": list(_line_notes(line, currency, fig))}


def _line_notes(line: OpenLine, currency: str, fig: Figures) -> Iterable[str]:
    words = fig.words
    if line.kind != "invoice" and line.number:
        yield words(f"kind.{line.kind}")
    if line.instalment:
        number, _, count = line.instalment.partition("/")
        yield words("line.instalment", number=number, count=count)
    if line.order_reference:
        yield words("line.order", reference=line.order_reference)
    if line.due_on is None:
        yield words("line.no_due_date")
    for part in ("disputed", "covered", "retained", "planned", "promised"):
        if amount := getattr(line, part):
            yield words(f"statement.{part}", amount=fig.money(amount, currency))


def _credit(credit: AccountCredit, currency: str, fig: Figures) -> Row:
    kind = fig.words(f"kind.{credit.kind}")
    cells = [
        credit.number or kind,
        fig.day(credit.on),
        "",
        "",
        fig.number(credit.original, currency),
        fig.number(credit.open_amount, currency),
    ]
    return {
        "cells": cells,
        "notes": [*([kind] if credit.number else []), *kept_note(credit, fig.words)],
    }


def _received(statement: Statement, section: StatementSection, fig: Figures) -> Row:
    """What came in during the period, in the order of its days, and what it was set against."""
    words, currency = fig.words, section.currency
    new = sum((one.amount for one in section.receipts if one.is_new), Decimal(0))
    period = {"from": fig.day(statement.received_from), "to": fig.day(statement.as_of)}
    rows = [_receipt(one, currency, fig) for one in section.receipts]
    return {
        "heading": words("statement.received", currency=currency, **period),
        "heads": [_head(words(key)) for key in ("statement.number", "table.date", "statement.amount")],
        "columns": ["day", "amount"],
        "groups": [{"title": "", "rows": rows, "sum": None}],
        "total": {"label": words("statement.total_received"), "amount": fig.number(new, currency)},
    }


def _receipt(receipt: Receipt, currency: str, fig: Figures) -> Row:
    """Money that came before the period stands without an amount: it is not part of the sum."""
    kind = fig.words(f"kind.{receipt.kind}")
    amount = fig.number(receipt.amount, currency) if receipt.is_new else ""
    notes = [kind] if receipt.number else []
    return {
        "cells": [receipt.number or kind, fig.day(receipt.on), amount],
        "notes": [*notes, *_applied(receipt, currency, fig)],
    }


def _applied(receipt: Receipt, currency: str, fig: Figures) -> Iterable[str]:
    words = fig.words
    if not receipt.is_new:
        yield words("statement.received_before")
    whole = len(receipt.applied) == 1 and receipt.applied[0].amount == -receipt.amount
    if whole and receipt.applied[0].on == receipt.on:
        yield words("statement.set_against", number=receipt.applied[0].number)
        return
    for one in receipt.applied:
        amount = fig.number(one.amount, currency)
        yield words("statement.set_against_on", date=fig.day(one.on), number=one.number, amount=amount)


def _payments(statement: Statement, words: Wording) -> list[Row]:
    """One box for the currencies that are paid into the same accounts; none for money that we owe him."""
    boxes: dict[tuple[BankAccount, ...], list[str]] = {}
    for section in statement.sections:
        accounts = accounts_for(section.currency, statement.creditor.bank_accounts)
        if accounts and section.balance > 0:
            boxes.setdefault(accounts, []).append(section.currency)
    several = len(boxes) > 1
    return [
        {
            "what": [(words("payment.reference"), statement.reference)]
            + ([(words("payment.currency"), ", ".join(currencies))] if several else []),
            "accounts": [account_pairs(account, words) for account in accounts],
        }
        for accounts, currencies in boxes.items()
    ]


def _head(text: str) -> list[str]:
    return textwrap.wrap(text, HEAD_WIDTH, break_long_words=False)


def _longest_amount(statement: Statement, fig: Figures) -> int:
    """Characters of the longest amount, for one width in all tables."""
    amounts = [
        fig.number(amount, section.currency)
        for section in statement.sections
        for amount in (section.claimed, section.balance, *_amounts(section))
    ]
    return max(map(len, amounts), default=0)


def _amounts(section: StatementSection) -> Iterable[Decimal]:
    yield from (line.original for line in section.lines)
    yield from (credit.original for credit in section.credits)
    yield sum((receipt.amount for receipt in section.receipts), Decimal(0))
