"""One small good file of every format, for the harm that is done to it (`harm.py`)."""

from __future__ import annotations

import json
from pathlib import Path

from recobro.connectors.fec.tests.test_read import RECEIPT, SALE
from recobro.connectors.fec.tests.test_read import write as write_fec
from recobro.connectors.saft.tests.test_read import (
    TAXED,
    invoice,
    line,
    norwegian,
    portuguese,
    receipt,
    transaction,
)
from recobro.connectors.sap.tests.test_read import CLEARED, ITEM
from recobro.connectors.tests.harm import Files
from recobro.connectors.xlsx.tests.books import INVOICES, workbook

MIXED = '''Listado de facturas
Código;Cliente;Tipo;Nº factura;Cuota;Fecha factura;Vencimiento;Condiciones;Importe;Saldo;Moneda;Estado;Disputada;Correo;País
C1;"Late; ""GmbH""";Factura;F-1;1/2;31/01/2024;01/03/2024;30 días;1.234,50;1.000,00;EUR;Abierta;no;ap@late.example;DE
C2;Gone SA;Abono;A-1;;15/02/2024;;;-50,00;-50,00;EUR;Abierta;;;España
C3;Ñandú;Pago;;;16/02/2024;;;-20,00;;USD;;;;
C4;"Group
plc";Factura;F-2;2/2;31/01/2024;;60 días fin de mes;99,00;99,00;€;Vencida;sí;a@b.example;FR
'''
LINES = """number,client_name,date,due,currency,line total,quantity,paid date,amount paid,told level,told on
1,Late,2021-09-07,2021-10-07,CHF,1.25,1,,,,
1,Late,2021-09-07,2021-10-07,CHF,2.50,2,,,,
2,Gone,2021-09-07,2021-10-07,CHF,5.00,1,2021-10-09,3.00,,
"""


def seeds(folder: Path) -> dict[str, Files]:
    """A good file of every format, by a name."""
    sheets = {
        "Cover": [("Harbour",)],
        "Open": INVOICES,
        "People": [("Customer no", "Customer name"), ("C1", "Late")],
    }
    paid = transaction(line("Credit", "60"), number="T2", on="2023-04-01")
    return {
        "csv": {"a": MIXED.encode()},
        "csv-latin": {"a": MIXED.replace("€", "EUR").encode("cp1252")},
        "csv-utf16": {"a": MIXED.encode("utf-16")},
        "csv-lines": {"a": LINES.encode()},
        "fec": {"a": write_fec(folder / "fec", SALE + RECEIPT).read_bytes()},
        "saft-no": {"a": norwegian(folder, transaction(line("Debit", "100"), TAXED), paid).read_bytes()},
        "saft-pt": {"a": portuguese(folder, invoice("FT 1/1"), receipt("123.00", ("FT 1/1", "100.00", "23"))).read_bytes()},
        "sap": {"a": _jsonl(ITEM, ITEM | CLEARED | {"accountingDocument": "9002"}, ITEM | {"accountingDocument": "9003"})},
        "sap-folder": {"items.jsonl": _jsonl(ITEM, ITEM | CLEARED), "partners.jsonl": _jsonl({"businessPartner": "C1", "customer": "C1",
                       "businessPartnerFullName": "Late"})},
        "xlsx": {"a": workbook(folder / "a.xlsx", sheets).read_bytes()},
        "xlsx-inline": {"a": workbook(folder / "b.xlsx", {"Open": INVOICES}, constant_memory=True).read_bytes()},
    }  # fmt: skip


def _jsonl(*rows: dict[str, object]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()
