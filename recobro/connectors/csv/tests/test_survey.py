"""The bytes of a file: encodings, other formats, monstrous lines."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from recobro.connectors.csv.read import read
from recobro.connectors.csv.tests.files import GONE, HEADER, LATE, read_text, refusal
from recobro.connectors.format import Options
from recobro.kernel.problems import Refused

SPANISH = "Código;Razón social;Nº factura;Fecha;Vencimiento;Importe €\n1;Ñandú e Hijos, Málaga;A-1;31/01/2024;1/3/2024;1.234,50\n"
FRENCH = "Code client;Société;N° facture;Date;Échéance;Montant\n1;Gérard Crémerie à l'Hôpital;F-1;31/01/2024;1/3/2024;1 234,50\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_it_finds_the_encoding(tmp_path: Path, encoding: str, found: str) -> None:
    result = read_text(tmp_path, SPANISH.encode(encoding), default_currency="EUR")
    assert result.table.encoding == found
    assert result.record.customer_name == "Ñandú e Hijos, Málaga"
    assert result.problems == []


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850", "mac_roman", "iso8859_15"])
def test_it_tells_the_code_pages_of_the_west_apart(tmp_path: Path, encoding: str) -> None:
    result = read_text(tmp_path, FRENCH.encode(encoding), default_currency="EUR")
    assert result.record.customer_name == "Gérard Crémerie à l'Hôpital"


def test_it_guesses_the_rest_and_says_so(tmp_path: Path) -> None:
    text = "customer;invoice;date;amount\nŻółć gęślą jaźń sp. z o.o. Łódź;1;2024-01-31;5,00\n" * 1
    result = read_text(tmp_path, text.encode("cp1250"), default_currency="PLN")
    assert len(result.records) == 1
    assert result.warnings[0].message.startswith("The encoding is not certain")


def test_it_sees_an_accent_in_the_last_line(tmp_path: Path) -> None:
    text = HEADER + "".join(f"C1;Late;{n};2024-01-31;2024-03-01;1,00;EUR\n" for n in range(20_000))
    result = read_text(tmp_path, (text + "C2;Crédit;x;2024-01-31;2024-03-01;1,00;EUR\n").encode("cp1252"))
    assert result.table.encoding == "cp1252"
    assert result.records[-1].customer_name == "Crédit"


def test_it_refuses_a_said_encoding_that_is_wrong(tmp_path: Path) -> None:
    problem = refusal(
        tmp_path, (HEADER + LATE + GONE.replace("Gone", "Goné")).encode("cp1252"), encoding="utf-8"
    )
    assert (problem.line, problem.message) == (3, "The line has bytes that are not utf-8.")


def test_it_tells_of_damaged_utf8(tmp_path: Path) -> None:
    text = (
        HEADER + LATE.replace("Late", "Spät Söhne") + GONE
    ).encode() + b"C3;Gon\xff;1003;2024-02-01;2024-03-02;1,00;EUR\n"
    result = read_text(tmp_path, text + b"C\xff;X;1004;2024-02-01;2024-03-02;1,00;EUR\n")
    assert len(result.records) == 3
    assert [problem.line for problem in result.errors] == [5]
    assert "letters that cannot be read" in result.errors[0].message
    assert {problem.line for problem in result.warnings} == {None, 4}


def test_it_tells_of_text_that_was_read_wrong_before(tmp_path: Path) -> None:
    damaged = LATE.replace("Late", "Spät".encode().decode("cp1252"))
    result = read_text(tmp_path, HEADER + damaged * 1)
    assert result.problem.message == "Column 'customer name': some texts have damaged letters (1 row)."
    assert result.record.customer_name == "SpÃ¤t GmbH"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n\n  \n", "The file has no text in it."),
        (b"\xef\xbb\xbf", "The file has no text in it."),
        (b";;;\n;;;\n", "The file has no text in it."),
        (HEADER.encode(), "The file has a header and no rows."),
        (HEADER.encode() + b";;;;;;\n\n", "The file has a header and no rows."),
    ],
)
def test_it_refuses_a_file_with_nothing_in_it(tmp_path: Path, content: bytes, message: str) -> None:
    assert refusal(tmp_path, content).message == message


def test_it_refuses_a_line_of_200_megabytes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("wb") as file:
        file.write((HEADER + LATE).encode())
        for _ in range(200):
            file.write(b"x" * (1 << 20))
    began = time.process_time()
    with pytest.raises(Refused) as caught:
        read(path, Options())
    assert time.process_time() - began < 2
    assert (caught.value.problems[0].line, caught.value.problems[0].message) == (
        3,
        "The line is longer than 1 MB.",
    )


@pytest.mark.parametrize(
    ("length", "refused"), [((1 << 20) - 1, False), (1 << 20, False), ((1 << 20) + 1, True)]
)
def test_it_bounds_the_length_of_a_line(tmp_path: Path, length: int, refused: bool) -> None:
    text = (HEADER + LATE).encode() + b"x" * length + b"\n" + GONE.encode()
    if refused:
        assert refusal(tmp_path, text).line == 3
        return
    result = read_text(tmp_path, text)
    assert [record.number for record in result.records] == ["1001", "1002"]
    assert [problem.line for problem in result.errors] == [3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_it_takes_the_line_ends_of_every_system(tmp_path: Path, end: str) -> None:
    result = read_text(tmp_path, (HEADER + LATE + GONE).replace("\n", end))
    assert [(record.line, record.number) for record in result.records] == [(2, "1001"), (3, "1002")]
    assert result.problems == []


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_it_finds_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    text = (HEADER + LATE.replace("1.234,50", '"1.234,50"')).replace(";", delimiter)
    result = read_text(tmp_path, text)
    assert result.table.delimiter == delimiter
    assert result.record.number == "1001"


def test_it_is_not_misled_by_commas_in_a_header(tmp_path: Path) -> None:
    text = "Cliente;Factura;Fecha;Importe (neto, IVA, total)\nC1;1;2024-01-31;5,00\n"
    result = read_text(
        tmp_path, text, profile='[columns]\namount = "Importe (neto, IVA, total)"', default_currency="EUR"
    )
    assert result.table.delimiter == ";"


def test_it_skips_the_delimiter_line_of_excel(tmp_path: Path) -> None:
    result = read_text(tmp_path, "sep=;\n" + HEADER + LATE)
    assert result.record.line == 3


def test_it_says_about_how_many_lines_there_are(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        assert read_text(tmp_path, (HEADER + LATE + GONE).replace("\n", end)).reading.lines == 4
