"""Reading a FEC: whatever program wrote it, the customers' lines come out as what they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.fec.read import FecReading, read, recognise
from recobro.connectors.format import Options
from recobro.connectors.recognise import recognise as recognise_any
from recobro.connectors.record import Record
from recobro.kernel.problems import Problem, Refused

NAMES = ("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef",
         "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise")  # fmt: skip
LIBS = {"VE": "Ventes", "BQ": "Banque", "AN": "A nouveaux", "OD": "Opérations diverses"}


def row(
    journal: str, entry: str, account: str, debit: str = "", credit: str = "", **more: str
) -> dict[str, str]:
    on = more.get("on", "20220310")
    return {"JournalCode": journal, "JournalLib": LIBS[journal], "EcritureNum": entry, "EcritureDate": on, "CompteNum": account,
            "CompteLib": "Clients" if account.startswith("41") else "Autre", "CompAuxNum": more.get("party", ""),
            "CompAuxLib": more.get("name", ""), "PieceRef": more.get("piece", f"P{entry}"), "PieceDate": more.get("piece_on", on),
            "EcritureLib": "Écriture", "Debit": debit or "0,00", "Credit": credit or "0,00", "EcritureLet": more.get("letter", ""),
            "DateLet": "", "ValidDate": on, "Montantdevise": more.get("foreign", ""), "Idevise": more.get("currency", "")}  # fmt: skip


def entry(
    journal: str, number: str, amount: str, other: str, *, credit: bool = False, **more: str
) -> list[dict[str, str]]:
    """An entry of two lines: the customer's, and the other account's."""
    more = {"party": "DUP", "name": "Dupont SA", **more}
    sides = ("", amount) if credit else (amount, "")
    on = {"on": more["on"]} if "on" in more else {}
    return [
        row(journal, number, "411000", *sides, **more),
        row(journal, number, other, *reversed(sides), **on),
    ]


SALE = entry("VE", "1", "120,00", "706000", letter="AA")
RECEIPT = entry("BQ", "2", "120,00", "512000", credit=True, letter="AA", on="20220402")


def write(path: Path, rows: list[dict[str, str]], *, divider: str = "\t", encoding: str = "utf-8", end: str = "\n",
          names: tuple[str, ...] = NAMES, tail: str = "", quote: str = "") -> Path:  # fmt: skip
    lines = [divider.join(f"{quote}{cell}{quote}" for cell in cells) + tail + end
             for cells in [names, *([one[name] for name in names] for one in rows)]]  # fmt: skip
    path.write_bytes("".join(lines).encode(encoding))
    return path


def reading(path: Path, **options: object) -> FecReading:
    return read(path, Options(**options))  # type: ignore[arg-type]


def records(path: Path, **options: object) -> list[Record]:
    return [one for one in reading(path, **options) if isinstance(one, Record)]


def kinds(tmp_path: Path, rows: list[dict[str, str]]) -> list[str]:
    return [record.kind for record in records(write(tmp_path / "fec.txt", rows))]


def test_it_reads_a_sale_and_its_receipt(tmp_path: Path) -> None:
    sale, receipt = records(write(tmp_path / "fec.txt", SALE + RECEIPT))

    assert (sale.kind, sale.number, sale.amount, sale.issued_on) == (
        "invoice",
        "P1",
        Decimal("120.00"),
        date(2022, 3, 10),
    )
    assert (sale.customer_code, sale.customer_name, sale.currency) == ("DUP", "Dupont SA", "EUR")
    assert (sale.letter, sale.letter_rule, sale.due_on) == ("AA/2022", "whole", None)
    assert (receipt.kind, receipt.amount, receipt.letter) == ("payment", Decimal("120.00"), "AA/2022")


@pytest.mark.parametrize("shape", [
    {"divider": "|"}, {"divider": ";"}, {"end": "\r\n"}, {"tail": "|", "divider": "|"}, {"encoding": "cp1252"}, {"encoding": "cp850"},
    {"encoding": "utf-8-sig"}, {"encoding": "iso-8859-15"}, {"encoding": "utf-16"}, {"quote": '"'}, {"quote": '"', "divider": "|"},
])  # fmt: skip
def test_it_reads_what_programs_write(tmp_path: Path, shape: dict[str, str]) -> None:
    rows = [
        one | {"CompAuxLib": "Société Générale d'Été"} if one["CompAuxNum"] else one for one in SALE + RECEIPT
    ]
    path = write(tmp_path / "export.csv", rows, **shape)  # type: ignore[arg-type]

    assert recognise_any(path).name == "FEC"
    assert [record.customer_name for record in records(path)] == ["Société Générale d'Été"] * 2
    assert reading(path).stated()[0].amount == 0


@pytest.mark.parametrize(("debit", "credit"), [("D", "C"), ("+1", "-1"), ("d", "c")])
def test_it_reads_montant_and_sens(tmp_path: Path, debit: str, credit: str) -> None:
    names = tuple({"Debit": "Montant", "Credit": "Sens"}.get(name, name) for name in NAMES)
    rows = [one | {"Montant": one["Debit"] if one["Debit"] != "0,00" else one["Credit"],
                   "Sens": debit if one["Debit"] != "0,00" else credit} for one in SALE + RECEIPT]  # fmt: skip

    assert [record.kind for record in records(write(tmp_path / "fec.txt", rows, names=names))] == [
        "invoice",
        "payment",
    ]


@pytest.mark.parametrize(
    "names", [tuple(map(str.upper, NAMES)), tuple(map(str.lower, NAMES)), (*NAMES, "DateRglt", "ModeRglt")]
)
def test_it_knows_the_columns_whatever_their_case_and_company(tmp_path: Path, names: tuple[str, ...]) -> None:
    rows = [
        {name: one.get(known, "") for name, known in zip(names, (*NAMES, "", ""), strict=False)}
        for one in SALE
    ]

    assert len(records(write(tmp_path / "fec.txt", rows, names=names))) == 1


@pytest.mark.parametrize(("written", "amount"), [
    ("0000000074,70", "74.70"), ("74.7", "74.70"), ("1 234,56", "1234.56"), ("1\u00a0234,56", "1234.56"), ("12", "12"), (",5", "0.5"),
    ("74,70 ", "74.70"),
])  # fmt: skip
def test_it_reads_amounts(tmp_path: Path, written: str, amount: str) -> None:
    (record,) = records(write(tmp_path / "fec.txt", entry("VE", "1", written, "706")))

    assert record.amount == Decimal(amount)


def test_a_negative_debit_is_a_credit(tmp_path: Path) -> None:
    (record,) = records(write(tmp_path / "fec.txt", entry("VE", "1", "-50,00", "706")))

    assert (record.kind, record.amount) == ("credit_note", 50)


@pytest.mark.parametrize(("journal", "other", "claim", "credit"), [
    ("VE", "706000", "invoice", "credit_note"),
    ("VE", "445710", "invoice", "credit_note"),
    ("BQ", "512000", "return", "payment"),
    ("OD", "413000", "return", "payment"),
    ("AN", "890000", "opening_balance", "adjustment"),
    ("OD", "654000", "adjustment", "write_off"),
    ("OD", "665000", "adjustment", "discount"),
    ("OD", "658000", "adjustment", "adjustment"),
    ("OD", "706000", "invoice", "credit_note"),
])  # fmt: skip
def test_the_other_account_tells_what_it_is(
    tmp_path: Path, journal: str, other: str, claim: str, credit: str
) -> None:
    rows = entry(journal, "1", "10,00", other) + entry(journal, "2", "10,00", other, credit=True)

    assert kinds(tmp_path, rows) == [claim, credit]


def test_without_other_accounts_the_journal_tells(tmp_path: Path) -> None:
    rows = [SALE[0], RECEIPT[0], entry("OD", "3", "1,00", "")[0]]

    assert kinds(tmp_path, rows) == ["invoice", "payment", "adjustment"]


def test_a_cash_sale_in_one_entry_is_an_invoice_and_its_payment(tmp_path: Path) -> None:
    sale = [row("VE", "1", "411000", "10", party="DUP"), row("VE", "1", "411000", "", "10", party="DUP"),
            row("VE", "1", "706000", "", "10"), row("VE", "1", "531000", "10")]  # fmt: skip

    assert kinds(tmp_path, sale) == ["invoice", "payment"]


def test_an_account_without_auxiliary_is_a_customer(tmp_path: Path) -> None:
    (record,) = records(write(tmp_path / "fec.txt", [row("VE", "1", "411DUPONT", "10")]))

    assert (record.customer_code, record.customer_name) == ("411DUPONT", "Clients")


def test_a_bank_return_is_due_at_once(tmp_path: Path) -> None:
    (record,) = records(write(tmp_path / "fec.txt", entry("BQ", "1", "10", "512")))

    assert record.due_on == date(2022, 3, 10)


@pytest.mark.parametrize(("options", "due_on"), [
    ({}, None), ({"default_terms": "30 jours"}, date(2022, 4, 9)), ({"default_terms": "30 jours fin de mois"}, date(2022, 4, 30)),
    ({"default_terms": "30 jours", "terms_of": {"DUP": "60 jours"}}, date(2022, 5, 9)),
])  # fmt: skip
def test_due_dates_follow_from_terms(tmp_path: Path, options: dict[str, object], due_on: date | None) -> None:
    (record,) = records(write(tmp_path / "fec.txt", SALE), **options)

    assert (record.due_on, record.due_derived) == (due_on, due_on is not None)


def test_the_day_of_an_invoice_is_that_of_its_document(tmp_path: Path) -> None:
    before, after, none = (records(write(tmp_path / "fec.txt", entry("VE", "1", "10", "706", piece_on=day)))[0].issued_on
                           for day in ("20220228", "20220311", ""))  # fmt: skip

    assert (before, after, none) == (date(2022, 2, 28), date(2022, 3, 10), date(2022, 3, 10))


def test_an_opening_counts_from_its_entry_and_falls_due_by_its_document(tmp_path: Path) -> None:
    rows = entry("AN", "1", "10", "890", on="20220101", piece_on="20211215")
    (record,) = records(write(tmp_path / "fec.txt", rows), default_terms="30 jours")

    assert (record.is_opening, record.issued_on, record.due_on) == (True, date(2022, 1, 1), date(2022, 1, 14))


@pytest.mark.parametrize(
    ("letter", "rule"), [("AA", "whole"), ("aa", "part"), ("AA*", "part"), ("12", "whole")]
)
def test_small_letters_are_a_part_payment(tmp_path: Path, letter: str, rule: str) -> None:
    (record,) = records(write(tmp_path / "fec.txt", entry("VE", "1", "10", "706", letter=letter)))

    assert record.letter_rule == rule


def test_a_foreign_amount_goes_before_euros(tmp_path: Path) -> None:
    rows = entry("VE", "1", "100,00", "706", foreign="110,00", currency="USD")
    rows += entry("BQ", "2", "102,00", "512", credit=True, foreign="-110,00", currency="USD") + entry(
        "OD", "3", "2,00", "766"
    )
    path = write(tmp_path / "fec.txt", rows)

    sale, receipt, gain = records(path)

    assert (sale.amount, sale.currency, sale.letter_value) == (110, "USD", 100)
    assert (receipt.amount, receipt.currency, receipt.letter_value) == (110, "USD", -102)
    assert (gain.amount, gain.currency, gain.letter_value) == (2, "EUR", None)
    assert [(one.currency, one.amount) for one in reading(path).stated()] == [("EUR", 2), ("USD", 0)]


def test_the_number_is_the_piece_where_it_names_one_document(tmp_path: Path) -> None:
    same = [line for number in "12345" for line in entry("VE", number, "10", "706", piece="VE 0322")]
    others = [
        line
        for number in "12345"
        for line in entry("BQ", number, "10", "512", credit=True, piece=f"VIR {number}")
    ]

    numbers = [record.number for record in records(write(tmp_path / "fec.txt", same + others))]

    assert numbers == ["VE 1", "VE 2", "VE 3", "VE 4", "VE 5", "VIR 1", "VIR 2", "VIR 3", "VIR 4", "VIR 5"]


@pytest.mark.parametrize("nothing", ["", "sans", "N/A", "0", "-", "Néant"])
def test_words_for_no_number_are_none(tmp_path: Path, nothing: str) -> None:
    (record,) = records(write(tmp_path / "fec.txt", entry("VE", "17", "10", "706", piece=nothing)))

    assert record.number == "VE 17"


def test_several_lines_of_one_entry_and_customer_have_keys_of_their_own(tmp_path: Path) -> None:
    three = [row("AN", "1", "411000", "10", party="DUP", piece="sans") for _ in range(3)]

    found = records(write(tmp_path / "fec.txt", three))

    assert len({record.document_key for record in found}) == 3
    assert [record.number for record in found] == ["AN 1", "AN 1-2", "AN 1-3"]


def test_other_customer_accounts_are_named_and_left(tmp_path: Path) -> None:
    rows = [*SALE, row("OD", "9", "416000", "77,00", party="DUP")]

    (note,) = [one for one in reading(write(tmp_path / "fec.txt", rows)) if isinstance(one, Problem)]

    assert note.severity == "note"
    assert "416" in note.message
    assert "77.00" in note.message


@pytest.mark.parametrize(("change", "words"), [
    ({"EcritureDate": "20221332"}, "EcritureDate is '20221332'"), ({"Debit": "12,3,4"}, "Debit is '12,3,4'"),
    ({"EcritureDate": ""}, "EcritureDate is ''"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_a_problem_and_the_rest_goes_in(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    path = write(tmp_path / "fec.txt", [SALE[0] | change, SALE[1], *RECEIPT])

    problem, receipt = reading(path)

    assert isinstance(problem, Problem)
    assert (problem.line, words in problem.message) == (2, True)
    assert isinstance(receipt, Record)


def test_a_line_with_too_few_columns_is_a_problem(tmp_path: Path) -> None:
    path = write(tmp_path / "fec.txt", SALE)
    path.write_bytes(path.read_bytes() + b"VE\tVentes\t3\n")

    assert "3 columns" in str(next(one for one in reading(path) if isinstance(one, Problem)))


@pytest.mark.parametrize("rows", [[], [row("VE", "1", "706000", "10")]])
def test_a_fec_without_customers_is_refused(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    with pytest.raises(Refused):
        reading(write(tmp_path / "fec.txt", rows))


def test_another_table_is_no_fec() -> None:
    assert not recognise(b"Journal;Date;Compte;Debit;Credit\n", Path("x.csv"))
    assert not recognise(b"", Path("folder"))
