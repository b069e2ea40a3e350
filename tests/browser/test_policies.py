"""The policies in a browser: a policy from three answers, and a level added, moved and saved."""

from __future__ import annotations

from playwright.sync_api import expect

from recobro.policy.parse import parse
from recobro.policy.read import export, list_policies
from tests.browser.conftest import Enter
from tests.office import Office


def test_three_answers_by_keyboard(office: Office, enter: Enter) -> None:
    page = enter("manager")
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/policies/")
    page.keyboard.press("u")
    page.wait_for_url("**/set-up/")
    for question, down in (("kind", 1), ("tone", 0), ("rhythm", 2)):
        page.locator(f"input[name={question}]").first.focus()
        page.keyboard.press("Space")
        for _ in range(down):
            page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#answer h2")).to_have_text("Public bodies, friendly tone, strict")

    page.get_by_role("button", name="Use this policy").press("Enter")

    expect(page.locator(".said")).to_contain_text("is treated by public-bodies-friendly-strict")
    assert ("public-bodies-friendly-strict", ("company",)) in [
        (one.key, one.assigned_to) for one in list_policies(office.company.id)
    ]


def test_a_level_is_added_moved_and_saved(office: Office, enter: Enter) -> None:
    page = enter("manager", width=390)
    page.goto(f"/c/{office.company.id}/policies/flow/edit/")
    page.get_by_role("button", name="Add a level").click()
    new = page.locator("#l2")
    new.locator("[name=l2-trigger-days]").fill("10")
    new.locator("[name=l2-severity]").select_option("reminder")
    new.get_by_label("E-mail", exact=True).check()
    new.locator("[name=l2-name-en]").fill("In between")
    new.locator("[name=l2-text-en-subject]").fill("Still {total}")
    new.locator("[name=l2-text-en-before]").fill("Please pay.")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("#l2 .problems")).to_contain_text("no name in 'es'")
    expect(page.locator("[name=l2-text-en-subject]")).to_have_value("Still {total}")

    page.locator("[name=l2-name-es]").fill("En medio")
    page.locator("[name=l2-text-es-subject]").fill("Todavía {total}")
    page.locator("[name=l2-text-es-before]").fill("Le rogamos que pague.")
    page.get_by_role("button", name="Move level 3 up").click()
    page.get_by_role("button", name="Save as a new version").first.click()

    expect(page.locator(".said")).to_contain_text("Version 2 is saved.")
    saved = parse(export(office.company.id, policy_key="flow"), source="saved")
    assert [(level.key, str(level.trigger)) for level in saved.levels] == [
        ("first", "D+7"), ("in-between", "D+10"), ("second", "D+14"),
    ]  # fmt: skip


def test_a_text_is_looked_at_as_it_would_leave(office: Office, enter: Enter) -> None:
    page = enter("viewer")
    page.goto(f"/c/{office.company.id}/policies/flow/")
    page.get_by_role("link", name="Try it on a customer").first.click()
    page.fill("#l-customer", "Late")
    page.select_option("#l-language", "es")
    page.get_by_role("button", name="Show").click()

    expect(page.frame_locator("iframe.message").locator("body")).to_contain_text(
        "Todavía no hemos recibido su pago."
    )
    expect(page.get_by_role("button", name="Send me a test")).to_have_count(0)
