"""E-mails, as HTML and as text: both say everything."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from recobro.letters import compose
from recobro.letters.tests import cast
from recobro.letters.tests.reading import rows, seen, spaced
from recobro.letters.values import Content, KeptOut, LevelText

PARTLY = cast.line(
    "INV-7", original=Decimal("500"), open_amount=Decimal("400"), amount=Decimal("150"), instalment="2/3",
    order_reference="PO-4711",
    kept_out=(KeptOut(reason="disputed", amount=Decimal(150)), KeptOut(reason="planned", amount=Decimal(100))),
)  # fmt: skip


def both(content: Content) -> tuple[str, str]:
    """The HTML as it is seen, and the text."""
    email = compose(content, "email")
    return seen(email.html), spaced(email.text)


def money_cells(html: str) -> list[tuple[str, str]]:
    return [(row[0], row[-1]) for row in rows(html) if len(row) >= 2]


@pytest.mark.parametrize(
    "said",
    [
        "Late GmbH · Customer no. C-1001 · 21 November 2026",
        "Dear Ana Ruiz,",
        "We have not yet received your payment for the 1 invoices listed below.",
        "Amounts in EUR",
        "INV-1",
        "3 Nov 2026",
        "4 Oct 2026",
        "1,240.00",
        "Total to pay in EUR",
        "Payments received until 20 November 2026 are included.",
        "If you have paid since, please disregard this message.",
        "Please transfer the amount by 1 December 2026",
        "RF18 5390 0754 7034",
        "DE89 3704 0044 0532 0130 00",
        "COBADEFFXXX",
        "Kind regards,",
        "Ines Vidal",
        "Direct line: +49 40 5550 17",
        "ines.vidal@northwind.example",
        "Hafenstraße 12, 20457 Hamburg",
        "DE123456789",
    ],
)
def test_it_says_everything_in_html_and_in_text(said: str) -> None:
    for version in both(cast.content()):
        assert said.casefold() in version.casefold()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Payments received until 20 November 2026 are included."),
        ("es", "Se incluyen los pagos recibidos hasta el 20 de noviembre de 2026."),
        ("fr", "Les paiements reçus jusqu’au 20 novembre 2026 sont pris en compte."),
    ],
)
def test_it_speaks_the_language_of_the_message(language: str, said: str) -> None:
    for version in both(cast.content(language)):
        assert said in version


def test_it_shows_what_is_open_and_not_the_original_amount_as_due_p_24_p_25() -> None:
    line = cast.line(original=Decimal("1240"), open_amount=Decimal("300"))
    email = compose(cast.content(sections=(cast.section("EUR", line),)), "email")
    assert ("INV-1", "300.00") in money_cells(email.html)
    assert ("Total to pay in EUR", "300.00") in money_cells(email.html)
    assert "originally 1,240.00" in seen(email.html)
    assert email.subject == "First reminder: 300.00 EUR overdue since 3 November 2026"


def test_it_asks_only_for_what_is_neither_disputed_nor_promised() -> None:
    content = cast.content(sections=(cast.section("EUR", PARTLY),))
    html, text = both(content)
    for version in (html, text):
        assert "150.00 EUR disputed and 100.00 EUR in your payment plan: not asked for" in version
        assert "instalment 2 of 3" in version
        assert "your order PO-4711" in version
        assert "Asked for" in version
    assert "originally 500.00 · open 400.00" in html
    assert ("INV-7", "150.00") in money_cells(compose(content, "email").html)
    assert re.search(r"INV-7 4 Oct 2026 3 Nov 2026 18 500\.00 400\.00 150\.00", text)


def test_it_deducts_credits_line_by_line_and_shows_the_net_p_22() -> None:
    deducted = (
        cast.credit("PAY-3", kind="payment", on=date(2026, 11, 12), amount=Decimal("40.50")),
        cast.credit("CN-9"),
        cast.credit("", kind="transfer", on=date(2026, 11, 13), amount=Decimal(1)),
    )
    email = compose(cast.content(sections=(cast.section("EUR", credits=deducted),)), "email")
    assert money_cells(email.html)[1:7] == [
        ("INV-1", "1,240.00"),
        ("Total of invoices", "1,240.00"),
        ("Less credit note CN-9, 10 Nov 2026", "−200.00"),
        ("Less payment on account PAY-3, 12 Nov 2026", "−40.50"),
        ("Less credit on account, 13 Nov 2026", "−1.00"),
        ("Total to pay in EUR", "998.50"),
    ]
    assert "Total to pay in EUR 998.50" in spaced(email.text)
    assert "998.50 EUR" in spaced(email.subject)


@pytest.mark.parametrize(
    ("language", "short", "back"),
    [
        ("en", "970.00 received on 12 Nov 2026, 30.00 short", "your payment came back on 13 Nov 2026"),
        ("es", "recibidos 970,00 el 12 nov 2026, faltan 30,00", "su pago fue devuelto el 13 nov 2026"),
        (
            "fr",
            "970,00 reçus le 12 nov. 2026, il manque 30,00",
            "votre paiement est revenu impayé le 13 nov. 2026",
        ),
    ],
)
def test_it_says_how_much_is_short_and_what_came_back(language: str, short: str, back: str) -> None:
    line = cast.line(
        original=Decimal(1000), open_amount=Decimal(30), received=Decimal(970), received_on=date(2026, 11, 12)
    )
    returned = cast.line("INV-2", item_id=2, returned_on=date(2026, 11, 13))
    for version in both(cast.content(language, sections=(cast.section("EUR", line, returned),))):
        assert short in version
        assert back in version


def test_it_proves_what_credit_covers_whole_and_what_it_leaves_p_22() -> None:
    section = cast.section(
        "EUR",
        covered=(cast.line("INV-0", item_id=7, due_on=date(2026, 10, 1), original=Decimal(60)),),
        credits=(cast.credit("PAY-3", kind="payment", amount=Decimal(100), whole=Decimal(130)),),
    )
    email = compose(cast.content(sections=(section,)), "email")
    assert money_cells(email.html)[1:6] == [
        ("INV-0", "60.00"),
        ("INV-1", "1,240.00"),
        ("Total of invoices", "1,300.00"),
        ("Less payment on account PAY-3, 10 Nov 2026, part of 130.00 EUR", "−100.00"),
        ("Total to pay in EUR", "1,200.00"),
    ]
    assert "covered by what is deducted below" in spaced(email.text)
    assert (
        email.subject == "First reminder: 1,200.00 EUR overdue since 3 November 2026"
    )  # not of what is covered


def test_it_sums_up_many_items_that_credit_covers() -> None:
    covered = tuple(cast.line(f"OLD-{n}", item_id=100 + n, original=Decimal(10)) for n in range(13))
    section = cast.section("EUR", covered=covered, credits=(cast.credit(amount=Decimal(130)),))
    for version in both(cast.content(sections=(section,))):
        assert "13 older invoices that the deductions cover 130.00" in version
        assert "Total of invoices 1,370.00" in version
        assert "OLD-" not in version


@pytest.mark.parametrize(
    ("language", "waits", "kept", "tell"),
    [
        ("en", "Not deducted: credit note CN-9, 10 Nov 2026 −200.00", "Not deducted: deposit D-1, 10 Nov 2026 −50.00", "Please tell us"),
        ("es", "Sin descontar: nota de crédito CN-9, 10 nov 2026 −200,00", "Sin descontar: depósito D-1, 10 nov 2026 −50,00", "Le rogamos"),
        ("fr", "Non déduit : avoir CN-9, 10 nov. 2026 −200,00", "Non déduit : dépôt D-1, 10 nov. 2026 −50,00", "Merci de nous"),
    ],
)  # fmt: skip
def test_it_shows_apart_what_it_does_not_deduct(language: str, waits: str, kept: str, tell: str) -> None:
    apart = (
        cast.credit("D-1", kind="payment", amount=Decimal(50), kept_as="deposit"),
        cast.credit("CN-9"),
    )
    content = cast.content(language, sections=(cast.section("EUR", apart=apart),))
    for version in both(content):
        after = version.partition("EUR 1")[2]
        assert waits in after
        assert kept in after
        assert tell in after
    assert content.sections[0].total == Decimal("1240.00")


def test_a_payment_that_is_not_deducted_is_not_said_to_be_included() -> None:
    apart = (cast.credit("PAY-1", kind="payment"),)
    for version in both(cast.content("en", sections=(cast.section("EUR", apart=apart),))):
        assert "are taken into account; those that are not deducted are listed above." in version


def test_it_never_asks_for_less_than_nothing() -> None:
    section = cast.section("EUR", credits=(cast.credit(amount=Decimal(1500)),))
    html, text = both(cast.content(sections=(section,)))
    for version in (html, text):
        assert "Total to pay in EUR 0.00" in version
        assert "Credit remaining in your favour 260.00" in version
        assert "Payment details".casefold() not in version.casefold()


def test_it_never_adds_currencies_together() -> None:
    sections = (
        cast.section("EUR"),
        cast.section("USD", cast.line("INV-2", original=Decimal(300))),
        cast.section("JPY", cast.line("INV-3", original=Decimal(5000))),
    )
    email = compose(cast.content(sections=sections), "email")
    totals = [(label, amount) for label, amount in money_cells(email.html) if label.startswith("Total")]
    assert totals == [
        ("Total to pay in EUR", "1,240.00"),
        ("Total to pay in USD", "300.00"),
        ("Total to pay in JPY", "5,000"),
    ]
    assert "6,540" not in email.html + email.text
    assert "1,540" not in email.html + email.text


def test_it_puts_what_is_not_asked_for_apart_and_outside_the_total_p_20() -> None:
    also = (cast.line("INV-9", item_id=9, due_on=date(2026, 11, 20), original=Decimal(70)),)
    html, text = both(cast.content(sections=(cast.section("EUR", also_open=also),)))
    for version in (html, text):
        version = version.replace("ALSO OPEN, FOR YOUR INFORMATION", "Also open, for your information")
        before, _, after = version.partition("Also open, for your information")
        assert "INV-9" not in before
        assert "Total to pay in EUR 1,240.00" in before
        assert "INV-9" in after
        assert "not part of the total above" in after
        assert "1,310.00" not in version


def test_it_orders_items_by_due_date() -> None:
    lines = (
        cast.line("C", item_id=3, due_on=None),
        cast.line("B", item_id=2, due_on=date(2026, 11, 9)),
        cast.line("A2", item_id=5, due_on=date(2026, 11, 2)),
        cast.line("A1", item_id=4, due_on=date(2026, 11, 2)),
    )
    email = compose(cast.content(sections=(cast.section("EUR", *lines),)), "email")
    shown = [row[0] for row in rows(email.html) if row and row[0] in {"A1", "A2", "B", "C"}]
    assert shown == ["A1", "A2", "B", "C"]
    assert [email.text.index(f"\n{name} ") for name in shown] == sorted(
        email.text.index(f"\n{name} ") for name in shown
    )


def test_it_says_how_many_days_an_item_still_has() -> None:
    section = cast.section("EUR", cast.line(due_on=date(2026, 11, 24)))
    for version in both(cast.content(severity="courtesy", sections=(section,))):
        assert "due in 3 days" in version
        assert "overdue ·" not in version
        assert "-3" not in version.replace("INV-3", "")


def test_it_gives_for_each_currency_the_account_that_takes_it() -> None:
    sections = (cast.section("EUR"), cast.section("USD"), cast.section("GBP"))
    for version in both(cast.content(sections=sections)):
        boxes = re.split("payment details", version, flags=re.IGNORECASE)[1:]
        assert len(boxes) == 2
        assert "1,240.00 EUR" in boxes[0]
        assert "DE89 3704" in boxes[0]
        assert "1,240.00 USD" in boxes[1]
        assert "1,240.00 GBP" in boxes[1]
        assert "GB33 BUKB 2020 1555 5555 55" in boxes[1]


def test_it_prints_an_account_that_is_no_iban_as_it_stands() -> None:
    account = cast.BankAccount(holder="Northwind Inc.", iban="021000021 / 1234567890")
    for version in both(cast.content(creditor=cast.creditor(bank_accounts=(account,)))):
        assert re.search("Account:? 021000021 / 1234567890", version)


def test_it_leaves_no_gap_where_a_field_is_empty() -> None:
    bare = replace(
        cast.content(),
        creditor=cast.Creditor(name="N"),
        addressee=cast.Addressee(customer="C", code="", email="c@c.example"),
        person=cast.Person(name=""),
        reference="",
        text=LevelText(subject="S", before="", after=""),
    )
    html, text = both(bare)
    for version in (html, text):
        for label in ("IBAN", "Reference", "Direct line", "Tax ID", "Phone"):
            assert label not in version
        assert "Dear Sir or Madam," in version
    assert "\n\n\n" not in compose(bare, "email").text


def test_it_aligns_the_columns_of_the_text() -> None:
    lines = (*cast.many_lines(3), cast.line("A-VERY-LONG-INVOICE-NUMBER-2026-000000001", item_id=9))
    content = cast.content(sections=(cast.section("EUR", *lines, credits=(cast.credit(),)),))
    text = compose(content, "email").text
    table = text.partition("AMOUNTS IN EUR\n")[2].partition("\n\n")[0].splitlines()
    ends = {len(row) for row in table if re.search(r"\d\.\d\d$", row)}
    assert len(ends) == 1
    assert max(len(row) for row in text.splitlines()) <= 90


@pytest.mark.parametrize("hostile", ["<b>&", '"><script>alert(1)</script>', "&lt;i&gt;", "' onload='x"])
def test_it_escapes_whatever_stands_in_the_data(hostile: str) -> None:
    content = cast.content(
        creditor=cast.creditor(name=f"N {hostile}", address=(hostile,)),
        addressee=cast.addressee(contact=hostile, customer=hostile),
        reference=hostile,
        sections=(
            cast.section(
                "EUR",
                cast.line(hostile, order_reference=hostile),
                credits=(cast.credit(hostile),),
                also_open=(cast.line(hostile),),
            ),
        ),
        text=LevelText(subject="{customer}", before="{customer} <i>", after="{reference}"),
    )
    email = compose(content, "email")
    assert "<script" not in email.html
    assert "<b>" not in email.html
    assert "<i>" not in email.html
    assert [hostile] == [row[0] for row in rows(email.html) if row[:1] == [hostile]][:1]
    assert email.subject == hostile


def test_it_keeps_tags_balanced_whatever_stands_in_the_data() -> None:
    class Balance(HTMLParser):
        open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in ("br", "meta"):
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    reader = Balance()
    section = cast.section("EUR", PARTLY, cast.line("</td></table>"), also_open=(cast.line("<tr>"),))
    reader.feed(compose(cast.content(sections=(section,)), "email").html)
    assert reader.open == []


def test_it_loads_nothing_from_outside() -> None:
    html = compose(cast.content(), "email").html
    assert not re.search(r"<(img|link|script|iframe)|url\(|src=|@import", html)


def test_it_keeps_control_characters_out() -> None:
    content = cast.content(addressee=cast.addressee(contact="A\x00na\u202e\x1b[0m Ru\tiz\ud800"))
    email = compose(content, "email")
    assert "\n\nDear Ana[0m Ru iz,\n" in email.text
    email.html.encode()


def test_it_writes_a_subject_with_ordinary_spaces_on_one_line() -> None:
    content = cast.content("fr", text=LevelText(subject="Total\n {total} ", before="", after=""))
    assert compose(content, "email").subject == "Total 1 240,00 EUR"


def test_it_never_breaks_an_amount_or_a_date() -> None:
    email = compose(cast.content("fr"), "email")
    assert "1\u202f240,00\u00a0EUR" in email.html
    assert "20\u00a0novembre\u00a02026" in email.html
    assert "1 240" not in email.html + email.text
