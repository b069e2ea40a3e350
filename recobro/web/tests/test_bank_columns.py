"""A table of a bank whose headers nobody knows: its columns are said on a page, once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recobro.access.company import add_bank_account
from recobro.bank.models import Movement, Statement
from recobro.connectors.bank.saved import list_columns
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office

HEADERS = "Quando;Soldone;Perche;Chi;Perche"
SAID = {"column-0-0": "booked_on", "column-0-1": "amount", "column-0-2": "text", "column-0-3": "payer_name"}


@pytest.fixture
def books(office: Office, sign_in: SignIn) -> Client:
    return sign_in("accountant")


def drop(client: Client, office: Office, *rows: str, header: str = HEADERS) -> Any:
    files = [SimpleUploadedFile("odd.csv", "\n".join([header, *rows, ""]).encode())]
    return client.post(f"/c/{office.company.id}/bank/", {"files": files}, follow=True)


def columns_of(page: Any) -> str:
    return f"{page.request['PATH_INFO'].removesuffix('columns/')}columns/"


def test_what_the_columns_are_is_said_once(office: Office, books: Client) -> None:
    refused = drop(books, office, "25/02/2026;100,50;rent;Late;x", "26/02/2026;7,00;fee;Gone;y")
    assert "Say what the columns are" in refused.content.decode()
    form = books.get(columns_of(refused))
    assert "26/02/2026" in form.content.decode()
    assert form.content.decode().count('name="column-0-') == 4, "not for a second column of a name"

    done = books.post(columns_of(refused), SAID, follow=True)

    assert "/bank/files/" in done.request["PATH_INFO"]
    newest = Movement.objects.latest("id")
    assert (newest.text, newest.payer_name, f"{newest.amount:.2f}") == ("fee", "Gone", "7.00")
    again = drop(books, office, "27/02/2026;9,00;tax;Late;z")
    assert "/bank/files/" in again.request["PATH_INFO"]
    (saved,) = list_columns(office.company.id)
    assert "Quando" in books.get(f"/c/{office.company.id}/bank/").content.decode()
    books.post(f"/c/{office.company.id}/bank/columns/{saved.id}/forget")
    assert list_columns(office.company.id) == []


def test_what_was_said_is_kept_while_something_is_missing(office: Office, books: Client) -> None:
    refused = drop(books, office, "02/03/2026;1,50;rent;Late;x")
    two = books.post(columns_of(refused), {**SAID, "column-0-3": "amount"})
    assert two.status_code == 422
    assert "Two columns are the same" in two.content.decode()

    page = books.post(
        columns_of(refused),
        {"column-0-0": "booked_on", "column-0-2": "text", "date_order": "mdy"},
        follow=True,
    )

    text = page.content.decode()
    assert page.request["PATH_INFO"].endswith("/columns/"), "one is asked again at once"
    assert "The table has no column of an amount" in text
    assert '<option value="booked_on" selected>' in text
    books.post(columns_of(page), {**SAID, "date_order": "mdy"})
    assert f"{Movement.objects.get().booked_on}" == "2026-02-03"


def test_whose_account_it_is_is_chosen(office: Office, books: Client) -> None:
    ibans = ("DE89370400440532013000", "FR7630006000011234567890189")
    for iban in ibans:
        add_bank_account(office.company.id, holder="Northwind", iban=iban, by="Ana", at=cast.at())
    refused = drop(books, office, "25/02/2026;100,50;rent;Late;x")
    assert ibans[1] in books.get(columns_of(refused)).content.decode()

    books.post(columns_of(refused), {**SAID, "account": ibans[1]})

    assert Statement.objects.get().account == ibans[1]


def test_a_table_that_is_understood_asks_only_for_its_account(office: Office, books: Client) -> None:
    ibans = ("DE89370400440532013000", "FR7630006000011234567890189")
    for iban in ibans:
        add_bank_account(office.company.id, holder="Northwind", iban=iban, by="Ana", at=cast.at())

    refused = drop(books, office, "25/02/2026;100,50;rent", header="Fecha;Importe;Concepto")

    assert refused.context["problems"]
    assert not Statement.objects.exists()
    assert f'<option value="{ibans[0]}">' in refused.content.decode()
    done = books.post(refused.request["PATH_INFO"], {"account": ibans[0]}, follow=True)
    assert "/bank/files/" in done.request["PATH_INFO"]
    assert Statement.objects.get().account == ibans[0]


def test_only_who_books_says_it_and_only_of_tables(office: Office, books: Client, sign_in: SignIn) -> None:
    refused = drop(books, office, "25/02/2026;100,50;rent;Late;x")
    for role in ("viewer", "sales"):
        assert sign_in(role).get(columns_of(refused)).status_code == 403
    broken = drop(
        books, office, header="<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><Bk"
    )
    assert books.get(columns_of(broken)).status_code == 404
