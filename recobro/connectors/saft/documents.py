"""The sales documents and payments of a SAF-T, as Portuguese billing programs write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from recobro.connectors.record import Kind, Record
from recobro.connectors.saft.customers import amount, code_of, said
from recobro.connectors.saft.header import day
from recobro.connectors.xml import Node
from recobro.kernel.problems import Problem

KINDS: dict[str, Kind] = {
    "NC": "credit_note",
    "RE": "credit_note",
    "TD": "credit_note",
    "381": "credit_note",
    "ND": "debit_note",
}
PAID_AT_ONCE = frozenset({"FR", "FS", "VD", "TV"})
ONLY_CLOSED = {"A": "cancelled", "F": "cancelled"}  # taken back; made into another document, which counts
CENT = Decimal("0.01")


def invoice_records(node: Node, *, currency: str, source: str) -> Iterator[Record | Problem]:
    """An invoice, credit or debit note; one that is paid at once carries its payment. A cancelled one closes itself."""
    number = node.get("InvoiceNo")
    try:
        value, unit = _total(node, currency)
        withheld = sum(
            (amount(one.get("WithholdingTaxAmount")) for one in node.all("WithholdingTax")), Decimal(0)
        )
    except ValueError as wrong:
        yield _unreadable(source, node, f"The total '{wrong}' of {number}")
        return
    on, code = day(node.get("InvoiceDate")), code_of(node)
    if on is None or code is None or not number:
        yield _unreadable(
            source, node, f"The {'date' if on is None else 'customer'} of {number or 'a document'}"
        )
        return
    if not value:
        return
    kind = _kind(node.get("InvoiceType"), value)
    is_claim = kind != "credit_note"
    status = ONLY_CLOSED.get(node.get("DocumentStatus/InvoiceStatus"))
    values: dict[str, Any] = {
        "line": node.line, "kind": kind, "customer_code": code, "number": number, "issued_on": on, "amount": abs(value),
        "currency": unit, "status": status, "order_reference": said(node.get("Line/OrderReferences/OriginatingON")),
    }  # fmt: skip
    if is_claim:
        values |= _due(node)
        if node.get("InvoiceType") in PAID_AT_ONCE and not status:
            values["paid_on"] = on
    else:
        values["applies_to"] = _the_one({one.text for one in node.every("Reference")})
    yield Record(**values)
    if withheld and is_claim and not status:
        yield Problem(source=source, line=node.line, severity="note",
                      message=f"{number}: the customer withholds {withheld} of tax. It is claimed with the rest.")  # fmt: skip


def payment_records(node: Node, *, currency: str, source: str) -> Iterator[Record | Problem]:
    """A receipt: a payment for each document that it names; what it cannot be divided into stays on account."""
    reference = node.get("PaymentRefNo")
    if node.get("DocumentStatus/PaymentStatus") == "A":
        yield Problem(
            source=source,
            line=node.line,
            severity="note",
            message=f"{reference} is cancelled; it is left out.",
        )
        return
    on, code = day(node.get("TransactionDate", "PaymentMethod/PaymentDate")), code_of(node)
    try:
        value, unit = _total(node, currency)
        parts = _parts(node, value)
        discount = amount(node.get("DocumentTotals/Settlement/SettlementAmount"))
    except ValueError as wrong:
        yield _unreadable(source, node, f"The amount '{wrong}' of {reference}")
        return
    if on is None or code is None:
        yield _unreadable(source, node, f"The {'date' if on is None else 'customer'} of {reference}")
        return
    common: dict[str, Any] = {
        "line": node.line,
        "customer_code": code,
        "number": reference,
        "issued_on": on,
        "currency": unit,
    }
    for nth, (document, part) in enumerate(parts.items(), start=1):
        if part > 0:
            yield Record(
                kind="payment",
                document_key=f"payment:{reference}:{nth}",
                amount=part,
                applies_to=document or None,
                **common,
            )
    if discount > 0:
        yield Record(
            kind="discount",
            document_key=f"discount:{reference}",
            amount=discount,
            applies_to=_the_one(set(parts)),
            **common,
        )


def _total(node: Node, currency: str) -> tuple[Decimal, str]:
    """The total with tax as the customer knows it: in the currency of the document where it has one of its own."""
    totals = (
        node.find("DocumentTotals")
        or node.find("InvoiceDocumentTotals")
        or node.find("DocumentTotal")
        or node
    )
    value = amount(totals.get("GrossTotal"))
    foreign, unit = amount(totals.get("Currency/CurrencyAmount")), totals.get("Currency/CurrencyCode")
    return (foreign, unit) if foreign and unit and unit != currency else (value, currency)


def _parts(node: Node, value: Decimal) -> dict[str, Decimal]:
    """How much of the receipt goes to each document. Lines are with or without tax: whichever adds up to the total."""
    lines = [(line.get("SourceDocumentID/OriginatingON"), amount(line.get("CreditAmount")) - amount(line.get("DebitAmount")),
              amount(line.get("Tax/TaxPercentage"))) for line in node.all("Line")]  # fmt: skip
    documents = {document for document, _, _ in lines}
    if len(documents) == 1:
        return {documents.pop(): value}
    for with_tax in (False, True):
        parts: dict[str, Decimal] = defaultdict(Decimal)
        for document, net, percentage in lines:
            parts[document] += net * (1 + percentage / 100) if with_tax else net
        parts = {document: part.quantize(CENT) for document, part in parts.items()}
        if parts and sum(parts.values()) == value and all(part > 0 for part in parts.values()):
            return parts
    return {"": value}


def _kind(called: str, value: Decimal) -> Kind:
    return KINDS.get(called, "invoice") if value > 0 else "credit_note"


def _due(node: Node) -> dict[str, Any]:
    """The terms of payment are a day, or words that may be read later."""
    said_terms = node.get("DocumentTotals/Settlement/PaymentTerms", "PaymentTerms")
    due_on = day(node.get("DueDate")) or day(said_terms)
    return {"due_on": due_on, "terms": None if due_on else said(said_terms)}


def _the_one(names: set[str]) -> str | None:
    return names.pop() or None if len(names) == 1 else None


def _unreadable(source: str, node: Node, what: str) -> Problem:
    return Problem(
        source=source, line=node.line, message=f"{what} cannot be read.", hint="Correct it in the books."
    )
