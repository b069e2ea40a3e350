"""Today: who is on the list, why, and what an act there records."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from recobro import flow
from recobro.casework.listing import list_cases, list_tasks
from recobro.casework.models import Call
from recobro.casework.record import hold, promise
from recobro.casework.tasks import add_task
from recobro.insight.today import wanted_and_left_alone, wanted_today
from recobro.ledger.control import Stated, state_totals
from recobro.ledger.known import payments_known
from recobro.ledger.marks import mark
from recobro.ledger.models import Item
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office

TODAY = cast.TODAY


def gets_task(office: Office, debtor: cast.Debtor = cast.LATE, *, assignee: str = "") -> int:
    return add_task(
        office.company.id, customer_id=cast.customer(office.company, debtor), mode="rehearsal", kind="call", title=f"Call {debtor.name}",
        assignee=assignee, script="Ask when it will be paid.", due_on=TODAY, at=cast.at(),
    )  # fmt: skip


def breaks_promise(office: Office, debtor: cast.Debtor) -> None:
    made = TODAY - 20 * cast.DAY
    promise(office.company.id, customer_id=cast.customer(office.company, debtor), currency="EUR", made_on=made,
            promised_on=made + cast.DAY, reason="", at=cast.at(made), by="Cora")  # fmt: skip
    payments_known(office.company.id, through_on=TODAY - cast.DAY, at=cast.at(), by="Cora")


def shown(client: Client, office: Office, path: str = "?whose=all") -> str:
    response = client.get(f"/c/{office.company.id}/{path}")
    assert response.status_code == 200
    return response.content.decode()


def calls(client: Client, office: Office, debtor: cast.Debtor = cast.LATE, **form: Any) -> Any:
    customer_id = cast.customer(office.company, debtor)
    return client.post(f"/c/{office.company.id}/customers/{customer_id}/calls?whose=all", form)


def test_it_says_so_when_there_is_nobody_to_contact(office: Office, web: Client) -> None:
    assert "Nobody to contact by hand today" in shown(web, office)


def test_it_shows_only_whom_to_contact_and_why(office: Office, web: Client) -> None:
    gets_task(office)
    page = shown(web, office)

    assert "Late GmbH" in page
    assert "1,550.50" in page  # two invoices
    assert "Call Late GmbH" in page
    assert "Prompt Ltd" not in page


def test_it_ranks_by_amount_age_and_broken_promises(office: Office) -> None:
    gets_task(office, cast.LATE)
    breaks_promise(office, cast.GONE)

    first, second = wanted_today(office.company.id, mode="rehearsal", today=TODAY)

    assert (first.name, first.points_amount, first.points_age, first.points_broken) == ("Late GmbH", 50, 6, 0)
    assert (second.name, second.points_amount, second.points_age, second.points_broken) == (
        "Gone SA",
        3,
        13,
        10,
    )


def holds(office: Office, debtor: cast.Debtor) -> None:
    hold(office.company.id, customer_id=cast.customer(office.company, debtor), from_on=TODAY, until_on=TODAY + 5 * cast.DAY,
         reason="New contact", at=cast.at(), by="Cora")  # fmt: skip


def test_nobody_is_listed_who_must_not_be_contacted(office: Office, web: Client) -> None:
    gets_task(office, cast.LATE)
    gets_task(office, cast.GONE)
    holds(office, cast.LATE)

    page = shown(web, office)
    assert "Late GmbH" not in page
    assert "Gone SA" in page
    assert "1 more has a call or a day due" in page
    left = shown(web, office, "?whose=all&show=left-alone")
    assert "Late GmbH" in left
    assert "Do not call: Customer hold" in left
    assert "Gone SA" not in left


def test_a_difference_to_the_books_stands_above_the_day_with_its_causes(office: Office, web: Client) -> None:
    owed = compare_owed(office)
    state(office, owed)
    for path in ("?whose=all", "reminders/"):
        assert "The books agree: " in shown(web, office, path)

    state(office, owed - Decimal("1200.00"))
    for path in ("?whose=all", "reminders/"):
        page = shown(web, office, path)
        assert "Recobro has 1,200.00 EUR more" in page
        assert (
            f'href="/c/{office.company.id}/invoices/{cast.item(office.company, "INV-1")}/">INV-1 of Late GmbH, 1,200.00 EUR'
            in page
        )
        assert "That is exactly the difference." in page


def compare_owed(office: Office) -> Decimal:
    claims = Item.objects.filter(company_id=office.company.id, currency="EUR", issued_on__lt=TODAY)
    return sum((one.amount_open for one in claims), Decimal(0))


def state(office: Office, amount: Decimal) -> None:
    stated = Stated(account="430", currency="EUR", on=TODAY - cast.DAY, amount=amount)
    state_totals(office.company.id, [stated], at=cast.at(), by="Ana")


def test_the_control_total_is_not_for_salespeople(office: Office, sign_in: SignIn) -> None:
    state(office, Decimal(1))
    assert "The books" not in shown(sign_in("sales"), office)


def marked(office: Office, debtor: cast.Debtor, kind: str, *, number: str = "") -> None:
    mark(office.company.id, customer_id=cast.customer(office.company, debtor), kind=kind, from_on=TODAY - cast.DAY, reason="So it is",
         item_id=cast.item(office.company, number) if number else None, at=cast.at(), by="Cora")  # fmt: skip


@pytest.mark.parametrize("bound", ["time_barred", "item_hold", "never_remind", "in_credit", "direct_debit"])
def test_nobody_is_called_of_whom_nothing_may_be_asked(office: Office, bound: str) -> None:
    """Gone SA owes one invoice; whatever keeps it from being reminded keeps him from being called, too."""
    gets_task(office, cast.GONE)
    company, customer_id = office.company, cast.customer(office.company, cast.GONE)
    (number,) = Item.objects.filter(customer_id=customer_id, amount_open__gt=0).values_list(
        "number", flat=True
    )
    if bound == "item_hold":
        hold(company.id, customer_id=customer_id, item_id=cast.item(company, number), from_on=TODAY, until_on=TODAY + cast.DAY,
             reason="Copy sent", at=cast.at(), by="Cora")  # fmt: skip
    elif bound == "in_credit":
        cast.credit_note(company, cast.GONE, "CN-9", "5000.00")
    elif bound == "direct_debit":
        Item.objects.filter(number=number).update(payment_method="direct_debit")
    else:
        marked(office, cast.GONE, bound, number=number if bound == "time_barred" else "")

    wanted, left_alone = wanted_and_left_alone(company.id, mode="rehearsal", today=TODAY)
    assert (wanted, [one.kept_by for one in left_alone]) == ([], [bound])


def test_a_call_about_what_was_paid_this_morning_is_not_listed(office: Office) -> None:
    company, customer_id = office.company, cast.customer(office.company, cast.GONE)
    owed = list(Item.objects.filter(customer_id=customer_id, amount_open__gt=0))
    add_task(company.id, customer_id=customer_id, mode="rehearsal", kind="call", title="Call Gone SA", due_on=TODAY,
             items=[one.id for one in owed], at=cast.at())  # fmt: skip
    assert wanted_today(company.id, mode="rehearsal", today=TODAY)
    for one in owed:
        cast.pays(company, cast.GONE, one.number, str(one.amount_open))

    assert wanted_today(company.id, mode="rehearsal", today=TODAY) == []


def test_one_open_invoice_that_may_be_spoken_of_is_enough(office: Office, web: Client) -> None:
    gets_task(office, cast.LATE)
    customer_id = cast.customer(office.company, cast.LATE)
    hold(office.company.id, customer_id=customer_id, item_id=cast.item(office.company, "INV-1"), from_on=TODAY,
         until_on=TODAY + cast.DAY, reason="Copy sent", at=cast.at(), by="Cora")  # fmt: skip

    assert "Late GmbH" in shown(web, office)


def test_an_errand_stays_beside_the_warning_not_to_call(office: Office, web: Client) -> None:
    add_task(office.company.id, customer_id=cast.customer(office.company, cast.LATE), mode="rehearsal", kind="task",
             title="Look for the delivery note", due_on=TODAY, at=cast.at())  # fmt: skip
    holds(office, cast.LATE)

    page = shown(web, office)
    assert "Look for the delivery note" in page
    assert "Do not call: Customer hold" in page


def test_what_a_level_wants_of_us_is_said_in_the_language_of_the_page(office: Office, web: Client) -> None:
    cast.treats(office.company, cast.policy(cast.level("first", "D+7", "call:collector"), key="calling"))
    flow.night(office.company.id, as_of=TODAY, clock=cast.clock(), by="Cora", approve_all=True)
    assert "Call Late GmbH about" in shown(web, office)

    web.post("/language/", {"language": "es", "next": "/"})

    assert "Llamar a Late GmbH por" in shown(web, office)
    customer = f"{cast.customer(office.company, cast.LATE)}/"
    for path in (f"today/{customer}", f"customers/{customer}"):
        page = shown(web, office, path)
        assert "Llamar a Late GmbH por" in page
        assert "<strong>Call Late GmbH about" not in page


def test_a_collector_begins_with_his_own(office: Office, web: Client) -> None:
    gets_task(office, cast.LATE, assignee="Somebody Else")

    cast.Customer.objects.filter(company_id=office.company.id).update(collector="Somebody Else")

    assert "Late GmbH" not in shown(web, office, "")
    assert "Late GmbH" in shown(web, office, "?whose=all")


def test_sales_see_their_own_customers_only(office: Office, sign_in: SignIn) -> None:
    gets_task(office, cast.LATE)
    sales = sign_in("sales")

    assert "Late GmbH" not in shown(sales, office)
    assert "Payments known until" not in shown(sales, office)  # nor what the whole company is owed
    assert "Nobody has said until when" not in shown(sales, office)
    assert (
        sales.get(f"/c/{office.company.id}/today/{cast.customer(office.company, cast.LATE)}/").status_code
        == 404
    )


def test_a_call_closes_its_task_and_sets_the_next_contact(office: Office, web: Client) -> None:
    task = gets_task(office)

    response = calls(web, office, outcome="not_reached", task=task)

    assert response.status_code == 303
    assert list_tasks(office.company.id, mode="rehearsal") == []
    [case] = list_cases(office.company.id, as_of=TODAY)
    assert (case.kind, case.until_on, case.by) == ("next-contact", TODAY + cast.DAY, "Cora Collector")
    assert "Late GmbH" not in shown(web, office)


def test_nobody_is_passed_over_when_places_move(office: Office, web: Client) -> None:
    """The rank is a share of the largest amount: when Late has left the list, Gone stands before Disputing."""
    for debtor in (cast.LATE, cast.DISPUTING, cast.GONE):
        gets_task(office, debtor)
    tasks = {one.customer_id: one.task_id for one in list_tasks(office.company.id, mode="rehearsal")}

    for debtor, following in ((cast.LATE, cast.DISPUTING), (cast.DISPUTING, cast.GONE)):
        done = tasks[cast.customer(office.company, debtor)]
        response = calls(web, office, debtor, outcome="not_reached", task=done)
        assert f"/today/{cast.customer(office.company, following)}/" in response.url


def test_a_promise_is_recorded_as_it_was_typed(office: Office, web: Client) -> None:
    web.post("/language/", {"language": "es", "next": "/"})

    calls(web, office, outcome="promised", promised_on="2026-03-13", currency="EUR", amount="1.000,50")

    found = {one.kind: one.amount for one in list_cases(office.company.id, as_of=TODAY)}
    assert found == {"promise": Decimal("1000.5000"), "next-contact": None}


def test_what_is_refused_keeps_what_was_typed(office: Office, web: Client) -> None:
    response = calls(web, office, outcome="promised", text="He will pay on Friday.")

    assert response.status_code == 422
    assert b"He will pay on Friday." in response.content
    assert not Call.objects.exists()


def test_a_call_without_an_outcome_is_asked_for_it(office: Office, web: Client) -> None:
    assert "Choose an outcome." in calls(web, office).content.decode()


def test_a_collector_is_shown_by_name(office: Office, web: Client) -> None:
    gets_task(office)
    cast.Customer.objects.filter(company_id=office.company.id).update(collector="collector@northwind.test")

    for path in ("?whose=all", "customers/", f"customers/{cast.customer(office.company, cast.LATE)}/"):
        page = shown(web, office, path)
        assert "Cora Collector</" in page or "Cora Collector\n" in page
        assert ">collector@northwind.test<" not in page


def test_until_when_payments_are_known_can_be_said(office: Office, web: Client) -> None:
    assert f'/c/{office.company.id}/files/#known"' in shown(web, office)


def test_several_are_put_off_to_a_day(office: Office, web: Client) -> None:
    gets_task(office, cast.LATE)
    chosen = [cast.customer(office.company, one) for one in (cast.LATE, cast.GONE)]

    web.post(
        f"/c/{office.company.id}/today/later", {"customer": chosen, "on": "2026-03-16", "reason": "fair"}
    )

    assert {(one.customer_id, one.kind) for one in list_cases(office.company.id, as_of=TODAY)} == {
        (one, "next-contact") for one in chosen
    }


def test_all_are_put_off_or_none(office: Office, web: Client) -> None:
    chosen = [cast.customer(office.company, cast.LATE), cast.customer(office.stranger, cast.LATE)]

    response = web.post(f"/c/{office.company.id}/today/later", {"customer": chosen, "on": "2026-03-16"})

    assert response.status_code == 404
    assert list_cases(office.company.id, as_of=TODAY) == []


@pytest.mark.parametrize("role", ["viewer", "sales", "accountant"])
def test_others_may_not_record_calls(office: Office, sign_in: SignIn, role: str) -> None:
    assert calls(sign_in(role), office, outcome="reached").status_code == 403


def test_it_asks_little_of_the_database(
    office: Office, web: Client, django_assert_max_num_queries: Any
) -> None:
    gets_task(office)
    breaks_promise(office, cast.GONE)
    gets_task(office, cast.DISPUTING)
    holds(office, cast.DISPUTING)
    with django_assert_max_num_queries(15):
        shown(web, office)
