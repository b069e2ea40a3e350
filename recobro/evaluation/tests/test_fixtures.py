"""Fixtures of a policy file are played through the real evaluation, and nothing of it stays."""

from __future__ import annotations

import pytest

from recobro.access.models import Company
from recobro.evaluation.fixtures import Checked, check_policy
from recobro.kernel.problems import Refused
from recobro.ledger.models import Item
from recobro.ledger.tests.books import company, moment
from recobro.policy.load import ready_made
from recobro.policy.models import Version

pytestmark = pytest.mark.django_db

PLAIN = """\
key = "plain"
name = { en = "Plain" }
languages = ["en"]
follow_pay_days = true
min_gap_days = 0
[first_day]
old_items = "opening"
[opening]
name = { en = "Opening letter" }
severity = "reminder"
actions = ["letter"]
text.en = { subject = "Your account", before = "We ask for {total}." }
[[level]]
key = "first"
name = { en = "First" }
trigger = "D+7"
severity = "reminder"
actions = ["email"]
text.en = { subject = "Reminder", before = "Please pay {total}." }
[[level]]
key = "second"
name = { en = "Second" }
trigger = "after 10"
severity = "formal"
actions = ["email"]
attach = "always"
text.en = { subject = "Reminder", before = "Please pay {total}." }
"""


def fixture(**settings: str) -> str:
    values = {"name": '"example"', "on": "2026-03-09", **settings}
    return "[[fixture]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def invoice(**settings: str) -> str:
    values = {"due": "2026-03-02", "amount": '"100.00"', **settings}
    return "{ " + ", ".join(f"{key} = {value}" for key, value in values.items()) + " }"


def plays(*fixtures: str) -> Checked:
    return check_policy(PLAIN + "".join(fixtures), source="plain.toml", like=company(), at=moment(1))


def expected(invoices: str, expect: str, **settings: str) -> str:
    """What is wrong with one fixture, as text; empty when it holds."""
    checked = plays(fixture(invoices=f"[{invoices}]", expect=f"{{ {expect} }}", **settings))
    return "\n".join(map(str, checked.problems))


REMIND = 'outcome = "remind", level = "{}"'.format


@pytest.mark.parametrize(
    ("invoices", "expect", "settings"),
    [
        (invoice(), REMIND("first"), {}),
        (invoice(), 'outcome = "not_reached", next = 2026-03-09', {"on": "2026-03-08"}),
        (invoice(told='["first 2026-03-09"]'), 'outcome = "no_document"', {"on": "2026-03-19"}),
        (invoice(told='["first 2026-03-09"]', document="true"), REMIND("second"), {"on": "2026-03-19"}),
        (invoice(told='["reminder 2026-03-09"]', document="true"), REMIND("second"), {"on": "2026-03-19"}),
        (invoice(disputed="true"), 'outcome = "disputed"', {}),
        (invoice(disputed='"40.00"'), REMIND("first"), {}),
        (invoice(held_until="2026-03-09"), 'outcome = "item_hold", next = 2026-03-10', {}),
        (invoice(promised="2026-03-10"), 'outcome = "promised", next = 2026-03-14', {}),
        (invoice(), 'outcome = "not_reached", next = 2026-03-17', {"pay_days": '"10 and 25"', "on": "2026-03-12"}),
        (invoice(due="2026-03-12"), 'outcome = "not_reached", next = 2026-04-01', {"pay_days": '"10 and 25"'}),
        (invoice(), REMIND("opening"), {"first_day": "2026-03-05"}),
        (invoice(), 'outcome = "in_credit"', {"credit": '"100.00"'}),
        (invoice() + ", " + invoice(amount="'50.00'"), REMIND("first"), {"credit": '"20.00"'}),
        (invoice(), 'outcome = "no_text"', {"language": '"es"'}),
        (invoice(), REMIND("first"), {"email": "false"}),
    ],
)  # fmt: skip
def test_it_holds(invoices: str, expect: str, settings: dict[str, str]) -> None:
    assert expected(invoices, expect, **settings) == ""


def test_it_says_what_came_instead_and_why() -> None:
    assert expected(invoice(), 'outcome = "remind", level = "second", next = 2026-03-10') == (
        "plain.toml: Fixture 'example': expected remind, level second, next on 2026-03-10, got remind, level first, "
        "next on 2026-03-09. Why: level first is reached."
    )


def test_it_compares_each_invoice_with_its_own_expectation() -> None:
    younger = invoice(due="2026-03-05", expect=f"{{ {REMIND('first')} }}")
    assert "invoice 2: expected remind" in expected(f"{invoice()}, {younger}", REMIND("first"))


def test_it_plays_every_fixture_for_itself() -> None:
    good = fixture(invoices=f"[{invoice()}]", expect=f"{{ {REMIND('first')} }}")
    bad = good.replace('"example"', '"other"').replace("remind", "all_done")

    checked = plays(good, bad, good)

    assert checked.fixtures == 3
    assert ["'other'" in one.message for one in checked.problems] == [True]


def test_nothing_stays() -> None:
    expected(invoice(), REMIND("first"))

    assert [one.name for one in Company.objects.all()] == ["Harbour"]
    assert not Item.objects.exists()
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (fixture(invoices=f"[{invoice()}]"), "it expects nothing."),
        (fixture(invoices="[]"), "no invoices."),
        (fixture(invoices=f"[{invoice(due='3')}]", expect="{ outcome = 'remind' }"), "due is 3, not a day."),
        (fixture(invoices=f"[{invoice(amount='100')}]", expect="{ outcome = 'remind' }"), "amount is 100, not an amount"),
        (fixture(invoices="[" + invoice(told="['third 2026-03-01']") + "]", expect="{ outcome = 'remind' }"),
         "told at unknown level 'third'."),
        (fixture(invoices="[" + invoice(told="['first']") + "]", expect="{ outcome = 'remind' }"), "told 'first' is not understood."),
        (fixture(invoices=f"[{invoice()}]", expect="{ level = 'third' }"), "expects unknown level 'third'."),
        (fixture(invoices=f"[{invoice()}]", expect="{ outcome = 'remind' }", day="2026-01-01"), "unknown key 'day'."),
    ],
)  # fmt: skip
def test_it_refuses_a_fixture_that_is_not_understood(text: str, message: str) -> None:
    with pytest.raises(Refused, match=message.replace("[", r"\[")):
        plays(text)


def test_it_knows_the_outcomes() -> None:
    assert "unknown outcome 'reminded'. Did you mean remind?" in expected(invoice(), 'outcome = "reminded"')


@pytest.mark.parametrize("key", sorted(ready_made()))
def test_the_ready_made_policies_mean_what_they_say(key: str) -> None:
    checked = check_policy(ready_made()[key], source=key, like=company(), at=moment(1))

    assert checked.fixtures >= 2
    assert checked.problems == ()
