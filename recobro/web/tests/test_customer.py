"""The file of a customer: what it shows, what each act records, and who may not."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from recobro.access.rates import Quote, record_rates
from recobro.casework.listing import list_cases, list_papers, list_tasks
from recobro.ledger.marks import earmarked
from recobro.ledger.models import Contact, Item
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office


def address(office: Office, more: str = "", debtor: cast.Debtor = cast.LATE) -> str:
    """The file of a debtor."""
    return f"/c/{office.company.id}/customers/{cast.customer(office.company, debtor)}/{more}"


def test_it_shows_how_the_customer_stands_and_why(
    office: Office, web: Client, django_assert_max_num_queries: Any
) -> None:
    cast.pays(office.company, cast.LATE, "", "50.00")

    at = address(office)
    web.get(at)  # the policy is read once, and kept

    with django_assert_max_num_queries(16):
        page = web.get(at).content.decode()

    assert "1,550.50" in page  # owed
    assert "-50.00" in page  # on account
    assert "INV-1" in page
    assert "INV-2" in page
    assert "level first is reached" in page
    assert len(page) < 100_000


def test_it_adds_up_what_is_owed_in_several_currencies(office: Office, web: Client) -> None:
    assert "Owed together" not in web.get(address(office)).content.decode()
    cast.owes(office.company, cast.LATE, "INV-8", "100.00", currency="USD")

    def page() -> str:
        text = re.sub(r"<[^>]+>", " ", web.get(address(office)).content.decode())
        return re.sub(r"\s+", " ", text.replace("\xa0", " ").replace("&nbsp;", " "))

    assert "Owed together, at the rates of the day: 1,550.50 EUR" in page()
    assert "no rate of the last 10 days is known: 100.00 USD" in page()
    dollars = Quote(base="EUR", currency="USD", rate=Decimal("1.25"), on=cast.TODAY)
    record_rates(office.company.id, [dollars], source="ecb.xml", by=cast.MARTA, at=cast.at())
    assert "Owed together, at the rates of the day: 1,630.50 EUR" in page()
    assert "1 USD = 0.8 EUR (Mar 10, 2026)" in page()


@pytest.mark.parametrize(
    ("act", "form", "kind"),
    [
        ("holds", {"until": "2026-03-20", "reason": "New address"}, "hold"),
        ("promises", {"on": "2026-03-20", "amount": "500", "currency": "EUR"}, "promise"),
        ("complaints", {"reason": "Wrong goods", "owner": "Mara Manager"}, "complaint"),
        ("next-contacts", {"on": "2026-03-16"}, "next-contact"),
        ("plans", {"count": "3", "first_on": "2026-04-01", "every": "month", "currency": "EUR"}, "payment-plan"),
    ],
)  # fmt: skip
def test_it_records_an_act_and_ends_it(
    office: Office, web: Client, sign_in: SignIn, act: str, form: dict[str, str], kind: str
) -> None:
    response = web.post(address(office, act), form)

    assert response.status_code == 303
    (case,) = list_cases(office.company.id, as_of=cast.TODAY)
    assert (case.kind, case.by) == (kind, "Cora Collector")

    sign_in("manager").post(
        address(office, "cases/end"), {"kind": kind, "case": case.case_id, "reason": "Settled."}
    )
    assert list_cases(office.company.id, as_of=cast.TODAY) == []


def test_it_keeps_what_was_typed_when_it_is_refused(office: Office, web: Client) -> None:
    response = web.post(address(office, "holds"), {"until": "2026-01-01", "reason": "A typo in the year"})

    assert response.status_code == 422
    assert "A typo in the year" in response.content.decode()
    assert list_cases(office.company.id, as_of=cast.TODAY) == []


def test_it_writes_notes_tasks_contacts_and_payments(office: Office, web: Client) -> None:
    web.post(address(office, "notes"), {"text": "Frau Spät is back on Monday"})
    web.post(
        address(office, "tasks"), {"title": "Send the contract", "due_on": "2026-03-12", "unless_paid": "1"}
    )
    web.post(address(office, "contacts"), {"role": "escalation", "name": "Boss", "phone": "+49 40 1"})
    key = re.search(r'name="key" value="(\w+)"', web.get(address(office)).content.decode())
    assert key is not None
    paid = {"amount": "12.30", "currency": "EUR", "on": "2026-03-09", "number": "CHQ 7", "key": key[1]}
    for _ in range(2):  # a double click
        assert web.post(address(office, "payments"), paid).status_code == 303
    refused = web.post(address(office, "payments"), {**paid, "amount": "0"})
    assert refused.status_code == 422
    assert key[1] in refused.content.decode()

    (task,) = list_tasks(office.company.id, mode=office.company.mode)
    assert (task.title, task.unless_paid) == ("Send the contract", True)
    assert Contact.objects.get(role="escalation").phone == "+49 40 1"
    assert str(Item.objects.get(kind="payment").amount_open) == "-12.3000"
    page = web.get(address(office)).content.decode()
    assert "Frau Spät is back on Monday" in page
    web.post(address(office, f"tasks/{task.task_id}/done"))
    assert list_tasks(office.company.id, mode=office.company.mode) == []


def test_a_payment_on_account_is_taken_back_once(office: Office, web: Client) -> None:
    key = re.search(r'name="key" value="(\w+)"', web.get(address(office)).content.decode())
    assert key is not None
    web.post(
        address(office, "payments"), {"amount": "999", "currency": "EUR", "on": "2026-03-09", "key": key[1]}
    )
    paid = Item.objects.get(kind="payment", company_id=office.company.id)
    assert "Take back" in web.get(address(office, "payments/")).content.decode()

    assert web.post(address(office, "payments-back"), {"payment": paid.id}).status_code == 303

    paid.refresh_from_db()
    assert paid.amount_open == 0
    assert "Take back" not in web.get(address(office, "payments/")).content.decode()
    assert web.post(address(office, "payments-back"), {"payment": paid.id}).status_code == 422


def test_a_cheque_is_taken_brought_to_the_bank_and_comes_back(office: Office, web: Client) -> None:
    said = {"kind": "cheque", "number": "778", "amount": "50.00", "currency": "EUR", "due_on": "2026-03-20"}
    assert web.post(address(office, "papers"), {**said, "amount": ""}).status_code == 422
    web.post(address(office, "papers"), said)
    (paper,) = list_papers(office.company.id, as_of=cast.TODAY)
    assert "Unpaid" in web.get(address(office)).content.decode()

    web.post(address(office, "papers-deposit"), {"case": paper.paper_id})
    (at_bank,) = list_papers(office.company.id, as_of=cast.TODAY)
    page = web.get(address(office)).content.decode()
    assert "Cheque 778" in page
    assert "papers-deposit" not in page, "it is there already"
    assert (at_bank.number, at_bank.covers, at_bank.place) == ("778", Decimal("50.00"), "deposited")

    web.post(address(office, "papers-unpaid"), {"case": paper.paper_id, "reason": "No funds"})
    assert list_papers(office.company.id, as_of=cast.TODAY) == []
    assert web.post(address(office, "papers-clear"), {"case": paper.paper_id}).status_code == 404
    web.post(address(office, "papers"), said)
    (second,) = list_papers(office.company.id, as_of=cast.TODAY)
    web.post(address(office, "papers-clear"), {"case": second.paper_id})
    assert Item.objects.get(kind="payment", company_id=office.company.id).amount == -50

    shown = web.get(address(office))
    assert [one.paper_id for one in shown.context["paid_papers"]] == [second.paper_id]
    assert "Paid lately by cheque" in shown.content.decode()
    web.post(address(office, "papers-unpaid"), {"case": second.paper_id, "reason": "Account closed"})
    assert web.get(address(office)).context["paid_papers"] == []
    calls = list_tasks(office.company.id, mode=office.company.mode)
    assert [one.script for one in calls if one.kind == "call"] == ["No funds", "Account closed"]


def test_a_deposit_covers_nothing_until_it_is_released(office: Office, web: Client) -> None:
    cast.pays(office.company, cast.LATE, "", "999.00")
    paid = Item.objects.get(kind="payment", company_id=office.company.id)

    assert (
        web.post(address(office, "earmarks"), {"item": paid.id, "kind": "friend", "reason": "?"}).status_code
        == 422
    )
    web.post(address(office, "earmarks"), {"item": paid.id, "kind": "deposit", "reason": "Containers"})

    page = web.get(address(office, "payments/")).content.decode()
    assert "Deposit" in page
    assert "Release" in page
    assert earmarked(office.company.id, customers=[paid.customer_id], as_of=cast.TODAY) == {
        paid.id: "deposit"
    }
    web.post(address(office, "releases"), {"item": paid.id})
    assert earmarked(office.company.id, customers=[paid.customer_id], as_of=cast.TODAY) == {}
    journal = web.get(f"/c/{office.company.id}/journal/").content.decode()
    assert "Containers" in journal


def test_it_gives_the_statement_as_a_file_and_sends_it(office: Office, web: Client) -> None:
    assert web.get(address(office, "statement.pdf")).content[:4] == b"%PDF"
    assert web.get(address(office, "statement.xlsx")).content[:2] == b"PK"

    web.post(address(office, "statements"))

    assert "Statement" in web.get(address(office, "history/")).content.decode()


def test_it_hides_what_belongs_to_others(office: Office, web: Client, sign_in: SignIn) -> None:
    stranger = cast.customer(office.stranger, cast.LATE)
    foreign = cast.item(office.stranger, "STR-1")
    at = f"/c/{office.company.id}/customers/{stranger}/"

    assert web.get(at).status_code == 404
    assert web.post(at + "notes", {"text": "?"}).status_code == 404
    assert (
        web.post(
            address(office, "holds"), {"until": "2026-03-20", "reason": "?", "item": foreign}
        ).status_code
        == 404
    )
    assert sign_in("sales").get(address(office)).status_code == 404
    assert sign_in("viewer").post(address(office, "notes"), {"text": "?"}).status_code == 403
    contact = {"role": "escalation", "name": "Boss", "email": "boss@evil.test"}
    assert sign_in("accountant").post(address(office, "contacts"), contact).status_code == 403
    assert 'id="contact-role"' not in sign_in("accountant").get(address(office)).content.decode()
    assert web.post(address(office, "marks"), {"kind": "lawyer", "reason": "?"}).status_code == 403


def test_it_reminds_now_and_says_before_what_it_will_do(office: Office, web: Client) -> None:
    at = address(office, "reminder/")

    page = web.get(at)
    shown = page.content.decode()
    assert "Remind of 2 invoices" in shown
    assert cast.LATE.email in shown
    assert web.post(at, {"seen": page.context["seen"]}).status_code == 303
    assert "There is nothing to remind him of now." in web.get(at).content.decode()


def test_it_retires_an_address_and_takes_it_back(office: Office, web: Client) -> None:
    web.post(address(office, "retirements"), {"address": cast.LATE.email, "reason": "Bounces"})
    assert "not used since" in web.get(address(office)).content.decode()

    web.post(address(office, "reinstatements"), {"address": cast.LATE.email})
    assert "not used since" not in web.get(address(office)).content.decode()
