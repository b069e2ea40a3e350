"""The demo's exchange rates, and its bank statement of the day (CAMT.053).

In it are transfers that are easy, transfers that are not, and one that nobody knows. What it pays is still open in the invoices of the
demo. It shows each way in which customers write: the number, a part of it, too little, too much, another payer, nothing but a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

from recobro.connectors.demo.customers import invent
from recobro.connectors.demo.files import SEED
from recobro.connectors.demo.trade import IN_CURRENCY, Claim, trade

ACCOUNT = "ES9121000418450200051332"
OPENING = Decimal("48210.37")
CENT = Decimal("0.01")
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
Transfer = tuple[str, str, Decimal]  # who, what was written, how much


def demo_statement(as_of: date, folder: Path) -> Path:
    """Writes the statement of `as_of`, and gives its path. The same day gives the same bytes."""
    chance = Random(SEED)
    told = trade(chance, invent(chance), as_of=as_of)
    unpaid = sorted((one for one in told.claims if _is_plain(one, as_of)), key=lambda one: one.number)
    transfers = list(_transfers(Random(f"{SEED} bank"), unpaid))
    path = folder / "bank.xml"
    document = _document(transfers, as_of)
    ET.indent(document)  # so that each line of it can be named
    ET.ElementTree(document).write(path, encoding="utf-8", xml_declaration=True)
    return path


def demo_rates(as_of: date, folder: Path) -> Path:
    """Writes invented exchange rates of `as_of`, near those in which the demo invoices, and gives their path."""
    path = folder / "rates.csv"
    rates = "".join(
        f"{as_of},{currency},{rate}\n" for currency, rate in IN_CURRENCY.items() if currency != "EUR"
    )
    path.write_text(f"date,currency,rate\n{rates}", encoding="utf-8")
    return path


def _is_plain(claim: Claim, as_of: date) -> bool:
    """Overdue, whole, and in euros."""
    is_whole = claim.left == claim.amount and claim.instalments == 1 and not claim.is_cancelled
    return is_whole and claim.currency == "EUR" and as_of - timedelta(days=90) < claim.due_on < as_of


def _transfers(chance: Random, unpaid: Sequence[Claim]) -> Iterator[Transfer]:
    a, b, c, d, e, f, g, h, i = chance.sample(list(unpaid), 9)
    for claim in (a, b, c):
        yield claim.customer.name, f"Factura {claim.number}", claim.left
    yield d.customer.name.upper(), f"pago fra {d.number[-4:]}", d.left
    yield e.customer.name, e.number.replace("-", " "), (e.left * Decimal("0.5")).quantize(CENT)
    yield f.customer.name, f"{f.number} menos gastos", f.left - Decimal("3.50")
    yield "Grupo Holding Inventado SA", f"Por cuenta de {g.customer.name}", g.left
    yield h.customer.name, "Transferencia", h.left
    yield i.customer.name, f"{i.number} y anticipo", i.left + Decimal(100)
    yield "Seguros Quimelanda SA", "Devolución prima 2026", Decimal("312.40")


def _document(transfers: Sequence[Transfer], as_of: date) -> ET.Element:
    document = ET.Element("Document", xmlns=NAMESPACE)
    whole = ET.SubElement(document, "BkToCstmrStmt")
    head = ET.SubElement(whole, "GrpHdr")
    _text(head, "MsgId", f"DEMO-{as_of:%Y%m%d}")
    _text(head, "CreDtTm", f"{as_of}T05:30:00")
    statement = ET.SubElement(whole, "Stmt")
    _text(statement, "Id", f"{as_of:%Y%m%d}")
    _text(statement, "Acct/Id/IBAN", ACCOUNT)
    _balance(statement, "OPBD", OPENING, as_of)
    _balance(statement, "CLBD", OPENING + sum(amount for _, _, amount in transfers), as_of)
    for number, transfer in enumerate(transfers, start=1):
        _entry(statement, number, transfer, as_of)
    return document


def _balance(statement: ET.Element, kind: str, amount: Decimal, as_of: date) -> None:
    balance = ET.SubElement(statement, "Bal")
    _text(balance, "Tp/CdOrPrtry/Cd", kind)
    _text(balance, "Amt", f"{amount:.2f}").set("Ccy", "EUR")
    _text(balance, "CdtDbtInd", "CRDT")
    _text(balance, "Dt/Dt", str(as_of))


def _entry(statement: ET.Element, number: int, transfer: Transfer, as_of: date) -> None:
    name, text, amount = transfer
    entry = ET.SubElement(statement, "Ntry")
    _text(entry, "Amt", f"{amount:.2f}").set("Ccy", "EUR")
    _text(entry, "CdtDbtInd", "CRDT")
    _text(entry, "Sts/Cd", "BOOK")
    _text(entry, "BookgDt/Dt", str(as_of))
    _text(entry, "ValDt/Dt", str(as_of))
    _text(entry, "AcctSvcrRef", f"DEMO{as_of:%y%m%d}{number:04}")
    _text(entry, "BkTxCd/Domn/Cd", "PMNT")
    details = ET.SubElement(ET.SubElement(entry, "NtryDtls"), "TxDtls")
    _text(details, "RltdPties/Dbtr/Pty/Nm", name)
    _text(details, "RmtInf/Ustrd", text)


def _text(parent: ET.Element, path: str, text: str) -> ET.Element:
    """Adds the element at this path with a text, and gives it."""
    element = parent
    for name in path.split("/"):
        element = ET.SubElement(element, name)
    element.text = text
    return element
