"""A file dropped on the frame, read in a process of its own, its columns named, and imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from pytest_django import Settings

from recobro.connectors.history import list_imports
from recobro.web.pages import imports
from tests.browser.conftest import Enter
from tests.office import Office

ODD = "Beleg;Kto;Belegdat;Zahlb;Wert\nX-1;C-1002;10.01.2026;03.02.2026;120,50\nX-2;C-1002;11.01.2026;04.02.2026;80,00\n"
expect.set_options(timeout=60_000)  # the process of a job needs a second to start, more on a busy machine
DROP = """
([frame, name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/csv" }));
  frame.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def beside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in a process of its own, which finds the database of the test."""
    settings.WORKS_BESIDE = True
    monkeypatch.setattr(imports, "SMALL", 0)
    database = connection.settings_dict
    address = (
        f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    )
    monkeypatch.setenv("RECOBRO_DATABASE_URL", address)


def drop(page: Page, name: str, text: str) -> None:
    page.evaluate(DROP, [page.locator(".drop").element_handle(), name, text])


def test_it_takes_a_file_that_is_dropped(enter: Enter, office: Office, beside: None) -> None:
    page = enter("accountant")
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/files/")

    drop(page, "odd.csv", ODD)
    page.get_by_role("link", name="Say what the columns are").click()
    for header, field in (
        ("Beleg", "number"),
        ("Kto", "customer_code"),
        ("Belegdat", "issued_on"),
        ("Zahlb", "due_on"),
        ("Wert", "amount"),
    ):
        page.get_by_label(header, exact=True).select_option(field)
    page.get_by_label("Currency, where none is said").fill("EUR")
    page.get_by_label("Name for files like this").fill("Old books")
    page.click("text=Keep it, and look at the file again")
    expect(page.locator("main")).to_contain_text("2 lines from CSV")
    page.locator("body").press("i")
    expect(page.locator("main")).to_contain_text("are imported")

    (done,) = list_imports(office.company.id)
    assert (done.file, done.records, done.by) == ("odd.csv", 2, "Aara Accountant")
    assert not list((Path(imports.kept.home()) / "uploads").iterdir())
