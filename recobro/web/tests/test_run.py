"""The day's reminders: what the pages show, and what each act records."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from recobro import flow
from recobro.access.company import change_company
from recobro.access.jobs import list_jobs
from recobro.casework.models import Dispute, Hold, NextContact
from recobro.casework.record import hold
from recobro.evaluation.models import Approval, Reminder
from recobro.ledger.models import Customer
from recobro.outbox.edit import edit_words, words_of
from recobro.outbox.models import Batch, Edit, Message
from recobro.outbox.plan import waiting_reminders
from recobro.outbox.resolve import withdraw
from tests import cast
from tests.office import Office

MODE = "rehearsal"
SignIn = Callable[[str], Client]


BY_PERSON = cast.policy(cast.level("first", "D+7", "email", approval="person"), key="careful")


@pytest.fixture
def waiting(office: Office) -> Office:
    """Late GmbH, Gone SA and Disputing BV are proposed a reminder each, which a person approves."""
    cast.treats(office.company, BY_PERSON)
    flow.propose_day(office.company.id, as_of=cast.TODAY, clock=cast.clock(), by="scheduler")
    return office


def at(office: Office, *parts: object) -> str:
    return f"/c/{office.company.id}/reminders/" + "".join(f"{part}/" for part in parts)


def reminder_of(office: Office, debtor: cast.Debtor) -> Reminder:
    customer = cast.customer(office.company, debtor)
    return Reminder.objects.filter(company_id=office.company.id, customer_id=customer).latest("id")


def message_of(office: Office, debtor: cast.Debtor) -> Message:
    return Message.objects.get(reminder_id=reminder_of(office, debtor).id)


def text(response: object) -> str:
    content: bytes = response.content  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()).replace("&nbsp;", " "))


def test_a_day_without_a_run_says_what_to_do(office: Office, web: Client) -> None:
    assert "Nothing is proposed for today yet." in text(web.get(at(office)))

    response = web.post(at(office, "proposals"))

    assert (response.status_code, response["Location"]) == (303, at(office))
    assert Reminder.objects.filter(company_id=office.company.id, as_of=cast.TODAY).exists()
    assert "Propose again" in text(web.get(at(office)))


def test_it_shows_the_plan_by_level_and_channel(
    waiting: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    web.get(at(waiting))
    with django_assert_max_num_queries(31):
        shown = text(web.get(at(waiting)))

    assert re.search(r"first E-?mail 3 0 0 0 1,630\.50 EUR 990\.00 USD", shown), shown
    assert "1,550.50 EUR" in shown
    assert "Its level is sent only after a person has approved it." in shown


def test_what_came_in_since_is_marked_before_anything_leaves(waiting: Office, web: Client) -> None:
    company = waiting.company
    late, gone = reminder_of(waiting, cast.LATE), reminder_of(waiting, cast.GONE)
    assert "Would " not in text(web.get(at(waiting)))
    cast.pays(company, cast.LATE, "INV-1", "200.50")
    hold(company.id, customer_id=cast.customer(company, cast.GONE), from_on=cast.TODAY, until_on=cast.TODAY + cast.DAY, reason="Strike",
         at=cast.at(), by="Cora")  # fmt: skip

    page = text(web.get(at(waiting)))
    assert "Would ask for less now: 1,350.00 instead of 1,550.50 EUR." in page
    assert re.search(r"Would not be sent now\. INV-\d: the customer is on hold until Mar 11, 2026\.", page), (
        page
    )
    assert "Would ask for less now" in text(web.get(at(waiting, late.id)))
    assert "Would not be sent now" in text(web.get(at(waiting, gone.id)))


def test_the_list_is_filtered_and_paged_by_the_last_line(waiting: Office, web: Client) -> None:
    late, gone = reminder_of(waiting, cast.LATE), reminder_of(waiting, cast.GONE)
    flow.approve(waiting.company.id, reminders=[late.id], clock=cast.clock(), by="x")

    assert "Late GmbH" not in text(web.get(at(waiting) + "?state=to_approve"))
    assert "Late GmbH" in text(web.get(at(waiting) + "?state=ready"))
    first = min(late.id, gone.id, reminder_of(waiting, cast.DISPUTING).id)
    name = Customer.objects.get(id=Reminder.objects.get(id=first).customer_id).name
    assert name not in text(web.get(at(waiting) + f"?state=&after={late.severity}-{first}"))


def approve_all(
    office: Office, web: Client, what: str = "all", level: str = "", *, page: str = ""
) -> HttpResponse:
    """Presses the button of the page as it is shown, or as it was shown before."""
    shown = page or web.get(at(office)).content.decode()
    ((seen),) = re.findall(
        rf'name="what" value="{what}">(?:<input[^>]*value="{level}">)?<input type="hidden" name="seen" value="(\w+)"',
        shown,
    )
    response: HttpResponse = web.post(at(office, "approvals"), {"what": what, "level": level, "seen": seen})
    return response


@pytest.mark.parametrize("change", ["another one", "one less", "an edit"])
@pytest.mark.parametrize("what", [{"what": "all"}, {"what": "level", "level": "first"}])
def test_nothing_is_approved_when_the_list_has_changed_since(
    waiting: Office, web: Client, what: dict[str, str], change: str
) -> None:
    page, late = web.get(at(waiting)).content.decode(), reminder_of(waiting, cast.LATE)
    if change == "another one":
        cast.owes(waiting.company, cast.PROMPT, "INV-9", "10.00")
        flow.propose_day(waiting.company.id, as_of=cast.TODAY, clock=cast.clock(), by="Mara Manager")
    elif change == "one less":
        withdraw(waiting.company.id, reminder_id=late.id, reason="x", at=cast.at())
    else:
        message = message_of(waiting, cast.LATE)
        words = replace(words_of(waiting.company.id, message_id=message.id), before="Edited.")
        edit_words(waiting.company.id, message_id=message.id, words=words, at=cast.at(), by="Mara Manager")

    refused = approve_all(waiting, web, **what, page=page)

    assert refused.status_code == 422
    assert "The list has changed since you looked at it." in text(refused)
    assert not Approval.objects.filter(by="Cora Collector").exists()
    assert approve_all(waiting, web, **what).status_code == 303
    assert waiting_reminders(waiting.company.id, mode=MODE) == set()


def test_without_saying_what_was_seen_nothing_is_approved(waiting: Office, web: Client) -> None:
    assert web.post(at(waiting, "approvals"), {"what": "all"}).status_code == 422


@pytest.mark.parametrize("what", [{"what": "all"}, {"what": "level", "level": "first"}])
def test_everything_or_a_level_is_approved(waiting: Office, web: Client, what: dict[str, str]) -> None:
    approve_all(waiting, web, **what)

    assert waiting_reminders(waiting.company.id, mode=MODE) == set()
    assert set(Approval.objects.values_list("by", flat=True)) == {"Cora Collector"}


def test_one_is_approved_as_it_was_seen_and_the_next_one_opened(
    waiting: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    reminder = reminder_of(waiting, cast.LATE)
    with django_assert_max_num_queries(28):
        page = web.get(at(waiting, reminder.id))
    assert re.search(r"INV-1 1,200\.00 EUR .*? 10 days late", text(page))
    (seen,) = re.findall(r'name="fingerprint" value="(\w+)"', page.content.decode())

    response = web.post(at(waiting, reminder.id, "approvals"), {"fingerprint": seen})

    assert reminder.id not in waiting_reminders(waiting.company.id, mode=MODE)
    assert re.search(r"/reminders/\d+/$", response["Location"])
    other = reminder_of(waiting, cast.GONE)
    refused = web.post(at(waiting, other.id, "approvals"), {"fingerprint": "0" * 64})
    assert (refused.status_code, other.id in waiting_reminders(waiting.company.id, mode=MODE)) == (422, True)


def test_a_selection_is_approved_or_taken_back(waiting: Office, web: Client) -> None:
    late, gone = reminder_of(waiting, cast.LATE), reminder_of(waiting, cast.GONE)
    web.post(at(waiting, "approvals"), {"reminder": [late.id]})
    web.post(at(waiting, "withdrawals"), {"reminder": [gone.id]})

    assert waiting_reminders(waiting.company.id, mode=MODE) == {reminder_of(waiting, cast.DISPUTING).id}
    assert (message_of(waiting, cast.GONE).status, message_of(waiting, cast.GONE).why) == (
        "dropped", "Taken back by Cora Collector.",
    )  # fmt: skip


def test_the_message_is_shown_as_it_leaves_and_nothing_of_it_runs(waiting: Office, web: Client) -> None:
    message = message_of(waiting, cast.LATE)
    response = web.get(at(waiting, message.reminder_id, "messages", message.id, "email"))

    assert response.content.decode() == message.html
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src 'none'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    plain = web.get(at(waiting, message.reminder_id, "messages", message.id, "text"))
    assert (plain["Content-Type"], plain.content.decode()) == ("text/plain; charset=utf-8", message.text)


def test_the_words_of_a_message_are_edited_and_approved_anew(waiting: Office, web: Client) -> None:
    message = message_of(waiting, cast.LATE)
    approve_all(waiting, web)
    address = at(waiting, message.reminder_id, "messages", message.id, "words")
    assert "We have not yet received your payment." in web.get(address).content.decode()

    odd = web.post(address, {"subject": "Yours", "before": "Pay {sum}.", "after": ""})
    assert (odd.status_code, "Nobody can fill {sum}" in text(odd), "Pay {sum}." in text(odd)) == (
        422,
        True,
        True,
    )
    web.post(address, {"subject": "Yours", "before": "As agreed: {total}.", "after": "Thank you."})

    edited = message_of(waiting, cast.LATE)
    assert (edited.subject, Edit.objects.get().by) == ("Yours", "Cora Collector")
    assert waiting_reminders(waiting.company.id, mode=MODE) == {message.reminder_id}
    assert "Edited; to be approved as it stands now." in text(web.get(at(waiting)))


def test_an_invoice_is_taken_out(waiting: Office, web: Client) -> None:
    reminder = reminder_of(waiting, cast.LATE)
    remove = at(waiting, reminder.id, "removals")
    web.post(remove, {"item": cast.item(waiting.company, "INV-1"), "how": "dispute", "reason": "Broken"})
    assert (Dispute.objects.get().reason, message_of(waiting, cast.LATE).asks) == (
        "Broken",
        {"EUR": "350.50"},
    )
    web.post(remove, {"item": cast.item(waiting.company, "INV-2"), "how": "this_time"})
    assert (Hold.objects.get().until_on, message_of(waiting, cast.LATE).status) == (cast.TODAY, "dropped")


def test_later_sets_the_next_contact(waiting: Office, web: Client) -> None:
    reminder = reminder_of(waiting, cast.LATE)
    web.post(at(waiting, reminder.id, "postponements"), {"on": "2026-03-20", "reason": "Busy"})

    assert NextContact.objects.get().on == date(2026, 3, 20)
    assert message_of(waiting, cast.LATE).status == "dropped"
    past = web.post(at(waiting, reminder_of(waiting, cast.GONE).id, "postponements"), {"on": "2026-03-01"})
    assert past.status_code == 422


def test_it_delivers_and_says_what_became_of_it(waiting: Office, web: Client) -> None:
    approve_all(waiting, web)
    web.post(at(waiting, "deliveries"))

    assert set(Message.objects.filter(as_of=cast.TODAY).values_list("status", flat=True)) == {"sent"}
    assert "Delivered" in text(web.get(at(waiting)))
    assert "Sent: 3" in text(web.get(at(waiting)))


def test_letters_are_printed_and_recorded_as_posted(office: Office, web: Client) -> None:
    cast.treats(office.company, cast.policy(cast.level("paper", "D+7", "letter"), key="paper"))
    web.post(at(office, "proposals"))
    reminder = reminder_of(office, cast.LATE)
    message = message_of(office, cast.LATE)
    letter = web.get(at(office, reminder.id, "messages", message.id)[:-1] + "/letter.pdf")
    assert letter.content.startswith(b"%PDF")
    web.post(at(office, "deliveries"))

    batch = Batch.objects.get(company_id=office.company.id)
    pdf = web.get(at(office, "letters")[:-1] + f"/{batch.id}.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "Printed letters" in text(web.get(at(office)))


def test_a_report_adds_up_and_is_exported(waiting: Office, web: Client) -> None:
    approve_all(waiting, web)
    cast.pays(waiting.company, cast.GONE, "INV-3", "80.00")
    web.post(at(waiting, "deliveries"))
    run = Reminder.objects.latest("id").run_id

    shown = text(web.get(at(waiting, "runs", run)))
    assert "All 3 2 1 0 0 0 0" in shown
    assert "80.00 EUR came in after the plan was made." in shown
    assert "Cora Collector : 3 reminders" in shown
    assert str(cast.TODAY.day) in text(web.get(at(waiting, "runs")))
    lines = (
        b"".join(web.get(at(waiting, "runs")[:-1] + f"/{run}.csv").streaming_content).decode().splitlines()
    )  # type: ignore[attr-defined]
    assert len(lines) == 4
    assert "C-1002,Late GmbH,first,email,buchhaltung@late.test,en,EUR,1550.50,sent" in "\n".join(lines)


def test_an_outcome_leads_to_its_items(waiting: Office, web: Client) -> None:
    run = Reminder.objects.latest("id").run_id
    assert "INV-5" in text(web.get(at(waiting, "runs", run, "not_reached")))
    assert "INV-1" in text(web.get(at(waiting, "runs", run, "remind")))
    assert web.get(at(waiting, "runs", run, "nonsense")).status_code == 404


def test_a_second_person_is_asked_for_on_the_page(waiting: Office, web: Client, sign_in: SignIn) -> None:
    change_company(waiting.company.id, second_person="always", by=cast.MARTA, at=cast.at())
    message = message_of(waiting, cast.LATE)
    web.post(
        at(waiting, message.reminder_id, "messages", message.id, "words"),
        {"subject": "Yours", "before": "", "after": ""},
    )
    assert "Somebody else approves it." in text(web.get(at(waiting, message.reminder_id)))
    assert web.post(at(waiting, message.reminder_id, "approvals")).status_code == 422
    assert sign_in("manager").post(at(waiting, message.reminder_id, "approvals")).status_code == 303


def test_who_may_not(waiting: Office, sign_in: SignIn) -> None:
    reminder = reminder_of(waiting, cast.LATE)
    message = message_of(waiting, cast.LATE)
    viewer, sales = sign_in("viewer"), sign_in("sales")
    assert viewer.get(at(waiting, reminder.id)).status_code == 200
    assert viewer.post(at(waiting, reminder.id, "approvals")).status_code == 403
    assert viewer.post(at(waiting, "deliveries")).status_code == 403

    assert sales.get(at(waiting, reminder.id)).status_code == 404
    assert sales.get(at(waiting, reminder.id, "messages", message.id, "email")).status_code == 404
    assert "Late GmbH" not in text(sales.get(at(waiting)))
    assert sales.get(at(waiting, "runs")).status_code == 404
    Customer.objects.filter(id=reminder.customer_id).update(salesperson="Sara Sales")
    assert sales.get(at(waiting, reminder.id)).status_code == 200
    assert "Late GmbH" in text(sales.get(at(waiting)))


def test_sales_see_no_notes_of_deliveries(waiting: Office, web: Client, sign_in: SignIn) -> None:
    web.post(at(waiting, "deliveries"))
    (job,) = list_jobs(waiting.company.id, kind="deliver", at_most=1)
    sales = sign_in("sales")

    assert "Delivered" in text(web.get(at(waiting)))
    assert "Delivered" not in text(sales.get(at(waiting)))
    assert sales.get(reverse("run-work", args=[waiting.company.id, job.id])).status_code == 404


def test_all_are_taken_back_or_none(waiting: Office, web: Client) -> None:
    late, gone = reminder_of(waiting, cast.LATE).id, reminder_of(waiting, cast.GONE).id
    web.post(at(waiting, "withdrawals"), {"reminder": [gone]})

    assert web.post(at(waiting, "withdrawals"), {"reminder": [late, gone]}).status_code == 422
    assert message_of(waiting, cast.LATE).status == "waiting"


def test_nothing_of_another_company_is_shown(waiting: Office, web: Client) -> None:
    stranger = waiting.stranger
    flow.propose_day(stranger.id, as_of=cast.TODAY, clock=cast.clock(), by="x")
    message = Message.objects.get(company_id=stranger.id)
    assert web.get(at(waiting, message.reminder_id)).status_code == 404
    assert web.post(at(waiting, message.reminder_id, "approvals")).status_code == 404
    assert web.get(at(waiting, message.reminder_id, "messages", message.id, "text")).status_code == 404
    assert web.get(at(waiting, "runs", message.run_id)).status_code == 404
