"""Payment terms: what people write, and the day it means."""

from __future__ import annotations

from datetime import date

import pytest

from recobro.connectors.terms import due_from_terms, parse_terms

ISSUED = date(2024, 1, 10)


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ("30 days", "2024-02-09"),
        ("30 días", "2024-02-09"),
        ("30 DIAS", "2024-02-09"),
        ("30 jours", "2024-02-09"),
        ("30 Tage netto", "2024-02-09"),
        ("30 giorni", "2024-02-09"),
        ("net 30", "2024-02-09"),
        ("Net-30", "2024-02-09"),
        ("n/30", "2024-02-09"),
        ("30 jours net", "2024-02-09"),
        ("30", "2024-02-09"),
        ("D+30", "2024-02-09"),
        ("30D", "2024-02-09"),
        ("Crédito 30", "2024-02-09"),
        ("a 30 días fecha factura", "2024-02-09"),
        ("30 jours date de facture", "2024-02-09"),
        ("60 jours fin de mois", "2024-03-31"),
        ("45 days end of month", "2024-02-29"),
        ("Net 30 EOM", "2024-02-29"),
        ("30 gg d.f. f.m.", "2024-02-29"),
        ("fin de mois + 30 jours", "2024-03-01"),
        ("30 days after end of month", "2024-03-01"),
        ("45 jours fin de mois le 10", "2024-03-10"),
        ("fin de mois le 10", "2024-02-10"),
        ("60 días, día de pago 15", "2024-03-15"),
        ("fin de mes", "2024-01-31"),
        ("fin de mois", "2024-01-31"),
        ("1 mois", "2024-02-10"),
        ("3 meses", "2024-04-10"),
        ("contado", "2024-01-10"),
        ("Al contado", "2024-01-10"),
        ("comptant", "2024-01-10"),
        ("à réception de facture", "2024-01-10"),
        ("due on receipt", "2024-01-10"),
        ("0", "2024-01-10"),
        ("2/10 net 30", "2024-02-09"),
        ("2% 10 days, net 30", "2024-02-09"),
        ("3% 14 Tage, 30 Tage netto", "2024-02-09"),
        ("30/60/90", "2024-04-09"),
        ("30, 60 y 90 días", "2024-04-09"),
    ],
)
def test_it_reads_terms_in_several_languages(terms: str, due: str) -> None:
    assert due_from_terms(ISSUED, terms) == date.fromisoformat(due)


@pytest.mark.parametrize(
    "terms",
    [
        "",
        "transferencia",
        "30 jours, 45 jours",
        "15th",
        "999 days",
        "1.000 días",
        "90/60/30",
        "30 jours banque 123",
        "\0",
        "...",
    ],
)
def test_it_gives_no_date_rather_than_a_wrong_one(terms: str) -> None:
    assert due_from_terms(ISSUED, terms) is None


def test_it_names_every_instalment() -> None:
    terms = parse_terms("30/60/90")
    assert terms is not None
    assert [day.isoformat() for day in terms.due_dates(ISSUED)] == ["2024-02-09", "2024-03-10", "2024-04-09"]


@pytest.mark.parametrize(
    ("issued", "terms", "due"),
    [
        ("2023-12-31", "fin de mois", "2023-12-31"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2023-01-31", "1 month", "2023-02-28"),
        ("2024-12-15", "30 days", "2025-01-14"),
        ("2024-01-31", "fin de mois le 31", "2024-01-31"),
    ],
)
def test_it_keeps_to_the_calendar(issued: str, terms: str, due: str) -> None:
    assert due_from_terms(date.fromisoformat(issued), terms) == date.fromisoformat(due)
