"""The journal: every act is in it, once, newest first, by whoever did it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recobro.access.members import list_members
from recobro.access.models import Change
from recobro.casework.end import end
from recobro.casework.notes import write_note
from recobro.casework.record import dispute, promise
from recobro.casework.tasks import add_task, close_paid_tasks, finish_task
from recobro.insight import journal
from recobro.insight.customer_file import timeline
from recobro.ledger.allocate import Settlement, allocate, undo
from recobro.ledger.models import Customer, Item
from recobro.ledger.on_account import register_on_account
from recobro.ledger.register import register_payment
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import PASSWORD, Office


@pytest.fixture
def busy(office: Office) -> Office:
    """A day on which much was done, hour by hour."""
    company, late = office.company.id, cast.customer(office.company, cast.LATE)
    item = cast.item(office.company, "INV-1")
    cast.pays(office.company, cast.LATE, "", "30")
    credit = Item.objects.get(number="PAY-").id

    def hour(number: int, by: str = "Cora Collector") -> dict[str, Any]:
        return {"at": cast.at(hour=number), "by": by}

    case = dispute(
        company, customer_id=late, item_id=item, from_on=cast.TODAY, reason="Wrong goods", **hour(10)
    )
    end(company, kind="dispute", case_id=case, on=cast.TODAY, reason="Settled", **hour(11, "Mara Manager"))
    promise(
        company,
        customer_id=late,
        currency="EUR",
        made_on=cast.TODAY,
        promised_on=cast.TODAY + 3 * cast.DAY,
        reason="",
        **hour(12),
    )
    write_note(company, customer_id=late, on=cast.TODAY, text="=1+1", **hour(13))
    register_payment(
        company, item_id=item, amount=Decimal(100), currency="EUR", on=cast.TODAY, today=cast.TODAY, key="k", **hour(14)
    )  # fmt: skip
    settled = allocate(
        company, Settlement(customer_id=late, debit_item_id=item, credit_item_id=credit, amount=Decimal(30), on=cast.TODAY), **hour(15)
    )  # fmt: skip
    undo(company, allocation_id=settled, on=cast.TODAY, **hour(16))
    task = add_task(
        company, customer_id=late, mode="rehearsal", kind="call", assignee="Cora", title="Call", due_on=cast.TODAY, at=cast.at(hour=17)
    )  # fmt: skip
    finish_task(company, task_id=task, on=cast.TODAY, at=cast.at(), by="Cora Collector")
    cast.approves(office.company, cast.plans(office.company))
    return office


def kinds(web: Client, office: Office, query: str = "") -> list[str]:
    response = web.get(f"/c/{office.company.id}/journal/{query}")
    assert response.status_code == 200
    found = re.findall(
        r"<tr data-row>.*?</td>.*?</td>\s*<td>([^<]+?)\s*(?:<span|</td>)",
        response.content.decode(),
        re.DOTALL,
    )
    return [one.strip() for one in found]


def test_it_tells_everything_newest_first(
    busy: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        found = kinds(web, busy)

    acts = ["Task", "Undone", "Allocation", "Payment", "Note", "Promise", "End of dispute", "Dispute"]
    assert [one for one in found if one in acts] == acts
    assert {"Task done", "Run", "Policy", "Assignment", "Approval"} <= set(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?topic=money", ["Undone", "Allocation", "Payment"]),
        ("?by=Mara%20Manager", ["End of dispute"]),
        ("?topic=agreed&customer=late", ["Promise", "End of dispute", "Dispute"]),
        ("?topic=agreed&customer=gone", []),
        ("?topic=money&day=2026-03-10", ["Undone", "Allocation", "Payment"]),
        ("?day=2026-03-11", []),
        ("?topic=imports", []),
    ],
)
def test_it_filters(busy: Office, web: Client, query: str, found: list[str]) -> None:
    assert kinds(web, busy, query) == found


def test_pages_follow_each_other_without_a_gap(
    busy: Office, web: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = kinds(web, busy)
    monkeypatch.setattr(journal, "PAGE", 3)
    seen, query = [], "?"
    while query:
        page = web.get(f"/c/{busy.company.id}/journal/{query}").content.decode()
        seen += kinds(web, busy, query)
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        query = following[1].replace("&amp;", "&") if following else ""

    assert seen == whole


def test_it_is_a_file(busy: Office, web: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "AT_ONCE", 4)
    response = web.get(f"/c/{busy.company.id}/journal/file.csv?topic=notes")
    whole = web.get(f"/c/{busy.company.id}/journal/file.csv")

    def read(answer: Any) -> list[list[str]]:
        return list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))

    (head, note) = read(response)
    assert dict(zip(head, note, strict=True))["text"] == "'=1+1"
    assert len(read(whole)) - 1 == len(kinds(web, busy))


def test_sales_are_told_of_their_own(busy: Office, sign_in: SignIn) -> None:
    sales = sign_in("sales")
    assert kinds(sales, busy) == []

    Customer.objects.filter(company_id=busy.company.id, code=cast.LATE.code).update(salesperson="Sara Sales")
    found = kinds(sales, busy)
    assert "Dispute" in found
    assert "Policy" not in found


def test_it_tells_who_booked_money_on_account_and_so_does_the_timeline(office: Office, web: Client) -> None:
    late = cast.customer(office.company, cast.LATE)
    for at, by, key in (
        (cast.at(hour=10), "Cora Collector", "one"),
        (cast.at(hour=11), "Mara Manager", "two"),
    ):
        register_on_account(
            office.company.id, customer_id=late, amount=Decimal(70), currency="EUR", on=cast.TODAY, today=cast.TODAY, key=key, at=at, by=by
        )  # fmt: skip
    booked = Item.objects.get(document_key="registered:one")
    allocate(
        office.company.id,
        Settlement(
            customer_id=late, debit_item_id=cast.item(office.company, "INV-1"), credit_item_id=booked.id, amount=Decimal(70), on=cast.TODAY
        ),
        at=cast.at(hour=12), by="Mara Manager",
    )  # fmt: skip

    assert kinds(web, office, "?topic=money") == ["Allocation", "Payment on account", "Payment on account"]
    (line,) = list(csv_lines(web, office, "?topic=money&by=Cora+Collector"))
    assert (line["what"], line["amount"]) == ("payment on account", "70.00")
    told, _ = timeline(office.company.id, customer_id=late, mode="rehearsal", kinds=["payment"])
    assert [(one.by, one.amount) for one in told] == [("Mara Manager", -70), ("Cora Collector", -70)]


def csv_lines(client: Client, office: Office, query: str) -> Iterator[dict[str, str]]:
    lines = client.get(f"/c/{office.company.id}/journal/file.csv{query}").streaming_content  # type: ignore[attr-defined]
    return csv.DictReader(b"".join(lines).decode().splitlines())


def settings_told(client: Client, office: Office, topic: str) -> list[tuple[str, ...]]:
    """Who, what, of whom, which field, from what to what: from the file, the newest first."""
    rows = csv_lines(client, office, f"?topic={topic}")
    return [tuple(row[name] for name in ("by", "what", "text", "detail", "before", "after")) for row in rows]


def test_it_tells_who_changed_which_setting_from_what_to_what(office: Office, sign_in: SignIn) -> None:
    admin, today = sign_in("administrator"), f"/c/{office.company.id}/settings/"
    members = {one.role: one for one in list_members(office.company.id)}
    before = len(settings_told(admin, office, "settings"))

    admin.post(f"{today}sender/", {"sender": "new@northwind.test", "reply_to": "", "untested": "yes"})
    admin.post(f"{today}bank/", {"iban": "ES9121000418450200051332", "holder": "Northwind"})
    admin.post(f"{today}people/{members['viewer'].id}/change", {"role": "sales", "is_active": "yes"})
    admin.post(f"{today}portfolios/", {"whose": "*|", "collector": "Cora Collector"})
    admin.post(f"{today}people/{members['viewer'].id}/change", {"role": "sales", "is_active": "yes"})

    found = settings_told(admin, office, "settings")
    told = found[: len(found) - before]
    who = "Aara Administrator"
    assert [line for line in told if line[3] != "holder"] == [
        (who, "portfolio", "", "collector", "", "Cora Collector"),
        (who, "person", "Vara Viewer", "role", "viewer", "sales"),
        (who, "bank account", "ES9121000418450200051332", "iban", "", "ES9121000418450200051332"),
        (who, "company", "", "sender", "cobros@northwind.test", "new@northwind.test"),
    ]
    page = admin.get(f"/c/{office.company.id}/journal/?topic=settings").content.decode()
    assert "Viewer → Sales" in re.sub(r"\s+", " ", page)


def test_it_tells_who_signed_in_and_who_was_kept_out_to_those_who_decide(
    office: Office, sign_in: SignIn, web: Client
) -> None:
    guest = Client()
    for password in ("wrong-1", "wrong-2", PASSWORD):
        guest.post("/account/login/", {"login": "collector@northwind.test", "password": password})
    guest.post("/account/login/", {"login": "nobody@nowhere.test", "password": "x"})
    manager = sign_in("manager")

    assert settings_told(manager, office, "signing+in") == [
        ("Cora Collector", "signed in", "Cora Collector", "", "", ""),
        ("", "kept out", "Cora Collector", "", "", ""),  # once in ten minutes
    ]
    assert kinds(manager, office, "?topic=signing+in") == ["Signed in", "Kept out"]
    assert "Signed in" not in kinds(web, office)


def test_what_was_done_is_never_changed(office: Office) -> None:
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        Change.objects.update(by="Somebody else")


def test_a_task_that_closed_itself_stands_at_its_moment(office: Office, web: Client) -> None:
    company = office.company
    add_task(
        company.id, customer_id=cast.customer(company, cast.GONE), mode="rehearsal", title="Ask where the money is",
        due_on=cast.TODAY, items=[cast.item(company, "INV-3")], at=cast.at(),
    )  # fmt: skip
    cast.pays(company, cast.GONE, "INV-3", "80.00")
    close_paid_tasks(company.id, mode="rehearsal", as_of=cast.TODAY, at=cast.at(hour=17))

    found = journal.journal(company, asked=journal.Asked(topic="tasks"))

    assert (found.entries[0].kind, found.entries[0].at, found.entries[0].by) == (
        "task done",
        cast.at(hour=17),
        "paid",
    )
    assert "Paid" in web.get(f"/c/{company.id}/journal/?topic=tasks").content.decode()
