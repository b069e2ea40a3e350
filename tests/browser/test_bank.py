"""The morning at the bank: statements dropped, movements accepted, split, set aside and taken back, and nobody reminded of what is paid."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from recobro import flow
from recobro.bank.listing import list_matches, movements_to_clear
from recobro.evaluation.evaluate import evaluate
from recobro.ledger.models import Item
from tests import cast
from tests.browser.conftest import Enter
from tests.camt import Booked, camt
from tests.office import Office

WHOLE, HALF = "R2026-10041", "R2026-10052"
DROP = """
([frame, files]) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, { type: "text/xml" }));
  frame.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}
"""
DAY_BEFORE = Booked(amount="3.00", text="interest", name="The Bank", on=cast.TODAY - cast.DAY)
TODAY = (
    Booked(amount="640.00", text=f"Invoice {WHOLE}", name="Late GmbH"),
    Booked(amount="290.00", text="for two of us", name="Holding"),
    Booked(amount="45.00", text="insurance", name="Insurer"),
)


@pytest.fixture(autouse=True)
def _works_here(settings: Settings) -> None:
    settings.WORKS_BESIDE = False


@pytest.fixture
def owed(office: Office) -> None:
    """Two late invoices whose numbers nobody writes by chance."""
    cast.owes(office.company, cast.LATE, WHOLE, "640.00")
    cast.owes(office.company, cast.LATE, HALF, "210.00")


def drop(page: Page, *files: tuple[str, str]) -> None:
    page.evaluate(DROP, [page.locator(".drop").element_handle(), [list(one) for one in files]])


def open_of(office: Office, number: str) -> Decimal:
    return Item.objects.get(company_id=office.company.id, number=number, amount__gt=0).amount_open


def reminded(office: Office) -> set[str]:
    verdicts = evaluate(office.company.id, as_of=cast.TODAY, mode="rehearsal")
    return {one.number for one in verdicts if one.outcome == "remind"}


def chosen(page: Page, text: str) -> None:
    """The line that the keys mean says this."""
    expect(page.locator("[data-row][aria-selected=true]")).to_contain_text(text)


def test_the_bank_is_cleared_by_keyboard(enter: Enter, office: Office, owed: None) -> None:
    assert WHOLE in reminded(office)
    page = enter("accountant")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/bank/")
    drop(page, ("one.xml", camt(DAY_BEFORE)), ("two.xml", camt(*TODAY, number="2", opening="1003.00")))
    expect(page.locator("main")).to_contain_text("4 movements to clear")
    expect(page.locator("tbody tr")).to_have_count(2)
    assert WHOLE not in reminded(office), "money that may pay it has come in"

    page.keyboard.press("c")
    page.wait_for_url("**/bank/clear/")
    chosen(page, "interest")
    page.keyboard.press("a")  # nothing is proposed for it: nothing of another line is accepted
    chosen(page, "interest")
    page.keyboard.press("x")
    page.keyboard.type("Interest of the month")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("set aside")

    chosen(page, WHOLE)
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("the payment is booked")
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    chosen(page, WHOLE)
    assert open_of(office, WHOLE) == 640
    page.keyboard.press("a")
    expect(page.locator("#said")).to_contain_text("the payment is booked")
    assert open_of(office, WHOLE) == 0
    assert WHOLE not in reminded(office)

    chosen(page, "for two of us")
    page.keyboard.press("n")
    chosen(page, "insurance")
    page.keyboard.press("k")
    chosen(page, "for two of us")
    page.keyboard.press("o")
    page.wait_for_url(re.compile("/bank/movements/"))
    split(page)
    expect(page.locator("#said")).to_contain_text("The payment is booked")
    assert (open_of(office, HALF), open_of(office, "INV-3")) == (Decimal(0), Decimal(0))
    assert [one.text for one in movements_to_clear(office.company.id)] == ["insurance"]

    take_back(page, office)
    assert open_of(office, WHOLE) == 640
    assert WHOLE not in reminded(office), "the money waits, and may pay it"
    flow.propose_day(office.company.id, as_of=cast.TODAY, clock=cast.clock(), by="Cora Collector")
    page.goto(f"/c/{office.company.id}/")
    page.click("text=2 movements to clear")
    page.wait_for_url("**/bank/clear/")


def split(page: Page) -> None:
    """The movement is for one invoice of each of two customers."""
    for number in (HALF, "INV-3"):
        page.keyboard.press("s")
        page.keyboard.type(number)
        page.keyboard.press("Enter")
        expect(page.locator(".hits button").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"Paid of {number}", exact=True)).to_be_visible()
    expect(page.get_by_label(f"Paid of {HALF}", exact=True)).to_have_value("210.00")
    page.get_by_label("Paid of INV-3", exact=True).fill("70")
    expect(page.locator("[data-left]")).to_have_text("10.00")
    page.get_by_label("Paid of INV-3", exact=True).fill("80")
    expect(page.locator("[data-left]")).to_have_text("0.00")
    page.keyboard.press("Control+Enter")


def take_back(page: Page, office: Office) -> None:
    """What was accepted was another one."""
    match = next(one for one in list_matches(office.company.id) if one.amount == 640)
    page.goto(f"/c/{office.company.id}/bank/matches/")
    page.locator("tr", has_text="640.00").get_by_role("link", name="Payment").first.click()
    page.wait_for_url(f"**/bank/movements/{match.movement_id}/")
    page.keyboard.press("u")
    page.keyboard.type("It was for somebody else")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("taken back")


def test_a_guess_takes_two_keys(enter: Enter, office: Office, owed: None) -> None:
    page = enter("accountant")
    page.goto(f"{page.url.split('/c/')[0]}/c/{office.company.id}/bank/")
    guess = Booked(amount="100.00", text="thank you", name="Late GmbH")
    drop(page, ("one.xml", camt(guess)))
    expect(page.locator("main")).to_contain_text("agrees")
    page.goto(f"{page.url.split('/c/')[0]}/c/{office.company.id}/bank/clear/")
    chosen(page, "that the amount does not fit")

    page.keyboard.press("a")
    sheet = page.locator("[data-row] details[open] .sheet", has_text="rather a guess")
    expect(sheet.locator("button")).to_be_focused()
    assert len(movements_to_clear(office.company.id)) == 1, "nothing is booked by one key"
    page.keyboard.press("Enter")

    expect(page.locator("#said")).to_contain_text("the payment is booked")
    assert movements_to_clear(office.company.id) == []
