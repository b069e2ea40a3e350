"""Every page in the browser: nobody is shut out, and a telephone shows it without scrolling sideways."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from tests import tour
from tests.browser.conftest import Enter
from tests.office import Office

SERIOUS = ("serious", "critical")
OWN_FRAMES = {"iframes": False}  # in frames are messages to customers: see tour.MESSAGES
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
pytestmark = pytest.mark.slow


@pytest.fixture
def addresses(office: Office) -> list[tuple[str, str]]:
    """All pages of a busy office."""
    tour.busy(office)
    client = Client()
    client.force_login(
        office.user("administrator"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return list(tour.pages(office, client))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_shuts_nobody_out(enter: Enter, addresses: list[tuple[str, str]], scheme: str) -> None:
    page = enter("administrator")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    ours = [place for place in addresses if place[0] not in tour.MESSAGES]
    found = {name: wrong for name, address in ours if (wrong := _shut_out(page, address))}

    assert found == {}


def test_it_fits_a_telephone(enter: Enter, addresses: list[tuple[str, str]]) -> None:
    page = enter("administrator", language="fr", width=390)
    found = {}
    for name, address in addresses:
        page.goto(address)
        if (wider := page.evaluate(WIDER)) > 0:
            found[name] = wider

    assert found == {}


def test_the_entrance_shuts_nobody_out(enter: Enter) -> None:
    page = enter("collector")
    page.context.clear_cookies()

    assert _shut_out(page, "/account/login/") == []


def _shut_out(page: Page, address: str) -> list[str]:
    page.goto(address)
    violations = Axe().run(page, options=OWN_FRAMES).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]} ({len(one['nodes'])})"
        for one in violations
        if one["impact"] in SERIOUS
    ]
