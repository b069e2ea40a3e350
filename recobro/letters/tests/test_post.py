"""Letters on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from recobro.letters import batch, compose
from recobro.letters.tests import cast
from recobro.letters.tests.reading import MM, data, letter, pages, place_of, printed, spaced
from recobro.letters.values import LevelText

MARKUP = '#panic("x") $x$ *b* _i_ @ref <b>& \\ // [] `raw` = - + ~ {total} #{1+1}'


@pytest.mark.parametrize(
    "said",
    [
        "Late GmbH",
        "Attn. Ana Ruiz",
        "28013 Madrid",
        "Northwind Supplies GmbH · Hafenstraße 12 · 20457 Hamburg",
        "Date 21 November 2026",
        "C-1001",
        "First reminder: 1,240.00 EUR overdue since 3 November 2026",
        "Dear Ana Ruiz,",
        "INV-1 4 Oct 2026 3 Nov 2026 18 1,240.00 1,240.00",
        "Total to pay in EUR 1,240.00",
        "Payments received until 20 November 2026 are included. If you have paid since, please disregard this message.",
        "Please transfer the amount by 1 December 2026",
        "Reference RF18 5390 0754 7034",
        "IBAN DE89 3704 0044 0532 0130 00",
        "Kind regards,",
        "Ines Vidal Northwind Supplies GmbH Direct line: +49 40 5550 17",
        "Tax ID: DE123456789",
    ],
)
def test_it_prints_everything(said: str) -> None:
    assert said in printed(cast.content())


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("severity", ["courtesy", "reminder", "formal", "final"])
def test_it_fits_a_plain_reminder_on_one_page(language: str, severity: str) -> None:
    assert len(pages(cast.content(language, severity=severity))) == 1


def test_it_prints_user_data_as_it_is_and_never_as_markup() -> None:
    content = cast.content(
        creditor=cast.creditor(name=f"N {MARKUP}", address=(MARKUP,), tax_id=MARKUP, phone=MARKUP),
        addressee=cast.addressee(customer=MARKUP, contact=MARKUP, code=MARKUP, address=(MARKUP,)),
        person=cast.Person(name=MARKUP, phone=MARKUP, email=MARKUP),
        reference=MARKUP,
        sections=(
            cast.section(
                "EUR",
                cast.line("#panic()", order_reference=MARKUP, instalment=MARKUP),
                credits=(cast.credit(MARKUP),),
                also_open=(cast.line("*b*"),),
            ),
        ),
        text=LevelText(subject="{customer}", before="{customer}\n\n#panic() $", after="@x <y>"),
    )
    text = printed(content).replace(" ", "")
    assert text.count(MARKUP.replace(" ", "")) >= 8
    for said in ("#panic()", "*b*", "@x<y>", "#panic()$"):
        assert said in text


def test_it_deducts_credits_and_sets_apart_what_is_not_asked_for() -> None:
    section = cast.section(
        "EUR",
        cast.line("INV-7", original=Decimal(500), open_amount=Decimal(400), amount=Decimal(350)),
        credits=(cast.credit(),),
        also_open=(cast.line("INV-9", due_on=date(2026, 11, 26)),),
    )
    text = printed(cast.content(sections=(section,)))
    demanded, _, also = text.partition("Also open, for your information")
    assert "500.00 400.00 350.00" in demanded
    assert "50.00 EUR: not asked for" in demanded
    assert "Total of invoices 350.00 Less credit note CN-9, 10 Nov 2026 −200.00" in demanded
    assert "Total to pay in EUR 150.00" in demanded
    assert "INV-9" not in demanded
    assert "INV-9 4 Oct 2026 26 Nov 2026 due in 5 days 1,240.00 1,240.00" in also


def test_it_has_a_section_and_a_total_for_each_of_four_currencies() -> None:
    content = cast.content(sections=tuple(cast.section(code) for code in ("EUR", "USD", "JPY", "GBP")))
    text = printed(content)
    for code, amount in (("EUR", "1,240.00"), ("USD", "1,240.00"), ("JPY", "1,240"), ("GBP", "1,240.00")):
        assert f"Amounts in {code}" in text
        assert f"Total to pay in {code} {amount}" in text
    assert "4,960" not in text


def test_it_repeats_the_head_and_numbers_the_pages_of_a_long_letter() -> None:
    found = pages(cast.content(sections=(cast.section("EUR", *cast.many_lines(60)),)))
    assert len(found) == 3
    assert "Page" not in found[0]
    assert "Page 2 of 3" in found[1]
    assert "Page 3 of 3" in found[2]
    for page in found[:2]:
        assert "Invoice Date Due" in page
    numbers = [number for page in found for number in page.split() if number.startswith("INV-2026-")]
    assert numbers == [f"INV-2026-{number:04}" for number in range(60, 0, -1)]


@pytest.mark.parametrize("count", range(12, 62, 2))
def test_it_never_begins_a_page_with_sums_alone_or_a_signature_alone(count: int) -> None:
    section = cast.section("EUR", *cast.many_lines(count), credits=(cast.credit(),))
    for page in pages(cast.content(sections=(section,))):
        if "Total to pay" in page:
            assert "INV-2026-0001" in page
            assert "INV-2026-0002" in page
        if "Kind regards," in page:
            assert "Payment details" in page


def test_it_prints_a_very_long_number_whole() -> None:
    number = "INV" + "0123456789" * 6
    content = cast.content(sections=(cast.section("EUR", cast.line(number)),))
    assert number in printed(content).replace(" ", "").replace("\u200b", "")


def test_it_prints_the_largest_amount_there_can_be() -> None:
    line = cast.line(
        original=Decimal("999999999999999.99"), open_amount=Decimal("999999999999998.99"), amount=Decimal(1)
    )
    text = printed(cast.content(sections=(cast.section("EUR", line),)))
    assert "999,999,999,999,999.99 999,999,999,999,998.99 1.00" in text


def test_it_prints_with_every_optional_field_empty() -> None:
    bare = replace(
        cast.content("fr"),
        creditor=cast.Creditor(name="N"),
        addressee=cast.Addressee(customer="C", code=""),
        person=cast.Person(name=""),
        reference="",
        sections=(cast.section("EUR", cast.line("1", due_on=None)),),
        text=LevelText(subject="S", before="", after=""),
    )
    text = printed(bare)
    assert "sans échéance" in text
    assert "IBAN" not in text
    assert "Référence" not in text


@pytest.mark.parametrize(
    ("country", "sheet"),
    [
        ("DE", "din-left"),
        ("", "din-left"),
        ("ES", "din-left"),
        ("FR", "nf-right"),
        ("US", "us-left"),
        ("MX", "us-left"),
    ],
)
def test_it_chooses_the_window_by_the_country_of_the_creditor(country: str, sheet: str) -> None:
    assert data(cast.content(creditor=cast.creditor(country=country)))["sheet"] == sheet


@pytest.mark.parametrize(
    ("country", "left", "right", "top", "bottom"),
    [
        # what shows in the window wherever the sheet slides: DIN 5008 B zone; NF Z 11-001 35 x 100 mm at the right; no. 10
        ("DE", 20, 105, 62.7, 90),
        ("FR", 100, 190, 54, 80),
        ("US", 22.2, 111, 63.5, 86),
    ],
)
def test_it_puts_the_address_into_the_window(
    country: str, left: float, right: float, top: float, bottom: float
) -> None:
    to = cast.addressee(address=("FIRST LINE", "SECOND LINE", "LAST LINE"))
    content = cast.content(creditor=cast.creditor(country=country), addressee=to)
    for words in ("Attn. Ana", "LAST LINE"):
        x, baseline = place_of(content, words)
        assert left <= x < right
        assert top < baseline < bottom


def test_it_has_the_paper_of_the_country() -> None:
    sizes = {}
    for country in ("DE", "US"):
        page = PdfReader(BytesIO(letter(cast.content(creditor=cast.creditor(country=country))))).pages[0]
        sizes[country] = (round(float(page.mediabox.width) / MM), round(float(page.mediabox.height) / MM))
    assert sizes == {"DE": (210, 297), "US": (216, 279)}


def test_it_makes_an_archivable_and_accessible_pdf() -> None:
    made = letter(cast.content())
    reader = PdfReader(BytesIO(made))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert reader.metadata is not None
    assert (
        reader.metadata.title == "First reminder: 1,240.00\u00a0EUR overdue since 3\u00a0November\u00a02026"
    )
    assert b"pdfaid:part" in metadata.stream.get_data()
    assert b"pdfuaid:part" in metadata.stream.get_data()
    assert reader.root_object["/Lang"] == "en"


def test_it_makes_the_same_pdf_of_the_same_letter() -> None:
    assert letter(cast.content()) == letter(cast.content())


def test_it_prints_a_name_that_no_font_of_ours_has_rather_than_nothing() -> None:
    text = printed(cast.content(addressee=cast.addressee(customer="日本 Late")))
    assert "Late" in text
    assert "Total to pay in EUR 1,240.00" in text


def test_it_holds_the_letter_as_canonical_json() -> None:
    text = compose(cast.content(), "letter").letter
    assert json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text


def test_it_gives_the_letter_a_text_for_the_screen() -> None:
    rendered = compose(cast.content(), "letter")
    assert "Total to pay in EUR" in spaced(rendered.text)
    assert rendered.html == ""


def test_it_binds_letters_into_one_file_in_order(tmp_path: Path) -> None:
    letters = [
        letter(cast.content(addressee=cast.addressee(customer=name))) for name in ("Late GmbH", "Gone SA")
    ]
    bound = PdfReader(BytesIO(batch(iter(letters), tmp_path / "batch.pdf")))
    assert [
        name in page.extract_text() for name, page in zip(("Late GmbH", "Gone SA"), bound.pages, strict=True)
    ] == [
        True,
        True,
    ]
    assert len(PdfReader(tmp_path / "batch.pdf").pages) == 2


def test_it_begins_each_letter_on_a_sheet_of_its_own_when_both_sides_are_printed() -> None:
    one_page = letter(cast.content())
    bound = PdfReader(BytesIO(batch([one_page, one_page], duplex=True)))
    assert [bool(page.extract_text()) for page in bound.pages] == [True, False, True, False]
    assert bound.pages[1].mediabox == bound.pages[0].mediabox
