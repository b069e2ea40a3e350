"""Whatever the bytes of a FEC, a SAF-T or an extract of SAP are, reading gives what the ledger can hold, or problems; it never crashes."""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors import fec, saft, sap
from recobro.connectors.fit import FIRST, KEYS, LAST, TEXTS
from recobro.connectors.format import Format, Options
from recobro.connectors.recognise import recognise
from recobro.connectors.record import Record
from recobro.connectors.tests.harm import harmed
from recobro.kernel.problems import Problem, Refused

MANY = [50, pytest.param(int(os.environ.get("RECOBRO_FUZZ", "250")), marks=pytest.mark.slow)]
FEC = """JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|\
Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise
AN|A nouveaux|1|20220101|411000|Clients|DUP|Dupont é|sans|20211215|Report|100,00|0,00|AA|20220402|20220101||
VE|Ventes|2|20220310|411000|Clients|DUP|Dupont|F-2|20220310|Vente|1 234,56|0,00||||1300,00|USD
VE|Ventes|2|20220310|706000|Ventes||||20220310|Vente|0,00|1234,56|||||
BQ|Banque|3|20220402|411000|Clients|DUP|Dupont|VIR|20220402|Virement|0,00|100,00|AA|20220402|20220402||
""".encode()
SAFT_NO = b"""<?xml version="1.0" encoding="UTF-8"?><AuditFile xmlns="urn:StandardAuditFile-Taxation-Financial:NO"><Header>
<AuditFileVersion>1.3</AuditFileVersion><DefaultCurrencyCode>NOK</DefaultCurrencyCode><SelectionCriteria><PeriodStart>1</PeriodStart>
<PeriodStartYear>2023</PeriodStartYear><PeriodEnd>12</PeriodEnd><PeriodEndYear>2023</PeriodEndYear></SelectionCriteria></Header><MasterFiles>
<Customers><Customer><Name>Late</Name><CustomerID>C1</CustomerID><AccountID>1500</AccountID><OpeningDebitBalance>5</OpeningDebitBalance>
<ClosingDebitBalance>6</ClosingDebitBalance><PartyInfo><PaymentTerms><Days>14</Days></PaymentTerms></PartyInfo></Customer></Customers>
</MasterFiles><GeneralLedgerEntries><Journal><JournalID>S</JournalID><Transaction><TransactionID>T1</TransactionID><TransactionDate>2023-03-10
</TransactionDate><Line><RecordID>1</RecordID><AccountID>1500</AccountID><CustomerID>C1</CustomerID><DebitAmount><Amount>100</Amount>
<CurrencyCode>EUR</CurrencyCode><CurrencyAmount>9</CurrencyAmount></DebitAmount><CrossReference>X</CrossReference></Line></Transaction>
</Journal></GeneralLedgerEntries></AuditFile>"""
SAFT_PT = b"""<AuditFile xmlns="urn:OECD:StandardAuditFile-Tax:PT_1.04_01"><Header><CurrencyCode>EUR</CurrencyCode></Header><SourceDocuments>
<SalesInvoices><Invoice><InvoiceNo>FT 1</InvoiceNo><InvoiceDate>2023-03-10</InvoiceDate><InvoiceType>FR</InvoiceType><CustomerID>C1</CustomerID>
<DocumentTotals><GrossTotal>123.00</GrossTotal></DocumentTotals><WithholdingTax><WithholdingTaxAmount>9</WithholdingTaxAmount></WithholdingTax>
</Invoice></SalesInvoices><Payments><Payment><PaymentRefNo>RG 1</PaymentRefNo><TransactionDate>2023-04-02</TransactionDate><CustomerID>C1
</CustomerID><Line><SourceDocumentID><OriginatingON>FT 1</OriginatingON></SourceDocumentID><CreditAmount>100</CreditAmount><Tax><TaxPercentage>23
</TaxPercentage></Tax></Line><DocumentTotals><GrossTotal>123.00</GrossTotal></DocumentTotals></Payment></Payments></SourceDocuments></AuditFile>"""  # noqa: E501
SAP = b"".join(json.dumps(row).encode() + b"\n" for row in (
    {"companyCode": "A", "fiscalYear": "2025", "accountingDocument": "9", "accountingDocumentItem": "1", "customer": "C1",
     "transactionCurrency": "EUR", "amountInTransactionCurrency": "100.50", "companyCodeCurrency": "USD", "documentDate": "2025-04-02",
     "amountInCompanyCodeCurrency": "110", "accountingDocumentType": "RV", "clearingAccountingDocument": "7", "netDueDate": "2025-05-02"},
    {"companyCode": "A", "fiscalYear": "2025", "accountingDocument": "8", "accountingDocumentItem": "1", "customer": "C2",
     "transactionCurrency": "EUR", "amountInTransactionCurrency": -3, "documentDate": "/Date(1743552000000)/",
     "accountingDocumentType": "DZ"},
))  # fmt: skip


@pytest.mark.parametrize(("known", "good"), [(fec.FORMAT, FEC), (saft.FORMAT, SAFT_NO), (saft.FORMAT, SAFT_PT), (sap.FORMAT, SAP)],
                         ids=["fec", "saft-no", "saft-pt", "sap"])  # fmt: skip
@pytest.mark.parametrize("many", MANY)
def test_it_survives_any_bytes(tmp_path: Path, known: Format, good: bytes, many: int) -> None:
    path, draw = tmp_path / "file", random.Random(len(good))
    assert survives(path, known, good) == "read"
    seen = {survives(path, known, harmed({"a": good}, draw)["a"]) for _ in range(many)}
    assert "read" in seen  # the mutations leave something to read
    assert seen - {"read"}  # and break something


def survives(path: Path, known: Format, content: bytes) -> str:
    path.write_bytes(content)
    try:
        recognise(path)
        reading = known.read(path, Options(default_currency="EUR", default_terms="30 days"))
        entries = list(reading)
    except Refused:
        return "refused"
    reading.stated()
    for entry in entries:
        assert isinstance(entry, Record | Problem)
        if isinstance(entry, Record):
            holds(entry)
    return "read" if any(isinstance(entry, Record) for entry in entries) else "nothing"


def holds(record: Record) -> None:
    """Can the ledger hold it?"""
    assert record.customer_code
    for name, limit in (KEYS | TEXTS).items():
        text = getattr(record, name)
        assert text is None or (len(text) <= limit and "\0" not in text and text.encode())
    if record.kind == "customer":
        return
    assert record.amount
    assert record.amount > 0 or record.kind == "adjustment"
    assert record.amount == record.amount.quantize(Decimal("0.0001"))
    assert record.issued_on
    assert FIRST <= record.issued_on <= LAST
    assert record.currency
    assert len(record.currency) == 3
