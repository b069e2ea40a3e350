"""MT940 and MT942: lines, signs, days, and what field 86 says in the ways of several countries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.bank.facts import MovementFact
from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.tests.reading import File, read_file
from recobro.kernel.problems import Refused

Reader = Callable[..., File]
HEAD = ":20:STARTUMS\n:25:DE89370400440532013000\n:28C:00007/001\n:60F:C240130EUR100,00\n"
LINE = ":61:2401310131C50,00NTRFNONREF//B-1\n"
END = ":62F:C240131EUR150,00\n-\n"


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def reader(text: str | bytes, options: BankOptions | None = None) -> File:
        path = tmp_path / "statement.bin"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_file(path, options)

    return reader


@pytest.fixture
def said(read: Reader) -> Callable[..., MovementFact]:
    """The movement of a statement with this field 86."""

    def reader(narrative: str, line: str = LINE) -> MovementFact:
        file = read(f"{HEAD}{line}:86:{narrative}\n{END}")
        assert file.faults == []
        assert len(file.movements) == 1
        return file.movements[0]

    return reader


def test_it_reads_a_statement(read: Reader) -> None:
    file = read(HEAD + LINE + ":86:Invoice 1001\n" + END)
    (one,) = file.statements
    assert (file.format, file.problems, one.agrees) == ("MT940", [], True)
    assert (one.head.account, one.head.currency, one.head.number, one.head.is_final) == (
        "DE89370400440532013000", "EUR", "00007/001", True,
    )  # fmt: skip
    assert one.head.opening is not None
    assert (one.head.line, one.head.opening.on) == (1, date(2024, 1, 30))
    (movement,) = one.movements
    assert (movement.line, movement.entry, movement.booked_on, movement.value_on) == (
        5,
        1,
        date(2024, 1, 31),
        date(2024, 1, 31),
    )
    assert (movement.amount, movement.code, movement.bank_reference, movement.end_to_end, movement.text) == (
        50, "NTRF", "B-1", "", "Invoice 1001",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "amount", "is_return", "is_pending"),
    [
        ("240131C5,NTRFNONREF", "5", False, False),
        ("240131D5,5NTRFNONREF", "-5.5", False, False),
        ("240131RC5,00NTRFNONREF", "-5", True, False),  # a credit taken back
        ("240131RD5,00NTRFNONREF", "5", True, False),
        ("240131CR5,00NTRFNONREF", "5", False, False),  # the R is the last letter of EUR
        ("240131RCR5,00NTRFNONREF", "-5", True, False),
        ("2401310131DR5,00NTRFNONREF", "-5", False, False),
        ("240131EC5,00NTRFNONREF", "5", False, True),
        ("240131    DD5,00NMSCNONREF", "-5", False, False),
        ("240131C000000001234,56N102EREF", "1234.56", False, False),
        ("240131C1234.56NTRFNONREF", "1234.56", False, False),
        ("240131C500NTRF29-01-2024", "500", False, False),
        ("240131C5,00S051", "5", False, False),
        ("240131D5,00NOV NONREF", "-5", False, False),
        ("240131DF5,00S   X", "-5", False, False),
        ("240131CR\n5,00NTRFNONREF", "5", False, False),  # broken within
    ],
)
def test_the_sign_and_the_amount_of_a_line(
    read: Reader, line: str, amount: str, is_return: bool, is_pending: bool
) -> None:
    file = read(HEAD + f":61:{line}\n" + END)
    assert file.faults == []
    assert [(one.amount, one.is_return, one.is_pending) for one in file.movements] == [
        (Decimal(amount), is_return, is_pending)
    ]


@pytest.mark.parametrize(
    ("days", "booked_on", "value_on"),
    [
        ("240131", None, date(2024, 1, 31)),
        ("2401310201", date(2024, 2, 1), date(2024, 1, 31)),
        ("2401020130", date(2024, 1, 30), date(2024, 1, 2)),
        ("2401021229", date(2023, 12, 29), date(2024, 1, 2)),  # booked in the old year
        ("2312310102", date(2024, 1, 2), date(2023, 12, 31)),  # booked in the new one
        ("2403010229", date(2024, 2, 29), date(2024, 3, 1)),
        ("991231", None, date(1999, 12, 31)),
        ("2402300301", date(2024, 3, 1), date(2024, 2, 29)),  # where all months have 30 days
        ("230229", None, date(2023, 2, 28)),
    ],
)
def test_the_entry_date_is_in_the_nearest_year(
    read: Reader, days: str, booked_on: date | None, value_on: date
) -> None:
    one = read(HEAD + f":61:{days}C5,NTRFNONREF\n" + END).movements[0]
    assert (one.booked_on, one.value_on) == (booked_on, value_on)


def test_german_subfields(said: Callable[..., MovementFact]) -> None:
    one = said(
        "166?00SEPA-UEBERWEISUNG?109310?20EREF+RE-2024-00000000000001?2123?22MREF+M1?23SVWZ+Rechnung 1001 und Rech\n"
        "?24nung 1002 Danke?30COBADEFFXXX?31DE02120300000000202051?32LATE GMBH ABTEILUNG EINKAUF?33 NORD?34997?60ABWA+GROUP PLC"
    )
    assert (one.end_to_end, one.mandate) == ("RE-2024-0000000000000123", "M1")
    assert one.text == "Rechnung 1001 und Rechnung 1002 Danke"
    assert (one.payer_bank, one.payer_account) == ("COBADEFFXXX", "DE02120300000000202051")
    assert (one.payer_name, one.ultimate_name, one.code) == (
        "LATE GMBH ABTEILUNG EINKAUF NORD",
        "GROUP PLC",
        "NTRF/166",
    )


def test_lines_of_subfields_are_joined_wherever_they_break(said: Callable[..., MovementFact]) -> None:
    one = said("051?00UEBERWEISUNG?20Rechnung 10\n01?3\n010020030?31234567?32MU\nELLER")
    assert (one.text, one.payer_account, one.payer_name) == ("Rechnung 1001", "234567", "MUELLER")


def test_subfields_that_do_not_fill_their_place_end_with_a_word(said: Callable[..., MovementFact]) -> None:
    assert said("051?20Rechnung?211001?22vom Januar").text == "Rechnung 1001 vom Januar"


@pytest.mark.parametrize("code", ["108", "109", "159", "184"])
def test_german_codes_of_returns(said: Callable[..., MovementFact], code: str) -> None:
    one = said(f"{code}?00RUECKLASTSCHRIFT?20EREF+E1?21SVWZ+RETURN?31DE02?32GONE SA?34914")
    assert (one.is_return, one.return_reason, one.end_to_end, one.text) == (True, "914", "E1", "RETURN")


def test_other_signs_than_the_question_mark(said: Callable[..., MovementFact]) -> None:
    one = said(
        "020~00Wyplata~20FAKTURA 333/~212003~3010600076~310000777~32HUTA SZKLA~38PL08106000760000777777777777"
    )
    assert (one.text, one.payer_account, one.payer_name) == (
        "FAKTURA 333/ 2003",
        "PL08106000760000777777777777",
        "HUTA SZKLA",
    )
    one = said("000>100987654321>20ALGEMENE>21KOSTEN>310390123456")
    assert (one.text, one.payer_account) == ("ALGEMENE KOSTEN", "0987654321")


@pytest.mark.parametrize(
    ("narrative", "expected"),
    [
        # ING
        ("/EREF/E1//CNTP/NL91ABNA0417164300/ABNANL2A/LATE BV///REMI/USTD//Factuur 1001/",
         ("E1", "Factuur 1001", "", "LATE BV", "NL91ABNA0417164300", "ABNANL2A")),
        ("/RTRN/MS03//EREF/E1//CNTP/NL91ABNA0417164300/ABNANL2A/GONE///REMI/STRD/CUR/9001123412341234/",
         ("E1", "", "9001123412341234", "GONE", "NL91ABNA0417164300", "ABNANL2A")),
        # ABN AMRO
        ("/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/LATE BV/REMI/Factuur 1001 /deel 2/EREF/NOTPROVIDED",
         ("", "Factuur 1001 /deel 2", "", "LATE BV", "NL91ABNA0417164300", "ABNANL2A")),
        # Rabobank, with the line broken in its 64th place
        ("/EREF/01-01-2013 12:00 0030000987654321/BENM//NAME/CONTRA ACCOUN\nT HOLDER/REMI/Reference 1/ISDT/2013-07-11",
         ("01-01-2013 12:00 0030000987654321", "Reference 1", "", "CONTRA ACCOUNT HOLDER", "", "")),
        # Citibank
        ("/PT/FT/PY/INVOICE 1001/BO/LATE INC", ("", "INVOICE 1001", "", "LATE INC", "", "")),
    ],
)  # fmt: skip
def test_words_between_slashes(
    said: Callable[..., MovementFact], narrative: str, expected: tuple[str, ...]
) -> None:
    one = said(narrative)
    found = (one.end_to_end, one.text, one.reference, one.payer_name, one.payer_account, one.payer_bank)
    assert found == expected


def test_who_paid_on_whose_behalf_and_why_it_came_back(said: Callable[..., MovementFact]) -> None:
    one = said("/ORDP//NAME/LATE BV/ULTD//NAME/GROUP PLC/MARF/M1/REMI/x/RTRN/AM04")
    assert (one.payer_name, one.ultimate_name, one.mandate, one.is_return, one.return_reason) == (
        "LATE BV", "GROUP PLC", "M1", True, "AM04",
    )  # fmt: skip


def test_charges_and_the_ordered_amount(said: Callable[..., MovementFact]) -> None:
    one = said("Invoice 1001 /CHGS/EUR2,50/", LINE.rstrip() + "\n/OCMT/USD55,00//CHGS/EUR2,50/\n")
    assert (one.original_amount, one.original_currency, one.charges) == (55, "USD", Decimal("2.50"))


@pytest.mark.parametrize(
    ("narrative", "text", "name", "account"),
    [
        ("FACTUUR 1001\nREK: NL65INGB0123456789/NAAM: PICQER", "FACTUUR 1001", "PICQER", "NL65INGB0123456789"),
        ("911 TRANSAKCJA; Z RACH.: \n56114010810000267002001001; OD: JAN NOWAK; TYT.: PRZELEW 7 ;", "PRZELEW 7", "JAN NOWAK",
         "56114010810000267002001001"),
        ("EREF+E1 IBAN+DE02 SVWZ+Rechnung 1001 ABWA+GROUP", "Rechnung 1001", "", "DE02"),
        ("GIRO AUS ONLINE-SIC 80701 AUFTRAGGEBER: XXXXXXXXX XXX XXXXXXXXSTR\nASSE 1",
         "GIRO AUS ONLINE-SIC 80701 AUFTRAGGEBER: XXXXXXXXX XXX XXXXXXXXSTRASSE 1", "", ""),
        ("Invoice\n1001", "Invoice 1001", "", ""),
        ("What? 20 pieces /each/", "What? 20 pieces /each/", "", ""),
    ],
)  # fmt: skip
def test_plain_text(
    said: Callable[..., MovementFact], narrative: str, text: str, name: str, account: str
) -> None:
    one = said(narrative)
    assert (one.text, one.payer_name, one.payer_account) == (text, name, account)


@pytest.mark.parametrize(
    ("details", "account", "text"),
    [
        ("NL70ABNA0987654321", "NL70ABNA0987654321", ""),
        ("P001234567", "P001234567", ""),
        ("Card transaction", "", "Card transaction"),
    ],
)
def test_the_second_line_of_a_movement(read: Reader, details: str, account: str, text: str) -> None:
    one = read(HEAD + LINE + details + "\n" + END).movements[0]
    assert (one.payer_account, one.text) == (account, text)


@pytest.mark.parametrize(
    "line",
    [
        ":61:110527D1213,28N0440121470966      W.P. Jansen\n",
        ":61:110527D1213,28NIOB0121470966\nW.P. Jansen\n",
    ],
)
def test_the_line_of_dutch_banks_before_there_were_ibans(read: Reader, line: str) -> None:
    one = read(HEAD + line + ":86:Terugboeking\n:86:FACTUUR 1001\n" + END).movements[0]
    assert (one.payer_account, one.payer_name, one.text, one.end_to_end) == (
        "0121470966",
        "W.P. Jansen",
        "Terugboeking FACTUUR 1001",
        "",
    )


def test_words_of_the_bank_are_not_the_payers(said: Callable[..., MovementFact]) -> None:
    one = said(
        "166?20EREF+A 1?21SVWZ+Rechnung 1001 EREF: A 1?22MTLG:Auftraggeber: R?32RICHTER?70CHRISTIAN CALLAS"
    )
    assert (one.end_to_end, one.text, one.payer_name) == ("A 1", "Rechnung 1001", "RICHTER")
    one = said("159?00RETOURE?20EREF+A 1?21MTLG:Konto gesperrt?34914")
    assert (one.end_to_end, one.text, one.is_return) == ("A 1", "Konto gesperrt", True)


def test_a_time_of_day_that_was_broken_is_no_tag(read: Reader) -> None:
    file = read(HEAD + LINE + ":86:106?20am 12-09-2014T16\n:26:37 Uhr\n" + END)
    assert (file.movements[0].text, [one.severity for one in file.problems]) == (
        "am 12-09-2014T16:26:37 Uhr",
        ["note"],
    )


def test_a_tag_may_be_broken_behind_its_colon(read: Reader) -> None:
    file = read(HEAD + LINE + ":\n86:Invoice 1001\n" + END)
    assert ([one.text for one in file.movements], file.problems) == (["Invoice 1001"], [])


def test_an_old_field_names_who_paid(read: Reader) -> None:
    notes = ":NS:01Rechnung\n021001\n15LATE VERSICHERUNG AG FIOKTE\n16LEP\n3310918001\n3412345\n"
    (one,) = read(HEAD + LINE.replace("NTRF", "S051") + notes + END).movements
    assert (one.text, one.payer_name) == ("Rechnung 1001", "LATE VERSICHERUNG AG FIOKTELEP")
    assert (one.payer_bank, one.payer_account) == ("10918001", "12345")


def test_information_on_the_statement_belongs_to_no_movement(read: Reader) -> None:
    file = read(
        HEAD + LINE + ":86:Invoice\n" + END.replace("-\n", ":64:C240131EUR150,00\n:86:FREE TEXT\n-\n")
    )
    assert [one.text for one in file.movements] == ["Invoice"]


def test_a_report_within_the_day_is_not_final(read: Reader) -> None:
    text = ":20:X\n:25:PL29\n:28C:1/1\n:34F:PLN0\n:13D:2401311815+0100\n:61:240131C5,NTRFNONREF\n:86:A\n:90D:0PLN0,\n:90C:1PLN5,\n-\n"
    file = read(text)
    assert file.problems == []
    assert (file.statements[0].head.is_final, file.statements[0].head.currency, file.statements[0].total) == (
        False,
        "PLN",
        5,
    )


@pytest.mark.parametrize(
    ("field", "account"),
    [
        (":25:DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (":25:DE89370400440532013000EUR", "DE89370400440532013000"),
        (":25:COBADEFF/DE89370400440532013000", "DE89370400440532013000"),
        (":25P:DE89370400440532013000\nCOBADEFF", "DE89370400440532013000"),
        (":25:45050050/76198810", "45050050/76198810"),
        (":25:1291.99.348EUR", "1291.99.348"),
        (":25:UBRTHUHB/123456789150ABCDEF002/HUF", "UBRTHUHB/123456789150ABCDEF002"),
    ],
)
def test_the_account_is_the_iban_where_there_is_one(read: Reader, field: str, account: str) -> None:
    text = HEAD.replace(":25:DE89370400440532013000", field) + LINE + END
    assert read(text).statements[0].head.account == account


@pytest.mark.parametrize(
    ("number", "name"), [("00007/001", "00007/001"), ("00000/00", "STARTUMS"), ("0", "STARTUMS")]
)
def test_a_number_of_zeros_names_no_statement(read: Reader, number: str, name: str) -> None:
    assert read(HEAD.replace("00007/001", number) + LINE + END).statements[0].head.number == name


def test_pages_and_several_statements(read: Reader) -> None:
    page = HEAD + LINE + END.replace("62F", "62M")
    other = (
        HEAD.replace("60F:C240130EUR100", "60M:C240131EUR150").replace("007/001", "007/002")
        + LINE
        + END.replace("150", "200")
    )
    file = read(
        page + other.removesuffix("-\n") + HEAD.replace("DE89370400440532013000", "12345") + LINE + END
    )
    assert [(one.head.account[:5], one.head.number, one.agrees) for one in file.statements] == [
        ("DE893", "00007/001", True), ("DE893", "00007/002", True), ("12345", "00007/001", True),
    ]  # fmt: skip
    assert file.problems == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "{1:F01BANKDEFFXXXX0000000000}{2:O9400000240131BANKDEFFXXXX00000000000000N}{4:\n",
            "-}{5:{CHK:123456789ABC}}\n",
        ),
        ("{1:F01A}{2:I940A}{3:{108:X}}{4:\n", "-}\n$"),
        ("\x01", "-\x03"),
        ("\ufeff:940:\n", "-\n"),
        ("ABNANL2A\n940\nABNANL2A\n", "-\n"),
        ("0000 01INGBNL2AXXXX00001\n940 00\n", "-XXX\n"),
    ],
)
def test_envelopes_are_taken_off(read: Reader, before: str, after: str) -> None:
    message = before + HEAD + LINE + ":86:Invoice\n" + END.removesuffix("-\n") + after
    file = read(message + message.removeprefix("\ufeff"))
    assert file.problems == []
    assert [(one.agrees, [m.text for m in one.movements]) for one in file.statements] == [
        (True, ["Invoice"])
    ] * 2


def test_a_942_in_an_envelope_is_not_final_without_its_own_fields(read: Reader) -> None:
    file = read(
        "{1:F01A}{2:O942A}{4:\n:20:X\n:25:1\n:28C:1\n:61:240131C5,NTRFA\n-}\n", BankOptions(currency="EUR")
    )
    assert (file.statements[0].head.is_final, file.problems, file.statements[0].total) == (False, [], 5)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig", "utf-16"])
def test_accents_and_line_ends(read: Reader, encoding: str) -> None:
    text = (HEAD + LINE + ":86:Señor Müller, Straße, année, größer\n" + END).replace("\n", "\r\n")
    one = read(text.encode(encoding)).movements[0]
    assert (one.text, one.line) == ("Señor Müller, Straße, année, größer", 5)


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (":61:241332C6,NTRFB", "Date '241332' is not in the calendar"),
        (":61:2401310231C6,NTRFB", "Date '0231' is not in the calendar"),
        (":61:240131X6,NTRFB", "The statement line '240131X6,NTRFB' cannot be read"),
        (":61:240131C6,0,0NTRFB", "Amount '6,0,0' cannot be read"),
        (":61:240131C1234567890123456,NTRFB", "is too large"),
        (":61:", "The statement line '' cannot be read"),
    ],
)
def test_a_bad_line_is_told_and_the_rest_is_read(read: Reader, bad: str, what: str) -> None:
    file = read(HEAD + LINE + ":86:one\n" + bad + "\n:86:two\n" + LINE + ":86:three\n" + END)
    assert [(one.text, one.entry) for one in file.movements] == [("one", 1), ("three", 3)]
    assert [(one.line, one.severity) for one in file.problems] == [(7, "error")]
    assert what in file.problems[0].message


def test_a_tag_that_nobody_knows_is_told(read: Reader) -> None:
    file = read(HEAD + LINE + ":86:one\n:6l:240131C6,NTRFB\n" + END)
    assert [(one.line, one.severity) for one in file.problems] == [(7, "warning")]
    assert "':6l:' is not known" in file.problems[0].message


def test_a_bad_balance_is_told_and_the_rest_is_read(read: Reader) -> None:
    file = read(HEAD.replace("100,00", "1x0") + LINE + END)
    assert [one.line for one in file.problems] == [4]
    assert [(one.opening, one.total, one.closing) for one in file.statements] == [(None, 50, 150)]


def test_a_file_that_is_cut_is_told(read: Reader) -> None:
    file = read(HEAD + LINE + ":86:one\n" + LINE)
    assert [one.amount for one in file.movements] == [50, 50]
    assert [(one.severity, "ends without its closing balance" in one.message) for one in file.problems] == [
        ("warning", True)
    ]


def test_a_line_without_a_statement_needs_a_currency(read: Reader) -> None:
    with_currency = read(LINE + ":86:one\n", BankOptions(currency="CHF", account="1"))
    assert [(one.head.account, one.head.currency, one.total) for one in with_currency.statements] == [
        ("1", "CHF", 50)
    ]
    assert "Lines stand outside of any statement; they are read in CHF" in with_currency.problems[0].message
    file = read(LINE + ":86:one\n")
    assert (file.statements, [one.line for one in file.problems]) == ([], [1])
    assert "currency of the statement line is not known" in file.problems[0].message


def test_a_payment_order_is_no_statement(read: Reader) -> None:
    with pytest.raises(Refused):
        read(":20:X\n:23B:CRED\n:32A:240131EUR50,00\n:50K:LATE\n:59:/123\n:71A:SHA\n")


# Taken with awk, apart from the reader: statements are the lines `^:60`, movements the lines `^:61` up to the next `^:62`, their sum is
# that of the number behind C (plus) or D (minus) in them; opening and closing are read from the lines `^:60` and `^:62`.
# Opening and movements are the closing but in APART: their authors left lines out, or made them up.
APART = {
    ("jejik_knab.sta", 1): "4500.00",
    ("jejik_postfinance.sta", 1): "0.2",
    ("jejik_triodos.sta", 0): "111.40",
}
SAMPLES = [
    ("citi_mt940.txt", [("17376.67", "16233.92", "-1142.75", 3)], 0),  # two more lines are of 0,00: notes, no movements
    ("cmxl_mt940.sta", [("84349.74", "84437.04", "87.30", 11), ("2187.95", "4387.95", "2200", 2), ("40000", "50040", "10040", 3)], 0),
    ("cmxl_statement_details.sta", [], 1),  # one line, without a statement around it, so without a currency
    ("jejik_generic.sta", [("100", "90", "-10", 1), ("90", "80", "-10", 1)], 0),
    ("jejik_knab.sta", [("0", "500", "500", 1), ("3058.98", "798.98", "-6760", 2)], 0),
    ("jejik_postfinance.sta", [("0", "229.2", "229.2", 2), ("229.2", "159.6", "-69.8", 2)], 0),
    ("jejik_rabobank-iban.sta", [("1000", "965", "-35", 2), ("965", "930", "-35", 2)], 0),
    ("jejik_triodos.sta", [("4975.09", "4370.79", "-715.70", 2)], 0),
    ("mBank_mt940.sta", [("0.40", "0.43", "0.03", 3)], 0),
    ("mBank_mt942.sta", [(None, None, "0.03", 3)], 0),
    ("self-provided_long_statement_number.sta", [("0", "0", "0", 0)], 0),
    ("self-provided_multiline.sta", [("16.40", "11.40", "-5", 1)], 1),  # its last line stands behind the end
    ("self-provided_raphaelm.sta", [("0", "105000", "105000", 6), ("105000", "145000", "40000", 2), ("145000", "95000", "-50000", 1)], 0),
]  # fmt: skip


@pytest.mark.corpus
@pytest.mark.parametrize(("name", "statements", "faults"), SAMPLES)
def test_it_reads_the_reference_files(
    shared_data: Path, name: str, statements: list[tuple], faults: int
) -> None:
    file = read_file(shared_data / "bank" / "mt940" / name)
    found = [(one.opening, one.closing, one.total, len(one.movements)) for one in file.statements]
    assert found == [
        (*(None if text is None else Decimal(text) for text in numbers), count)
        for *numbers, count in statements
    ]
    assert len(file.faults) == faults
    for place, one in enumerate(file.statements):
        if one.opening is not None and one.closing is not None:
            assert one.closing - one.opening - one.total == Decimal(APART.get((name, place), "0"))


@pytest.mark.corpus
def test_the_list_of_reference_files_is_complete(shared_data: Path) -> None:
    assert sorted(one.name for one in (shared_data / "bank" / "mt940").iterdir()) == [
        name for name, *_ in SAMPLES
    ]
