"""Two ways to do the same on a page: with the mouse, and with the keyboard alone. The story of the morning is played with both."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

TABS = 15  # nobody presses more of them to reach what the page is for
LINES = 30
FOCUSED = "one => one === document.activeElement"


class Hands(Protocol):
    """What a person does on a page."""

    page: Page

    def go(self, letter: str) -> None:
        """To a page of the menu, by the letter that leads to it."""

    def key(self, letter: str) -> None:
        """Presses the button with this letter, or goes to the field with it."""

    def press(self, where: Locator) -> None:
        """Presses a button or follows a link."""

    def write(self, where: Locator, text: str) -> None:
        """Writes into a field what it says from now on."""

    def choose(self, where: Locator, option: int) -> None:
        """Chooses the option with this number of a list."""

    def file(self, where: Locator, path: Path) -> None:
        """Chooses a file."""

    def line(self, text: str) -> None:
        """Opens the line of the list with this text."""

    def search(self, text: str) -> None:
        """Searches from wherever one is."""


class Mouse:
    """Clicks on what is there to see."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, letter: str) -> None:
        self._leads_on(self.page.locator(f"[data-go={letter}]"))

    def key(self, letter: str) -> None:
        self.page.locator(f"main [data-key='{letter}']").first.click()

    def press(self, where: Locator) -> None:
        where.click()

    def write(self, where: Locator, text: str) -> None:
        where.fill(text)

    def choose(self, where: Locator, option: int) -> None:
        where.select_option(index=option)

    def file(self, where: Locator, path: Path) -> None:
        where.set_input_files(path)

    def line(self, text: str) -> None:
        self._leads_on(self.page.locator("tr[data-row]", has_text=text).locator("[data-open]").first)

    def search(self, text: str) -> None:
        field = self.page.locator("[data-key='/']")
        field.fill(text)
        with self.page.expect_navigation():
            field.press("Enter")

    def _leads_on(self, where: Locator) -> None:
        with self.page.expect_navigation():
            where.click()


class Keys:
    """Never touches the mouse: what the focus does not reach in a few steps is not reached."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._path = Path()
        # (listened to from the beginning: what Chromium opens before somebody listens, nobody can close)
        page.on("filechooser", lambda chooser: chooser.set_files(self._path))

    def go(self, letter: str) -> None:
        self._leave_field()
        self.page.keyboard.press("g")
        with self.page.expect_navigation():
            self.page.keyboard.press(letter)

    def key(self, letter: str) -> None:
        self._leave_field()
        self.page.keyboard.press(letter)

    def press(self, where: Locator) -> None:
        self._reach(where)
        self.page.keyboard.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self._reach(where)
        if where.get_attribute("type") == "date":  # month, day, year: each part takes its digits
            year, month, day = text.split("-")
            self.page.keyboard.type(self._as_shown(year, month, day))
        else:
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        expect(where).to_have_value(text)

    def choose(self, where: Locator, option: int) -> None:
        self._reach(where)
        for _ in range(option):
            self.page.keyboard.press("ArrowDown")

    def file(self, where: Locator, path: Path) -> None:
        self._reach(where)
        self._path = path
        self.page.keyboard.press("Enter")
        expect(where).not_to_have_value("")

    def line(self, text: str) -> None:
        for _ in range(LINES):
            self.page.keyboard.press("j")
            if text in self.page.locator("[data-row][aria-selected=true]").inner_text():
                break
        else:
            raise AssertionError(f"No line with '{text}' within {LINES} lines.")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def search(self, text: str) -> None:
        self._leave_field()
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _reach(self, where: Locator) -> None:
        """Walks there with Tab, past the menu by the link that skips it."""
        if self.page.evaluate("document.activeElement === document.body"):
            self.page.keyboard.press("Tab")
            if re.search(r"\bskip\b", self._focused("className")):
                self.page.keyboard.press("Enter")
        for _ in range(TABS):
            if where.evaluate(FOCUSED):
                break
            self.page.keyboard.press("Tab")
        assert where.evaluate(FOCUSED), (
            f"Not within {TABS} steps: {where}; at {self._focused('outerHTML')[:200]}"
        )
        if where.evaluate("one => one.matches('button, a, input, select, textarea')"):
            seen = where.evaluate("one => getComputedStyle(one).outlineStyle")
            assert seen != "none", f"Nobody sees that the focus is here: {where}"

    def _focused(self, name: str) -> str:
        return str(self.page.evaluate(f"document.activeElement.{name}"))

    def _leave_field(self) -> None:
        if self.page.evaluate("document.activeElement.matches('input, textarea, select')"):
            self.page.keyboard.press("Escape")

    def _as_shown(self, year: str, month: str, day: str) -> str:
        """The digits in the order in which Chromium shows the parts of a day in English."""
        return f"{month}{day}{year}"
