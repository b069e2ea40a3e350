"""A table of a bank with headers nobody knows: dropped, its columns said by keyboard, and read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from recobro.bank.listing import movements_to_clear
from tests.browser.conftest import Enter
from tests.browser.hands import Keys
from tests.browser.test_bank import drop
from tests.office import Office

ODD = "Quando;Soldone;Perche;Altro\n20/01/2026;100,50;rent of Late;x\n21/01/2026;7,00;fee;y\n"
FIELDS = {"Quando": "Day of booking", "Soldone": "Amount", "Perche": "Text"}


@pytest.fixture(autouse=True)
def _works_here(settings: Settings) -> None:
    settings.WORKS_BESIDE = False


def test_a_table_that_is_not_understood_is_read_when_its_columns_are_said(
    enter: Enter, office: Office
) -> None:
    page = enter("accountant")
    keys = Keys(page)
    page.goto(f"/c/{office.company.id}/bank/")
    drop(page, ("odd.csv", ODD))
    page.wait_for_url("**/bank/work/*/")
    keys.key("c")
    page.wait_for_url("**/columns/")
    for header, field in FIELDS.items():
        page.get_by_label(header, exact=True).focus()
        page.keyboard.type(field)
        expect(page.get_by_label(header, exact=True).locator("option:checked")).to_have_text(field)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/bank/files/*/")
    found = movements_to_clear(office.company.id)
    assert [(one.text, f"{one.amount:.2f}") for one in found] == [("rent of Late", "100.50"), ("fee", "7.00")]

    page.goto(f"/c/{office.company.id}/bank/")
    drop(page, ("two.csv", ODD.replace("7,00", "8,00")))
    page.wait_for_url("**/bank/files/*/")
