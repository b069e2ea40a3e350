"""Tables of banks: columns by their names, which way money goes, balances, details, several accounts, what is left out and told."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from recobro.connectors.bank.format import BankOptions
from recobro.connectors.bank.table.columns import OF_BANKS
from recobro.connectors.bank.tests.reading import File, read_file
from recobro.connectors.table.header import _aliases
from recobro.kernel.problems import Refused

Reader = Callable[..., File]
OURS, THEIRS = "DE02120300000000202051", "DE89370400440532013000"


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def read_text(text: str, *, encoding: str = "utf-8", **options: object) -> File:
        path = tmp_path / "export.csv"
        path.write_bytes(text.encode(encoding))
        return read_file(path, BankOptions(**({"currency": "EUR"} | options)))

    return read_text


def amounts(file: File) -> list[str]:
    return [str(one.amount) for one in file.movements]


def test_it_has_no_name_for_two_fields_and_none_that_says_nothing() -> None:
    for names in _aliases(OF_BANKS.path).values():
        assert [name for name, found in names.items() if len(found) > 1 or not name] == []


def test_fields_of_a_movement(read: Reader) -> None:
    file = read(
        "IBAN Auftragskonto;Buchungstag;Valutadatum;Name Zahlungsbeteiligter;IBAN Zahlungsbeteiligter;"
        "BIC (SWIFT-Code) Zahlungsbeteiligter;"
        "Buchungstext;Verwendungszweck 1;Verwendungszweck 2;Referenznummer;Kundenreferenz;Mandatsreferenz;Betrag;Waehrung;"
        "Gebühren;Originalbetrag;Originalwährung;Transaktions-Nr.\n"
        f"{OURS};31.01.2024;02.02.2024;LATE GMBH;{THEIRS};COBADEFFXXX;GUTSCHRIFT;RE 17;und 18;RF18 5390 0754 7034;E2E-1;M-1;"
        f"119,00;EUR;1,50;130,00;USD;B-1\n"
    )  # fmt: skip
    (one,) = file.movements
    assert file.statements[0].head.account == OURS
    assert (one.line, one.booked_on, one.value_on) == (2, date(2024, 1, 31), date(2024, 2, 2))
    assert (one.payer_name, one.payer_account, one.payer_bank) == ("LATE GMBH", THEIRS, "COBADEFFXXX")
    assert (one.text, one.reference) == ("GUTSCHRIFT RE 17 und 18", "RF18539007547034")
    assert (one.end_to_end, one.mandate, one.bank_reference) == ("E2E-1", "M-1", "B-1")
    assert (one.charges, one.original_amount, one.original_currency) == (
        Decimal("1.50"),
        Decimal("130.00"),
        "USD",
    )


def test_the_other_side_is_the_payer_of_what_comes_in_and_the_payee_of_what_goes_out(read: Reader) -> None:
    file = read(
        "Date,Amount,Payer Name,Payee Name,IBAN\n2024-01-31,5.00,Late,Us,1\n2024-01-31,-5.00,Us,Supplier,2\n"
        "2024-01-30,-5.00,Us,,3\n"
    )
    assert [one.payer_name for one in file.movements] == ["Late", "Supplier", "Us"]
    assert [one.payer_account for one in file.movements] == [
        "1",
        "2",
        "3",
    ]  # it changes, and stands behind a name


def test_a_reference_that_is_none_is_text(read: Reader) -> None:
    (one,) = read("Date;Reference;Amount\n2024-01-31;RE 17;5.00\n").movements
    assert (one.reference, one.text) == ("", "RE 17")


DETAILS = "Datum;Buchungstext;Betrag Einzelzahlung (CHF);Belastung (CHF);Gutschrift (CHF);Saldo (CHF)\n"


def test_details_stand_for_a_collective_booking_where_they_add_up_to_it(read: Reader) -> None:
    file = read(
        f"{DETAILS}31.01.2024;Sammelgutschrift;;;300.00;1300.00\n;Late;100.00;;;\n;Prompt;200;;;\n"
        f"30.01.2024;Sammelauftrag;;50.00;;1000.00\n;Rent;20.00;;;\n;Power;29.00;;;\n"
    )
    assert [(one.entry, str(one.amount), one.text, one.line) for one in file.movements] == [
        (1, "100.00", "Late", 3), (1, "200.00", "Prompt", 4), (2, "-50.00", "Sammelauftrag Rent Power", 5),
    ]  # fmt: skip
    assert [one.booked_on for one in file.movements][:2] == [date(2024, 1, 31)] * 2
    assert file.statements[0].agrees
    assert [one.severity for one in file.problems] == ["note"]


def test_rows_without_date_and_amount_continue_the_text(read: Reader) -> None:
    file = read("Datum;Buchungstext;Betrag\n31.01.2024;LATE GMBH;5,00\n;RE 2024-17;\n30.01.2024;EDF;-1,00\n")
    assert [one.text for one in file.movements] == ["LATE GMBH RE 2024-17", "EDF"]


def test_totals_and_repeated_headers_are_no_movements(read: Reader) -> None:
    rows = "Date;Text;Debit;Credit\n2024-01-31;A;5.00;\n"
    file = read(f"{rows}{rows}2024-01-31;B;;2.00\nTotal;;10.00;2.00\n\nThank you for banking with us;;;\n")
    assert amounts(file) == ["-5.00", "-5.00", "2.00"]
    assert not file.problems


def test_totals_that_do_not_agree_are_told(read: Reader) -> None:
    file = read("Date;Text;Debit;Credit\n2024-01-31;A;5.00;\n2024-01-31;B;;2.00\n;Total;9.00;2.00\n")
    (problem,) = file.problems
    assert (problem.line, problem.message) == (
        4,
        "The row of totals says 9.00 out and 2.00 in; 5.00 and 2.00 stand above it.",
    )


def test_a_payment_that_speaks_of_a_balance_is_a_payment(read: Reader) -> None:
    file = read("Fecha;Concepto;Importe;Saldo\n31/01/2024;Saldo final factura 17;100,00;100,00\n")
    assert amounts(file) == ["100.00"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_balances_that_do_not_stand_in_every_row(read: Reader, newest_first: bool) -> None:
    rows = [
        "2024-01-01;A;10.00;",
        "2024-01-01;B;10.00;120.00",
        "2024-01-02;C;-5.00;",
        "2024-01-03;D;-5.00;110.00",
        "2024-01-03;E;1.00;",
    ]
    file = read("\n".join(["Date;Text;Amount;Balance", *(reversed(rows) if newest_first else rows)]))
    (statement,) = file.statements
    assert statement.head.opening is not None
    assert (statement.opening, statement.head.opening.on, statement.closing) == (
        Decimal(100),
        date(2024, 1, 1),
        Decimal(111),
    )
    assert statement.agrees


def test_a_missing_row_is_seen_by_the_balances(read: Reader) -> None:
    (statement,) = read(
        "Date;Text;Amount;Balance\n2024-01-01;A;10.00;110.00\n2024-01-02;C;5.00;135.00\n"
    ).statements
    assert (statement.opening, statement.closing, statement.agrees) == (Decimal(100), Decimal(135), False)


def test_each_account_and_currency_is_a_statement(read: Reader) -> None:
    file = read(
        f"Auftragskonto;Datum;Text;Betrag;Währung;Saldo\n{OURS};31.01.2024;A;5,00;EUR;105,00\n{THEIRS};31.01.2024;B;7,00;EUR;7,00\n"
        f"{OURS};30.01.2024;C;1,00;EUR;100,00\n{OURS};30.01.2024;D;2,00;USD;2,00\n{OURS};30.01.2024;E;Q,00;USD;2,00\n"
    )
    found = [(one.head.account, one.head.currency, str(one.total), one.agrees) for one in file.statements]
    assert found == [(OURS, "EUR", "6.00", True), (THEIRS, "EUR", "7.00", True), (OURS, "USD", "2.00", True)]
    assert [(one.line, one.severity) for one in file.problems] == [(6, "error")]


def test_what_is_only_announced_is_pending(read: Reader) -> None:
    rows = "offen;--;Hotel;-50,00\noffen;31.01.2024;Shop;-5,00\n31.01.2024;31.01.2024;Late;5,00\n"
    file = read(f"Buchungstag;Wertstellung;Text;Umsatz in EUR\n{rows}")
    assert [one.is_pending for one in file.movements] == [True, False]
    assert [(one.line, one.severity) for one in file.problems] == [
        (2, "note")
    ]  # without any day it cannot be held
    file = read(
        "Date;Text;Amount;Status\n2024-01-31;Hotel;-50.00;Pending\n2024-01-31;Shop;-9.00;Declined\n2024-01-31;Late;5.00;Booked\n"
    )
    assert [(one.text, one.is_pending) for one in file.movements] == [("Hotel", True), ("Late", False)]


@pytest.mark.parametrize(
    ("text", "is_return"),
    [
        ("Rücklastschrift RE 17", True), ("DEVOLUCION RECIBO", True), ("REJET PRELEVEMENT", True), ("INSOLUTO SDD", True),
        ("Returned direct debit", True), ("Comisión por devolución", False), ("Frais de rejet", False), ("Recibo de la luz", False),
    ],
)  # fmt: skip
def test_money_that_goes_back_says_so(read: Reader, text: str, is_return: bool) -> None:
    assert read(f"Date;Text;Amount\n2024-01-31;{text};-5.00\n").movements[0].is_return is is_return
    assert not read(f"Date;Text;Amount\n2024-01-31;{text};5.00\n").movements[0].is_return


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("32.01.2024;A;5,00;EUR", "date '32.01.2024'"),
        ("31.01.2024;A;5,0%;EUR", "column 'Betrag': amount '5,0%'"),
        ("31.01.2024;A;5,001;EUR", "more decimals than EUR"),
        ("31.01.2024;A;5,00;QQQ", "currency 'QQQ' is not known"),
        ("31.01.2024;A;;EUR", "a date and no amount"),
        ("31.01.2024", "a date and no amount"),
        ("31.01.2024;A;5,00;EUR;more", "The row has 5 cells, the header has 4"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_is_read(read: Reader, row: str, said: str) -> None:
    file = read(f"Datum;Text;Betrag;Währung\n31.01.2024;A;1,00;EUR\n{row}\n30.01.2024;B;2,00;EUR\n")
    assert [(one.line, said in one.message) for one in file.problems] == [(3, True)]
    assert amounts(file) == ["1.00", "2.00"]


def test_a_row_with_a_debit_and_a_credit_is_none(read: Reader) -> None:
    file = read("Datum;Text;Soll;Haben\n31.01.2024;A;1,00;2,00\n30.01.2024;B;0,00;2,00\n")
    assert amounts(file) == ["2.00"]
    assert "a debit of 1.00 and a credit of 2.00" in file.problems[0].message


def test_the_value_date_stands_for_the_day_of_booking(read: Reader) -> None:
    file = read("Date comptable;Date de valeur;Texte;Montant\nhier;31/01/2024;A;5,00\n")
    assert (file.movements[0].booked_on, file.movements[0].value_on) == (None, date(2024, 1, 31))
    assert [one.severity for one in file.problems] == ["warning"]


def test_a_debit_with_a_plus_among_negative_ones_is_taken_back(read: Reader) -> None:
    file = read("Date;Text;Debit;Credit\n2024-01-31;A;-5.00;\n2024-01-31;B;-6.00;\n2024-01-31;C;2.00;\n")
    assert amounts(file) == ["-5.00", "-6.00", "2.00"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name;Amount\nA;5.00\n", "No row among the first 2 names columns"),
        (
            "Date;Text;Amount\n01/02/2024;A;5.00\n",
            "Date '01/02/2024' in column 'Date' may be day/month or month/day",
        ),
        ("Date;Text;Amount\n31/01/2024;A;5.00\n01/31/2024;A;5.00\n", "has the day first"),
    ],
)
def test_what_concerns_the_whole_file_refuses_it(read: Reader, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        read(text)
    assert "profile" not in str(refusal.value)  # there are none for files of banks


def test_a_table_that_does_not_say_its_currency_is_refused(read: Reader) -> None:
    with pytest.raises(Refused, match="does not say its currency"):
        read("Date;Text;Amount\n2024-01-31;A;5.00\n", currency="")
    assert read("Date;Text;Amount\n2024-01-31;A;5.00 USD\n", currency="").statements[0].head.currency == "USD"
    assert (
        read("Date;Text;Amount (GBP)\n2024-01-31;A;5.00\n", currency="").statements[0].head.currency == "GBP"
    )
    assert (
        read("Currency: CHF\nDate;Text;Amount\n2024-01-31;A;5.00\n", currency="").statements[0].head.currency
        == "CHF"
    )


def test_days_that_no_date_shows_are_read_as_the_language_or_the_country_has_them(read: Reader) -> None:
    assert read("Fecha;Concepto;Importe\n01/02/2024;A;5,00\n").movements[0].booked_on == date(2024, 2, 1)
    assert read("Date;Text;Amount\n01/02/2024;A;5.00\n", country="US").movements[0].booked_on == date(
        2024, 1, 2
    )
    assert read("Date;Text;Amount\n01/02/2024;A;5.00\n", date_order="dmy").movements[0].booked_on == date(
        2024, 2, 1
    )


def test_a_mapping_that_was_said_goes_before_the_names(read: Reader) -> None:
    text = "Day;What;Who;Money;Amount;Currency\n2024-01-31;RE 17;Late;5.00;7.00;nonsense\n"
    said = {"Day": "booked_on", "What": "text", "Who": "payer_name", "Money": "amount", "Currency": "ignore"}
    file = read(text, columns=said)
    (one,) = file.movements
    assert (one.amount, one.text, one.payer_name) == (Decimal("5.00"), "RE 17", "Late")
    assert not file.faults
    (one,) = read(text, columns=said | {"Who": "text"}).movements
    assert (one.text, one.payer_name) == ("RE 17 Late", "")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"Sum": "amount"}, "Column 'Sum', named for amount, is not in the header"),
        ({"Date": "colour"}, "There is no field 'colour' for column 'Date'"),
        ({"Text": "amount", "Amount": "amount"}, "Columns 'Text' and 'Amount' are both named for amount"),
        ({"Amount": "ignore"}, "no column of an amount"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(read: Reader, said: dict[str, str], wrong: str) -> None:
    with pytest.raises(Refused, match=wrong):
        read("Date;Text;Amount\n2024-01-31;A;5.00\n", columns=said)


def test_amounts_that_may_mean_two_things_are_told(read: Reader) -> None:
    text = "Date;Text;Amount\n2024-01-31;A;1.234\n"
    file = read(text)
    assert [
        (one.line, "may be 1234 or 1.234" in one.message, "--decimal" in one.hint) for one in file.problems
    ] == [(2, True, True)]
    assert amounts(read(text, decimal=",")) == ["1234.00"]


def test_an_account_that_was_said_holds_where_the_file_names_none(read: Reader) -> None:
    assert read("Date;Text;Amount\n2024-01-31;A;5.00\n", account=OURS).statements[0].head.account == OURS
    assert (
        read(f"IBAN;{OURS}\nDate;Text;Amount\n2024-01-31;A;5.00\n", account=THEIRS).statements[0].head.account
        == OURS
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"])
def test_encodings_are_found_out(read: Reader, encoding: str) -> None:
    file = read(
        "Date;Libellé;Débit;Crédit\n31/01/2024;Société Générale prélèvement reçu;;5,00\n", encoding=encoding
    )
    assert file.movements[0].text == "Société Générale prélèvement reçu"


def test_letters_that_were_lost_do_not_hide_columns_and_amounts(read: Reader) -> None:
    file = read("Date;Libell\ufffd;D\ufffdbit;Cr\ufffddit\n31/01/2024;A;;1\ufffd234.50\n")
    assert amounts(file) == ["1234.50"]


def test_cells_that_are_protected_from_spreadsheets(read: Reader) -> None:
    file = read(
        'Konto:;="CH9300762011623852957"\nBuchungsdatum;Text;Betrag\n="31.01.2024";="\'RE 17";="-5,00"\n'
    )
    assert file.statements[0].head.account == "CH9300762011623852957"
    assert [(str(one.amount), one.text) for one in file.movements] == [("-5.00", "RE 17")]


@pytest.mark.parametrize(
    ("above", "opening", "closing"),
    [
        ("Saldo Iniziale: 1000.00 Saldo Finale: 1005.00", "1000.00", "1005.00"),
        ("Opening balance:;1000.00\nClosing balance:;1005.00", "1000.00", "1005.00"),
        ("Solde au 31/01/2024 1 005,00 €", None, "1005.00"),
        ("Kontostand vom 31.01.2024:;1.005,00 EUR", None, "1005.00"),
        ("Kontoauszug bis: 31.01.2024\nSaldo: EUR 1005.00", None, "1005.00"),
        ("Saldo: EUR 1005.00", None, None),  # of the moment of the export, which nobody knows
    ],
)
def test_balances_above_the_header(
    read: Reader, above: str, opening: str | None, closing: str | None
) -> None:
    (statement,) = read(f"{above}\nDate;Libellé;Montant\n31/01/2024;A;5,00\n").statements
    found = [None if one is None else str(one) for one in (statement.opening, statement.closing)]
    assert found == [opening, closing]


@pytest.mark.parametrize(
    ("label", "account"),
    [
        ("IBAN;CH93 0076 2011 6238 5295 7", "CH9300762011623852957"),
        ("Kontonummer:;0234 00123456.40\nIBAN:;CH00 0000 0000 0000 0000 V", "CH000000000000000000V"),
        ("Numéro Compte   ;1234567A020", "1234567A020"),
        ("Girokonto;DE02120300000000202051", OURS),
        ("Compte Courant carte n° 12345678901", ""),
    ],
)
def test_the_account_above_the_header(read: Reader, label: str, account: str) -> None:
    assert read(f"{label}\nDate;Libellé;Montant\n31/01/2024;A;5,00\n").statements[0].head.account == account


def test_amounts_that_are_all_written_with_three_decimals(read: Reader) -> None:
    file = read(
        "Date;Text;Amount\n"
        + "".join(f"2024-01-31;A;-{amount}\n" for amount in ("53.100", "475.000", "12.850", "1.350", "2.600"))
    )
    assert amounts(file) == ["-53.10", "-475.00", "-12.85", "-1.35", "-2.60"]


def test_a_column_of_currencies_that_says_none_is_told(read: Reader) -> None:
    file = read("Date;Text;Amount;Currency\n2024-01-31;A;5.00;main\n2024-01-30;A;5.00;main\n")
    assert [one.currency for one in file.movements] == ["EUR", "EUR"]
    assert [(one.line, one.severity) for one in file.problems] == [(1, "warning")]


def test_a_list_of_card_purchases_is_money_out(read: Reader) -> None:
    file = read("Card Number,Date,Amount,Merchant Name\n1234,2024-01-31,12.50,Shop\n")
    assert amounts(file) == ["-12.50"]
    assert "purchases with a card" in file.faults[0].message


def test_a_table_without_movements_is_a_statement(read: Reader) -> None:
    (statement,) = read(
        "Saldo iniziale:;100,00\nSaldo finale:;100,00\nData;Descrizione;Importo;Saldo\n"
    ).statements
    assert (statement.movements, statement.opening, statement.closing) == ([], Decimal(100), Decimal(100))


def workbook() -> bytes:
    """Movements below two lines on the account, and a sheet that has none."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Movimientos")
    book.add_worksheet("Ayuda").write_row(0, 0, ["Llame al 900 000 000"])
    sheet.write_row(0, 0, ["Cuenta", "ES91 2100 0418 4502 0005 1332"])
    sheet.write_row(2, 0, ["Fecha", "Fecha valor", "Concepto", "Importe", "Saldo"])
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    rows = [(date(2024, 1, 31), "LATE SL FRA 17", 1190.1, 3144.6), (date(2024, 1, 30), "EDF", -45.5, 1954.5)]
    for row, (day, text, amount, balance) in enumerate(rows, start=3):
        sheet.write_datetime(row, 0, day, days)
        sheet.write(row, 1, "31/01/2024")
        sheet.write_row(row, 2, [text, amount, balance])
    book.close()
    return file.getvalue()


def test_a_workbook_is_read_as_a_text_table_is(tmp_path: Path) -> None:
    path = tmp_path / "movimientos.xlsx"
    path.write_bytes(workbook())
    file = read_file(path, BankOptions(currency="EUR"))
    (statement,) = file.statements
    assert statement.head.account == "ES9121000418450200051332"
    assert [(one.line, str(one.amount), one.booked_on) for one in file.movements] == [
        (4, "1190.10", date(2024, 1, 31)), (5, "-45.50", date(2024, 1, 30)),
    ]  # fmt: skip
    assert statement.agrees
    assert not file.faults
