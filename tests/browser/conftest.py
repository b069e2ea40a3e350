"""A real browser: the system's Chromium, headless, driven by Playwright, at the real site over the real database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from recobro.outbox.tests.processes import address
from recobro.web import clock
from tests import cast
from tests.office import EMAIL, PASSWORD, Office
from tests.office import office as make_office

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Enter = Callable[..., Page]


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", cast.clock())


@pytest.fixture
def works_beside(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    """Long work really gets a process of its own, at the database of the test."""
    monkeypatch.setenv("RECOBRO_DATABASE_URL", address())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "The browser tests need Chromium: apt install chromium"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps an event loop in this thread; the tests use the database beside it
    )
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture
def office(transactional_db: None, home: Path) -> Office:
    """Northwind SL with its people and debtors, in the database that the site serves."""
    return make_office()


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer, office: Office) -> Iterator[Enter]:
    """Opens the site as the person with this role, in a language and at a width. A script that fails, fails the test.

    What a page refuses (422) is no failure, though Chromium says so.
    """
    contexts = []
    wrong: list[str] = []

    def entered(role: str = "collector", *, language: str = "en", width: int = 1440) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale=language, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_failure(said) else None)
        page.goto("/")
        page.fill("input[name=login]", EMAIL.format(role=role))
        page.fill("input[name=password]", PASSWORD)
        page.click("button.main")
        page.wait_for_url(f"**/c/{office.company.id}/")
        return page

    yield entered
    for context in contexts:
        context.close()
    assert wrong == []


def _is_failure(said: ConsoleMessage) -> bool:
    return said.type == "error" and "status of 422" not in said.text
