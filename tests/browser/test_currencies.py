"""What is owed in several currencies as one figure."""

from __future__ import annotations

from decimal import Decimal

from recobro.access.rates import Quote, record_rates
from tests import cast
from tests.browser.conftest import Enter
from tests.office import Office


def test_it_shows_all_in_one_currency_by_keyboard(enter: Enter, office: Office) -> None:
    cast.owes(office.company, cast.LATE, "INV-9", "5.00", currency="ARS")
    dollars = Quote(base="EUR", currency="USD", rate=Decimal("1.25"), on=cast.TODAY)
    record_rates(office.company.id, [dollars], source="ecb.xml", by=cast.MARTA, at=cast.at())
    page = enter("collector")

    page.goto(f"/c/{office.company.id}/ageing/")
    page.keyboard.press("i")

    page.wait_for_url("**/ageing/?all=EUR")
    assert "2,482.50" in page.locator("figure.ageing").first.inner_text()
