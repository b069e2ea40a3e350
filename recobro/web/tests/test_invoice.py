"""The page of an invoice: what it shows, what each act records, and who may not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recobro.casework.listing import list_cases
from recobro.ledger.documents import documents_of
from recobro.ledger.models import Customer, Item
from recobro.ledger.open import open_items
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office

XML = b'<?xml version="1.0"?><x/>'


def address(office: Office, number: str = "INV-1", act: str = "") -> str:
    return f"/c/{office.company.id}/invoices/{cast.item(office.company, number)}/{act}"


def page(web: Client, where: str) -> str:
    response = web.get(where)
    assert response.status_code == 200
    return response.content.decode()


def open_of(office: Office, number: str) -> Decimal | None:
    found = open_items(office.company.id, as_of=cast.TODAY)
    return next((one.open for one in found if one.number == number), None)


def payment(**changed: str) -> dict[str, str]:
    return {
        "amount": "500.00",
        "currency": "EUR",
        "on": "2026-03-10",
        "key": "k1",
        "reference": "T-1",
        **changed,
    }


def test_it_shows_what_is_known(
    office: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cast.pays(office.company, cast.LATE, "INV-1", "200")
    cast.pays(office.company, cast.LATE, "", "30")

    with django_assert_max_num_queries(15):
        shown = page(web, address(office))

    text = re.sub(r"<[^>]+>|\s+", " ", shown)
    for fact in (
        "INV-1",
        "Late GmbH",
        "Partly paid",
        "1,200.00",
        "1,000.00",
        "10 days late",
        "PAY-INV-1",
        "200.00",
        "Policy Flow",
    ):
        assert fact in text, fact
    assert 'name="amount" type="text" value="1000.00"' in shown
    assert 'name="on" type="date" value="2026-03-10"' in shown


def test_a_payment_takes_two_clicks_and_is_booked_once(office: Office, web: Client) -> None:
    shown = page(web, address(office))
    key = re.search(r'name="key" value="(\w+)"', shown)
    assert key is not None

    for _ in range(2):
        response = web.post(address(office, act="payments"), payment(key=key[1]))
        assert (response.status_code, response["Location"]) == (303, address(office))

    assert open_of(office, "INV-1") == 700
    assert Item.objects.filter(source="recobro").count() == 1
    assert "not booked twice" in page(web, address(office))


def test_what_is_too_much_stays_on_account_and_pays_another(office: Office, web: Client) -> None:
    asked = web.post(address(office, act="payments"), payment(amount="1,300"))
    assert asked.status_code == 422
    assert "100.00 EUR would stay on account" in asked.content.decode()
    assert open_of(office, "INV-1") == 1200
    web.post(address(office, act="payments"), payment(amount="1,300", may_exceed="1"))
    assert open_of(office, "INV-1") is None
    assert open_of(office, "T-1") == -100
    credit = Item.objects.get(number="T-1").id

    web.post(address(office, "INV-2", "allocations"), {"credit": credit, "amount": "60"})
    assert open_of(office, "INV-2") == Decimal("290.50")

    allocation = re.search(r'name="allocation" value="(\d+)"', page(web, address(office, "INV-2")))
    assert allocation is not None
    web.post(address(office, "INV-2", "allocations-undo"), {"allocation": allocation[1]})
    assert open_of(office, "INV-2") == Decimal("350.50")
    assert "undone on" in page(web, address(office, "INV-2"))

    web.post(address(office, act="payments-back"), {"payment": credit})
    assert open_of(office, "INV-1") == 1200
    assert open_of(office, "T-1") is None


def test_it_keeps_what_was_typed(office: Office, web: Client) -> None:
    response = web.post(address(office, act="payments"), payment(amount="12x", reference="Mine"))

    shown = response.content.decode()
    assert response.status_code == 422
    assert "&#x27;12x&#x27; is no amount." in shown
    assert 'value="Mine"' in shown
    assert 'value="k1"' in shown
    assert open_of(office, "INV-1") == 1200


@pytest.mark.parametrize(
    ("act", "typed", "kind"),
    [
        ("disputes", {"amount": "100", "reason": "Two boxes were missing"}, "dispute"),
        ("expected-dates", {"on": "2026-03-20"}, "expected-date"),
        ("holds", {"until": "2026-03-20", "reason": "On holiday"}, "hold"),
        ("retained", {"kind": "tax", "amount": "15", "reason": "Withheld"}, "retained"),
    ],
)
def test_it_records_and_ends(office: Office, web: Client, act: str, typed: dict[str, str], kind: str) -> None:
    assert web.post(address(office, act=act), typed).status_code == 303

    (found,) = list_cases(office.company.id, as_of=cast.TODAY)
    assert (found.kind, found.number, found.by) == (kind, "INV-1", "Cora Collector")
    assert "Can be asked for" in page(web, address(office))

    assert (
        web.post(address(office, "INV-2", "cases-end"), {"kind": kind, "case": found.case_id}).status_code
        == 404
    )
    assert (
        web.post(address(office, act="cases-end"), {"kind": kind, "case": found.case_id}).status_code == 303
    )
    assert list_cases(office.company.id, as_of=cast.TODAY) == []


def test_it_files_a_document(office: Office, web: Client) -> None:
    def file(name: str, content: bytes) -> dict[str, Any]:
        return {"file": SimpleUploadedFile(name, content)}

    assert web.post(address(office, act="documents"), file("INV-1.xml", XML)).status_code == 303
    (kept,) = documents_of(office.company.id, items=[cast.item(office.company, "INV-1")])
    assert (kept.name, kept.by) == ("INV-1.xml", "Cora Collector")
    assert "INV-1.xml" in page(web, address(office))

    assert web.post(address(office, act="documents"), file("run.exe", b"MZ")).status_code == 422
    assert web.post(address(office, act="documents"), {}).status_code == 422


def test_it_hides_what_is_not_theirs(office: Office, web: Client, sign_in: SignIn) -> None:
    stranger = cast.item(office.stranger, "STR-1")
    assert web.get(f"/c/{office.company.id}/invoices/{stranger}/").status_code == 404
    assert web.post(f"/c/{office.company.id}/invoices/{stranger}/payments", payment()).status_code == 404
    assert web.post(address(office, act="nonsense"), {}).status_code == 404

    Customer.objects.filter(code=cast.LATE.code).update(salesperson="Sara Sales")
    assert sign_in("sales").get(address(office)).status_code == 200
    assert sign_in("sales").get(address(office, "INV-3")).status_code == 404
    assert sign_in("sales").post(address(office, act="payments"), payment()).status_code == 403
    assert sign_in("viewer").post(address(office, act="holds"), {}).status_code == 403
    assert open_of(office, "INV-1") == 1200
