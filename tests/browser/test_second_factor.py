"""A second factor, set up by its owner and asked for when he signs in."""

from __future__ import annotations

import hmac
import time
from base64 import b32decode
from hashlib import sha1

from tests.browser.conftest import Enter
from tests.office import EMAIL, PASSWORD, Office


def code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counted = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.new(b32decode(secret + "=" * (-len(secret) % 8)), counted, sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_it_asks_for_the_code_of_the_app(enter: Enter, office: Office) -> None:
    page = enter("manager")
    page.click("details.menu.right summary")
    page.click("text=Second factor and passkeys")
    page.locator("section, div").filter(has_text="Authenticator App").get_by_text(
        "Activate", exact=True
    ).first.click()
    if page.locator("input[name=password]").count():  # signed in a while ago
        page.fill("input[name=password]", PASSWORD)
        page.locator("main button").first.click()
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", code(secret))
    page.locator("main form button").first.click()
    page.wait_for_url("**/factors/**")

    page.goto(f"/c/{office.company.id}/")
    page.click("details.menu.right summary")
    page.click("text=Sign out")
    page.fill("input[name=login]", EMAIL.format(role="manager"))
    page.fill("input[name=password]", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/factors/authenticate/**")
    page.fill("input[name=code]", "000000")
    page.locator("main form button").first.click()
    assert page.locator(".wrong, .problems").first.is_visible()
    page.fill("input[name=code]", code(secret))
    page.locator("main form button").first.click()

    page.wait_for_url(f"**/c/{office.company.id}/")
