"""The number of an e-invoice, in the grammars that countries use, from XML of strangers.

UBL, CII (Factur-X, XRechnung, ZUGFeRD), CFDI, FatturaPA and Facturae are known by the name of their root; where each keeps its
number is all that this file knows. A file may hold several invoices (FatturaPA, Facturae), and a number may be written in more
than one way (series and number).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

Alternatives = tuple[str, ...]
CFDI_INVOICES = (
    "I",
    "E",
)  # ingreso and egreso; P is the receipt of a payment, N a payslip, T goods on their way


@dataclass(frozen=True, slots=True)
class Said:
    """What an e-invoice says of itself: its grammar, and of each invoice in it the ways to write its number, best first."""

    grammar: str
    numbers: tuple[Alternatives, ...]


class Unreadable(Exception):
    """It is no XML that may be read; the message says why."""


def said_in(xml: bytes) -> Said | None:
    """What the e-invoice says; None for XML of another kind. Raises Unreadable for what is no XML, or defends against us."""
    try:
        root = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable("the XML defines entities of its own, which no e-invoice does") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"the XML cannot be read: {error}") from error
    known = GRAMMARS.get(_local(root))
    if known is None:
        return None
    grammar, numbers = known
    return Said(grammar, tuple(dict.fromkeys(filter(None, map(_written, numbers(root))))))


def _ubl(root: Element) -> Iterator[Alternatives]:
    yield (_text(root, "ID"),)


def _cii(root: Element) -> Iterator[Alternatives]:
    for head in ("ExchangedDocument", "HeaderExchangedDocument"):
        for document in _children(root, head):
            yield (_text(document, "ID"),)


def _cfdi(root: Element) -> Iterator[Alternatives]:
    if root.get("TipoDeComprobante", root.get("tipoDeComprobante", "I"))[:1].upper() not in CFDI_INVOICES:
        return
    series, number = (root.get(name, root.get(name.lower(), "")) for name in ("Serie", "Folio"))
    stamp = next((one.get("UUID", "") for one in root.iter() if _local(one) == "TimbreFiscalDigital"), "")
    yield (*_joined(series, number), stamp)


def _fatturapa(root: Element) -> Iterator[Alternatives]:
    for body in _children(root, "FatturaElettronicaBody"):
        for general in _children(body, "DatiGenerali"):
            for document in _children(general, "DatiGeneraliDocumento"):
                yield (_text(document, "Numero"),)


def _facturae(root: Element) -> Iterator[Alternatives]:
    for invoices in _children(root, "Invoices"):
        for invoice in _children(invoices, "Invoice"):
            for header in _children(invoice, "InvoiceHeader"):
                yield _joined(_text(header, "InvoiceSeriesCode"), _text(header, "InvoiceNumber"))


Numbers = Callable[[Element], Iterator[Alternatives]]
GRAMMARS: dict[str, tuple[str, Numbers]] = {
    "Invoice": ("UBL", _ubl),
    "CreditNote": ("UBL", _ubl),
    "CrossIndustryInvoice": ("CII", _cii),
    "CrossIndustryDocument": ("CII", _cii),
    "Comprobante": ("CFDI", _cfdi),
    "FatturaElettronica": ("FatturaPA", _fatturapa),
    "FatturaElettronicaSemplificata": ("FatturaPA", _fatturapa),
    "Facturae": ("Facturae", _facturae),
}


def _joined(series: str, number: str) -> Alternatives:
    """Series and number as people write them; the number alone at last, because many books leave the series out."""
    if not (series and number):
        return (number,)
    return (f"{series}{number}", f"{series}-{number}", f"{series}/{number}", f"{series} {number}", number)


def _written(alternatives: Alternatives) -> Alternatives:
    return tuple(dict.fromkeys(text.strip() for text in alternatives if text.strip()))


def _local(element: Element) -> str:
    """The name without its namespace: the versions of a grammar differ in it."""
    return str(element.tag).rpartition("}")[2]


def _children(parent: Element, name: str) -> Iterator[Element]:
    return (one for one in parent if _local(one) == name)


def _text(parent: Element, name: str) -> str:
    return next((one.text or "" for one in _children(parent, name)), "").strip()
