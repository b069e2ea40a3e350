"""Reminding one customer by hand: exactly what was seen leaves, once; what may be overruled is, with a name and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from recobro import flow
from recobro.access.company import CompanyValue, add_member, change_company
from recobro.casework.record import complain, dispute, hold
from recobro.evaluation.models import Reminder, Told
from recobro.kernel.problems import Refused
from recobro.ledger.marks import mark
from recobro.letters import content_from_json
from recobro.outbox.models import Message
from tests import cast

pytestmark = pytest.mark.django_db
DAY = {"on": cast.TODAY, "clock": cast.clock(), "by": cast.MARTA}
NOTHING = flow.ByHand()


@pytest.fixture
def company(home: Path) -> CompanyValue:
    company = cast.creditor()
    cast.treats(company)
    cast.owes(company, cast.LATE, "INV-1", "1200.00")
    cast.owes(company, cast.GONE, "INV-3", "80.00")
    return company


def look(company: CompanyValue, how: flow.ByHand = NOTHING, debtor: cast.Debtor = cast.LATE) -> flow.Manual:
    return flow.preview_reminder(company.id, customer_id=cast.customer(company, debtor), how=how, **DAY)


def remind(company: CompanyValue, how: flow.ByHand = NOTHING, *, seen: str) -> dict[str, int]:
    return flow.remind_now(
        company.id, customer_id=cast.customer(company, cast.LATE), how=how, seen=seen, **DAY
    ).counts


def block(company: CompanyValue) -> None:
    hold(
        company.id, customer_id=cast.customer(company, cast.LATE), from_on=cast.TODAY, until_on=cast.TODAY, reason="Strike",
        at=cast.at(), by=cast.MARTA,
    )  # fmt: skip


def test_it_sends_what_was_seen_to_this_customer_alone(company: CompanyValue) -> None:
    seen = look(company)
    assert Reminder.objects.count() == 0  # no trace of the look

    assert remind(company, seen=seen.seen) == {"sent": 1}

    assert list(Message.objects.values_list("recipient", flat=True)) == [cast.LATE.email]
    assert Told.objects.get().item_id == cast.item(company, "INV-1")
    assert look(company).reminders == ()
    with pytest.raises(Refused, match="nothing to remind"):
        remind(company, seen=seen.seen)


def test_it_takes_the_place_of_what_waited(company: CompanyValue) -> None:
    asks = cast.level("first", "D+7", "email", approval="person")
    cast.treats(company, cast.policy(asks, key="ask"))
    cast.plans(company)

    assert remind(company, seen=look(company).seen) == {"sent": 1}

    late = Message.objects.filter(customer_id=cast.customer(company, cast.LATE))
    assert list(late.order_by("id").values_list("status", flat=True)) == ["dropped", "sent"]


def test_it_refuses_what_has_changed_since_it_was_seen(company: CompanyValue) -> None:
    seen = look(company).seen
    cast.pays(company, cast.LATE, "INV-1", "200.00")

    with pytest.raises(Refused, match="has changed"):
        remind(company, seen=seen)
    assert Message.objects.count() == 0


def test_it_overrules_a_hold_by_name_and_with_a_reason(company: CompanyValue) -> None:
    block(company)
    assert look(company).reminders == ()
    with pytest.raises(Refused, match="needs a reason"):
        look(company, flow.ByHand(overrules=("customer_hold",)))

    how = flow.ByHand(overrules=("customer_hold",), although="He asked for it")
    assert remind(company, how, seen=look(company, how).seen) == {"sent": 1}

    assert Reminder.objects.get().although == f"{cast.MARTA}: He asked for it"


def test_only_a_manager_overrules_a_complaint(company: CompanyValue) -> None:
    late = cast.customer(company, cast.LATE)
    complain(
        company.id,
        customer_id=late,
        made_on=cast.TODAY,
        owner=cast.MARTA,
        reason="Rude",
        at=cast.at(),
        by=cast.MARTA,
    )
    add_member(
        company.id,
        name=cast.MARTA,
        email="marta@northwind.test",
        phone="",
        role="collector",
        by=cast.MARTA,
        at=cast.at(),
    )
    how = flow.ByHand(overrules=("complaint",), although="Never mind")
    with pytest.raises(Refused, match="only a manager"):
        look(company, how)
    assert Message.objects.count() == 0

    add_member(
        company.id,
        name="Mara Manager",
        email="mara@northwind.test",
        phone="",
        role="manager",
        by=cast.MARTA,
        at=cast.at(),
    )
    preview = flow.preview_reminder(company.id, customer_id=late, how=how, **{**DAY, "by": "Mara Manager"})
    assert len(preview.reminders) == 1


def test_it_deducts_money_on_account_all_the_same(company: CompanyValue) -> None:
    cast.pays(company, cast.LATE, "", "200.00")
    block(company)
    how = flow.ByHand(overrules=("customer_hold",), although="He asked for it")

    (reminder,) = look(company, how).reminders

    assert reminder.totals == (("EUR", "1000.00"),)


@pytest.mark.parametrize(
    ("amount", "asked"), [("1199.99", (("EUR", "1200.00"),)), ("1200.00", None)]
)  # fmt: skip
def test_credit_that_waits_apart_covers_all_or_nothing(
    company: CompanyValue, amount: str, asked: tuple[tuple[str, str], ...] | None
) -> None:
    change_company(company.id, netting="apart", by=cast.MARTA, at=cast.at())
    cast.pays(company, cast.LATE, "", amount)
    block(company)
    how = flow.ByHand(overrules=("customer_hold",), although="He asked for it")

    reminders = look(company, how).reminders

    assert [one.totals for one in reminders] == ([asked] if asked else [])


def test_it_brings_the_next_level_forward(company: CompanyValue) -> None:
    remind(company, seen=look(company).seen)
    how = flow.ByHand(overrules=("told_waiting", "too_soon"), although="Their fair ends today")

    (reminder,) = look(company, how).reminders

    assert reminder.level_key == "second"


@pytest.mark.parametrize("what", ["lawyer", "disputed"])
def test_it_never_overrules_what_must_not_be_said(company: CompanyValue, what: str) -> None:
    late, invoice = cast.customer(company, cast.LATE), cast.item(company, "INV-1")
    if what == "lawyer":
        mark(
            company.id,
            customer_id=late,
            kind="lawyer",
            from_on=cast.TODAY,
            reason="Suit",
            at=cast.at(),
            by=cast.MARTA,
        )
    else:
        dispute(
            company.id, customer_id=late, item_id=invoice, from_on=cast.TODAY, reason="Broken", at=cast.at(), by=cast.MARTA
        )  # fmt: skip

    assert look(company, flow.ByHand(overrules=(what,), although="Anyway")).reminders == ()


def test_it_takes_the_channel_that_was_chosen(company: CompanyValue) -> None:
    (reminder,) = look(company, flow.ByHand(channel="letter")).reminders

    assert [one.channel for one in reminder.messages] == ["letter"]


@pytest.mark.parametrize("rule", ["oldest_first", "apart"])
def test_what_is_overruled_takes_the_credit_of_what_it_covered(company: CompanyValue, rule: str) -> None:
    """300.00 on account cover INV-2 until the older INV-1 is asked for as well. Then INV-2 is told beside, once, and nothing covers it."""
    change_company(company.id, netting=rule, by=cast.MARTA, at=cast.at())
    cast.owes(company, cast.LATE, "INV-2", "300.00", due_on=cast.TODAY - 9 * cast.DAY)
    cast.pays(company, cast.LATE, "", "300.00")
    hold(
        company.id, customer_id=cast.customer(company, cast.LATE), item_id=cast.item(company, "INV-1"), from_on=cast.TODAY,
        until_on=cast.TODAY, reason="Strike", at=cast.at(), by=cast.MARTA,
    )  # fmt: skip
    assert look(company).reminders == ()
    how = flow.ByHand(overrules=("item_hold",), although="He asked for it")

    flow.propose_by_hand(company.id, customer_id=cast.customer(company, cast.LATE), how=how, **DAY)

    (section,) = content_from_json(Message.objects.get().content).sections
    assert [one.number for one in section.demanded] == ["INV-1"]
    assert ([one.number for one in section.covered], [one.number for one in section.also_open]) == (
        [],
        ["INV-2"],
    )
    assert section.total == (900 if rule == "oldest_first" else 1200)
