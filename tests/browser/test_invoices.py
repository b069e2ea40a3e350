"""Invoices by keyboard and by mouse: a payment in two keys, several lines at once."""

from __future__ import annotations

from recobro.casework.listing import list_cases
from recobro.ledger.open import open_items
from tests import cast
from tests.browser.conftest import Enter
from tests.office import Office


def test_a_payment_is_registered_by_keyboard(enter: Enter, office: Office) -> None:
    page = enter("collector")
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.wait_for_url("**/invoices/")

    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/invoices/{cast.item(office.company, 'INV-3')}/")
    page.keyboard.press("p")
    assert page.input_value("#payment-amount") == "80.00"
    page.keyboard.press("Enter")

    page.wait_for_selector("text=80.00 EUR is paid.")
    assert cast.item(office.company, "INV-3") not in {
        one.item_id for one in open_items(office.company.id, as_of=cast.TODAY)
    }


def test_several_lines_are_put_on_hold(enter: Enter, office: Office) -> None:
    page = enter("collector")
    page.goto(f"/c/{office.company.id}/invoices/")
    assert not page.is_visible("#several")

    page.check("tbody tr:nth-child(1) input[type=checkbox]")
    page.check("tbody tr:nth-child(2) input[type=checkbox]")
    page.fill("#b-on", "2026-03-20")
    page.fill("#b-reason", "On holiday")
    page.click("text=On hold until that day")

    page.wait_for_selector("text=2 invoices are on hold.")
    assert len(list_cases(office.company.id, as_of=cast.TODAY)) == 2
