"""Profiles: what can be said of a file, and how a slip in a profile is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recobro.connectors.csv.tests.files import read_text, refusal
from recobro.connectors.table.profile import load_profile, parse_profile
from recobro.kernel.problems import Refused

WHOLE = """
about = "what our ERP exports"
ignore = ["Internal"]
[file]
kind = "mixed"
delimiter = "|"
encoding = "cp1252"
decimal = ","
date_order = "dmy"
header_row = 2
negative_is_credit_note = true
[columns]
number = "Doc"
customer_code = "Deb"
kind = "Art"
issued_on = "Vom"
due_on = "Bis"
amount = "Geld"
disputed = "Streit"
[defaults]
currency = "CHF"
contact_email = "{customer_code}@example.invalid"
customer_language = "de"
[values.kind]
"X1" = "invoice"
"X2" = "credit_note"
[values.disputed]
"hängig" = true
[key]
columns = ["Doc", "Zeile"]
"""


def test_it_maps_a_file_that_nobody_would_guess(tmp_path: Path) -> None:
    text = (
        "Auszug vom 1.2.\nDoc|Deb|Art|Vom|Bis|Geld|Streit|Internal|Zeile\n"
        "1001|7|X1|03/04/2024|03/05/2024|1.234|hängig|a|1\n1002|7|X2|04/04/2024||-50,00||b|1\n1003|7|X1|05/04/2024|05/05/2024|-9,00||c|1\n"
    )
    read = read_text(tmp_path, text.encode("cp1252"), profile=WHOLE)
    assert read.problems == []
    first, second, third = read.records
    assert (first.kind, first.number, first.amount, first.currency) == (
        "invoice",
        "1001",
        Decimal(1234),
        "CHF",
    )
    assert (first.issued_on, first.due_on, first.disputed) == (date(2024, 4, 3), date(2024, 5, 3), True)
    assert (first.contact_email, first.customer_language) == ("7@example.invalid", "de")
    assert (first.document_key, third.document_key) == ("1001|1", "1003|1")
    assert (second.kind, second.amount) == ("credit_note", Decimal("50.00"))
    assert (third.kind, third.amount) == ("credit_note", Decimal("9.00"))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[file]\ndelimeter = ';'", "Unknown key 'delimeter' in [file].", "delimiter"),
        ("[colums]\n", "Unknown key 'colums' in the profile.", "columns"),
        ("[columns]\ninvoice = 'A'", "Unknown key 'invoice' in [columns].", "number"),
        ("[defaults]\nmoney = 'EUR'", "Unknown key 'money' in [defaults].", "currency"),
        ("[values.colour]\nx = 'y'", "Unknown key 'colour' in [values].", "status"),
        ("[key]\ncolumn = ['A']", "Unknown key 'column' in [key].", "columns"),
        ("[file]\ndate_order = 'dym'", "[file] date_order = 'dym' is not possible.", "'dmy'"),
        ("[file]\nkind = 'orders'", "[file] kind = 'orders' is not possible.", "'invoices'"),
        ("[file]\nheader_row = '2'", "[file] header_row = '2' is not possible.", "a number"),
        ("[file]\nheader_row = 0", "[file] header_row = 0 is not possible.", "first row is 1"),
        ("[file]\nencoding = 'utf-9'", "[file] encoding = 'utf-9' is not known.", "utf-8"),
        ("[file]\nencoding = 'base64'", "[file] encoding = 'base64' is not known.", "utf-8"),
        ("[defaults]\nnumber = '{nobody}'", "names '{nobody}', which is not another field.", "customer_code"),
        ("[defaults]\nnumber = '{number}'", "names '{number}', which is not another field.", "customer_code"),
        ("[defaults]\nnumber = '{number'", "has a brace without its pair.", "{customer_code}"),
        ("[defaults]\nnumber = 1.5", "[defaults] number = 1.5 is not a text.", "quotes"),
        ("ignore = 'A'", "ignore is not a list of names.", "["),
        ("file = 1", "'file' is not a table.", "[file]"),
        ("[file", "The profile is not valid TOML", "line"),
    ],
)
def test_it_refuses_what_it_does_not_know(text: str, message: str, hint: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_profile(text, source="profile.toml")
    (problem,) = caught.value.problems
    assert message in problem.message
    assert hint in problem.hint


def test_it_tells_every_slip_at_once() -> None:
    with pytest.raises(Refused) as caught:
        parse_profile("[file]\na = 1\nb = 2\n[columns]\nc = 'x'", source="profile.toml")
    assert len(caught.value.problems) == 3


def test_it_refuses_a_profile_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        load_profile(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes("about = 'é'".encode("cp1252"))
    with pytest.raises(Refused, match="not UTF-8"):
        load_profile(tmp_path / "latin.toml")


ROW = "client;facture;date;montant\nC1;1001;2024-01-31;5,00\n"


def test_it_refuses_a_column_that_the_file_has_not(tmp_path: Path) -> None:
    problem = refusal(tmp_path, ROW, profile='[columns]\namount = "Betrag"')
    assert problem.message == "Column 'Betrag', which the profile names for amount, is not in the header."
    assert "'montant'" in problem.hint


def test_it_refuses_a_key_that_the_file_has_not(tmp_path: Path) -> None:
    problem = refusal(tmp_path, ROW, profile='[key]\ncolumns = ["uuid"]')
    assert "'uuid', which the profile names under [key]" in problem.message


def test_it_refuses_a_default_that_cannot_be_read(tmp_path: Path) -> None:
    problem = refusal(tmp_path, ROW, profile='[defaults]\ncurrency = "EURO$"')
    assert problem.source == "profile.toml"
    assert "[defaults] currency = 'EURO$'" in problem.message


def test_it_fills_only_what_is_empty(tmp_path: Path) -> None:
    text = "client;facture;date;montant;devise\nC1;1001;2024-01-31;5,00;USD\nC1;1002;2024-01-31;5,00;\n"
    read = read_text(tmp_path, text, profile='[defaults]\ncurrency = "EUR"')
    assert [record.currency for record in read.records] == ["USD", "EUR"]


def test_it_leaves_a_template_out_where_its_field_is_empty(tmp_path: Path) -> None:
    text = "client;nom;facture;date;montant\nC1;A;1;2024-01-31;5,00\n;B;2;2024-01-31;5,00\n"
    profile = '[defaults]\ncontact_email = "{customer_code}@example.invalid"'
    read = read_text(tmp_path, text, profile=profile, default_currency="EUR")
    assert [record.contact_email for record in read.records] == ["C1@example.invalid", None]


def test_it_goes_after_an_option(tmp_path: Path) -> None:
    text = "client;facture;date;montant\nC1;1;03/04/2024;1.234\n"
    profile = '[file]\ndate_order = "dmy"\ndecimal = ","'
    read = read_text(tmp_path, text, profile=profile, default_currency="EUR", date_order="mdy")
    assert (read.record.issued_on, read.record.amount) == (date(2024, 3, 4), Decimal(1234))


def test_it_takes_an_empty_key_for_an_error(tmp_path: Path) -> None:
    text = "client;facture;date;montant;uuid\nC1;1;2024-01-31;5,00;\n"
    read = read_text(tmp_path, text, profile='[key]\ncolumns = ["uuid"]', default_currency="EUR")
    assert read.errors[0].message == "The columns of the key are empty."
