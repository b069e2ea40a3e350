"""The statement of account on paper and as a spreadsheet."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from recobro.letters.statement import Mail, compose_mail, statement_pdf, statement_xlsx
from recobro.letters.statement.values import Applied, Statement
from recobro.letters.tests import accounts, cast
from recobro.letters.tests.accounts import credit, line, many, receipt, section, statement
from recobro.letters.tests.reading import spaced
from recobro.letters.wording import LANGUAGES

MARKUP = '#panic("x") $x$ *b* _i_ @ref <b>& \\ // [] `raw` = - + ~ {total} #{1+1}'
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "http://x.test"]


@cache
def pages(made: Statement) -> list[str]:
    return [spaced(page.extract_text()) for page in PdfReader(BytesIO(statement_pdf(made))).pages]


def printed(made: Statement) -> str:
    return " ".join(pages(made))


RICH = statement(
    "en",
    section(
        "EUR",
        line("INV-1", 45, "1240.00", original=Decimal("2000.00"), disputed=Decimal("240.00")),
        line("INV-2", 3, "800.00", promised=Decimal("800.00"), instalment="2/3", order_reference="PO 4711"),
        line("DN-4", -2, "55.10", kind="debit_note"),
        line("INV-9", 0, "10.00", due_on=None),
        credits=(credit("CN-9", "-200.00"), credit("PAY-9", "-61.00", kind="payment")),
        receipts=(
            receipt("PAY-3", "-500.00"),
            receipt("PAY-4", "-100.00", applied=(Applied(number="INV-1", on=date(2026, 11, 6), amount=Decimal("60")),)),
            receipt("PAY-1", "-90.00", is_new=False, on=date(2026, 7, 1)),
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "Statement of account as of 21 November 2026",
        "Attn. Ana Ruiz",
        "Your contact Ines Vidal",
        "Not yet due 65.10",
        "1 to 30 days overdue 800.00",
        "31 to 60 days overdue 1,240.00",
        "Credits on account −261.00",
        "Balance 1,844.10",
        "INV-1 240.00 EUR disputed 7 Sept 2026 7 Oct 2026 45 2,000.00 1,240.00",
        "INV-2 instalment 2 of 3 · your order PO 4711 · 800.00 EUR promised",
        "Total overdue 2,040.00",
        "DN-4 Debit note",
        "INV-9 no due date",
        "Total not yet due 65.10",
        "CN-9 Credit note 10 Nov 2026 −200.00 −200.00",
        "Total credits −261.00",
        "Balance in EUR 1,844.10",
        "Received from 21 Aug 2026 to 21 Nov 2026 in EUR",
        "PAY-3 Payment · set against INV-0 5 Nov 2026 −500.00",
        "PAY-4 Payment · 6 Nov 2026 set against INV-1: 60.00 5 Nov 2026 −100.00",
        "PAY-1 Payment · received before",
        "Total received −600.00",
        "Payments received until 21 November 2026 are included.",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Direct line: +49 40 5550 17 · E-mail: ines.vidal@northwind.example",
    ],
)
def test_it_says_what_is_owed_paid_and_about_to_fall_due_r_41(said: str) -> None:
    assert said in printed(RICH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_one_invoice_on_one_page_in_every_language(language: str) -> None:
    assert len(pages(statement(language))) == 1


def test_it_keeps_every_currency_to_itself_p_54() -> None:
    made = statement(
        "en",
        section("EUR", line()),
        section("JPY", line("J-1", open_amount="124000")),
        section("USD", credits=(credit(),)),
    )
    said = printed(made)
    assert "EUR JPY USD" in said
    assert "Balance 1,240.00 124,000 −200.00" in said
    assert "Balance in JPY 124,000" in said
    assert "Balance in your favour in USD −200.00" in said
    assert "Amounts in different currencies are not added together." in said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("covered", "50.00 EUR covered by a cheque or bill"),
        ("retained", "50.00 EUR retained"),
        ("planned", "50.00 EUR in a payment plan"),
    ],
)
def test_it_names_the_parts_that_are_agreed_otherwise(part: str, said: str) -> None:
    changes: dict[str, Any] = {part: Decimal(50)}
    assert said in printed(statement("en", section("EUR", line(**changes))))


def test_a_customer_in_credit_is_not_asked_for_money_p_55() -> None:
    made = statement("en", section("EUR", credits=(credit(),)))
    assert "Payment details" not in printed(made)


def test_it_says_that_nothing_is_open() -> None:
    assert "Nothing is open on your account." in printed(statement(sections=()))


def test_it_says_as_of_when_it_was_known() -> None:
    assert "what our books held on 1 November 2026" in printed(statement(known_on=date(2026, 11, 1)))


@pytest.mark.parametrize("count", [1, 19, 20, 21, 40, 60, 61, 62])
def test_no_page_begins_with_a_sum(count: int) -> None:
    """The last two items of a group stand with its sum, whatever the number of items."""
    made = statement("en", section("EUR", *(line(f"INV-{number}", 10, "1.00") for number in range(count))))
    with_sum = next(page for page in pages(made) if "Total overdue" in page)
    assert len(re.findall(r"INV-\d+", with_sum)) >= min(count, 2)
    assert "Balance in EUR" in with_sum


def test_long_lists_repeat_their_heads_and_count_their_pages() -> None:
    made = statement("en", section("EUR", *many(400)))
    found = pages(made)
    assert len(found) > 8
    for number, page in enumerate(found[1:-1], start=2):
        assert "Number Date Due Days overdue Original amount Open" in page
        assert f"Page {number} of {len(found)}" in page
    assert re.findall(r"INV-2026-\d+", " ".join(found)) == [one.number for one in many(400)]


def test_it_prints_data_as_they_are_and_never_as_markup() -> None:
    made = statement(
        addressee=cast.addressee(customer=MARKUP, code=MARKUP), reference=MARKUP,
        sections=(section("EUR", line(MARKUP, order_reference=MARKUP), credits=(credit(MARKUP),), receipts=(receipt(MARKUP),)),),
    )  # fmt: skip
    assert printed(made).count(spaced(MARKUP)) >= 4


def test_it_is_an_accessible_archive_and_always_the_same() -> None:
    pdf = statement_pdf(RICH)
    metadata = PdfReader(BytesIO(pdf)).xmp_metadata
    assert metadata is not None
    assert b"pdfuaid" in metadata.stream.get_data()
    assert pdf == statement_pdf(RICH)


# The spreadsheet


def sheets(made: Statement) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(statement_xlsx(made)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def xml_of(made: Statement, number: int = 1) -> str:
    with zipfile.ZipFile(BytesIO(statement_xlsx(made))) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_it_holds_numbers_and_dates_r_42() -> None:
    rows = sheets(RICH)["EUR"]
    assert rows[2][:2] == ["As of", date(2026, 11, 21)]
    assert rows[7] == [
        "Overdue",
        "Invoice",
        "INV-1",
        "",
        date(2026, 9, 7),
        date(2026, 10, 7),
        45.0,
        2000.0,
        1240.0,
        240.0,
        0.0,
        0.0,
        0.0,
        0.0,
        "",
    ]
    assert rows[11][:9] == [
        "Credits on account",
        "Credit note",
        "CN-9",
        "",
        date(2026, 11, 10),
        "",
        "",
        -200.0,
        -200.0,
    ]
    received = sheets(RICH)["EUR received"]
    assert received[7][:7] == [
        "Payment",
        "PAY-3",
        date(2026, 11, 5),
        -500.0,
        "INV-0",
        date(2026, 11, 5),
        500.0,
    ]


def test_it_has_a_column_for_each_part_that_is_not_asked_for_now() -> None:
    parts = {"disputed": "1.00", "covered": "2.00", "retained": "3.00", "planned": "4.00", "promised": "5.00"}
    made = statement("en", section("EUR", line(**{name: Decimal(amount) for name, amount in parts.items()})))
    rows = sheets(made)["EUR"]
    assert rows[6][9:14] == ["Disputed", "Covered by paper", "Kept back", "In a payment plan", "Promised"]
    assert rows[7][9:14] == rows[-1][9:14] == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_its_sums_are_formulas_over_every_row_with_their_values_beside() -> None:
    rows, xml = sheets(RICH)["EUR"], xml_of(RICH)
    last = FIRST_ROW + 6 - 1  # four claims, two credits
    assert f"SUBTOTAL(109,I8:I{last})" in xml
    assert f'SUMIFS($I$8:$I${last},$G$8:$G${last},"&gt;=31",$G$8:$G${last},"&lt;=60")' in xml
    assert rows[4][:7] == [65.1, 800.0, 1240.0, 0.0, 0.0, -261.0, 1844.1]
    assert rows[-1][7:14] == [2604.1, 1844.1, 240.0, 0.0, 0.0, 0.0, 800.0]
    assert sheets(RICH)["EUR received"][-1][3:7] == [-600.0, "", "", 560.0 + 90.0]


FIRST_ROW = 8


def test_its_days_late_follow_the_day_in_its_head() -> None:
    assert '<f>IF(F8="",0,MAX(0,$B$3-F8))</f><v>45</v>' in xml_of(RICH)


def test_it_keeps_the_head_in_sight_and_the_decimals_of_the_currency() -> None:
    made = statement(
        "en", section("JPY", line(open_amount="124000")), section("TND", line(open_amount="1.234"))
    )
    with zipfile.ZipFile(BytesIO(statement_xlsx(made))) as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert "#,##0;[Red]-#,##0" in styles
    assert "#,##0.000;[Red]-#,##0.000" in styles
    assert '<pane ySplit="7"' in xml_of(made)


@pytest.mark.parametrize("text", FORMULAS)
def test_it_never_reads_data_as_a_formula_or_a_link(text: str) -> None:
    made = statement(
        addressee=cast.addressee(customer=text, code=text),
        sections=(section("EUR", line(text, order_reference=text), credits=(credit(text),), receipts=(receipt(text),)),),
    )  # fmt: skip
    rows = sheets(made)["EUR"]
    assert (rows[7][2], rows[7][14], rows[8][2]) == (text, text, text)
    assert xml_of(made).count("<f>") == 7 + 1 + 7  # ageing, days late, sums: ours
    assert "hyperlink" not in xml_of(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_a_sheet_for_each_currency_in_every_language(language: str) -> None:
    made = statement(
        language, section("EUR", line(), receipts=(receipt(),)), section("USD", credits=(credit(),))
    )
    assert [name.split()[0] for name in sheets(made)] == ["EUR", "EUR", "USD"]


def test_the_workbook_is_always_the_same() -> None:
    assert statement_xlsx(RICH) == statement_xlsx(RICH)


def test_it_counts_the_days_from_the_day_of_the_statement() -> None:
    earlier = statement(as_of=accounts.TODAY - timedelta(days=18))
    (only,) = earlier.sections
    assert (earlier.overdue(only), len(earlier.coming(only))) == ((), 1)


@pytest.mark.parametrize(
    ("language", "kept", "waits"),
    [
        ("en", "kept as a deposit", "Credits on account wait until we know"),
        ("es", "conservado como depósito", "Los saldos a su favor esperan"),
        ("fr", "conservé à titre de dépôt", "Les crédits en compte attendent"),
    ],
)
def test_it_says_what_credit_is_kept_and_what_waits(language: str, kept: str, waits: str) -> None:
    ours = (credit("CN-9"), credit("D-1", "-61.00", kind="payment", kept_as="deposit"))
    made = replace(statement(language, section("EUR", line("INV-1"), credits=ours)), credit_apart=True)

    for said in (printed(made), spaced(compose_mail(Mail(statement=made, formats=())).text)):
        assert waits in said
    assert kept in printed(made)
    assert waits not in printed(replace(made, credit_apart=False))
    ((sheet, *_),) = [CalamineWorkbook.from_filelike(BytesIO(statement_xlsx(made))).sheet_names]
    cells = CalamineWorkbook.from_filelike(BytesIO(statement_xlsx(made))).get_sheet_by_name(sheet).to_python()
    assert any(kept in str(cell) for row in cells for cell in row)
