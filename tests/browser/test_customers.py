"""From the search to the file, and what is done there, by keyboard and by mouse."""

from __future__ import annotations

from recobro.casework.listing import list_cases
from tests import cast
from tests.browser.conftest import Enter
from tests.office import Office


def test_it_finds_a_customer_and_holds_him_by_keyboard(enter: Enter, office: Office) -> None:
    page = enter("collector")

    page.keyboard.press("/")
    page.keyboard.type("late gmbh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/customers/*/")
    page.keyboard.press("h")
    page.keyboard.type("03202026")
    page.keyboard.press("Tab")  # past the button of the calendar
    page.keyboard.press("Tab")
    page.keyboard.type("Strike")
    page.keyboard.press("Enter")

    page.wait_for_selector(".said")
    (case,) = list_cases(office.company.id, as_of=cast.TODAY)
    assert (case.kind, case.reason) == ("hold", "Strike")


def test_it_reminds_a_customer_now(enter: Enter, office: Office) -> None:
    page = enter("collector")

    page.goto(f"/c/{office.company.id}/customers/")
    page.click("text=Late GmbH")
    page.click("text=Remind now")
    assert "1,550.50 EUR" in page.locator("button.main").first.inner_text()
    page.keyboard.press("a")

    page.wait_for_url("**/customers/*/")
    assert "The reminder is sent." in page.locator("#said").inner_text()
