"""How many pages a letter takes: a usual one fits on one, whatever the language and the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest

from recobro.letters.tests import cast
from recobro.letters.tests.reading import pages, place_of
from recobro.letters.values import BankAccount, Content, Creditor, LevelText, Person
from recobro.policy import ladder
from recobro.policy.parse import parse

# The texts of the ready-made policies that are printed: all formal letters, and the final words as if they were one.
LEVELS = (
    ("collection", "formal-letter"),
    ("credit-control", "legal-advice"),
    ("two-step", "formal-letter"),
    ("weekly", "third-week"),
)
LANGUAGES = ("en", "es", "fr")
SHEETS = ("DE", "FR", "US")
CAPITAL = 3  # millimetres that a line of the largest type here rises above its baseline
CREDITOR = Creditor(
    name="Melorix Distribución SL",
    address=("Calle Quintalira 18, 2.ª planta", "28099 Madrid"),
    tax_id="B00999999",
    phone="+34 455 010 100",
    email="administracion@melorix-distribucion.example",
    website="www.melorix-distribucion.example",
    bank_accounts=(
        BankAccount(
            holder="Melorix Distribución SL",
            iban="ES9121000418450200051332",
            bic="BDEMESM0XXX",
            bank="Banco de Demostración",
            currency="EUR",
        ),
    ),
)


@cache
def level(policy: str, key: str) -> ladder.Level:
    """A level of a policy that ships with the product."""
    text = (files("recobro.policy") / "ready" / f"{policy}.toml").read_text(encoding="utf-8")
    return next(one for one in parse(text, source=policy).levels if one.key == key)


def formal(policy: str, key: str, language: str, country: str, count: int) -> Content:
    """A letter as a company sends it: everything filled in, one account, one currency."""
    rung = level(policy, key)
    said = rung.text[language]
    lines = (
        cast.line(
            f"F26-{number:05}",
            due_on=date(2026, 10, 1 + number % 30),
            order_reference=f"PO-{86950 + number}",
        )
        for number in range(1, count + 1)
    )
    return cast.content(
        language,
        creditor=replace(CREDITOR, country=country),
        addressee=cast.addressee(address=("Calle Mayor 7", "Oficina 3", "28013 Madrid", "SPAIN")),
        person=Person(
            name="Thomas Melorix", phone="+34 455 010 113", email="thomas@melorix-distribucion.example"
        ),
        severity=rung.severity,
        reference="C1185",
        sections=(cast.section("EUR", *lines),),
        text=LevelText(subject=said.subject, before=said.before, after=said.after),
    )


@pytest.mark.parametrize("count", [*(pytest.param(few, marks=pytest.mark.slow) for few in (1, 4)), 6])
@pytest.mark.parametrize("country", SHEETS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("policy", "key"), LEVELS)
def test_it_fits_a_formal_letter_on_one_page(
    policy: str, key: str, language: str, country: str, count: int
) -> None:
    assert len(pages(formal(policy, key, language, country, count))) == 1


@pytest.mark.parametrize(
    ("language", "country"),
    [*((one, "DE") for one in LANGUAGES), *((one, "FR") for one in LANGUAGES), ("en", "US")],
)
@pytest.mark.parametrize(("policy", "key"), LEVELS)
def test_it_fits_eight_items_on_one_page(policy: str, key: str, language: str, country: str) -> None:
    assert len(pages(formal(policy, key, language, country, 8))) == 1


@pytest.mark.parametrize(("country", "window_ends"), [("DE", 90), ("FR", 80), ("US", 86)])
@pytest.mark.parametrize("count", [1, 6])
def test_it_keeps_the_subject_out_of_the_window(country: str, window_ends: float, count: int) -> None:
    content = formal("collection", "formal-letter", "es", country, count)
    _, baseline = place_of(content, "Solicitud formal")
    assert baseline - CAPITAL > window_ends


@pytest.mark.parametrize("country", SHEETS)
def test_it_leaves_room_to_sign_in_the_fullest_letter(country: str) -> None:
    content = formal("collection", "formal-letter", "es", country, 6)
    (_, closing), (_, person) = place_of(content, "Le saluda"), place_of(content, "Thomas Melorix", nth=1)
    assert person - closing - CAPITAL >= 12


def test_it_gives_a_short_letter_more_air_than_a_full_one() -> None:
    subjects = [
        place_of(formal("collection", "formal-letter", "en", "DE", count), "Formal request")[1]
        for count in (1, 8)
    ]
    assert subjects[0] > subjects[1]


def test_it_sets_the_order_beside_the_number_where_it_fits() -> None:
    page, *_ = pages(formal("collection", "formal-letter", "en", "DE", 1))
    assert "F26-00001 your order PO-86951 4 Oct 2026" in page


@pytest.mark.parametrize("count", range(8, 44, 2))
def test_it_never_leaves_a_signature_alone_where_there_is_nothing_to_pay(count: int) -> None:
    section = cast.section("EUR", *cast.many_lines(count), credits=(cast.credit(amount=Decimal(10**6)),))
    text = LevelText(subject="Your account", before="As agreed.", after="One line.\n\nAnother line.")
    for page in pages(cast.content(sections=(section,), text=text)):
        assert "Payment details" not in page
        if "Kind regards," in page:
            assert "One line. Another line." in page
