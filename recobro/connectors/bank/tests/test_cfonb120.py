"""CFONB 120: signs in the last digit, details with their qualifiers, statements that are not whole."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.tests.reading import File, read_file


def head(kind: str = "01", on: str = "020124", money: str = "0000000010000{", currency: str = "EUR2") -> str:
    return f"{kind}30004    00828{currency} 00010158000  {on}{' ' * 50}{money}".ljust(120)


def movement(
    money: str,
    *,
    on: str = "030124",
    value: str = "030124",
    label: str = "VIR SEPA LATE GMBH",
    reason: str = "  ",
    code: str = "05",
) -> str:
    return f"0430004015200828EUR2 00010158000{code}{on}{reason}{value}{label:<31}  0000000  {money}REF-OF-THE-BANK "


def detail(kind: str, text: str) -> str:
    return f"0530004015200828EUR2 0001015800005030124     {kind:<3}{text:<70}  "


@pytest.fixture
def read(tmp_path: Path):
    def read_lines(
        *lines: str, ends: str = "\n", encoding: str = "latin-1", options: BankOptions | None = None
    ) -> File:
        path = tmp_path / "releve.txt"
        path.write_bytes(ends.join(lines).encode(encoding))
        return read_file(path, options)

    return read_lines


END = head("07", "310124", "0000000022344E")


def test_the_last_character_of_an_amount_is_a_digit_and_the_sign(read) -> None:
    file = read(
        head(), movement("0000000012345A"), movement("0000000000000J"), movement("0000000000000}"), END
    )
    assert [one.amount for one in file.movements] == [Decimal("1234.51"), Decimal("-0.01")]
    assert [(one.severity, one.message) for one in file.problems] == [
        ("note", "A movement of 0 is left out.")
    ]
    (statement,) = file.statements
    assert (
        statement.head.account == "FR7630004008280001015800055"
    )  # key and check digits by the rule of the RIB, by hand
    assert (statement.opening, statement.closing) == (Decimal("1000.00"), Decimal("2234.45"))


def test_the_record_says_how_many_decimals_there_are(read) -> None:
    file = read(
        head(currency="JPY0"),
        movement("0000000000120{").replace("EUR2", "JPY0"),
        head("07", "310124", "0000000010120{", "JPY0"),
    )
    assert [str(one.amount) for one in file.movements] == ["1200"]
    assert file.statements[0].head.currency == "JPY"


def test_details_say_who_paid_what_for(read) -> None:
    file = read(
        head(),
        movement("0000000012344E"),
        detail("NPY", "LATE GMBH"),
        detail("CPY", "DE89370400440532013000"),
        detail("NPO", "GROUP PLC"),
        detail("LCC", "FACTURES 2024-17 ET"),
        detail("LC2", "2024-18"),
        detail("LCS", "RF18539007547034"),
        detail("RCN", "E2E-4711                           SUPP"),
        detail("RUM", "MANDATE-1"),
        detail("REF", "THEIR REFERENCE"),
        detail("MMO", "USD200000000150000"),
        detail("FEE", "EUR200000000001250"),
        END,
    )
    (one,) = file.movements
    assert (one.line, one.payer_name, one.payer_account, one.ultimate_name) == (
        2,
        "LATE GMBH",
        "DE89370400440532013000",
        "GROUP PLC",
    )
    assert one.text == "VIR SEPA LATE GMBH FACTURES 2024-17 ET 2024-18"
    assert (one.reference, one.end_to_end, one.mandate, one.bank_reference) == (
        "RF18539007547034",
        "E2E-4711",
        "MANDATE-1",
        "THEIR REFERENCE",
    )
    assert (one.original_amount, one.original_currency, one.charges) == (
        Decimal("1500.00"),
        "USD",
        Decimal("12.50"),
    )
    assert file.statements[0].agrees
    assert not file.problems


def test_the_other_side_of_what_goes_out_is_who_gets_it(read) -> None:
    file = read(
        head(),
        movement("0000000001000}"),
        detail("NPY", "OURSELVES"),
        detail("NBE", "SUPPLIER SA"),
        head("07", "310124", "0000000009000{"),
    )
    assert file.movements[0].payer_name == "SUPPLIER SA"


def test_what_comes_back_has_its_reason(read) -> None:
    file = read(
        head(),
        movement("0000000001000}", reason="04"),
        movement("0000000001000}", label="REJET PRLV SEPA"),
        movement("0000000001000}"),
        END,
    )
    assert [(one.is_return, one.return_reason) for one in file.movements] == [
        (True, "04"),
        (True, ""),
        (False, ""),
    ]


def test_some_kinds_of_operation_are_money_that_comes_back(read) -> None:
    """A3 is a SEPA direct debit that was not paid; 08 one that was."""
    kinds = {"A3": True, "03": True, "27": True, "08": False, "05": False}
    file = read(head(), *(movement("0000000000974I", code=code, label="PRLV SEPA") for code in kinds), END)

    assert {one.code: one.is_return for one in file.movements} == kinds


@pytest.mark.parametrize("ends", ["\r\n", "\n\n", "\r", ""])
def test_line_ends_may_be_of_any_kind_or_lost(read, ends: str) -> None:
    file = read(head(), movement("0000000012344E"), detail("NPY", "LATE GMBH"), END, ends=ends)
    assert file.statements[0].agrees
    assert file.movements[0].payer_name == "LATE GMBH"


@pytest.mark.parametrize(
    ("encoding", "name"), [("cp1140", "SOCIETE"), ("utf-8-sig", "SOCIÉTÉ"), ("cp1252", "SOCIÉTÉ")]
)
def test_encodings_are_found_out(read, encoding: str, name: str) -> None:
    file = read(
        head(),
        movement("0000000012344E"),
        detail("NPY", name),
        END,
        ends="" if encoding == "cp1140" else "\n",
        encoding=encoding,
    )
    assert file.movements[0].payer_name == name
    assert file.statements[0].agrees


def test_the_braces_of_french_ebcdic_may_have_become_letters(read) -> None:
    file = read(
        head(money="0000000010000é"), movement("0000000001000è"), head("07", "310124", "0000000009000é")
    )
    assert file.statements[0].agrees


def test_blanks_at_the_end_may_be_cut_off(read) -> None:
    file = read(head().rstrip(), movement("0000000012344E").rstrip(), END.rstrip() + "\x1a")
    assert file.statements[0].agrees


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (movement("000000001X000A"), "the amount '000000001X000A' cannot be read"),
        (movement("0000000010000#"), "cannot be read"),
        (movement("0000000010000A", on="320124", value="      "), "the date '320124' cannot be read"),
        (movement("0000000010000A", on="      ", value="000000"), "it has no date"),
        (movement("0000000010000A").replace("EUR", "EUX"), "the currency 'EUX' is not known"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_read(read, line: str, said: str) -> None:
    file = read(head(), line, detail("NPY", "NOBODY"), movement("0000000012344E"), END)
    (problem,) = file.problems
    assert (problem.line, problem.severity) == (2, "error")
    assert said in problem.message
    assert [one.line for one in file.movements] == [4]


def test_one_day_stands_for_the_other_where_that_cannot_be_read(read) -> None:
    file = read(
        head(), movement("0000000012344E", on="300224"), movement("0000000012344E", value="XXXXXX"), END
    )
    first, second = file.movements
    assert (first.booked_on, first.value_on) == (None, date(2024, 1, 3))
    assert (second.booked_on, second.value_on) == (date(2024, 1, 3), None)
    assert [(one.line, one.severity) for one in file.problems] == [(2, "warning"), (3, "warning")]


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        (
            [head(), movement("0000000012344E")],
            2,
            "The file ends before the statement above has its new balance",
        ),
        ([head(), movement("0000000012344E"), head()], 3, "A new statement begins .* before"),
        (
            [movement("0000000012344E"), detail("NPY", "X"), head(), END],
            1,
            "A movement .* stands outside any statement",
        ),
        ([head(), END, head("07")], 3, "A new balance .* stands outside"),
        ([head(), detail("NPY", "X"), END], 2, "stands behind no movement"),
        ([head(), "06 what is this", END], 2, "The record begins with '06'"),
    ],
)
def test_what_is_not_whole_is_told_with_its_line(read, lines: list[str], line: int, said: str) -> None:
    first = read(*lines).problems[0]
    assert first.line == line
    assert re.search(said, first.message)


@pytest.mark.corpus
@pytest.mark.parametrize(
    # Counted with grep -c '^01', grep -c '^04'; balances read by eye from columns 91 to 104 of the records 01 and 07.
    ("name", "statements", "movements", "balances", "faults"),
    [
        ("pennylane_example.txt", 2, 6, [("-190.40", "-241.21"), ("-241.21", "-163.72")], []),
        ("silarhi_complex-test.txt", 8, 5, [
            ("16695.65", "16672.86"), ("16672.86", "11652.75"), ("11652.75", "11652.75"), ("11652.75", "11535.00"),
            ("11535.00", "11535.00"), ("11535.00", "11484.75"), ("11484.75", "11484.75"), ("584353.02", "584353.02"),
        ], []),
        # Broken on purpose: the day of the opening balance, and a closing balance without its statement.
        ("pennylane_invalid_date.txt", 1, 1, [("-190.40", "-241.21")], [(1, "'CART' cannot be read"), (9, "outside any statement")]),
        ("pennylane_new_statement_without_previous_ended.txt", 2, 2, [("-190.40", None), ("-241.21", "-163.72")],
         [(6, "A new statement begins")]),
        ("pennylane_operation_out_of_statement.txt", 1, 1, [("-190.40", "-241.21")], [(1, "outside any statement")]),
    ],
)  # fmt: skip
def test_it_reads_the_reference_files(
    shared_data: Path, name, statements, movements, balances, faults
) -> None:
    file = read_file(shared_data / "bank" / "cfonb120" / name)
    assert file.format == "CFONB 120"
    assert (len(file.statements), len(file.movements)) == (statements, movements)
    found = [
        (str(one.opening), str(one.closing) if one.closing is not None else None) for one in file.statements
    ]
    assert found == balances
    assert [one.line for one in file.faults] == [line for line, _ in faults]
    assert all(said in one.message for one, (_, said) in zip(file.faults, faults, strict=True))
    if not faults:
        assert all(one.agrees for one in file.statements)


@pytest.mark.corpus
def test_it_reads_what_the_reference_file_says_of_a_movement(shared_data: Path) -> None:
    """By eye, lines 3 to 13 of the file."""
    one = read_file(shared_data / "bank" / "cfonb120" / "pennylane_example.txt").movements[0]
    assert (one.line, one.amount, one.payer_name, one.end_to_end, one.bank_reference) == (
        3, Decimal("-32.21"), "INTERNET SFR", "OTHER REFERENCE", "REFERENCE",
    )  # fmt: skip
