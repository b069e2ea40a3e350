"""Whatever the bytes are, reading gives records and problems, or refuses; it never crashes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, currently_in_test_context, event, given, settings
from hypothesis import strategies as st

from recobro.connectors.csv.read import read
from recobro.connectors.format import Options
from recobro.connectors.record import Record
from recobro.connectors.table.amounts import amount_reader
from recobro.connectors.table.dates import read_date
from recobro.connectors.table.fault import Fault
from recobro.connectors.table.profile import Profile, parse_profile
from recobro.connectors.terms import due_from_terms
from recobro.kernel.problems import Problem, Refused

GOOD = '''Listado de facturas
Código;Cliente;Tipo;Nº factura;Cuota;Fecha factura;Vencimiento;Condiciones;Importe;Saldo;Moneda;Estado;Disputada;Correo;País
C1;"Late; ""GmbH""";Factura;F-1;1/2;31/01/2024;01/03/2024;30 días;1.234,50;1.000,00;EUR;Abierta;no;ap@late.example;DE
C2;Gone SA;Abono;A-1;;15/02/2024;;;-50,00;-50,00;EUR;Abierta;;;España
C3;Ñandú;Pago;;;16/02/2024;;;-20,00;;USD;;;;
C4;"Group
plc";Factura;F-2;2/2;31/01/2024;;60 días fin de mes;99,00;99,00;€;Vencida;sí;a@b.example;FR
'''.encode()
PIECES = [
    b'"',
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xc3",
    b"-",
    b".",
    b",",
    b"9" * 30,
    b"=1+1",
    b"\xe2\x80\xaf",
    b"\t",
    b"'",
    b"(",
    b"%",
]
PROFILE = parse_profile(
    '[file]\nnegative_is_credit_note = true\n[defaults]\ncontact_name = "{customer_name}"', source="p.toml"
)


def saw(what: str) -> None:
    if currently_in_test_context():
        event(what)


def survives(path: Path, content: bytes, **options: object) -> None:
    path.write_bytes(content)
    try:
        entries = list(read(path, Options(**options)))  # type: ignore[arg-type]
    except Refused:
        saw("refused")
        return
    for entry in entries:
        assert isinstance(entry, Record | Problem)
        if isinstance(entry, Record):
            assert entry.customer_code or entry.customer_name
            if entry.kind not in ("customer", "contact"):
                assert entry.amount is not None
                assert entry.currency is not None
                assert entry.issued_on is not None
                assert entry.amount > 0 or entry.kind == "adjustment"
        else:
            assert entry.message
    saw("read, with records" if any(isinstance(entry, Record) for entry in entries) else "read, without")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, len(GOOD)), st.integers(0, 6), st.sampled_from(PIECES) | st.binary(max_size=4)
        ),
        max_size=8,
    ),
    open_items=st.booleans(),
    profile=st.sampled_from([Profile(), PROFILE]),
    currency=st.sampled_from([None, "EUR", "JPY"]),
)
def test_it_survives_a_file_with_changed_bytes(
    tmp_path: Path,
    cuts: list[tuple[int, int, bytes]],
    open_items: bool,
    profile: object,
    currency: str | None,
) -> None:
    content = bytearray(GOOD)
    for place, length, piece in cuts:
        content[place : place + length] = piece
    survives(
        tmp_path / "list.csv",
        bytes(content),
        open_items=open_items,
        profile=profile,
        default_currency=currency,
        country="ES",
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_it_survives_any_bytes(tmp_path: Path, content: bytes) -> None:
    survives(tmp_path / "list.csv", content)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12), min_size=15, max_size=15
    )
)
def test_it_survives_any_cells(tmp_path: Path, cells: list[str]) -> None:
    row = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    survives(tmp_path / "list.csv", GOOD + row.encode() + b"\n", default_currency="EUR")


@given(st.text(alphabet="0123456789.,' -()€$+eE\u00a0\u202f", max_size=20), st.sampled_from([None, ".", ","]))
def test_it_survives_any_amount(text: str, sign: object) -> None:
    value = amount_reader(sign, strict=False, default_currency="EUR")(text)  # type: ignore[arg-type]
    assert value is None or isinstance(value, Fault | Decimal) or isinstance(value.amount, Decimal)


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("'", "."), ("", "."), ("", ",")]),
)
def test_it_reads_back_every_way_to_write_an_amount(value: Decimal, signs: tuple[str, str]) -> None:
    text = f"{value:,}".translate({ord(","): signs[0], ord("."): signs[1]})
    read = amount_reader(None, strict=False, default_currency=None)(text)
    assert (read if isinstance(read, Decimal) else read.amount) == value  # type: ignore[union-attr]


@given(
    st.text(alphabet="0123456789/-. :TZabcdejnmr", max_size=24), st.sampled_from([None, "dmy", "mdy", "ymd"])
)
def test_it_survives_any_date(text: str, order: object) -> None:
    value = read_date(text, order)  # type: ignore[arg-type]
    assert value is None or isinstance(value, Fault) or 1970 <= value.year <= 2100


@given(st.dates(), st.text(alphabet="0123456789 /+-%netdaysjoursfinmoiseom", max_size=30))
def test_it_survives_any_terms(issued: object, terms: str) -> None:
    due_from_terms(issued, terms)  # type: ignore[arg-type]
