"""OFX: SGML and XML alike, several accounts, and what is wrong in the files of banks."""

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
SGML = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211"?>\n'
BALANCE = "<LEDGERBAL><BALAMT>150.25<DTASOF>20240131120000</LEDGERBAL>\n"


def transaction(
    amount: str = "-12.50", *, on: str = "20240131120000.000[-5:EST]", more: str = "", end: str = "</STMTTRN>"
) -> str:
    return f"<STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>{on}\n<TRNAMT>{amount}\n<FITID>F1\n{more}{end}\n"


def account(*inside: str, number: str = "12 34", currency: str = "EUR", after: str = BALANCE) -> str:
    return (
        f"<STMTRS><CURDEF>{currency}<BANKACCTFROM><BANKID>1<ACCTID>{number}<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>20240101<DTEND>20240131\n{''.join(inside)}</BANKTRANLIST>{after}</STMTRS>\n"
    )


def sgml(*accounts: str, head: str = SGML) -> str:
    return f"{head}<OFX><SIGNONMSGSRSV1><SONRS></SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1>{''.join(accounts)}</BANKMSGSRSV1></OFX>\n"


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def reader(text: str | bytes, options: BankOptions | None = None) -> File:
        path = tmp_path / "statement.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, options)

    return reader


def test_a_correction_says_which_booking_it_takes_back(read: Reader) -> None:
    replaced = transaction("20", more="<CORRECTFITID>F0\n<CORRECTACTION>REPLACE\n")
    deleted = transaction("30", more="<CORRECTFITID>F9\n<CORRECTACTION>DELETE\n")

    file = read(sgml(account(replaced, deleted)))

    assert [one.amount for one in file.movements] == [20]
    assert [(one.bank_reference, one.replaced_by) for one in file.corrections] == [("F0", "F1"), ("F9", "")]
    assert file.problems == []


def test_it_reads_sgml(read: Reader) -> None:
    said = "<CHECKNUM>319\n<NAME>Late & Sons\n<MEMO>Invoice &lt;1001&gt; A<B\n<REFNUM>R1\n"
    file = read(sgml(account(transaction(more=said))))
    (one,) = file.statements
    assert (file.format, file.problems) == ("OFX", [])
    assert (one.head.account, one.head.currency, one.opening, one.closing) == (
        "1234",
        "EUR",
        None,
        Decimal("150.25"),
    )
    (movement,) = one.movements
    assert (movement.line, movement.entry, movement.booked_on, movement.amount) == (
        9,
        1,
        date(2024, 1, 31),
        Decimal("-12.50"),
    )
    assert (movement.payer_name, movement.text) == ("Late & Sons", "Invoice <1001> A<B 319")
    assert (movement.bank_reference, movement.end_to_end, movement.code) == ("F1", "R1", "CREDIT")


def test_it_reads_xml(read: Reader) -> None:
    said = "<PAYEE><NAME>Late</NAME><CITY>Bonn</CITY></PAYEE><BANKACCTTO><BANKID>ABNANL2A</BANKID><ACCTID>NL 91</ACCTID></BANKACCTTO>"
    memo = "<MEMO><![CDATA[Rent <May> &amp;]]></MEMO><!-- <MEMO>no</MEMO> -->"
    closed = transaction(more=said + memo).replace(
        "\n<", "</X>\n<"
    )  # end tags, also ones of other elements, do no harm
    one = read(sgml(account(closed), head=XML)).movements[0]
    assert (one.payer_name, one.payer_bank, one.payer_account, one.text) == (
        "Late",
        "ABNANL2A",
        "NL91",
        "Rent <May> &amp;",
    )


@pytest.mark.parametrize("size", [1, 7, 64])
def test_it_reads_in_blocks_of_any_size(read: Reader, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    text = sgml(account(transaction(more="<MEMO><![CDATA[a <b> c]]><!-- no --> &amp; d\n")))
    monkeypatch.setattr("recobro.connectors.bank.ofx.tokens.BLOCK", size)
    one = read(text).movements[0]
    assert (one.line, one.amount) == (9, Decimal("-12.50"))
    assert one.text.startswith("a <b> c")


def test_several_accounts_are_several_statements(read: Reader) -> None:
    card = (
        account(transaction("7"), number="4111", after="")
        .replace("STMTRS", "CCSTMTRS")
        .replace("BANKACCTFROM", "CCACCTFROM")
    )
    file = read(sgml(account(transaction("1"), transaction("2")), card))
    assert [(one.head.account, one.total, one.closing, [m.entry for m in one.movements]) for one in file.statements] == [
        ("1234", 3, Decimal("150.25"), [1, 2]), ("4111", 7, None, [1]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("+12.50", "12.50"),
        ("12,50", "12.50"),
        ("1,234.56", "1234.56"),
        ("-1.234.567,80", "-1234567.80"),
        ("12", "12"),
        (".5", ".5"),
    ],
)
def test_amounts_have_a_point_or_a_comma(read: Reader, text: str, amount: str) -> None:
    file = read(sgml(account(transaction(text))))
    assert file.problems == []
    assert file.movements[0].amount == Decimal(amount)


@pytest.mark.parametrize(
    ("bad", "faults"),
    [
        (transaction("$120"), [(18, "Amount '$120' cannot be read")]),
        (
            transaction("1,234"),
            [(18, "has more decimals than EUR")],
        ),  # a thousand, or one and a bit: nobody can say
        (transaction(""), [(15, "The amount is missing")]),
        (transaction(on="201120000000"), [(17, "Date '201120000000' is not in the calendar")]),
        (
            transaction(on="31.01.2024", amount="x"),
            [(17, "Date '31.01.2024' cannot be read"), (18, "Amount 'x' cannot be read")],
        ),
        (transaction(on=""), [(15, "The movement has no date (DTPOSTED)")]),
    ],
)
def test_a_bad_movement_is_told_and_the_rest_is_read(
    read: Reader, bad: str, faults: list[tuple[int, str]]
) -> None:
    file = read(sgml(account(transaction("1"), bad, transaction("2"))))
    assert [(one.amount, one.entry) for one in file.movements] == [(1, 1), (2, 3)]
    assert len(file.problems) == len(faults)
    for problem, (_, what) in zip(file.problems, faults, strict=True):
        assert what in problem.message
        assert problem.severity == "error"
    assert [one.line for one in file.problems if "missing" not in one.message] == [
        line for line, what in faults if "missing" not in what
    ]


def test_a_movement_that_is_not_closed_ends_where_the_next_begins(read: Reader) -> None:
    file = read(sgml(account(transaction("1", end=""), transaction("2", end=""))))
    assert ([one.amount for one in file.movements], file.problems) == ([1, 2], [])


@pytest.mark.parametrize(
    ("said", "currency", "original"),
    [
        ("<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>", "USD", ""),  # the amount is in it
        (
            "<ORIGCURRENCY><CURRATE>1.1<CURSYM>USD</ORIGCURRENCY>",
            "EUR",
            "USD",
        ),  # the amount was exchanged already
    ],
)
def test_a_movement_in_another_currency(read: Reader, said: str, currency: str, original: str) -> None:
    one = read(sgml(account(transaction("5", more=said)))).movements[0]
    assert (one.currency, one.original_currency, one.original_amount) == (currency, original, None)


def test_what_waits_is_pending(read: Reader) -> None:
    waiting = (
        "<BANKTRANLISTP><STMTTRNP><TRNTYPE>POS<DTTRAN>20240201<TRNAMT>-3<NAME>Cafe</STMTTRNP></BANKTRANLISTP>"
    )
    file = read(sgml(account(transaction("5"), after=BALANCE + waiting)))
    assert [(one.amount, one.is_pending) for one in file.movements] == [(5, False), (-3, True)]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig", "utf-16"])
def test_accents_whatever_the_header_declares(read: Reader, encoding: str) -> None:
    text = sgml(account(transaction(more="<NAME>Ñandú €\n"))).replace("\n", "\r\n")
    one = read(text.encode(encoding)).movements[0]
    assert (one.payer_name, one.line) == ("Ñandú €", 9)


def test_an_answer_that_is_an_error_is_told(read: Reader) -> None:
    failed = "<STMTTRNRS><STATUS><CODE>2003<SEVERITY>ERROR<MESSAGE>Account not found</STATUS></STMTTRNRS>"
    file = read(sgml(failed, account(transaction("1"))))
    assert [one.message for one in file.problems] == ["The bank could not answer: 2003 Account not found."]


def test_a_file_that_is_cut_is_told(read: Reader) -> None:
    text = sgml(account(transaction("1"), transaction("2")))
    file = read(text[: text.rindex("<FITID>")])
    assert [one.amount for one in file.movements] == [1]
    assert [(one.line, one.severity) for one in file.problems] == [(15, "error"), (None, "warning")]


@pytest.mark.parametrize(
    "text", [SGML + "<OFX></OFX>", SGML, XML + "<!DOCTYPE OFX [<!ENTITY a 'b'>]><OFX>&a;</OFX>"]
)
def test_what_has_no_statement_is_refused(read: Reader, text: str) -> None:
    with pytest.raises(Refused):
        read(text)


def test_a_file_that_is_only_an_error_is_refused_with_it(read: Reader) -> None:
    with pytest.raises(Refused, match="could not answer: 15500 Wrong password"):
        read(sgml("<SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong password</STATUS></SONRS>"))


# Statements by `grep -c '<STMTRS>'`, transactions by `grep -o '<STMTTRN>' | wc -l`, amounts by `grep -o '<TRNAMT>[^<]*'`, balances by eye
# from the first BALAMT of each. The files have no opening balance, so that nothing can be compared.
SAMPLES = [
    ("bank_medium.ofx", [("12300000012345678", ["-6.60", "-316.67", "-22.00"], "382.34")], 0),
    ("checking.ofx", [("1452687~7", ["0.01", "-34.51", "-25.00"], "100.99")], 0),
    ("date_missing.ofx", [("192639749", [], "0")], 3),  # no date, an empty one, the 31st of February
    ("decimal_error.ofx", [("192639749", [], "0")], 2),  # month 20, and `$120`
    ("empty_balance.ofx", [("192639749", ["120"], None)], 1),
    ("multiple_accounts.ofx", [("9100", [], "111"), ("9200", [], "222")], 0),
    ("ofx-v102-empty-tags.ofx", [("12345678", ["12.34"], None)], 1),  # its balance is empty too
    ("suncorp.ofx", [("123456789", ["-16.85"], "1234.12")], 0),
]


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "statements", "faults"), SAMPLES)
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, statements: list[tuple], faults: int
) -> None:
    file = read_file(shared_data / "bank" / "ofx" / name)
    assert [
        (one.head.account, [m.amount for m in one.movements], one.closing) for one in file.statements
    ] == [
        (number, [Decimal(one) for one in amounts], None if closing is None else Decimal(closing))
        for number, amounts, closing in statements
    ]
    assert len(file.faults) == faults


@pytest.mark.corpus
def test_the_reference_file_without_a_statement_is_refused(shared_data: Path) -> None:
    folder = shared_data / "bank" / "ofx"
    with pytest.raises(Refused, match="no statement in it"):
        read_file(folder / "bank_small.ofx")
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        ["bank_small.ofx", *(name for name, *_ in SAMPLES)]
    )
