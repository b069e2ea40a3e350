"""A good file of every format of a bank, rich in its elements, for the harm that is done to them. A new format adds its own."""

from __future__ import annotations

from recobro.connectors.bank.tests import (
    test_bai2,
    test_camt,
    test_cfonb120,
    test_coda,
    test_mt940,
    test_norma43,
    test_ofx,
    test_qif,
    test_table,
)

TABLE_GERMAN = """Umsätze;Zeitraum: 01.01.2024 - 31.01.2024
IBAN;DE02 1203 0000 0000 2020 51
Alter Kontostand;2.000,00 EUR

Buchungstag;Wertstellung;Begünstigter / Auftraggeber;Verwendungszweck;IBAN;BIC;Kundenreferenz;Betrag;Währung;Gebühren;Status
31.01.2024;31.01.2024;LATE GMBH;Rechnung 2024-17;DE89370400440532013000;COBADEFF;E2E-1;1.190,00;EUR;1,50;Gebucht
30.01.2024;30.01.2024;GONE SA;Rücklastschrift;DE89370400440532013000;COBADEFF;;-45,50;EUR;;Gebucht
30.01.2024;;HOTEL;;;;;-9,00;EUR;;Vorgemerkt
Neuer Kontostand;31.01.2024;;3.144,50 EUR
"""
TABLE_DETAILS = """Datum;"Text";Betrag Einzelzahlung (CHF);Belastung (CHF);Gutschrift (CHF);Saldo (CHF);Referenz
31/01/2024;"Sammel-
gutschrift";;;300.00;1'300.00;
;Late;100.00;;;;RF18539007547034
;Prompt;200;;;;
30/01/2024;Kosten;;-50.00;;1'000.00;
;Continued on next line;;;;;
Total;;;50.00;300.00;;
"""
TABLE_MONEYS = """Type,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance,Payer,Account
TOPUP,2024-01-01 10:00:00,2024-01-01 10:00:05,From Late,100.00,0.00,EUR,COMPLETED,100.00,Late,Main
CARD,2024-01-02 10:00:00,2024-01-03 11:00:00,Shop,-20.00,0.50,EUR,COMPLETED,79.50,,Main
EXCHANGE,2024-01-03 10:00:00,2024-01-13 11:00:00,To USD,10.00,0.00,USD,COMPLETED,10.00,,Main
CARD,2024-01-04 10:00:00,,Other,-50.00,0.00,EUR,REVERTED,,,Main
"""


def seeds() -> dict[str, bytes]:
    """A file by a name."""
    return {
        "camt053": _camt("053"),
        "camt054": _camt("054"),
        "mt940-german": _mt940("166?00SEPA?20EREF+E1?21SVWZ+Rechnung 1001?30COBADEFF?31DE02?32LATE GMBH?33NORD?60ABWA+GROUP"),
        "mt940-dutch": _mt940("/EREF/E1//CNTP/NL91ABNA0417164300/ABNANL2A/LATE BV///REMI/USTD//Factuur 1001/"),
        "ofx-sgml": _ofx(test_ofx.SGML),
        "ofx-xml": _ofx(test_ofx.XML),
        "qif": _qif(),
        "bai2": _bai2(),
        "coda": _lines(
            test_coda.header(), test_coda.opening(), test_coda.movement(12_345, said="0INVOICE 2024-17 AND"),
            test_coda.more("2024-18", end_to_end="E2E-4711", bic="GKCCBEBB"), test_coda.other("DE89370400440532013000", "LATE GMBH"),
            test_coda.information("THANKS"), test_coda.closing(1_012_345), test_coda.last(6, 0, 12_345),
        ),
        "cfonb120": _lines(
            test_cfonb120.head(), test_cfonb120.movement("0000000012345A"), test_cfonb120.detail("LCC", "FACTURE 1001"),
            test_cfonb120.detail("NPY", "LATE GMBH"), test_cfonb120.movement("0000000000000J"), test_cfonb120.END,
        ),
        "norma43": _lines(
            test_norma43.account(), test_norma43.movement(12345), test_norma43.text(1, "TRANSFERENCIA DE LATE"), test_norma43.movement(-45),
            test_norma43.end((1, 45), (1, 12345), 112300), test_norma43.last(5),
        ),
        "table-german": TABLE_GERMAN.encode("cp1252"),
        "table-details": TABLE_DETAILS.encode(),
        "table-moneys": TABLE_MONEYS.encode("utf-8-sig"),
        "table-xlsx": test_table.workbook(),
    }  # fmt: skip


def _camt(kind: str) -> bytes:
    c = test_camt
    charges = '<Chrgs><TtlChrgsAndTaxAmt Ccy="EUR">1.50</TtlChrgsAndTaxAmt></Chrgs>'
    strd = f"<RmtInf><Strd><CdtrRefInf><Ref>{c.QRR}</Ref></CdtrRefInf></Strd></RmtInf>"
    refs = "<Refs><EndToEndId>E-1</EndToEndId></Refs>"
    returned = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
    return c.document(
        c.balance("OPBD", "10"), c.balance("CLBD", "110"),
        c.entry("98.50", c.detail("60", refs + c.parties("Dbtr", "Late GmbH") + strd), c.detail("40", c.unstructured("B")), after=charges),
        c.entry("25", c.detail("25", c.parties("Cdtr", "Gone SA") + returned), way="DBIT", more="<RvslInd>true</RvslInd>"),
        c.entry("7", currency="USD", more=f"<NtryRef>{c.QRR}</NtryRef>"), kind=kind,
    ).encode()  # fmt: skip


def _mt940(narrative: str) -> bytes:
    m = test_mt940
    block = (
        f"{{1:F01A}}{{2:O940A}}{{4:\n{m.HEAD}{m.LINE}:86:{narrative}\n{m.LINE}/OCMT/USD55,00//CHGS/EUR2,50/\n"
    )
    return f"{block}{m.END}{m.HEAD}{m.LINE}:86:Invoice\n1001\n{m.END}".encode()


def _ofx(head: str) -> bytes:
    said = "<NAME>Late & Sons\n<MEMO><![CDATA[Invoice <1001>]]>\n<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>\n"
    one = test_ofx.account(test_ofx.transaction(more=said), test_ofx.transaction("1,234.56"))
    return test_ofx.sgml(one, test_ofx.account(test_ofx.transaction("7"), number="4111"), head=head).encode()


def _qif() -> bytes:
    split = "D31/01/2024\nT-10.00\nPTarget\nMshopping\nSFood\nEbread\n$-6.00\nSFood\nEmilk\n$-4.00"
    opening = "D31/01/2024\nT50.00\nPOpening Balance\nL[Giro]"
    account = "!Account\nNGiro\nTBank\n/31/01/2024\n$12.00\n^\n"
    return (account + test_qif.bank(opening, split, "D1/2'2024\nT1,234.50\nPLate\nN7")).encode()


def _bai2() -> bytes:
    return test_bai2.bai2(
        "16,142,250,S,100,100,50,B-1,C-1,ACH/", "88,LATE INC/EUR", "16,555,7,V,240203,1200,B-2,,RETURNED/", "16,890,,,,,note/"
    ).encode()  # fmt: skip


def _lines(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("latin-1")
