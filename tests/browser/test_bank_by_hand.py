"""A movement cleared by hand: told at once what is no amount, nothing typed is lost, and nothing is booked twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from recobro import flow
from recobro.bank.listing import list_matches
from recobro.bank.models import Movement
from tests import cast
from tests.browser.conftest import Enter
from tests.camt import Booked, camt
from tests.office import Office


@pytest.fixture
def movement(office: Office, tmp_path: Path) -> int:
    path = tmp_path / "bank.xml"
    path.write_text(camt(Booked(amount="290.00", text="for two of us", name="Holding")))
    flow.read_bank(office.company, path, at=cast.at(), by="Ana")
    return Movement.objects.get(company_id=office.company.id).id


def left(page: Page, amount: str) -> None:
    expect(page.locator("[data-left]")).to_have_text(amount)


def test_it_keeps_what_is_typed_and_books_once(enter: Enter, office: Office, movement: int) -> None:
    page = enter("accountant", language="es")
    page.goto(
        f"/c/{office.company.id}/bank/movements/{movement}/?customer={cast.customer(office.company, cast.LATE)}"
    )
    left(page, "290,00")
    two = page.get_by_label("Pagado de INV-2", exact=True)
    two.fill("cien")
    wrong = page.locator(f"#wrong-{two.get_attribute('name')}")
    expect(wrong).to_be_hidden()
    two.press("Tab")
    expect(wrong).to_be_visible()
    two.fill("1.234,50")
    left(page, "-944,50")
    expect(page.locator("[data-over]")).to_be_visible()
    two.fill("200,5")
    left(page, "89,50")
    expect(wrong).to_be_hidden()

    page.locator("#who").fill("INV-3")
    page.locator("#who").press("Enter")
    hit = page.locator(".hits li[data-row]").first
    box = hit.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2)  # anywhere in its row
    three = page.get_by_label("Pagado de INV-3", exact=True)
    expect(three).to_have_value("80,00")
    expect(two).to_have_value("200,5")
    left(page, "9,50")
    three.fill("1.000")
    page.get_by_role("button", name="Registrar").click()
    expect(page.locator("main .problems")).to_be_visible()
    assert re.search(r"/movements/\d+/\?", page.url), "the address of the page, not of the act"
    page.reload()
    expect(two).to_have_value("200,5")
    three.fill("80")
    form = page.url
    page.get_by_role("button", name="Registrar").click()
    expect(page.locator("#said")).not_to_be_empty()

    page.go_back()
    expect(page).to_have_url(form)
    page.get_by_role("button", name="Registrar").click()
    expect(page.locator("main .problems")).to_be_visible()
    assert sorted(f"{one.amount:.2f}" for one in list_matches(office.company.id)) == ["200.50", "80.00"]
