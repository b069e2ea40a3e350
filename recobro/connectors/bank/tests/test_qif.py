"""QIF: dates in both orders, splits, accounts, amounts with commas."""

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


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def reader(text: str | bytes, options: BankOptions | None = None) -> File:
        path = tmp_path / "statement.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, options or BankOptions(currency="EUR"))

    return reader


def bank(*records: str) -> str:
    return "!Type:Bank\n" + "".join(record + "\n^\n" for record in records)


def test_it_reads_a_list(read: Reader) -> None:
    file = read(
        bank("D31/01/2024\nT-1,234.50\nPLate GmbH\nMInvoice 1001\nN123", "D01/02/2024\nU5.00\nT5.00\nPGone")
    )
    assert (file.format, file.problems) == ("QIF", [])
    first, second = file.movements
    assert (first.line, first.entry, first.booked_on, first.amount, first.currency) == (
        2,
        1,
        date(2024, 1, 31),
        Decimal("-1234.50"),
        "EUR",
    )
    assert (first.payer_name, first.text) == ("Late GmbH", "Invoice 1001 123")
    assert (second.line, second.booked_on, second.amount) == (8, date(2024, 2, 1), 5)


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["2/14'2020", "2/ 1'2020"], [(2020, 2, 14), (2020, 2, 1)]),
        (["1/ 1'00", "12/31'99"], [(2000, 1, 1), (2099, 12, 31)]),
        (["6/ 1/94", "6/30/94"], [(1994, 6, 1), (1994, 6, 30)]),
        (["31/12/2023", "1/2/2024"], [(2023, 12, 31), (2024, 2, 1)]),
        (["1.2.2024"], [(2024, 2, 1)]),
        (["2024-01-31"], [(2024, 1, 31)]),
    ],
)
def test_the_dates_of_a_file_say_which_comes_first(
    read: Reader, dates: list[str], days: list[tuple[int, int, int]]
) -> None:
    file = read(bank(*(f"D{one}\nT1.00" for one in dates)))
    assert [one.booked_on for one in file.movements] == [date(*one) for one in days]


def test_where_no_date_says_it_the_country_or_the_caller_does(read: Reader) -> None:
    text = bank("D03/04/2024\nT1.00")
    with pytest.raises(Refused, match="may be day/month or month/day"):
        read(text)
    assert read(text, BankOptions(currency="EUR", country="ES")).movements[0].booked_on == date(2024, 4, 3)
    assert read(text, BankOptions(currency="USD", country="US")).movements[0].booked_on == date(2024, 3, 4)
    assert read(text, BankOptions(currency="EUR", country="ES", date_order="mdy")).movements[
        0
    ].booked_on == date(2024, 3, 4)


def test_dates_in_both_orders_are_refused(read: Reader) -> None:
    with pytest.raises(Refused, match="Some dates have the day first"):
        read(bank("D31/01/2024\nT1.00", "D01/31/2024\nT1.00"))


@pytest.mark.parametrize(
    ("texts", "amounts"),
    [
        (["1,234.50", "7"], ["1234.50", "7"]),
        (["1.234,50", "-7,5"], ["1234.50", "-7.5"]),
        (["12.50", "1,000"], ["12.50", "1000"]),
        (["1,000,000.00"], ["1000000"]),
    ],
)
def test_the_amounts_of_a_file_say_their_decimal_sign(
    read: Reader, texts: list[str], amounts: list[str]
) -> None:
    file = read(bank(*(f"D31/01/2024\nT{one}" for one in texts)))
    assert (file.problems, [one.amount for one in file.movements]) == ([], [Decimal(one) for one in amounts])


def test_splits_are_parts_of_one_movement(read: Reader) -> None:
    text = bank(
        "D31/01/2024\nT-10.00\nPTarget\nMshopping\nSFood\nD01/01/2024\nEbread\n$-6.00\nSFood\nEmilk\n$-4.00"
    )
    (one,) = read(text).movements
    assert (one.booked_on, one.amount, one.text) == (date(2024, 1, 31), -10, "shopping bread milk")
    file = read(text.replace("$-4.00", "$-3.00"))
    assert [one.amount for one in file.movements] == [-10]
    assert [(one.line, one.severity) for one in file.problems] == [(2, "warning")]
    assert "splits are together -9.00, the transaction is -10.00" in file.problems[0].message


def test_accounts_and_other_lists(read: Reader) -> None:
    text = (
        "!Option:AutoSwitch\n!Account\nNGiro\nTBank\n^\nNCard\nTCCard\n^\n!Clear:AutoSwitch\n!Type:Cat\nNFood\nE\n^\n"
        "!Account\nNGiro\nTBank\n/31/01/2024\n$12.00\n^\n" + bank("D31/01/2024\nT1.00")
        + "!Account\nNCard\n^\n!Type:CCard\nD31/01/2024\nT2.00\n^\n!Type:Invst\nD31/01/2024\nNBuy\n^\n"
    )  # fmt: skip
    file = read(text)
    assert [(one.head.account, one.total, one.closing) for one in file.statements] == [
        ("Giro", 1, 12),
        ("Card", 2, None),
    ]
    assert [(one.severity, "investments" in one.message) for one in file.problems] == [("note", True)]


def test_a_first_record_may_be_the_opening_balance(read: Reader) -> None:
    file = read(bank("D31/01/2024\nT50.00\nCX\nPOpening Balance\nL[Giro]", "D31/01/2024\nT1.00"))
    (one,) = file.statements
    assert (one.head.account, one.opening, one.total) == ("Giro", 50, 1)


@pytest.mark.parametrize(
    ("bad", "line", "what"),
    [
        ("D31/02/2024\nT1.00", 5, "31/02/2024"),
        ("Dyesterday\nT1.00", 5, "yesterday"),
        ("D31/01/2024\nTten", 6, "ten"),
        ("D31/01/2024", 5, "no amount (T)"),
        ("T1.00", 5, "no date (D)"),
        ("D31/01/2024\nT1.005", 6, "1.005"),
    ],
)
def test_a_bad_record_is_told_and_the_rest_is_read(read: Reader, bad: str, line: int, what: str) -> None:
    file = read(bank("D31/01/2024\nT1.00", bad, "D31/01/2024\nT2.00"))
    assert [(one.amount, one.entry) for one in file.movements] == [(1, 1), (2, 3)]
    assert [(one.line, one.severity) for one in file.problems] == [(line, "error")]
    assert what in file.problems[0].message


def test_a_file_that_is_cut_is_told(read: Reader) -> None:
    file = read(bank("D31/01/2024\nT1.00") + "D31/01/2024\nT2.00\nPLa")
    assert [one.amount for one in file.movements] == [1, 2]
    assert [(one.line, one.severity) for one in file.problems] == [(5, "warning")]


def test_without_a_currency_the_file_names_none(read: Reader) -> None:
    file = read(bank("D31/01/2024\nT1.00"), BankOptions())
    assert (file.problems, file.statements[0].head.currency, file.movements[0].currency) == ([], "", "")


def test_old_windows_letters(read: Reader) -> None:
    assert (
        read(bank("D31/01/2024\nT1.00\nPSeñor Müller").replace("\n", "\r\n").encode("cp1252"))
        .movements[0]
        .payer_name
        == "Señor Müller"
    )


@pytest.mark.corpus
@pytest.mark.parametrize(
    # By eye: the lists of type Bank, their records up to each ^, and the lines T of these; test.qif begins with a record of its
    # opening balance (0.00), whose account is in its line L.
    ("name", "account", "amounts", "opening"),
    [
        ("test.qif", "TestExport", ["67.50", "32.00", "-10.00", "-25.00", "-100.00"], Decimal(0)),
        ("test_split.qif", "", ["-10.00"], None),
    ],
)
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, account: str, amounts: list[str], opening: Decimal | None
) -> None:
    file = read_file(shared_data / "bank" / "qif" / name, BankOptions(currency="USD"))
    (one,) = file.statements
    assert (one.head.account, [m.amount for m in one.movements], one.opening) == (
        account,
        [Decimal(a) for a in amounts],
        opening,
    )
    assert file.faults == []


@pytest.mark.corpus
def test_the_reference_file_without_a_bank_account_is_refused(shared_data: Path) -> None:
    with pytest.raises(Refused, match="no list of what moved"):
        read_file(shared_data / "bank" / "qif" / "test_nosymbol.qif")
    assert len(list((shared_data / "bank" / "qif").iterdir())) == 3
