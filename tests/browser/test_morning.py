"""The whole morning of a credit controller in the browser, from the file to the calls: in each language, and by keyboard only."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from recobro.access.company import CompanyValue
from recobro.casework.listing import list_cases, list_tasks
from recobro.casework.models import Call
from recobro.casework.tasks import add_task
from recobro.kernel.wait import wait_until
from recobro.ledger.models import Item
from recobro.outbox.models import Message
from tests import cast
from tests.browser.conftest import Enter
from tests.browser.hands import Hands, Keys, Mouse
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


@pytest.mark.parametrize(
    ("language", "by"),
    [("en", Mouse), ("es", Mouse), ("fr", Mouse), ("en", Keys)],
    ids=["en", "es", "fr", "by keyboard only"],
)
def test_a_morning(
    office: Office, enter: Enter, works_beside: None, tmp_path: Path, language: str, by: type[Mouse | Keys]
) -> None:
    cast.treats(office.company, CAREFUL)
    page = enter("collector", language=language)
    page.on("dialog", lambda asked: asked.accept())
    hands, company = by(page), office.company

    _imports(hands, company, tmp_path)
    _reviews(hands)
    _delivers(hands, company)
    _reads_the_mailbox(hands)
    _calls(hands, company)
    _registers_a_payment(hands, company)
    _sends_a_statement(hands, company)


def _imports(hands: Hands, company: CompanyValue, folder: Path) -> None:
    page = hands.page
    (folder / "open.csv").write_text(FILE, encoding="utf-8")
    hands.go("f")
    hands.file(page.locator("#files"), folder / "open.csv")
    hands.press(page.locator("form.stack button.main"))
    page.wait_for_url(re.compile(r"/files/\d+/"))
    hands.key("i")
    expect(page.locator("a.button.main")).to_be_visible()
    assert Item.objects.filter(company_id=company.id, number__startswith="M-").count() == 3


def _reviews(hands: Hands) -> None:
    """Proposes, takes two out, edits one, approves the rest."""
    page = hands.page
    hands.go("r")
    hands.key("p")
    expect(page.locator("tr[data-row]").first).to_be_visible()
    for name in ("Gone SA", "Disputing BV"):
        hands.line(name)
        hands.key("w")
        hands.write(page.locator("details[open] [name=reason]"), "Not now.")
        with page.expect_navigation():
            hands.press(page.locator("details[open] .sheet button"))
        hands.go("r")
    hands.line("Mill Ltd")
    with page.expect_navigation():
        hands.key("e")
    hands.write(page.locator("#before"), "As agreed on the phone: {total}.")
    with page.expect_navigation():
        hands.press(page.locator("main button.main"))
    expect(page.frame_locator("iframe.message").locator("body")).to_contain_text("As agreed on the phone")
    hands.go("r")
    hands.key("a")
    expect(page.locator("[data-key=d]")).to_be_visible()


def _delivers(hands: Hands, company: CompanyValue) -> None:
    hands.key("d")
    page = hands.page
    expect(page.locator("#work")).to_be_visible()
    mine = Message.objects.filter(company_id=company.id, recipient="mill@mill.test", status="sent")
    assert wait_until(mine.exists, seconds=90)
    expect(page.locator("#work .line")).to_be_visible()  # the page loads itself again when the work has ended
    page.wait_for_load_state()
    assert not Message.objects.filter(
        company_id=company.id, recipient="pagos@gone.test", status="sent"
    ).exists()


def _reads_the_mailbox(hands: Hands) -> None:
    with hands.page.expect_navigation():
        hands.key("m")
    hands.line("mill@mill.test")
    expect(hands.page.frame_locator("iframe").locator("body")).to_contain_text("As agreed on the phone")


def _calls(hands: Hands, company: CompanyValue) -> None:
    """Three calls in a row: nobody answers, a promise, a dispute."""
    page = hands.page
    for debtor in (cast.LATE, cast.GONE, cast.DISPUTING):
        _needs_a_call(company, debtor)
    hands.go("t")
    with page.expect_navigation():
        hands.key("e")
    with page.expect_navigation():
        hands.key("c")
    expect(page.locator("[data-key=s]")).to_be_in_viewport()
    for outcome in ("2", "3", "4"):
        hands.key(outcome)
        if outcome == "3":
            hands.write(page.locator("#promised_on"), "2026-03-13")
        if outcome == "4":
            hands.choose(page.locator("#item"), 1)
            hands.write(page.locator("#text"), "Two boxes were missing.")
        with page.expect_navigation():
            hands.key("s")
    assert Call.objects.filter(company_id=company.id).count() == 3
    kinds = {one.kind for one in list_cases(company.id, as_of=TODAY)}
    assert {"promise", "dispute", "next-contact"} <= kinds
    assert [one for one in list_tasks(company.id, mode="rehearsal") if one.title == "Call"] == []


def _needs_a_call(company: CompanyValue, debtor: cast.Debtor) -> None:
    customer_id = cast.customer(company, debtor)
    add_task(
        company.id, customer_id=customer_id, mode="rehearsal", kind="call", title="Call", due_on=TODAY, at=cast.at()
    )  # fmt: skip


def _registers_a_payment(hands: Hands, company: CompanyValue) -> None:
    hands.search("M-1")
    hands.key("p")
    hands.write(hands.page.locator("details[open] [name=amount]"), "400")
    with hands.page.expect_navigation():
        hands.press(hands.page.locator("details[open] button.main"))
    expect(hands.page.locator(".said")).to_be_visible()
    assert Item.objects.get(company_id=company.id, number="M-1", kind="invoice").amount_open == Decimal(600)


def _sends_a_statement(hands: Hands, company: CompanyValue) -> None:
    hands.search("Lake SA")
    hands.key("s")
    with hands.page.expect_navigation():
        hands.press(hands.page.locator("details[open] form button"))
    expect(hands.page.locator(".said")).to_be_visible()
    statements = Message.objects.filter(company_id=company.id, kind="statement", recipient="lake@lake.test")
    assert statements.count() == 1
