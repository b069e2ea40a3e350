"""CODA: collective bookings and their details, structured communications, R-transactions, files that are not whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.bank.tests.reading import File, read_file

Reader = Callable[..., File]
BE = "BE68539007547034"


def header(version: int = 2) -> str:
    return f"00000020124725 05        00099449  {'COMPANY NAME NV':<26}KREDBEBB   00630366277 00000".ljust(
        127
    ) + str(version)


def opening(mills: int = 1_000_000, structure: str = "2") -> str:
    account = f"{BE:<31}   EUR" if structure == "2" else "539007547034 EUR0BE".ljust(37)
    sign = "1" if mills < 0 else "0"
    return (
        f"1{structure}001{account:<37}{sign}{abs(mills):015}010124{'COMPANY NAME NV':<26}{'ACCOUNT':<35}007"
    )


def movement(
    mills: int,
    code: str = "00150000",
    said: str = "0",
    *,
    number: int = 1,
    detail: int = 0,
    on: str = "020124",
    value: str = "030124",
    globalisation: str = "0",
) -> str:
    sign = "1" if mills < 0 else "0"
    return f"21{number:04}{detail:04}{'BANKREF':<21}{sign}{abs(mills):015}{value}{code}{said:<54}{on}001{globalisation}1 0"


def more(
    said: str = "",
    *,
    end_to_end: str = "",
    bic: str = "",
    returned: str = " ",
    reason: str = "",
    number: int = 1,
    detail: int = 0,
) -> str:
    return f"22{number:04}{detail:04}{said:<53}{end_to_end:<35}{bic:<11}   {returned}{reason:<4}{'':<8}1 0"


def other(account: str, name: str, said: str = "", *, number: int = 1, detail: int = 0) -> str:
    return f"23{number:04}{detail:04}{account:<34}EUR{name:<35}{said:<43}0 1"


def information(said: str, part: str = "1", *, number: int = 1, detail: int = 0) -> str:
    start = f"{'BANKREF':<21}00150000" if part == "1" else ""
    return f"3{part}{number:04}{detail:04}{start}{said}".ljust(128)


def closing(mills: int) -> str:
    sign = "1" if mills < 0 else "0"
    return f"8001{f'{BE:<31}   EUR':<37}{sign}{abs(mills):015}020124".ljust(127) + "0"


def last(count: int, debit: int = 0, credit: int = 0) -> str:
    return f"9{'':<15}{count:06}{debit:015}{credit:015}".ljust(127) + "2"


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read_lines(*lines: str, ends: str = "\r\n", encoding: str = "latin-1") -> File:
        path = tmp_path / "statement.cod"
        path.write_bytes(ends.join(lines).encode(encoding))
        return read_file(path)

    return read_lines


def booking(read: Reader, *lines: str) -> File:
    """A statement with these records in it, its totals left out."""
    return read(header(), opening(), *lines, closing(0), f"9{'':<126}2")


def test_a_statement_with_a_movement(read: Reader) -> None:
    file = read(
        header(), opening(), movement(12_345, said="0INVOICE 2024-17 AND"), more("2024-18", end_to_end="E2E-4711", bic="GKCCBEBB"),
        other("DE89370400440532013000", "LATE GMBH", " THANKS"), closing(1_012_345), last(5, 0, 12_345),
    )  # fmt: skip
    assert not file.problems
    (statement,) = file.statements
    assert statement.agrees
    assert (statement.head.account, statement.head.currency, statement.head.owner, statement.head.number) == (
        BE,
        "EUR",
        "COMPANY NAME NV",
        "007",
    )
    (one,) = statement.movements
    assert (one.line, one.amount, one.booked_on, one.value_on) == (
        3,
        Decimal("12.345"),
        date(2024, 1, 2),
        date(2024, 1, 3),
    )
    assert one.text == "INVOICE 2024-17 AND 2024-18 THANKS"
    assert (one.end_to_end, one.payer_name, one.payer_account, one.payer_bank) == (
        "E2E-4711",
        "LATE GMBH",
        "DE89370400440532013000",
        "GKCCBEBB",
    )
    assert (one.code, one.bank_reference) == ("00150000", "BANKREF")


def test_a_belgian_account_number_is_its_iban(read: Reader) -> None:
    file = read(
        header(1),
        opening(structure="0"),
        movement(1_000),
        more(),
        other("539007547034", "LATE"),
        closing(1_001_000),
        last(5, 0, 1_000),
    )
    assert file.statements[0].head.account == BE
    assert file.movements[0].payer_account == BE


@pytest.mark.parametrize(
    ("said", "reference", "text"),
    [
        ("1101090933755493", "+++090/9337/55493+++", ""),
        ("1102090933755493", "+++090/9337/55493+++", ""),
        ("1100RF18539007547034", "RF18539007547034", ""),
        ("1103   4711", "", "4711"),
        (
            "1113196023984130095830111060095850111068",
            "",
            "",
        ),  # terminal and batch of cards: no payer wrote them
        ("0101090933755493", "", "101090933755493"),
    ],
)
def test_structured_communications(read: Reader, said: str, reference: str, text: str) -> None:
    (one,) = booking(read, movement(5_000, said=said)).movements
    assert (one.reference, one.text) == (reference, text)


def test_the_amount_in_the_currency_of_the_order(read: Reader) -> None:
    said = f"1105{5_000:015}{5_500:015}{'':<12}USD090933755493"
    (one,) = booking(
        read,
        movement(5_000, "34150000"),
        movement(5_500, "84150100", said[:54], detail=1),
        more(said[54:], detail=1),
        movement(-500, "84150013", detail=2),
    ).movements
    assert (one.amount, one.original_amount, one.original_currency, one.charges) == (
        Decimal(5),
        Decimal("5.50"),
        "USD",
        Decimal("0.50"),
    )
    assert one.reference == "+++090/9337/55493+++"


def test_details_are_read_instead_of_their_total(read: Reader) -> None:
    file = booking(
        read,
        movement(6_000, "20450000", globalisation="1"),
        movement(1_000, "60450000", detail=1), other("", "FIRST", detail=1),
        movement(5_000, "70450000", detail=2), other("", "SECOND", detail=2),
        movement(5_250, "90450100", detail=3), movement(-250, "90450013", detail=4, globalisation="1"),
        movement(7_000, number=2),
    )  # fmt: skip
    assert [(one.entry, one.amount, one.payer_name, one.charges) for one in file.movements] == [
        (1, Decimal(1), "FIRST", None), (1, Decimal(5), "SECOND", Decimal("0.25")), (2, Decimal(7), "", None),
    ]  # fmt: skip


def test_a_total_within_a_total_is_not_counted_either(read: Reader) -> None:
    file = booking(
        read, movement(-6_000, "10150000", globalisation="1"), movement(-2_000, "50150000", detail=1),
        movement(-4_000, "20150000", detail=2, globalisation="2"),
        movement(-1_000, "60150000", detail=3), movement(-3_000, "60150000", detail=4),
    )  # fmt: skip
    assert [one.amount for one in file.movements] == [Decimal(-2), Decimal(-1), Decimal(-3)]


def test_a_total_stands_where_its_details_do_not_add_up_to_it(read: Reader) -> None:
    file = booking(read, movement(6_000, "10150000"), movement(1_000, "50150000", detail=1))
    assert [one.amount for one in file.movements] == [Decimal(6)]
    assert "The details of the booking add up to 1.00, its total is 6.00." in [
        one.message for one in file.problems
    ]


def test_a_bad_detail_loses_no_money(read: Reader) -> None:
    file = booking(
        read,
        movement(6_000, "10150000"),
        movement(1_000, "50150000", detail=1),
        movement(5_000, "50150000", detail=2).replace("00000000005000", "0000000000S000"),
    )
    assert [one.amount for one in file.movements] == [Decimal(6)]


def test_what_comes_back_has_its_reason(read: Reader) -> None:
    unpaid = f"1127020124100{'BE99ZZZ123':<35}{'MANDATE-1':<35}{'INVOICE 17':<62}2MS03"
    file = booking(
        read,
        movement(-5_000, "00503000"), more(returned="2", reason="AC04"),
        movement(-5_000, "00501000", unpaid[:54], number=2), more(unpaid[54:107], number=2), other("", "LATE", unpaid[107:], number=2),
        movement(-5_000, "00101000", number=3), more(bic="", number=3).replace("   ", "ABC", 1), more(number=3),
        movement(-5_000, "00503000", number=4),
    )  # fmt: skip
    found = [(one.is_return, one.return_reason) for one in file.movements]
    assert found == [(True, "AC04"), (True, "MS03"), (False, ""), (True, "")]
    assert (file.movements[1].mandate, file.movements[1].text) == ("MANDATE-1", "INVOICE 17")


def test_information_names_who_paid_and_for_whom(read: Reader) -> None:
    (one,) = booking(
        read, movement(5_000), information(f"1001{'LATE GMBH':<70}"), information(f"{'STREET':<35}{'TOWN':<35}", "2"),
        information(f"1009{'GROUP PLC':<70}"),
        information("0THANK YOU"),
    ).movements  # fmt: skip
    assert (one.payer_name, one.ultimate_name, one.text) == ("LATE GMBH", "GROUP PLC", "THANK YOU")


def test_several_files_in_one(read: Reader) -> None:
    one = [header(), opening(), movement(1_000), closing(1_001_000), last(3, 0, 1_000)]
    file = read(*one, *one)
    assert [statement.agrees for statement in file.statements] == [True, True]
    assert not file.problems


def test_a_statement_without_movements_may_have_no_new_balance(read: Reader) -> None:
    file = read(header(), opening(), last(1))
    assert not file.problems
    assert file.statements[0].closing is None


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ([header(), opening(), movement(5_000)], 3, "The file ends before"),
        ([header(), opening(), movement(5_000), last(2, 0, 5_000)], 4, "The file ends (record 9) before"),
        ([header(), opening(), movement(5_000), opening(), closing(1_000_000), last(4, 0, 5_000)], 4, "Another statement begins"),
        ([header(), opening(), closing(1_000_000)], 3, "The file has no last record (9)"),
        ([header(), opening(), closing(1_000_000), movement(5_000), more(), last(4)], 4, "stands outside any statement"),
        ([header(), opening(), movement(5_000), more(number=2), closing(1_005_000), last(4, 0, 5_000)], 4, "stands behind another one"),
        ([header(), opening(), closing(1_000_000), last(7)], 4, "The bank counts 7 records; 2 were read"),
        ([header(), opening(), movement(5_000), closing(1_005_000), last(3, 0, 6_000)], 5, "total of credits is 6.00; 5.00 were read"),
        ([header(), opening(), "5 what is this", closing(1_000_000), last(3)], 3, "The record begins with '5'"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_told_with_its_line(
    read: Reader, lines: list[str], line: int, said: str
) -> None:
    first = read(*lines).problems[0]
    assert (first.line, said in first.message) == (line, True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (movement(5_000, on="310224", value="000000"), "the date '310224' cannot be read"),
        (movement(5_000).replace("005000", "00S000"), "cannot be read"),
        (movement(5_000).replace("BANKREF              0", "BANKREF              7"), "the sign '7'"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_read(read: Reader, line: str, said: str) -> None:
    file = booking(read, line, more(), movement(1_000, number=2))
    assert (file.problems[0].line, said in file.problems[0].message) == (3, True)
    assert [one.line for one in file.movements] == [5]


@pytest.mark.parametrize(
    ("ends", "encoding"), [("", "latin-1"), ("\n", "utf-8-sig"), ("\n", "cp850"), ("", "cp1140")]
)
def test_line_ends_may_be_lost_and_encodings_differ(read: Reader, ends: str, encoding: str) -> None:
    name = "CAFÉ MODERNE" if encoding != "cp1140" else "CAFE MODERNE"
    file = read(
        header(),
        opening(),
        movement(5_000),
        other("", name),
        closing(1_005_000),
        last(4, 0, 5_000),
        ends=ends,
        encoding=encoding,
    )
    assert not file.problems
    assert file.movements[0].payer_name == name


@pytest.mark.corpus
def test_it_reads_the_reference_file(shared_data: Path) -> None:
    """Bookings: grep '^21' | cut -c7-10 | grep -c 0000. Totals of details: those with code 1 or 2 in column 54, by grep and by eye:
    four of 59 bookings (7, 8, 43, 44) have 3, 4, 3 and 2 details with code 5 or 6. Sums: the totals of record 9, balances of 1 and 8."""
    file = read_file(shared_data / "bank" / "coda" / "CODA.txt")
    (statement,) = file.statements
    assert file.format == "CODA"
    assert not file.problems
    assert max(one.entry for one in statement.movements) == 59
    assert len(statement.movements) == 59 - 4 + 12
    assert sum(one.amount for one in statement.movements if one.amount > 0) == Decimal("12491168.59")
    assert sum(one.amount for one in statement.movements if one.amount < 0) == Decimal("-3085871.60")
    assert (statement.opening, statement.closing) == (Decimal(0), Decimal("9405296.99"))
    assert statement.agrees
    # Records 21 with a structured communication 101: lines 224 and 233. Unpaid direct debits (code .0503...): lines 107 and 197.
    assert [(one.line, one.reference) for one in statement.movements if one.reference] == [
        (224, "+++269/0211/57996+++"), (233, "+++702/6005/21948+++"),
    ]  # fmt: skip
    assert [one.line for one in statement.movements if one.is_return] == [107, 197]


@pytest.mark.corpus
def test_it_reads_the_empty_reference_file(shared_data: Path) -> None:
    file = read_file(shared_data / "bank" / "coda" / "CODA-empty.txt")
    (statement,) = file.statements
    assert (statement.movements, statement.opening, statement.closing, file.problems) == (
        [],
        Decimal(0),
        None,
        [],
    )
