"""Norma 43: accounts and currencies by their numbers, texts that run over records, totals that are checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.bank.tests.reading import File, read_file

Reader = Callable[..., File]


def account(
    *, opening: str = "00000000100000", sign: str = "2", currency: str = "978", number: str = "0001414452"
) -> str:
    return f"1100815398{number}240102240131{sign}{opening}{currency}3DUNDER MIFFLIN".ljust(80)


def movement(
    cents: int,
    *,
    kind: str = "04",
    on: str = "240103",
    value: str = "240104",
    first: str = "REF1",
    second: str = "",
) -> str:
    sign = "1" if cents < 0 else "2"
    return f"22    5398{on}{value}{kind}040{sign}{abs(cents):014}0000000000{first:<12}{second:<16}"


def text(number: int, words: str) -> str:
    return f"23{number:02}{words:<76}"


def end(
    debited: tuple[int, int],
    credited: tuple[int, int],
    closing: int,
    currency: str = "978",
    number: str = "0001414452",
) -> str:
    sign = "1" if closing < 0 else "2"
    return f"3300815398{number}{debited[0]:05}{debited[1]:014}{credited[0]:05}{credited[1]:014}{sign}{abs(closing):014}{currency}".ljust(
        80
    )


def last(count: int) -> str:
    return f"88{'9' * 18}{count:06}".ljust(80)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read_lines(*lines: str, ends: str = "\r\n", encoding: str = "latin-1") -> File:
        path = tmp_path / "extracto.n43"
        path.write_bytes(ends.join(lines).encode(encoding))
        return read_file(path)

    return read_lines


def test_an_account_with_its_movements(read: Reader) -> None:
    file = read(
        account(), movement(12345), movement(-45, kind="17"), end((1, 45), (1, 12345), 112300), last(4)
    )  # fmt: skip
    (statement,) = file.statements
    assert not file.problems
    assert statement.agrees
    # The account of the sample in aeb43's documentation, whose check digits 73 are computed by hand.
    assert (statement.head.account, statement.head.currency, statement.head.owner) == (
        "ES0600815398730001414452",
        "EUR",
        "DUNDER MIFFLIN",
    )
    assert statement.head.opening is not None
    assert statement.head.opening.on == date(2024, 1, 2)
    assert statement.end is not None
    assert statement.end.closing is not None
    assert statement.end.closing.on == date(2024, 1, 31)
    first = statement.movements[0]
    assert (first.amount, first.booked_on, first.value_on, first.code) == (
        Decimal("123.45"),
        date(2024, 1, 3),
        date(2024, 1, 4),
        "04/040",
    )


def test_texts_run_on_from_field_to_field(read: Reader) -> None:
    words = "TRANSFERENCIA DE LATE GMBH FACTURA 2024-17 "
    file = read(
        account(),
        movement(100),
        text(1, (words * 2)[:76]),
        text(2, (words * 2)[76:]),
        end((0, 0), (1, 100), 100100),
        last(5),
    )
    assert (file.movements[0].text, file.movements[0].payer_name) == ((words * 2).strip(), "LATE GMBH")


def test_references_of_zeros_are_none(read: Reader) -> None:
    file = read(
        account(),
        movement(100, first="000000000000", second="FRA 2024-17"),
        end((0, 0), (1, 100), 100100),
        last(3),
    )
    assert file.movements[0].bank_reference == "FRA 2024-17"


@pytest.mark.parametrize(("kind", "is_return"), [("14", True), ("98", True), ("03", False)])
def test_returned_direct_debits_have_their_own_kind(read: Reader, kind: str, is_return: bool) -> None:
    file = read(account(), movement(-100, kind=kind), end((1, 100), (0, 0), 99900), last(3))
    assert file.movements[0].is_return is is_return


def test_an_amount_ordered_in_another_currency(read: Reader) -> None:
    file = read(
        account(), movement(100), "240184000000000000150".ljust(80), end((0, 0), (1, 100), 100100), last(4)
    )
    one = file.movements[0]
    assert (one.original_amount, one.original_currency) == (Decimal("1.50"), "USD")


def test_several_accounts_in_several_currencies(read: Reader) -> None:
    other = "0001414453"
    file = read(
        account(), end((0, 0), (0, 0), 100000), account(currency="840", number=other, sign="1"), movement(5),
        end((0, 0), (1, 5), -99995, "840", other), last(5),
    )  # fmt: skip
    assert [one.head.currency for one in file.statements] == ["EUR", "USD"]
    assert all(one.agrees for one in file.statements)
    assert not file.problems
    assert [one.currency for one in file.movements] == ["USD"]


def test_totals_that_do_not_agree_are_told(read: Reader) -> None:
    file = read(account(), movement(100), end((1, 50), (1, 100), 100050), last(9))
    assert [(one.line, one.severity) for one in file.problems] == [(3, "warning"), (4, "warning")]
    assert file.problems[0].message == "The bank counts 1 debits of 0.50; 0 of 0 were read."
    assert file.problems[1].message == "The bank counts 9 records; 3 were read."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (movement(100, on="240230", value="      "), "the date '240230' cannot be read"),
        (
            movement(100).replace("00000000000100", "0000000000O100"),
            "the amount '0000000000O100' cannot be read",
        ),
        (movement(100).replace("0402000", "0403000"), "the sign '3' is neither 1 (debit) nor 2 (credit)"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_read(read: Reader, line: str, said: str) -> None:
    file = read(account(), line, text(1, "NOBODY"), movement(5), end((0, 0), (1, 5), 100005), last(5))
    problem = next(one for one in file.problems if one.severity == "error")
    assert (problem.line, said in problem.message) == (2, True)
    assert [(one.line, one.text) for one in file.movements] == [(4, "")]


def test_an_account_in_an_unknown_currency_is_told_once(read: Reader) -> None:
    file = read(account(currency="999"), movement(5), movement(5), end((0, 0), (2, 10), 100010, "999"))
    assert [one.message for one in file.problems if one.severity == "error"] == [
        "The currency '999' is not known."
    ]
    assert not file.movements


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ([account(), movement(5)], 2, "The file ends before"),
        (
            [account(), movement(5), account(), end((0, 0), (0, 0), 100000), last(4)],
            3,
            "Another account begins",
        ),
        ([account(), movement(5), last(2)], 3, "The file ends (record 88) before"),
        ([account(), end((0, 0), (0, 0), 100000)], 2, "The file has no last record (88)"),
        (
            [account(), end((0, 0), (0, 0), 100000), movement(5), text(1, "X"), last(4)],
            3,
            "stands outside any account",
        ),
        ([account(), text(1, "X"), end((0, 0), (0, 0), 100000), last(3)], 2, "stands behind no movement"),
    ],
)
def test_what_is_not_whole_is_told_with_its_line(
    read: Reader, lines: list[str], line: int, said: str
) -> None:
    file = read(*lines)
    assert [(one.line, said in one.message) for one in file.problems] == [(line, True)]


@pytest.mark.parametrize(
    ("ends", "encoding"), [("", "latin-1"), ("\n", "utf-8"), ("\n", "cp850"), ("", "cp1140")]
)
def test_line_ends_may_be_lost_and_encodings_differ(read: Reader, ends: str, encoding: str) -> None:
    words = "TRANSFERENCIA DE PEÑA E HIJOS SL" if encoding != "cp1140" else "TRANSFERENCIA"
    file = read(
        account(),
        movement(100),
        text(1, words),
        end((0, 0), (1, 100), 100100),
        last(4),
        ends=ends,
        encoding=encoding,
    )
    assert file.movements[0].text == words
    assert not file.problems


@pytest.mark.corpus
@pytest.mark.parametrize(
    # grep -c '^22'; balances and totals read by eye from the records 11 and 33.
    ("name", "movements", "opening", "total", "closing"),
    [
        ("AEB43.txt", 1, "3005.00", "-10.98", "2994.02"),
        ("sample_sepa.csb", 14, "140142.64", "-684.53", "139458.11"),
    ],
)
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, movements: int, opening: str, total: str, closing: str
) -> None:
    file = read_file(shared_data / "bank" / "norma43" / name)
    assert not file.problems
    (statement,) = file.statements
    assert len(statement.movements) == movements
    assert (str(statement.opening), str(statement.total), str(statement.closing)) == (opening, total, closing)
    assert statement.agrees
