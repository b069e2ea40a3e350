"""How many pages a letter takes: a usual one fits on one, whatever the language and the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from recobro.letters.tests import cast
from recobro.letters.tests.reading import pages
from recobro.letters.values import BankAccount, Content, Creditor, LevelText, Person
from recobro.policy import ladder

# The texts of the ready-made policies that are printed: all formal letters, and the final words as if they were one.
LEVELS = (
    ("collection", "formal-letter"),
    ("credit-control", "legal-advice"),
    ("two-step", "formal-letter"),
    ("weekly", "third-week"),
)
LANGUAGES = ("en", "es", "fr")
SHEETS = ("DE", "FR", "US")
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


def level(policy: str, key: str) -> ladder.Level:
    """A level of a policy that ships with the product."""
    text = (files("recobro.policy") / "ready" / f"{policy}.toml").read_text(encoding="utf-8")
    return next(one for one in ladder.parse(text, source=policy).levels if one.key == key)


def formal(policy: str, key: str, language: str, country: str, count: int, *, orders: bool = True) -> Content:
    """A letter as a company sends it: everything filled in, one account, one currency."""
    rung = level(policy, key)
    said = rung.text[language]
    lines = (
        cast.line(
            f"F26-{number:05}",
            due_on=date(2026, 10, 1 + number % 30),
            order_reference=f"PO-{86950 + number}" if orders else "",
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


@pytest.mark.parametrize("count", [1, 4, 6, 8])
@pytest.mark.parametrize("country", SHEETS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("policy", "key"), LEVELS)
def test_it_fits_a_formal_letter_on_one_page(
    policy: str, key: str, language: str, country: str, count: int
) -> None:
    assert len(pages(formal(policy, key, language, country, count))) == 1
