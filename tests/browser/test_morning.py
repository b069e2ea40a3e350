"""The whole morning of a credit controller in the browser, in each language: from the file to the calls."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from recobro.access.company import CompanyValue
from recobro.casework.listing import list_cases, list_tasks
from recobro.casework.models import Call
from recobro.casework.tasks import add_task
from recobro.kernel.wait import wait_until
from recobro.ledger.models import Item
from recobro.outbox.models import Message
from tests import cast
from tests.browser.conftest import Enter
from tests.office import Office

pytestmark = pytest.mark.slow
expect.set_options(
    timeout=60_000
)  # work in a process of its own takes a second to start, more on a busy machine
CAREFUL = cast.policy(
    cast.level("first", "D+7", "email", approval="person"),
    cast.level("second", "D+60", "call:collector", approval="person", severity="formal"),
    key="careful",
)  # fmt: skip
FILE = """customer,name,email,language,country,invoice,date,due,amount
M1,Mill Ltd,mill@mill.test,en,GB,M-1,2026-01-05,2026-02-20,1000.00
M2,Lake SA,lake@lake.test,es,ES,M-2,2026-01-05,2026-02-21,200.00
M3,Hill BV,hill@hill.test,en,NL,M-3,2026-01-05,2026-02-22,300.00
"""
TODAY = cast.TODAY


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_a_morning(office: Office, enter: Enter, works_beside: None, tmp_path: Path, language: str) -> None:
    cast.treats(office.company, CAREFUL)
    page = enter("collector", language=language)
    page.on("dialog", lambda asked: asked.accept())
    company = office.company

    _imports(page, company, tmp_path)
    _reviews(page, company)
    _delivers(page, company)
    _reads_the_mailbox(page, company)
    _calls(page, company)
    _registers_a_payment(page, company)
    _sends_a_statement(page, company)


def _imports(page: Page, company: CompanyValue, folder: Path) -> None:
    (folder / "open.csv").write_text(FILE, encoding="utf-8")
    page.goto(f"/c/{company.id}/files/")
    page.set_input_files("#files", folder / "open.csv")
    page.click("form.stack button.main")
    page.wait_for_url("**/files/*/")
    page.keyboard.press("i")
    page.wait_for_load_state()
    expect(page.locator("a.button.main")).to_be_visible()
    assert Item.objects.filter(company_id=company.id, number__startswith="M-").count() == 3


def _reviews(page: Page, company: CompanyValue) -> None:
    """Proposes, takes two out, edits one, approves the rest."""
    page.goto(f"/c/{company.id}/reminders/")
    page.keyboard.press("p")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    for name in ("Gone SA", "Disputing BV"):
        page.click(f"tr[data-row] >> text={name}")
        page.wait_for_url(re.compile(r"/reminders/\d+/"))
        page.keyboard.press("w")
        page.click("details[open] .sheet button")
        page.wait_for_load_state()
        page.goto(f"/c/{company.id}/reminders/")
    page.click("text=Mill Ltd")
    page.wait_for_url(re.compile(r"/reminders/\d+/"))
    page.keyboard.press("e")
    page.wait_for_url("**/words/")
    page.fill("#before", "As agreed on the phone: {total}.")
    page.click("main button.main")
    page.wait_for_url("**/reminders/*/")
    expect(page.frame_locator("iframe.message").locator("body")).to_contain_text("As agreed on the phone")
    page.goto(f"/c/{company.id}/reminders/")
    page.click("form:has([name=what][value=all]) button")
    expect(page.locator("[data-key=d]")).to_be_visible()


def _delivers(page: Page, company: CompanyValue) -> None:
    page.keyboard.press("d")
    expect(page.locator("#work")).to_be_visible()
    mine = Message.objects.filter(company_id=company.id, recipient="mill@mill.test", status="sent")
    assert wait_until(mine.exists, seconds=90)
    expect(page.locator("#work .line")).to_be_visible()  # the page loads itself again when the work has ended
    page.wait_for_load_state()
    assert not Message.objects.filter(
        company_id=company.id, recipient="pagos@gone.test", status="sent"
    ).exists()


def _reads_the_mailbox(page: Page, company: CompanyValue) -> None:
    page.goto(f"/c/{company.id}/settings/mailbox/")
    page.click("tr:has-text('mill@mill.test') a")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("As agreed on the phone")


def _calls(page: Page, company: CompanyValue) -> None:
    """Three calls in a row by keys: nobody answers, a promise, a dispute."""
    for debtor in (cast.LATE, cast.GONE, cast.DISPUTING):
        _needs_a_call(company, debtor)
    page.goto(f"/c/{company.id}/?whose=all")
    with page.expect_navigation():
        page.keyboard.press("c")
    for outcome in ("2", "3", "4"):
        page.keyboard.press(outcome)
        if outcome == "3":
            page.fill("#promised_on", "2026-03-13")
        if outcome == "4":
            page.select_option("#item", index=1)
            page.fill("#text", "Two boxes were missing.")
        page.locator("h2").first.click()
        with page.expect_navigation():
            page.keyboard.press("s")
    assert Call.objects.filter(company_id=company.id).count() == 3
    kinds = {one.kind for one in list_cases(company.id, as_of=TODAY)}
    assert {"promise", "dispute", "next-contact"} <= kinds
    assert [one for one in list_tasks(company.id, mode="rehearsal") if one.title == "Call"] == []


def _needs_a_call(company: CompanyValue, debtor: cast.Debtor) -> None:
    customer_id = cast.customer(company, debtor)
    add_task(
        company.id, customer_id=customer_id, mode="rehearsal", kind="call", title="Call", due_on=TODAY, at=cast.at()
    )  # fmt: skip


def _registers_a_payment(page: Page, company: CompanyValue) -> None:
    page.goto(f"/c/{company.id}/invoices/{Item.objects.get(company_id=company.id, number='M-1').id}/")
    page.keyboard.press("p")
    page.fill("details[open] [name=amount]", "400")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_be_visible()
    assert Item.objects.get(company_id=company.id, number="M-1", kind="invoice").amount_open == Decimal(600)


def _sends_a_statement(page: Page, company: CompanyValue) -> None:
    customer_id = Item.objects.get(company_id=company.id, number="M-2", kind="invoice").customer_id
    page.goto(f"/c/{company.id}/customers/{customer_id}/")
    page.keyboard.press("s")
    page.click("details[open] form button")
    expect(page.locator(".said")).to_be_visible(timeout=60_000)
    assert (
        Message.objects.filter(company_id=company.id, kind="statement", recipient="lake@lake.test").count()
        == 1
    )
