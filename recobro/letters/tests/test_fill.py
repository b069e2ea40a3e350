"""The placeholders of a policy's texts, filled for one message."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recobro.kernel.placeholders import PLACEHOLDERS
from recobro.letters import compose
from recobro.letters.figures import figures
from recobro.letters.fill import paragraphs, placeholder_values
from recobro.letters.tests import cast
from recobro.letters.tests.reading import spaced
from recobro.letters.values import Content


def values(content: Content) -> dict[str, str]:
    fig = figures(content.language, content.creditor.country)
    return {word: spaced(value) for word, value in placeholder_values(content, fig).items()}


def test_it_has_a_value_for_every_word_of_the_list() -> None:
    assert values(cast.content()).keys() == PLACEHOLDERS.keys()


def test_it_fills_every_word() -> None:
    assert values(cast.content()) == {
        "customer": "Late GmbH",
        "company": "Northwind Supplies GmbH",
        "contact": "Ana Ruiz",
        "total": "1,240.00 EUR",
        "count": "1",
        "oldest_due": "3 November 2026",
        "days_late": "18",
        "pay_by": "1 December 2026",
        "person": "Ines Vidal",
        "phone": "+49 40 5550 17",
        "email": "ines.vidal@northwind.example",
        "reference": "RF18 5390 0754 7034",
    }


def test_it_gives_the_total_net_of_credits_and_each_currency_by_itself() -> None:
    sections = (
        cast.section("EUR", credits=(cast.credit(),)),
        cast.section("USD", cast.line(original=Decimal(300))),
    )
    assert values(cast.content(sections=sections))["total"] == "1,040.00 EUR and 300.00 USD"
    assert values(cast.content("fr", sections=sections))["total"] == "1 040,00 EUR et 300,00 USD"
    assert values(cast.content("es", sections=sections))["total"] == "1.040,00 EUR y 300,00 USD"


def test_it_leaves_out_a_currency_that_credits_cover() -> None:
    covered = cast.section("EUR", credits=(cast.credit(amount=Decimal(2000)),))
    assert values(cast.content(sections=(covered, cast.section("USD"))))["total"] == "1,240.00 USD"
    assert values(cast.content(sections=(covered,)))["total"] == "0.00 EUR"


def test_it_counts_and_dates_only_what_is_asked_for() -> None:
    old = cast.line("OLD", due_on=date(2026, 1, 1))
    found = values(cast.content(sections=(cast.section("EUR", cast.line(), also_open=(old,)),)))
    assert (found["count"], found["oldest_due"], found["days_late"]) == ("1", "3 November 2026", "18")


def test_it_says_nothing_where_there_is_nothing_to_say() -> None:
    found = values(
        cast.content(
            addressee=cast.addressee(contact=""),
            sections=(cast.section("EUR", cast.line(due_on=None)),),
        )
    )
    assert (found["contact"], found["oldest_due"], found["days_late"]) == ("", "", "0")


def test_it_is_not_late_before_the_due_date() -> None:
    found = values(cast.content(sections=(cast.section("EUR", cast.line(due_on=date(2026, 11, 24))),)))
    assert found["days_late"] == "0"


def test_it_splits_paragraphs_at_blank_lines_and_keeps_lists() -> None:
    text = "\nOne\nline.\r\n\r\nTwo:\n- first\n  and more\n- second\n\n\n"
    assert paragraphs(text, {}) == ("One line.", "Two:\n- first and more\n- second")


def test_it_lets_no_value_start_a_paragraph() -> None:
    content = cast.content(addressee=cast.addressee(customer="Late\n\nGmbH\r\nBcc: x@y.example"))
    email = compose(content, "email")
    assert "\n" not in compose(content, "task").subject
    assert "Late GmbH Bcc: x@y.example" in compose(content, "task").subject
    assert "Late\n" not in email.text


@pytest.mark.parametrize("channel", ["email", "letter", "task"])
@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_it_leaves_no_brace_unfilled(language: str, channel: str) -> None:
    rendered = compose(cast.content(language), channel)
    assert "{" not in rendered.subject + rendered.text + rendered.html
    assert "}" not in rendered.subject + rendered.text + rendered.html


def test_it_keeps_what_looks_like_a_placeholder_in_a_name() -> None:
    content = cast.content(addressee=cast.addressee(contact="{total}", customer="{{x}}"))
    assert "\n\nDear {total},\n" in compose(content, "email").text
    assert compose(content, "task").subject == "Call {{x}} about 1,240.00 EUR"
