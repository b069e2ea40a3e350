"""The day's reminders in a browser: by mouse, and by keyboard alone; delivery by a process of its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from recobro import flow
from recobro.outbox.models import Edit, Message
from recobro.outbox.plan import waiting_reminders
from tests import cast
from tests.browser.conftest import Enter
from tests.office import Office

BY_PERSON = cast.policy(cast.level("first", "D+7", "email", approval="person"), key="careful")


@pytest.fixture
def waiting(office: Office) -> Office:
    """Three customers are proposed a reminder, which a person approves."""
    cast.treats(office.company, BY_PERSON)
    flow.propose_day(office.company.id, as_of=cast.TODAY, clock=cast.clock(), by="scheduler")
    return office


def left(office: Office) -> int:
    return len(waiting_reminders(office.company.id, mode="rehearsal"))


def opened(page: Page, office: Office) -> Page:
    page.goto(f"/c/{office.company.id}/reminders/")
    return page


def test_it_is_approved_and_put_off_by_keyboard(waiting: Office, enter: Enter) -> None:
    page = opened(enter("collector"), waiting)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reminders/*/")
    expect(page.frame_locator("iframe.message").locator("body")).to_contain_text("Northwind SL")

    page.keyboard.press("a")
    expect(page.locator(".said")).to_contain_text("is approved")
    page.keyboard.press("l")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("is contacted later")

    assert left(waiting) == 1
    assert Message.objects.filter(company_id=waiting.company.id, status="dropped").count() == 1


def test_words_are_edited_and_what_is_approved_is_delivered_beside_the_page(
    waiting: Office, enter: Enter, works_beside: None
) -> None:
    page = opened(enter("collector"), waiting)
    page.click("text=Late GmbH")
    page.click("text=Edit the words")
    page.fill("#before", "As agreed on the phone: {total}.")
    page.click("button.main")
    expect(page.frame_locator("iframe.message").locator("body")).to_contain_text(
        "As agreed on the phone: 1,550.50"
    )
    assert Edit.objects.count() == 1

    opened(page, waiting)
    page.on("dialog", lambda asked: asked.accept())
    page.click("text=Approve all")
    page.click("text=Deliver 3 messages")
    expect(page.locator("#work")).to_contain_text("Sent: 3", timeout=60_000)
    assert set(Message.objects.filter(company_id=waiting.company.id).values_list("status", flat=True)) == {
        "sent"
    }
