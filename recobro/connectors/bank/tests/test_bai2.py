"""BAI2: type codes, funds types, continuations, decimals by currency, control totals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.tests.reading import File, read_file
from recobro.kernel.problems import Refused

Reader = Callable[..., File]


def bai2(*details: str, currency: str = "USD", modifier: str = "2", status: str = "1", account: str = "03,12 34,,010,100,,,015,350,,/",
         total: int | None = None, count: int | None = None) -> str:  # fmt: skip
    """A file with one account, whose control totals fit."""
    lines = [account, *details]
    amounts = [
        100,
        350,
        *(
            int(one.split(",")[2] or 0)
            for one in details
            if one.startswith("16,") and one.split(",")[2].isdecimal()
        ),
    ]
    return "\n".join([
        "01,BANK,US,240201,0700,1,,,2/", f"02,US,BANK,{status},240131,,{currency},{modifier}/", *lines,
        f"49,{sum(amounts) if total is None else total},{len(lines) + 1 if count is None else count}/", "98,1,1,9/", "99,1,1,11/", "",
    ])  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def reader(text: str, options: BankOptions | None = None) -> File:
        path = tmp_path / "statement.bin"
        path.write_bytes(text.encode())
        return read_file(path, options)

    return reader


def test_it_reads_an_account(read: Reader) -> None:
    file = read(bai2("16,142,250,,B-1,C-1,ACH Late Inc, Invoice 1001/"))
    (one,) = file.statements
    assert (file.format, file.problems) == ("BAI2", [])
    assert (one.head.account, one.head.currency, one.opening, one.closing) == (
        "1234",
        "USD",
        1,
        Decimal("3.50"),
    )
    assert one.agrees
    (movement,) = one.movements
    assert (movement.line, movement.entry, movement.booked_on, movement.amount) == (
        4,
        1,
        date(2024, 1, 31),
        Decimal("2.50"),
    )
    assert (movement.code, movement.bank_reference, movement.end_to_end, movement.text) == (
        "142", "B-1", "C-1", "ACH Late Inc, Invoice 1001",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "amount", "is_return"),
    [
        ("100", 5, False), ("399", 5, False), ("400", -5, False), ("699", -5, False),  # credits and debits
        ("721", 5, False), ("760", -5, False),  # loans
        ("920", 5, False), ("959", 5, False), ("960", -5, False), ("999", -5, False),  # of a bank's own
        ("555", -5, True), ("257", 5, True),  # returned
    ],
)  # fmt: skip
def test_the_type_code_says_which_way(read: Reader, code: str, amount: int, is_return: bool) -> None:
    file = read(bai2(f"16,{code},500,,,,x/"))
    assert file.problems == []
    assert [(one.amount, one.is_return) for one in file.movements] == [(amount, is_return)]


@pytest.mark.parametrize("code", ["015", "700", "719", "900", "1x0", "", "50"])
def test_a_code_that_stands_for_no_movement_is_told(read: Reader, code: str) -> None:
    file = read(bai2(f"16,{code},500,,,,x/", "16,142,1,,,,y/"))
    assert [(one.text, one.entry) for one in file.movements] == [("y", 2)]
    assert [(one.line, one.severity) for one in file.problems] == [(4, "error")]


@pytest.mark.parametrize(
    ("funds", "value_on"),
    [("", None), ("Z", None), ("0", None), ("1", None), ("S,100,200,300", None), ("V,240203,", date(2024, 2, 3)), ("V,240203,1200",
     date(2024, 2, 3)), ("V,,", None), ("D,2,0,100,1,400", None), ("v,20240203,", date(2024, 2, 3))],
)  # fmt: skip
def test_the_funds_type_has_fields_of_its_own(read: Reader, funds: str, value_on: date | None) -> None:
    file = read(bai2(f"16,142,500,{funds},B-1,C-1,text/"))
    assert file.problems == []
    (one,) = file.movements
    assert (one.value_on, one.bank_reference, one.end_to_end, one.text) == (value_on, "B-1", "C-1", "text")


@pytest.mark.parametrize(
    ("currency", "amount"),
    [
        ("USD", "123.45"),
        ("", "123.45"),
        ("JPY", "12345"),
        ("KWD", "12.345"),
        ("HUF", "123.45"),
        ("CLF", "1.2345"),
    ],
)
def test_the_currency_says_where_the_point_stands(read: Reader, currency: str, amount: str) -> None:
    (one,) = read(bai2("16,142,12345,,,,x/", currency=currency)).movements
    assert (one.amount, one.currency) == (Decimal(amount), currency or "USD")


def test_the_currency_of_the_account_comes_first(read: Reader) -> None:
    assert (
        read(bai2("16,142,5,,,,x/", account="03,1,EUR,010,100,,,015,350,,/")).movements[0].currency == "EUR"
    )


def test_a_currency_that_only_the_caller_says_is_told(read: Reader) -> None:
    file = read(bai2("16,142,5,,,,x/", currency=""), BankOptions(currency="JPY"))
    assert [(one.amount, one.currency) for one in file.movements] == [(5, "JPY")]
    assert [(one.line, one.severity) for one in file.problems] == [(3, "warning")]
    assert read(bai2("16,142,5,,,,x/", currency=""), BankOptions(currency="USD")).problems == []


def test_records_go_on_in_records_88(read: Reader) -> None:
    account = "03,1,USD,010,100,,,\n88,040,7,2,S,1,2,4,045,7,,/\n88,015,350,,V,240131,1200/"
    file = read(
        bai2("16,142,250,,,,ACH/\n88,LATE INC/EUR\n88,INVOICE 1001/", account=account, total=714, count=7)
    )
    assert file.problems == []
    (one,) = file.statements
    assert (one.opening, one.closing, one.movements[0].text) == (
        1,
        Decimal("3.50"),
        "ACH LATE INC/EUR INVOICE 1001",
    )


def test_continuations_may_name_who_paid(read: Reader) -> None:
    text = bai2("16,195,5,,,,Incoming Wire,-\n88,REMI: INV 1001\n88,CRNM: HARBOUR\n88,DBNM: LATE INC.\n88:DACT: 123\n88,DBIC: CITIUS33",
                "16,495,5,,,,Wire\n88,CRNM: POWER\n88,DBNM: HARBOUR", "16,191,5,,,,\n88,BO:11111111 BO1:DOE JO",
                count=13, total=465)  # fmt: skip
    file = read(text)
    assert [(one.payer_name, one.payer_account, one.payer_bank) for one in file.movements] == [
        ("LATE INC.", "123", "CITIUS33"), ("POWER", "", ""), ("DOE JO", "11111111", ""),
    ]  # fmt: skip
    assert "INV 1001" in file.movements[0].text
    assert file.problems == []


def test_line_ends_may_be_lost(read: Reader) -> None:
    text = bai2("16,142,250,,,,ACH/", "16,142,5,Z,,,PAYPAL/").replace("/\n", "/  ")
    file = read(text)
    assert (file.faults, [one.amount for one in file.movements]) == ([], [Decimal("2.50"), Decimal("0.05")])


@pytest.mark.parametrize(
    ("total", "count", "what"), [(699, None, "control total"), (None, 7, "number of records")]
)
def test_control_totals_are_compared(read: Reader, total: int | None, count: int | None, what: str) -> None:
    file = read(bai2("16,142,250,,,,x/", total=total, count=count))
    assert [(one.line, one.severity) for one in file.problems] == [(5, "warning")]
    assert what in file.problems[0].message
    assert len(file.movements) == 1


@pytest.mark.parametrize(
    ("modifier", "is_final"), [("1", False), ("2", True), ("3", False), ("4", True), ("", True)]
)
def test_interim_reports_are_not_final(read: Reader, modifier: str, is_final: bool) -> None:
    (one,) = read(bai2("16,142,250,,,,x/", modifier=modifier)).statements
    assert (one.head.is_final, one.closing is not None) == (is_final, is_final)


@pytest.mark.parametrize("status", ["2", "4"])
def test_tests_and_what_is_taken_back_are_left_out(read: Reader, status: str) -> None:
    file = read(bai2("16,142,250,,,,x/", status=status))
    assert (file.statements, [(one.line, one.severity) for one in file.problems]) == ([], [(2, "warning")])


@pytest.mark.parametrize(
    ("bad", "what"),
    [("16,142,2.50,,,,x/", "Amount '2.50' cannot be read"), ("16,142,,,,,x/", "The amount is missing"),
     ("16,142,1,V,241332,,,,x/", "Date '241332'"), ("16,142," + "9" * 18 + ",,,,x/", "is too large")],
)  # fmt: skip
def test_a_bad_line_is_told_and_the_rest_is_read(read: Reader, bad: str, what: str) -> None:
    file = read(bai2("16,142,1,,,,a/", bad, "16,142,2,,,,b/"))
    assert [(one.text, one.entry) for one in file.movements] == [("a", 1), ("b", 3)]
    assert [one.line for one in file.problems if one.severity == "error"] == [5]
    assert what in file.problems[0].message


def test_zero_and_what_is_no_money_is_no_movement(read: Reader) -> None:
    file = read(bai2("16,142,0,,,,a/", "16,890,,,,,b/"))
    assert (file.movements, [one.severity for one in file.problems]) == ([], ["note", "note"])


def test_a_sum_with_two_signs_is_told(read: Reader) -> None:
    file = read(bai2("16,142,250,,B-1,,x/", account="03,1234,,010,100,,,015,--350,,/"))

    assert any("'--350'" in one.message for one in file.problems)


def test_a_line_that_is_no_record_is_told(read: Reader) -> None:
    file = read(bai2("16,142,250,,,,x/").replace("\n98,", "\nhello\n98,"))
    assert ([one.line for one in file.problems], len(file.movements)) == ([6], 1)


def test_a_file_that_is_cut_is_told(read: Reader) -> None:
    text = bai2("16,142,250,,,,x/")
    file = read(text[: text.index("49,")])
    assert [one.severity for one in file.problems] == ["warning", "warning"]
    assert (len(file.movements), file.statements[0].closing) == (1, Decimal("3.50"))


def test_a_file_without_accounts_is_refused(read: Reader) -> None:
    with pytest.raises(Refused, match="no account in it"):
        read("01,BANK,US,240201,0700,1,,,2/\n02,US,BANK,1,240131,,USD,2/\n98,0,0,2/\n99,0,0,4/\n")


@pytest.mark.corpus
@pytest.mark.parametrize(
    # Accounts by `grep -c '^03'`, transactions by `grep -c '^16'`; amounts, and the balances 010 and 015, by eye.
    # The Citibank file shows one penny that came in between equal balances: it does not add up.
    ("name", "statements", "faults"),
    [
        ("citi_example.bai2", [("77777777", "GBP", ["0.01"], "100.00", "100.00", False)], 0),
        ("svb_us_example.bai2", [("1234567890", "USD", ["4901.96"], "347269.79", "352171.75", True),
                                 ("1234567890", "USD", ["9058.00"], "352171.75", "361229.75", True)], 0),
    ],
)  # fmt: skip
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, statements: list[tuple], faults: int
) -> None:
    file = read_file(shared_data / "bank" / "bai2" / name)
    found = [
        (
            one.head.account,
            one.head.currency,
            [m.amount for m in one.movements],
            one.opening,
            one.closing,
            one.agrees,
        )
        for one in file.statements
    ]
    assert found == [
        (account, currency, [Decimal(one) for one in amounts], Decimal(opening), Decimal(closing), agrees)
        for account, currency, amounts, opening, closing, agrees in statements
    ]
    assert len(file.faults) == faults
    assert len(list((shared_data / "bank" / "bai2").iterdir())) == 2
