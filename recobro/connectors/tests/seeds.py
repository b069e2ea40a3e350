"""One small good file of every format, and what harm can be done to it. The same number gives the same harm."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

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
from recobro.connectors.xlsx.tests.books import INVOICES, workbook

Files = dict[str, bytes]  # by name; one file alone is itself, several are a folder
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
HOSTILE = [
    b"", b" ", b"\0", b"\xff\xfe", b"\xc3", b"-", b"--", b"0", b"-0", b"-1", b"1e308", b"1E400", b"-1e-400", b"NaN", b"Infinity",
    b"9" * 400, b"9" * 15, b"0.00001", b"1,234.5", b"1.234", b"1234,5-", b"=1+1", b"#REF!", b"null", b"true", b"[]", b"{}",
    b"99999999", b"00000000", b"20221332", b"0001-01-01", b"9999-12-31", b"2024-02-30", b"31/12/1899", b"2958466", b"-5",
    b"&lt;", b"&amp;#0;", b"&b;", b"]]>", b"<!--", b"<x>", b"</x>", b"\xe2\x80\xae", b"\xf0\x9f\x92\xb8" * 90, b"x" * 5_000,
    b'"', b"'", b"\\",
    b"\\u0000", b"\n", b"\r", b"\t", b"|", b";", b"1/0", b"0/0", b"1000/2", b"XXX", b"JPY", b"KWD", b"\xef\xbb\xbf", b"..", b"%s", b"{0}",
]  # fmt: skip
XML_TEXT = re.compile(rb'>([^<>]+)<|="([^"]*)"')
XML_ELEMENT = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?>(?:[^<]*|(?:<(?!/\1\b)[^<]*){0,60})</\1>")
TOKEN = re.compile(rb'[^\t\n\r|;,:"<>{}\[\]]{1,60}')


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


def harmed(files: Files, source: random.Random) -> Files:
    """The same files, with one to four things wrong in one of them."""
    name = source.choice(sorted(files))
    content = files[name]
    if content.startswith(b"PK") and source.random() < 0.8:
        return files | {name: _harmed_archive(content, source)}
    return files | {name: _harmed_bytes(content, source)}


def _harmed_archive(content: bytes, source: random.Random) -> bytes:
    """Harm within a part, so that the archive as such is whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    data = [name for name in parts if name.startswith("xl/") and "theme" not in name]
    name = source.choice(data if source.random() < 0.95 else sorted(parts))
    if source.random() < 0.05:
        del parts[name]
    else:
        parts[name] = _harmed_bytes(parts[name], source)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return buffer.getvalue()


def _harmed_bytes(content: bytes, source: random.Random) -> bytes:
    changed = bytearray(content)
    harms = XML_HARMS if content.startswith(b"<") and source.random() < 0.8 else HARMS
    for _ in range(source.randint(1, 4)):
        source.choice(harms)(changed, source)
    return bytes(changed)


def _flip(text: bytearray, source: random.Random) -> None:
    for _ in range(source.randint(1, 8)):
        if text:
            text[source.randrange(len(text))] = source.randrange(256)


def _cut_off(text: bytearray, source: random.Random) -> None:
    del text[source.randint(0, len(text)) :]


def _take_out(text: bytearray, source: random.Random) -> None:
    start = source.randint(0, len(text))
    del text[start : start + source.randint(1, 40)]


def _repeat(text: bytearray, source: random.Random) -> None:
    start = source.randint(0, len(text))
    piece = bytes(text[start : start + source.randint(1, 300)])
    text[start:start] = piece * source.choice((1, 2, 50))


def _double_a_line(text: bytearray, source: random.Random) -> None:
    lines = bytes(text).split(b"\n")
    place = source.randrange(len(lines))
    lines.insert(source.randrange(len(lines) + 1), lines[place])
    text[:] = b"\n".join(lines)


def _be_hostile(text: bytearray, source: random.Random) -> None:
    cells = list(TOKEN.finditer(bytes(text[:200_000])))
    if cells:
        cell = source.choice(cells)
        text[cell.start() : cell.end()] = source.choice(HOSTILE)


def _insert(text: bytearray, source: random.Random) -> None:
    place = source.randint(0, len(text))
    text[place:place] = source.choice(HOSTILE)


def _say_else(text: bytearray, source: random.Random) -> None:
    """Another text or attribute in XML that stays well-formed."""
    places = list(XML_TEXT.finditer(bytes(text)))
    if places:
        place = source.choice(places)
        said = source.choice(HOSTILE).decode("utf-8", "ignore")
        said = "".join(char for char in said if char >= " ")
        group = 1 if place[1] is not None else 2
        text[place.start(group) : place.end(group)] = escape(said, {'"': "&quot;"}).encode()


def _move_element(text: bytearray, source: random.Random) -> None:
    """An element less, twice, or in the place of another."""
    places = list(XML_ELEMENT.finditer(bytes(text)))
    if places:
        one, other = source.choice(places), source.choice(places)
        new = source.choice((b"", one[0] * 2, other[0]))
        text[one.start() : one.end()] = new


HARMS: list[Callable[[bytearray, random.Random], None]] = [
    _flip, _cut_off, _take_out, _repeat, _double_a_line, _be_hostile, _be_hostile, _be_hostile, _insert,
]  # fmt: skip
XML_HARMS = [_say_else, _say_else, _move_element]
