"""The page of the ageing: the sums, the customers of a currency in any order, a past day, and the files."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from recobro.access.rates import Quote, record_rates
from recobro.insight import ageing_page
from recobro.ledger.models import Customer
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office


def customers(web: Client, office: Office, query: str = "") -> list[str]:
    response = web.get(f"/c/{office.company.id}/ageing/{query}")
    assert response.status_code == 200
    return re.findall(r"data-open>([^<]+)<", response.content.decode())


def test_it_lists_who_owes_most_first(
    office: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        assert customers(web, office) == ["Late GmbH", "Gone SA", "Prompt Ltd"]

    page = re.sub(r"<[^>]+>|\s+", " ", web.get(f"/c/{office.company.id}/ageing/").content.decode())
    for fact in ("1,690.50", "990.00", "not late 60.00", "1-30 days 1,550.50", "31-60 days 80.00"):
        assert fact in re.sub(r" +", " ", page), fact


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?column=code", ["Prompt Ltd", "Late GmbH", "Gone SA"]),
        ("?column=code&back=yes", ["Gone SA", "Late GmbH", "Prompt Ltd"]),
        ("?column=2", ["Gone SA", "Prompt Ltd", "Late GmbH"]),
        ("?column=total&back=no", ["Prompt Ltd", "Gone SA", "Late GmbH"]),
        ("?column=on_account&back=no", ["Gone SA", "Late GmbH", "Prompt Ltd"]),
        ("?column=nonsense&after=nonsense", ["Late GmbH", "Gone SA", "Prompt Ltd"]),
        ("?currency=USD", ["Disputing BV"]),
        ("?collector=Nobody", []),
        ("?day=2026-03-09", []),
        ("?day=2026-03-09&known=now", ["Late GmbH", "Gone SA", "Prompt Ltd"]),
    ],
)
def test_it_sorts_and_looks_back(office: Office, web: Client, query: str, found: list[str]) -> None:
    cast.pays(office.company, cast.GONE, "", "10")
    Customer.objects.filter(company_id=office.company.id).update(recorded_at=cast.at())

    if "known=now" not in query and "day=" in query:  # nothing had been recorded by then
        from recobro.ledger.models import Item

        Item.objects.filter(company_id=office.company.id).update(recorded_at=cast.at())
    got = customers(web, office, query)
    assert (sorted(got) if query == "?column=2" else got) == (
        sorted(found) if query == "?column=2" else found
    )


@pytest.mark.parametrize("column", ["code", "total", "0"])
def test_it_turns_pages(office: Office, web: Client, monkeypatch: pytest.MonkeyPatch, column: str) -> None:
    monkeypatch.setattr(ageing_page, "PAGE", 1)
    seen, query = [], f"?column={column}"
    while query:
        page = web.get(f"/c/{office.company.id}/ageing/{query}").content.decode()
        seen += re.findall(r"data-open>([^<]+)<", page)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""

    assert sorted(seen) == ["Gone SA", "Late GmbH", "Prompt Ltd"]


def test_sales_see_their_own_only(office: Office, sign_in: SignIn) -> None:
    Customer.objects.filter(company_id=office.company.id, code=cast.GONE.code).update(
        salesperson="Sara Sales"
    )
    sales = sign_in("sales")

    assert customers(sales, office) == ["Gone SA"]
    assert "Late" not in sales.get(f"/c/{office.company.id}/ageing/file.csv").content.decode()


def test_it_gives_files(office: Office, web: Client) -> None:
    text = web.get(f"/c/{office.company.id}/ageing/file.csv").content.decode()
    assert "C-1002,Late GmbH,EUR,2,0.00,1550.50" in text

    content = web.get(f"/c/{office.company.id}/ageing/file.xlsx").content
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["EUR", "USD"]
    rows = book.get_sheet_by_name("EUR").to_python()
    assert rows[3][:5] == ["customer code", "customer name", "items", "current", "1-30 days"]
    assert rows[5][:5] == ["C-1002", "Late GmbH", 2.0, 0.0, 1550.5]
    assert rows[-1][1:5] == ["total", 4.0, 60.0, 1550.5]
    assert web.get(f"/c/{office.company.id}/ageing/file.exe").status_code == 422


def words_of(page: bytes) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()).replace("\xa0", " ").replace("&nbsp;", " ")
    )


def test_it_shows_all_in_one_currency_with_the_rates(
    office: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cast.owes(office.company, cast.GONE, "INV-9", "5.00", currency="ARS")
    dollars = Quote(base="EUR", currency="USD", rate=Decimal("1.25"), on=cast.TODAY - 3 * cast.DAY)
    record_rates(office.company.id, [dollars], source="ecb.xml", by=cast.MARTA, at=cast.at())
    address = f"/c/{office.company.id}/ageing/"

    assert 'href="?all=EUR"' in web.get(address).content.decode()
    with django_assert_max_num_queries(15):
        page = words_of(web.get(address + "?all=EUR").content)
    assert "All in EUR 2,482.50 " in page  # 1,690.50 and 990.00 / 1.25
    assert "1 USD = 0.8 EUR (Mar 7, 2026)" in page
    assert "because no rate of the last 10 days is known: 5.00 ARS" in page
    for currency in ("USD 990.00", "EUR 1,690.50", "ARS 5.00"):
        assert currency in page
    assert "QQQ" in words_of(web.get(address + "?all=QQQ").content)
