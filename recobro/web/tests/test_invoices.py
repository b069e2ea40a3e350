"""The list of invoices: what the filters find, in which order, page by page, and what is done to several lines at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recobro.casework.listing import list_cases
from recobro.insight import invoices
from recobro.ledger.find import items_by_number
from recobro.ledger.models import Customer
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office


def numbers(web: Client, office: Office, query: str = "") -> list[str]:
    """The numbers on the page, in its order."""
    response = web.get(f"/c/{office.company.id}/invoices/{query}")
    assert response.status_code == 200
    return re.findall(r"data-open>([^<]+)<", response.content.decode())


def test_it_lists_what_is_unpaid_oldest_due_first(
    office: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        assert numbers(web, office) == ["INV-3", "INV-2", "INV-1", "INV-4", "INV-5"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?status=overdue", ["INV-3", "INV-2", "INV-1", "INV-4"]),
        ("?status=partly_paid", ["INV-1"]),
        ("?status=open", ["INV-3", "INV-2", "INV-4", "INV-5"]),
        ("?status=paid", ["INV-6"]),
        ("?status=cancelled", ["INV-7"]),
        (
            "?status=all&order=number&back=yes",
            ["INV-7", "INV-6", "INV-5", "INV-4", "INV-3", "INV-2", "INV-1"],
        ),
        ("?status=credit", ["PAY-"]),
        ("?number=inv-6", ["INV-6"]),
        ("?number=%25", []),
        ("?customer=late", ["INV-2", "INV-1"]),
        ("?customer=C-1003", ["INV-4"]),
        ("?customer=Strangers", []),
        ("?currency=usd", ["INV-4"]),
        ("?order=open", ["INV-5", "INV-3", "INV-2", "INV-4", "INV-1"]),
        ("?due_from=2026-02-25&due_until=2026-03-15", ["INV-1", "INV-4"]),
        ("?level=first", []),
        ("?due_from=soon", ["INV-3", "INV-2", "INV-1", "INV-4", "INV-5"]),
        ("?after=nonsense", ["INV-3", "INV-2", "INV-1", "INV-4", "INV-5"]),
    ],
)
def test_it_filters_and_sorts(office: Office, web: Client, query: str, found: list[str]) -> None:
    cast.pays(office.company, cast.LATE, "INV-1", "10")
    cast.owes(office.company, cast.PROMPT, "INV-6", "70", due_on=cast.TODAY + 30 * cast.DAY)
    cast.pays(office.company, cast.PROMPT, "INV-6", "70")
    cast.owes(office.company, cast.PROMPT, "INV-7", "71", due_on=cast.TODAY + 40 * cast.DAY)
    cast.credit_note(office.company, cast.PROMPT, "CN-7", "71", settles="INV-7")
    cast.pays(office.company, cast.GONE, "", "5")

    assert numbers(web, office, query) == found


def test_it_turns_pages(office: Office, web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invoices, "PAGE", 2)
    seen, query = [], "?order=open"
    while query:
        page = web.get(f"/c/{office.company.id}/invoices/{query}").content.decode()
        seen += re.findall(r"data-open>([^<]+)<", page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""

    assert seen == ["INV-5", "INV-3", "INV-2", "INV-4", "INV-1"]


def test_sales_see_their_own_only(office: Office, sign_in: SignIn) -> None:
    Customer.objects.filter(code=cast.LATE.code).update(salesperson="Sara Sales")

    assert numbers(sign_in("sales"), office) == ["INV-2", "INV-1"]


def test_it_says_what_the_filter_comes_to(
    office: Office, web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = web.get(f"/c/{office.company.id}/invoices/").content.decode()
    assert re.search(r"4 invoices.*1,690\.50.*EUR.*1 invoice.*990\.00.*USD", page, re.DOTALL)

    monkeypatch.setattr(invoices, "MOST", 3)
    page = web.get(f"/c/{office.company.id}/invoices/").content.decode()
    assert "More than" in page
    assert "1,690.50" not in page


@pytest.mark.parametrize(
    ("kind", "case", "typed"),
    [
        ("expected-dates", "expected-date", {"on": "2026-03-20"}),
        ("disputes", "dispute", {"reason": "Wrong goods"}),
        ("holds", "hold", {"on": "2026-03-20", "reason": "On holiday"}),
    ],
)
def test_it_records_for_several_at_once(
    office: Office, web: Client, kind: str, case: str, typed: dict[str, str]
) -> None:
    items = [items_by_number(office.company.id, number)[0].item_id for number in ("INV-1", "INV-4")]

    response = web.post(f"/c/{office.company.id}/invoices/{kind}?order=open", {"item": items, **typed})

    assert (response.status_code, response["Location"]) == (
        303,
        f"/c/{office.company.id}/invoices/?order=open",
    )
    found = list_cases(office.company.id, as_of=cast.TODAY)
    assert sorted((one.kind, one.number, one.by) for one in found) == [
        (case, "INV-1", "Cora Collector"), (case, "INV-4", "Cora Collector")
    ]  # fmt: skip


def test_it_records_nothing_where_one_is_refused(office: Office, web: Client) -> None:
    ours = items_by_number(office.company.id, "INV-1")[0].item_id
    theirs = items_by_number(office.stranger.id, "STR-1")[0].item_id
    address = f"/c/{office.company.id}/invoices/disputes"

    assert web.post(address, {"item": [ours, theirs], "reason": "Wrong"}).status_code == 422
    refused = web.post(address, {"item": [ours], "reason": ""})
    assert refused.status_code == 422
    assert "needs a reason" in refused.content.decode()
    assert list_cases(office.company.id, as_of=cast.TODAY + timedelta(days=1)) == []


def test_who_may_not_collect_acts_on_nothing(office: Office, sign_in: SignIn) -> None:
    address = f"/c/{office.company.id}/invoices/"

    assert sign_in("viewer").post(f"{address}holds", {"item": 1}).status_code == 403
    assert 'type="checkbox"' not in sign_in("viewer").get(address).content.decode()
