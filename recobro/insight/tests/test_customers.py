"""The accounts of all customers stay true as of today, whatever happens; the list reads them in pages; the search finds them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recobro.access.company import CompanyValue
from recobro.casework.record import hold
from recobro.evaluation.tell import tell
from recobro.insight.accounts import bring_up
from recobro.insight.customers import ORDERS, Filters, Order, list_customers
from recobro.insight.models import Account
from recobro.insight.search import search
from recobro.ledger.contacts import add_contact
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> CompanyValue:
    company = cast.creditor()
    cast.treats(company)
    cast.owes(company, cast.LATE, "INV-1", "1200.00")
    cast.owes(company, cast.LATE, "INV-2", "350.50", currency="USD")
    cast.owes(company, cast.GONE, "INV-3", "80.00", due_on=cast.TODAY - 40 * cast.DAY)
    cast.owes(company, cast.PROMPT, "INV-5", "60.00", due_on=cast.TODAY)
    return company


def overdue(company: CompanyValue, as_of: date) -> dict[str, Decimal]:
    """What is overdue by customer and currency, as the kept accounts say."""
    bring_up(company, as_of=as_of)
    return {
        f"{one.customer.code} {one.currency}": one.overdue
        for one in Account.objects.select_related("customer")
    }


def test_it_counts_again_what_was_paid_and_what_fell_due(company: CompanyValue) -> None:
    before = overdue(company, cast.TODAY)
    assert before == {"C-1002 EUR": 1200, "C-1002 USD": Decimal("350.50"), "C-1004 EUR": 80, "C-1001 EUR": 0}

    cast.pays(company, cast.LATE, "INV-1", "200.00")
    assert overdue(company, cast.TODAY)["C-1002 EUR"] == 1000
    assert overdue(company, cast.TODAY + cast.DAY)["C-1001 EUR"] == 60  # by the day alone

    cast.pays(company, cast.GONE, "INV-3", "80.00", on=cast.TODAY + 3 * cast.DAY)  # known before its day
    assert overdue(company, cast.TODAY + cast.DAY)["C-1004 EUR"] == 80
    assert "C-1004 EUR" not in overdue(company, cast.TODAY + 3 * cast.DAY)


def test_it_counts_only_what_changed(company: CompanyValue) -> None:
    bring_up(company, as_of=cast.TODAY)
    assert bring_up(company, as_of=cast.TODAY) == 0

    cast.pays(company, cast.LATE, "INV-1", "1.00")
    assert bring_up(company, as_of=cast.TODAY) == 1


@pytest.mark.parametrize("order", ORDERS)
def test_it_pages_through_every_row_once(company: CompanyValue, order: Order) -> None:
    seen, after = [], ""
    while True:
        page = list_customers(company, Filters(order=order, after=after), as_of=cast.TODAY, size=1)
        seen += [(one.code, one.currency) for one in page.rows]
        if page.after is None:
            break
        after = page.after

    late, gone, prompt = ("C-1002", "EUR"), ("C-1004", "EUR"), ("C-1001", "EUR")
    dollars = ("C-1002", "USD")
    expected = {
        "overdue": [late, gone, prompt, dollars],
        "oldest": [gone, late, dollars, prompt],
        "name": [gone, late, dollars, prompt],
    }
    assert seen == expected[order]


def test_it_narrows_the_list(company: CompanyValue) -> None:
    customer = cast.customer(company, cast.LATE)
    hold(
        company.id, customer_id=customer, from_on=cast.TODAY, until_on=cast.TODAY, reason="?", at=cast.at(), by=cast.MARTA
    )  # fmt: skip
    (reminder,) = cast.plans(company)[:1]
    tell(
        company.id, reminder_id=reminder, items=[cast.item(company, "INV-3")], channel="email", is_contact=True, on=cast.TODAY,
        at=cast.at(),
    )  # fmt: skip

    def codes(**filters: object) -> list[str]:
        found = list_customers(company, Filters(**filters), as_of=cast.TODAY)  # type: ignore[arg-type]
        return [one.code for one in found.rows]

    assert codes(held=True, currency="EUR") == ["C-1002"]
    assert codes(level="first") == ["C-1004"]
    assert codes(waiting=True) == ["C-1004"]
    assert codes(overdue=True, currency="EUR") == ["C-1002", "C-1004"]
    assert codes(salesperson="Sam") == []


@pytest.mark.parametrize(
    ("text", "customers", "items"),
    [
        ("c-1002", ["C-1002"], []),
        ("late", ["C-1002"], []),
        ("gmbh la", ["C-1002"], []),
        ("inv-3", [], ["INV-3"]),
        ("inv", [], ["INV-1", "INV-2", "INV-3", "INV-5"]),
        ("buchhaltung@la", ["C-1002"], []),
        ("@late.test", ["C-1002"], []),
        ("munoz", ["C-1004"], []),
        ("100%", [], []),
        ("_", [], []),
        ("", [], []),
    ],
)
def test_it_finds_what_somebody_means(
    company: CompanyValue, text: str, customers: list[str], items: list[str]
) -> None:
    add_contact(
        company.id, customer_id=cast.customer(company, cast.GONE), role="billing", email="munoz@gone.test"
    )
    if text == "munoz":
        text = "munoz@"

    hits = search(company.id, text=text)

    assert [one.code for one in hits.customers] == customers
    assert sorted(one.number for one in hits.items) == items


def test_it_finds_an_amount_and_knows_what_was_meant(company: CompanyValue) -> None:
    hits = search(company.id, text="350.50", amount=Decimal("350.50"))

    assert [one.number for one in hits.items] == ["INV-2"]
    assert hits.only == hits.items[0]
    assert search(company.id, text="inv").only is None
    assert search(company.id, text="late", salesperson="Sam").customers == ()
