"""The policies: what each does and who is treated by it, its time line, its texts on a real customer, and new versions of it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recobro.access.company import read_company
from recobro.evaluation.evaluate import evaluate
from recobro.kernel import home as places
from recobro.ledger.models import Customer
from recobro.policy.load import ready_made
from recobro.policy.parse import parse
from recobro.policy.read import export, list_policies, policy_keys
from recobro.policy.write import tidy
from recobro.web.tests.conftest import SignIn
from tests import cast
from tests.office import Office


def at(office: Office, *parts: object) -> str:
    return "/".join((f"/c/{office.company.id}/policies", *map(str, parts), ""))


def text(html: str) -> str:
    """What is read on the page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def fields(html: str) -> dict[str, Any]:
    """The fields of the editor, as a browser would send them."""
    form = html[html.index('<input type="hidden" name="base"') :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, inside in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inside)
        sent[name] = [next((value for value, is_chosen in options if is_chosen), options[0][0])]
    for name, inside in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = [unescape(inside)]
    return sent


def policies_of(office: Office, code: str) -> set[str]:
    """By which policies the customer is treated."""
    found = evaluate(office.company.id, as_of=cast.TODAY, mode="rehearsal")
    customer = Customer.objects.get(company_id=office.company.id, code=code).id
    keys = policy_keys(office.company.id)
    return {keys[one.policy_id] for one in found if one.customer_id == customer and one.policy_id}


# The list, and who is treated by what


def test_the_list_says_what_each_policy_does_and_who_is_treated(
    office: Office, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(15):
        page = text(web.get(at(office)).content.decode())

    assert "D+7 Email" in page.replace("E-mail", "Email")
    assert "The whole company" in page
    assert "Assign" not in page


def test_a_policy_is_given_to_a_customer_and_taken_back(office: Office, sign_in: SignIn, web: Client) -> None:
    manager = sign_in("manager")
    guided = {"kind": "consumers", "tone": "firm", "rhythm": "strict", "segment": "retail"}
    nobody = manager.post(at(office, "set-up"), guided)
    assert nobody.status_code == 422
    assert "No customer has the segment" in nobody.content.decode()
    Customer.objects.filter(company_id=office.company.id, code=cast.PROMPT.code).update(segment="retail")
    cast.treats(office.stranger, cast.policy(cast.level("x", "D+9", "email"), key="theirs"))
    assert manager.post(at(office, "set-up"), guided).status_code == 303
    given = {"policy": "consumers-firm-strict", "scope": "customer", "customer": cast.LATE.code}

    assert web.post(at(office, "assignments")[:-1], given).status_code == 403
    assert manager.post(at(office, "assignments")[:-1], {**given, "customer": "nobody"}).status_code == 422
    assert manager.post(at(office, "assignments")[:-1], {**given, "policy": "theirs"}).status_code == 422
    assert manager.post(at(office, "assignments")[:-1], given).status_code == 303

    assert policies_of(office, cast.LATE.code) == {"consumers-firm-strict"}
    assert policies_of(office, cast.GONE.code) == {"flow"}
    page = manager.get(at(office)).content.decode()
    assert "Late GmbH" in page
    assert "Late GmbH" not in sign_in("sales").get(at(office)).content.decode()
    (number,) = re.findall(r'assignments/(\d+)/end"[^>]*>(?:(?!</form>).)*Late', page, re.DOTALL)
    assert manager.post(at(office, "assignments", number, "end")[:-1]).status_code == 303
    assert policies_of(office, cast.LATE.code) == {"flow"}
    assert manager.post(at(office, "assignments", number, "end")[:-1]).status_code == 422


# One policy


def test_the_time_line_reckons_as_the_product_does(
    office: Office, sign_in: SignIn, web: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    levels = (
        cast.level("first", "D+1", "email"),
        cast.level("end", "EOM(D+20)", "email"),
        cast.level("bank", "after 3 BD", "letter"),
    )
    cast.treats(
        office.company,
        cast.policy(*levels, key="own", settings="grace_banking_days = 2\nfollow_pay_days = true"),
    )

    with django_assert_max_num_queries(15):
        page = web.get(at(office, "own") + "?due=2026-02-27&pays=10")  # a Friday; he pays on Tuesday the 10th

    days = re.findall(r'<time datetime="([\d-]+)"', page.content.decode())
    assert days == ["2026-02-27", "2026-03-13", "2026-03-31", "2026-04-06"]  # Good Friday is no banking day
    assert "no pay days" in text(web.get(at(office, "own") + "?pays=nonsense").content.decode())
    assert web.get(at(office, "own") + "?due=soon").status_code == 200
    assert web.get(at(office, "own") + "?due=9999-12-31").status_code == 200
    assert web.get(at(office, "own") + "?version=2").status_code == 404
    assert web.get(at(office, "unknown")).status_code == 404


def test_a_text_is_tried_on_a_real_customer(
    office: Office, web: Client, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = web.get(at(office, "flow", "levels", "second") + f"?customer={cast.LATE.code}&language=es")
    with django_assert_max_num_queries(16):
        page = web.get(asked["Location"]).content.decode()

    assert "second: 1.550,50" in text(page)
    assert "Late GmbH" in page
    (frame,) = re.findall(r'src="([^"]+)"></iframe>', page)
    message = web.get(unescape(frame))
    assert "INV-1" in message.content.decode()
    assert "default-src 'none'" in message["Content-Security-Policy"]
    assert "nobody who owes something" in text(
        web.get(at(office, "flow", "levels", "second") + "?customer=nobody").content.decode()
    )
    assert web.get(at(office, "flow", "levels", "third")).status_code == 404

    Customer.objects.filter(code=cast.GONE.code).update(salesperson="Sara Sales")
    stranger = Customer.objects.get(company_id=office.stranger.id, code=cast.LATE.code).id
    late = Customer.objects.get(company_id=office.company.id, code=cast.LATE.code).id
    assert web.get(at(office, "flow", "levels", "first") + f"?of={stranger}").status_code == 404
    sales = sign_in("sales")
    assert sales.get(at(office, "flow", "levels", "first") + f"?of={late}").status_code == 404
    assert "Gone SA" in sales.get(at(office, "flow", "levels", "first"), follow=True).content.decode()


def test_a_test_goes_to_oneself_and_is_marked(office: Office, sign_in: SignIn, web: Client) -> None:
    late = cast.customer(office.company, cast.LATE)
    address = at(office, "flow", "levels", "first", "tests")[:-1] + f"?language=en&of={late}"
    assert web.post(address).status_code == 403

    assert sign_in("manager").post(address).status_code == 303

    (sent,) = places.mailbox(read_company(office.company.id).name).glob("*.eml")
    mail = sent.read_text()
    assert "To: manager@northwind.test" in mail
    assert "Subject: [TEST] first:" in mail
    assert "Only you have received it." in mail.replace("=\n", "")


# New versions


def test_the_form_saves_a_new_version(office: Office, sign_in: SignIn) -> None:
    manager = sign_in("manager")
    sent = fields(manager.get(at(office, "flow", "edit")).content.decode())

    response = manager.post(
        at(office, "flow", "edit"),
        {
            **sent,
            "do": "save",
            "first_day": "2026-04-01",
            "l0-trigger-days": "5",
            "currency-0": "EUR",
            "ceiling-0": "1,234.5",
        },
    )

    assert (response.status_code, response["Location"]) == (303, at(office, "flow"))
    saved = parse(export(office.company.id, policy_key="flow"), source="saved")
    before = parse(export(office.company.id, policy_key="flow", version=1), source="before")
    assert [str(level.trigger) for level in saved.levels] == ["D+5", "D+14"]
    assert saved.levels[1] == before.levels[1]
    assert str(saved.ceiling["EUR"]) == "1234.5"
    (newest, _) = list_policies(office.company.id)[:2]
    assert (newest.version, newest.valid_from) == (2, date(2026, 4, 1))
    page = text(manager.get(at(office, "flow", "versions")).content.decode())
    assert 'trigger = "D+7" trigger = "D+5"' in page
    assert (
        manager.post(at(office, "flow", "edit"), {**sent, "do": "save"}).status_code == 422
    )  # version 2 came in between


@pytest.mark.parametrize("key", sorted(ready_made()))
def test_the_form_changes_nothing_by_itself(office: Office, sign_in: SignIn, key: str) -> None:
    manager = sign_in("manager")
    page = manager.get(at(office, "set-up", "own") + f"?from={key}").content.decode()
    assert len(page) < 100_000

    response = manager.post(
        at(office, "set-up", "own") + f"?from={key}", {**fields(page), "do": "save", "key": key}
    )

    assert response.status_code == 303, text(response.content.decode())
    saved = export(office.company.id, policy_key=key)
    assert parse(tidy(saved), source="") == parse(tidy(ready_made()[key]), source="")


def test_what_is_refused_stands_at_its_level_and_what_was_typed_stays(
    office: Office, sign_in: SignIn
) -> None:
    manager = sign_in("manager")
    sent = fields(manager.get(at(office, "flow", "edit")).content.decode())

    wrong = {
        **sent,
        "do": "save",
        "l1-text-es-subject": "",
        "l1-trigger-days": "soon",
        "min_gap_days": "x",
        "l0-text-en-before": "Mine.",
    }
    response = manager.post(at(office, "flow", "edit"), wrong)

    page = response.content.decode()
    assert response.status_code == 422
    (second,) = re.findall(r'<section class="card" id="l1">.*?</section>', page, re.DOTALL)
    assert "no subject in" in text(second)
    assert re.search(r'name="l1-text-es-subject"[^>]*aria-invalid', second)
    assert 'value="soon"' in second
    assert "Mine." in page
    assert "min_gap_days" in text(page[: page.index('id="l0"')])
    assert len(list_policies(office.company.id)) == 1


def test_levels_are_added_moved_and_removed(office: Office, sign_in: SignIn) -> None:
    manager = sign_in("manager")
    sent = fields(manager.get(at(office, "flow", "edit")).content.decode())
    assert sent["order"] == ["0,1"]

    def after(act: str, order: str) -> str:
        page = manager.post(at(office, "flow", "edit"), {**sent, "order": order, "do": act}).content.decode()
        return str(fields(page)["order"][0])

    assert after("add", "0,1") == "0,1,2"
    assert after("up-1", "0,1") == "1,0"
    assert after("down-0", "0,1") == "1,0"
    assert after("remove-0", "0,1") == "1"
    assert after("remove-7", "0,1") == "0,1"
    assert len(list_policies(office.company.id)) == 1


def test_the_file_is_changed_as_a_whole_and_its_examples_hold(
    office: Office, sign_in: SignIn, web: Client
) -> None:
    manager = sign_in("manager")
    source = export(office.company.id, policy_key="flow")
    assert web.get(at(office, "flow", "file") + "?download=1").content.decode() == source
    example = """
[[fixture]]
name = "a week late"
on = 2026-03-09
invoices = [{ due = 2026-03-02, amount = "100.00" }]
expect = { outcome = "remind", level = "second" }
"""

    wrong = manager.post(at(office, "flow", "file"), {"text": source + example, "base": 1})
    assert wrong.status_code == 422
    assert "a week late" in text(wrong.content.decode())
    assert web.post(at(office, "flow", "file"), {"text": source, "base": 1}).status_code == 403
    other = manager.post(
        at(office, "flow", "file"), {"text": source.replace('key = "flow"', 'key = "other"'), "base": 1}
    )
    assert other.status_code == 422
    assert (
        manager.post(
            at(office, "flow", "file"), {"text": source + example.replace("second", "first"), "base": 1}
        ).status_code
        == 303
    )
    assert [one.version for one in list_policies(office.company.id)] == [2, 1]


# The guided set-up


def test_three_answers_make_a_policy_that_is_shown_before_it_is_taken(
    office: Office, sign_in: SignIn, web: Client
) -> None:
    manager = sign_in("manager")
    answers = {"kind": "companies", "tone": "friendly", "rhythm": "usual", "country": "ES"}
    assert web.get(at(office, "set-up")).status_code == 403

    shown = manager.get(at(office, "set-up"), answers)
    assert "companies-friendly-usual" in shown.content.decode()
    assert "2026" in text(shown.content.decode())
    assert [one.key for one in list_policies(office.company.id)] == ["flow"]
    response = manager.post(at(office, "set-up"), {**answers, "from_on": ""})

    assert response["Location"] == at(office, "companies-friendly-usual")
    assert policies_of(office, cast.GONE.code) == {"companies-friendly-usual"}
    assert manager.post(at(office, "set-up"), {"kind": "companies"}).status_code == 200
