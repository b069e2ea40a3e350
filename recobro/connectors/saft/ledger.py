"""The lines of a SAF-T's general ledger that stand on customers' accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from recobro.connectors.record import Kind, Record
from recobro.connectors.saft.customers import amount, code_of, said
from recobro.connectors.saft.header import day
from recobro.connectors.xml import Node
from recobro.kernel.problems import Problem

LINES = ("Line", "DebitLine", "CreditLine", "TransactionLine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount above zero on the debit side: in the books, and as the customer knows it."""

    books: Decimal
    amount: Decimal
    currency: str


def ledger_lines(transaction: Node) -> list[Node]:
    """The lines, whatever the country calls them."""
    found = list(transaction.all(*LINES))
    for group in transaction.all("Lines"):
        found += group.all(*LINES)
    return found


def records(
    transaction: Node, *, journal: str, accounts: set[str], currency: str, source: str
) -> Iterator[Record | Problem]:
    """The customers' lines of a transaction. `accounts`: the receivables accounts, as far as customers name them."""
    lines = ledger_lines(transaction)
    has_tax = any(line.find("TaxInformation") or line.find("Tax") for line in lines)
    whole = code_of(transaction)
    for nth, line in enumerate(lines, start=1):
        account = line.get("AccountID")
        code = code_of(line) or (whole if account in accounts else None)
        if code is None or (accounts and account not in accounts):
            continue
        try:
            money = money_of(line, currency)
        except ValueError as wrong:
            yield Problem(source=source, line=line.line, message=f"The amount '{wrong}' of transaction "
                          f"{transaction.get('TransactionID')} cannot be read.", hint="Correct it in the books.")  # fmt: skip
            continue
        if money.amount:
            record = _record(
                transaction, line, journal=journal, code=code, nth=nth, money=money, has_tax=has_tax
            )
            yield record or Problem(source=source, line=line.line, hint="Correct it in the books.",
                                    message=f"Transaction {transaction.get('TransactionID')} has no date.")  # fmt: skip


def money_of(line: Node, currency: str) -> Money:
    """Debit less credit. Raises ValueError with what is no amount."""
    books = amounts = Decimal(0)
    found = currency
    for name, sign in (("DebitAmount", 1), ("CreditAmount", -1), ("Amount", _side(line))):
        node = line.find(name)
        if node is None:
            continue
        value = amount(node.text or node.get("Amount"))
        foreign = amount(node.get("CurrencyAmount"))
        other = node.get("CurrencyCode")
        is_foreign = bool(foreign) and len(other) == 3 and other.isalpha() and other.upper() != currency
        found = other.upper() if is_foreign else found
        books += sign * value
        amounts += sign * (foreign if is_foreign else value)
    return Money(books=books, amount=amounts, currency=found)


def _side(line: Node) -> int:
    return {"D": 1, "C": -1}.get(line.get("DebitCreditIndicator").upper()[:1], 0)


def _record(
    transaction: Node, line: Node, *, journal: str, code: str, nth: int, money: Money, has_tax: bool
) -> Record | None:
    """None where there is no day."""
    on = day(transaction.get("TransactionDate", "GLPostingDate")) or day(line.get("ValueDate"))
    if on is None:
        return None
    kind = _kind(money.books or money.amount, has_tax=has_tax)
    matched = said(line.get("CrossReference"))
    key = ":".join(
        (str(on.year), journal, transaction.get("TransactionID"), line.get("RecordID") or str(nth))
    )
    named = (line.get("SourceDocumentID"), line.get("ReferenceNumber"), transaction.get("TransactionID"))
    return Record(
        line=line.line, kind=kind, customer_code=code, amount=abs(money.amount), currency=money.currency, issued_on=on,
        number=next(filter(None, map(said, named)), key), document_key=key,
        due_on=_due_on(line, on) if money.amount > 0 else None,
        letter=matched, letter_rule="whole" if matched else None, letter_value=money.books if matched else None,
    )  # fmt: skip


def _kind(books: Decimal, *, has_tax: bool) -> Kind:
    """Taxed entries are sales; an entry without tax that credits a customer is his payment."""
    if books > 0:
        return "invoice"
    return "credit_note" if has_tax else "payment"


def _due_on(line: Node, on: date) -> date | None:
    due_on = day(line.get("DueDate"))
    return due_on if due_on and due_on >= on else None
