"""The list of customers and the search: what they show, and what is done for several at once."""

from __future__ import annotations

from typing import Any

from django.test import Client

from recobro.casework.listing import list_cases
from recobro.insight.account import identity
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office


def test_it_lists_customers_by_what_is_overdue(
    office: Office, web: Client, django_assert_max_num_queries: Any
) -> None:
    at = f"/c/{office.company.id}/customers/"
    web.get(at)

    with django_assert_max_num_queries(15):
        page = web.get(at).content.decode()

    assert page.index("Late GmbH") < page.index("Gone SA") < page.index("Prompt Ltd")
    assert "1,550.50" in page
    assert "due now" in page
    assert "Prompt Ltd" not in web.get(at + "?overdue=1").content.decode()
    assert "Gone SA" not in web.get(at + "?text=late").content.decode()


def test_it_does_one_thing_for_several(office: Office, web: Client) -> None:
    late, gone = cast.customer(office.company, cast.LATE), cast.customer(office.company, cast.GONE)
    at = f"/c/{office.company.id}/customers/"

    assert (
        web.post(at + "collectors", {"customer": [late, gone], "collector": "Cora Collector"}).status_code
        == 303
    )
    assert identity(office.company.id, gone).collector == "Cora Collector"  # type: ignore[union-attr]

    web.post(at + "holds", {"customer": [late, gone], "until": "2026-03-20", "reason": "Strike"})
    assert len(list_cases(office.company.id, as_of=cast.TODAY)) == 2

    response = web.post(at + "statements", {"customer": [late, gone]}, follow=True)
    assert "2 statements are on their way." in response.content.decode()


def test_it_processes_what_waits(office: Office, web: Client) -> None:
    asks = cast.level("first", "D+7", "email", approval="person")
    cast.treats(office.company, cast.policy(asks, key="ask"))
    cast.plans(office.company)
    late = cast.customer(office.company, cast.LATE)

    response = web.post(f"/c/{office.company.id}/customers/follow-ups", {"customer": [late]}, follow=True)

    assert "1 reminder is approved" in response.content.decode()


def test_it_opens_the_one_that_was_meant(office: Office, web: Client, sign_in: SignIn) -> None:
    at = f"/c/{office.company.id}/search/"
    late = cast.customer(office.company, cast.LATE)

    assert web.get(at, {"q": "C-1002"}).url == f"/c/{office.company.id}/customers/{late}/"  # type: ignore[attr-defined]
    assert web.get(at, {"q": "350.50"}).url.endswith(f"/invoices/{cast.item(office.company, 'INV-2')}/")  # type: ignore[attr-defined]
    assert "INV-1" in web.get(at, {"q": "INV"}).content.decode()
    assert "STR-1" not in web.get(at, {"q": "STR"}).content.decode()
    assert "INV-1" not in sign_in("sales").get(at, {"q": "INV"}).content.decode()
