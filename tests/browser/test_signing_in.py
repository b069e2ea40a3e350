"""Signing in and out, by mouse and by keyboard."""

from __future__ import annotations

from tests.browser.conftest import Enter


def test_it_lets_a_collector_in_and_out(enter: Enter) -> None:
    page = enter("collector")
    assert page.locator(".bar .company").inner_text() == "Northwind SL"

    page.click("details.menu.right summary")
    page.click("text=Sign out")
    page.wait_for_url("**/account/login/**")


def test_it_goes_where_two_keys_say(enter: Enter) -> None:
    page = enter("collector")

    page.keyboard.press("g")
    page.keyboard.press("c")

    page.wait_for_url("**/customers/")
    assert page.locator(".side [aria-current=page]").inner_text() == "Customers"
