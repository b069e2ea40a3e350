"""The number of an e-invoice, in the grammars of several countries."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

from recobro.connectors.documents.einvoice import Unreadable, said_in
from recobro.connectors.documents.read import look_at
from recobro.kernel.problems import Refused

UBL = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:c="urn:c"><c:ID>{}</c:ID></Invoice>'
CFDI = '<c:Comprobante xmlns:c="http://www.sat.gob.mx/cfd/4" TipoDeComprobante="{}" Serie="A" Folio="12"/>'

# Taken from the files with grep, and of the PDF with pypdf.
CORPUS = {
    "peppol/base-example.xml": ("UBL", "Snippet1"),
    "peppol/base-creditnote-correction.xml": ("UBL", "Snippet1"),
    "xrechnung/EN16931_Einfach.cii.xml": ("CII", "471102"),
    "xrechnung/EN16931_Einfach.ubl.xml": ("UBL", "471102"),
    "factur-x/zugferd-basic.xml": ("CII", "471102"),
    "factur-x/invoice_EN16931.pdf": ("CII", "F20260023"),
    "fatturapa/IT01234567890_FPA01.xml": ("FatturaPA", "123"),
    "facturae/facturae_01.xsig": ("Facturae", "18972"),
    "cfdi/cfdv40-ejemplo.xml": None,
    "cfdi/h&e951128469_ingreso_iva16_stamped.xml": ("CFDI", "A123456"),
    "cfdi/pago_h&e951128469_ingreso_iva16.xml": None,
}


@pytest.mark.corpus
@pytest.mark.parametrize("name", CORPUS)
def test_it_reads_the_number_of_the_samples(shared_data: Path, name: str) -> None:
    path = shared_data / "einvoice" / name
    if CORPUS[name] is None:
        with pytest.raises(Refused, match="is no invoice"):
            look_at(path)
    else:
        said = look_at(path).said
        assert said is not None
        assert (said.grammar, said.numbers[0][0]) == CORPUS[name]


@pytest.mark.corpus
def test_it_reads_every_sample_or_says_why_not(shared_data: Path) -> None:
    samples = [
        path for path in (shared_data / "einvoice").rglob("*.*") if path.suffix in (".xml", ".xsig", ".pdf")
    ]
    refused: list[str] = []
    for path in samples:
        try:
            assert look_at(path).said is not None, path
        except Refused as refusal:
            refused.append(f"{path.parent.name} {refusal}")
    assert len(samples) >= 49
    assert [one for one in refused if not (one.startswith("cfdi") and "is no invoice" in one)] == []
    assert len(refused) < len(samples) / 3


def test_it_gives_series_and_number_in_every_way_they_are_written() -> None:
    said = said_in(CFDI.format("I").encode())
    assert said is not None
    assert said.numbers == (("A12", "A-12", "A/12", "A 12", "12"),)


@pytest.mark.parametrize("kind", ["P", "N", "T"])
def test_a_receipt_of_a_payment_is_no_invoice(kind: str) -> None:
    said = said_in(CFDI.format(kind).encode())
    assert said is not None
    assert said.numbers == ()


def test_it_reads_every_invoice_of_a_lot() -> None:
    number = "<DatiGeneraliDocumento><Numero> {} </Numero></DatiGeneraliDocumento>"
    body = f"<FatturaElettronicaBody><DatiGenerali>{number}</DatiGenerali></FatturaElettronicaBody>"
    said = said_in(
        f"<p:FatturaElettronica xmlns:p='x'>{body.format(7)}{body.format(8)}</p:FatturaElettronica>".encode()
    )
    assert said is not None
    assert said.numbers == (("7",), ("8",))


def test_xml_of_another_kind_says_nothing() -> None:
    assert said_in(b"<html><ID>7</ID></html>") is None


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no xml",
        b"<Invoice>",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="klingon"?><Invoice/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><Invoice><ID>&b;</ID></Invoice>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Invoice/>',
    ],
)
def test_it_reads_nothing_that_is_broken_or_defends_against_us(xml: bytes) -> None:
    with pytest.raises(Unreadable):
        said_in(xml)


def test_a_number_is_read_as_it_stands() -> None:
    said = said_in(UBL.format(" 2026/0012 ").encode())
    assert said is not None
    assert said.numbers == (("2026/0012",),)


def pdf_with(stream: bytes, filters: str) -> bytes:
    """A PDF of one page with an XML file in it, packed so."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.xml) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        b"<</Type/Filespec/F(a.xml)/UF(a.xml)/EF<</F 5 0 R>>>>",
        f"<</Type/EmbeddedFile/Filter[{filters}]/Length {len(stream)}>>stream\n".encode()
        + stream
        + b"\nendstream",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + part + b"endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    )
    return out + end.encode()


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("is_too_much", [False, True])
def test_a_pdf_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, layers: int, is_too_much: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recobro.connectors.documents.bomb.UNPACKED_MAX", 1_000_000)
    stream = UBL.format("INV-1").encode() + b" " * (2_000_000 if is_too_much else 0)
    for _ in range(layers):
        stream = zlib.compress(stream)
    file = tmp_path / "INV-1.pdf"
    file.write_bytes(pdf_with(stream, "/FlateDecode" * layers))

    if is_too_much:
        with pytest.raises(Refused, match="The PDF unpacks to more than"):
            look_at(file)
    else:
        said = look_at(file).said
        assert said is not None
        assert said.numbers == (("INV-1",),)


@pytest.mark.parametrize(("pages", "goes"), [(500, True), (501, False)])
def test_a_pdf_has_no_more_pages_than_an_invoice_can_have(tmp_path: Path, pages: int, goes: bool) -> None:
    document, out = PdfDocument.new(), BytesIO()
    for _ in range(pages):
        document.new_page(100, 100)
    document.save(out)
    file = tmp_path / "INV-1.pdf"
    file.write_bytes(out.getvalue())

    if goes:
        assert look_at(file).said is None
    else:
        with pytest.raises(Refused, match="The PDF has 501 pages; at most 500 are taken"):
            look_at(file)
