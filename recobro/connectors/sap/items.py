"""A line of SAP's accounting about a customer, as a record."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from recobro.connectors.record import Kind, Record
from recobro.connectors.sap.parts import Row, amount, day, text
from recobro.connectors.terms import due_from_terms

TermsOf = Callable[[str], list[str]]  # what is known of a customer's terms, the best first
PAYMENTS = ("DZ", "ZP", "ZV", "ZR", "KZ")
OTHERS = ("AB", "SA", "SB", "UE")


def key_of(row: Row) -> str:
    """What tells one line from another: company code, fiscal year, document and item."""
    names = ("companyCode", "fiscalYear", "accountingDocument", "accountingDocumentItem")
    return "/".join(str(row.get(name) or "") for name in names)


def item_record(line: int, row: Row, *, terms: TermsOf, cancelled: Collection[str]) -> Record | None:
    """None for a line that is no item of a customer's account. Raises ValueError with what is wrong.

    Cleared lines carry the clearing document as their letter; they are closed, whether its other lines are in the extract or not.
    """
    customer = text(row, "customer")
    value = amount(row, "amountInTransactionCurrency")
    if customer is None or text(row, "financialAccountType") not in (None, "D") or not value:
        return None
    on = day(row, "documentDate") or day(row, "postingDate")
    if on is None:
        raise ValueError(f"documentDate is '{row.get('documentDate')}'")
    currency = _currency(row, "transactionCurrency")
    kind = _kind(text(row, "accountingDocumentType"), value)
    clearing = text(row, "clearingAccountingDocument")
    reference = text(row, "referenceDocument", "documentReferenceID")
    values: dict[str, Any] = {}
    if clearing:
        values = {"letter": f"{clearing}/{row.get('clearingDocFiscalYear') or on.year}", "letter_rule": "closed",
                  "letter_closed_on": day(row, "clearingDate"), "letter_value": _in_books(row, currency),
                  "status": "cancelled" if value > 0 and reference in cancelled else None}  # fmt: skip
    if value > 0:
        values |= _due(row, on, terms(customer))
    return Record(
        line=line, kind=kind, customer_code=customer, number=reference or text(row, "accountingDocument"),
        document_key=key_of(row), issued_on=on, amount=value if kind == "adjustment" else abs(value), currency=currency,
        branch=text(row, "profitCenter"), **values,
    )  # fmt: skip


def _kind(called: str | None, value: Decimal) -> Kind:
    if called in OTHERS:
        return "adjustment"
    is_payment = called is None or called in PAYMENTS
    if value > 0:
        return "return" if called in PAYMENTS else "invoice"
    return "payment" if is_payment else "credit_note"


def _currency(row: Row, name: str) -> str:
    found = (text(row, name) or "").upper()
    if not re.fullmatch("[A-Z]{3}", found):
        raise ValueError(f"{name} is '{row.get(name)}'")
    return found


def _in_books(row: Row, currency: str) -> Decimal | None:
    """The amount in the currency of the books, where that is another."""
    if text(row, "companyCodeCurrency") in (None, currency):
        return None
    return amount(row, "amountInCompanyCodeCurrency")


def _due(row: Row, on: date, terms: Iterable[str]) -> dict[str, Any]:
    """The day that SAP gives, else by the terms, where they are words: a key such as Z001 says nothing outside SAP."""
    due_on = day(row, "netDueDate")
    if due_on is not None:
        return {"due_on": max(due_on, on)}
    begins = day(row, "dueCalculationBaseDate") or on
    derived = next(filter(None, (due_from_terms(begins, one) for one in terms)), None)
    return {"due_on": derived, "due_derived": derived is not None}
