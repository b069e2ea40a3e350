"""Payment plans: what they agree on, and whether they are kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recobro.casework.end import end
from recobro.casework.models import Plan, PlanInstalment
from recobro.casework.payment_plan import Equal, PlanStatus, plan_statuses
from recobro.casework.tests.agreed import by, late, plan, small_books
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import Settlement, allocate
from recobro.ledger.known import payments_known
from recobro.ledger.tests.books import day, invoice, item, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    return small_books()


def instalments(number: int) -> list[tuple[date, Decimal]]:
    return list(
        PlanInstalment.objects.filter(plan_id=number).order_by("number").values_list("due_on", "amount")
    )


def status(books: int, on: date) -> PlanStatus:
    [one] = plan_statuses(books, as_of=on)
    return one


def pays(books: int, amount: str, *, on: int, number: str | None = "I-2") -> None:
    posts(books, payment(f"PAY-{on}", amount, on=on, settles_number=number), at=on)


# What is agreed


def test_equal_instalments_have_what_is_left_on_the_last(books: int) -> None:
    posts(books, invoice("I-4", "100", code="LATE"), at=2)

    number = plan(books, 3, items=[item(books, "I-4").id])
    assert [amount for _, amount in instalments(number)] == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]


@pytest.mark.parametrize(
    ("first_on", "every", "days"),
    [
        (date(2026, 1, 31), "month", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        (date(2027, 12, 30), "month", [date(2027, 12, 30), date(2028, 1, 30), date(2028, 2, 29)]),
        (date(2026, 1, 31), "week", [date(2026, 1, 31), date(2026, 2, 7), date(2026, 2, 14)]),
    ],
)
def test_they_come_every_week_or_month(books: int, first_on: date, every: str, days: list[date]) -> None:
    number = plan(books, instalments=Equal(count=3, first_on=first_on, every=every))  # type: ignore[arg-type]

    assert [on for on, _ in instalments(number)] == days


def test_each_waits_three_banking_days(books: int) -> None:
    number = plan(books, instalments=Equal(count=1, first_on=date(2026, 4, 2)))  # Maundy Thursday

    assert PlanInstalment.objects.get(plan_id=number).waits_until == date(2026, 4, 8)


@pytest.mark.parametrize("last", ["99.99", "100", "100.01"])
def test_explicit_instalments_sum_to_what_is_covered(books: int, last: str) -> None:
    dated = [(day(10), Decimal(50)), (day(20), Decimal(last))]
    if last == "100":
        assert instalments(plan(books, instalments=dated)) == dated
        return
    with pytest.raises(Refused, match=rf"sum to {50 + Decimal(last)} EUR, not to 150\.00"):
        plan(books, instalments=dated)
    assert not Plan.objects.exists()


def test_it_may_be_for_a_stated_part(books: int) -> None:
    number = plan(books, 2, amount=Decimal(70))

    assert [amount for _, amount in instalments(number)] == [35, 35]
    lines = Plan.objects.get(id=number).lines.order_by("id").values_list("item_id", "amount")
    assert list(lines) == [(item(books, "I-2").id, 50), (item(books, "I-1").id, 20)]


@pytest.mark.parametrize("days", [(day(20), day(10)), (day(10), day(10)), (day(2), day(10))])
def test_instalments_follow_one_another(books: int, days: tuple[date, date]) -> None:
    with pytest.raises(Refused, match="do not follow one another from 2026-01-03 on"):
        plan(books, instalments=[(days[0], Decimal(75)), (days[1], Decimal(75))])


def test_there_is_no_instalment_of_nothing(books: int) -> None:
    with pytest.raises(Refused, match="An instalment of nothing"):
        plan(books, 3, amount=Decimal("0.02"))


def test_an_item_is_in_one_plan(books: int) -> None:
    first = plan(books, items=[item(books, "I-1").id])

    with pytest.raises(Refused, match=f"I-1 is in payment plan {first} already"):
        plan(books)
    end(books, kind="payment-plan", case_id=first, on=day(5), **by(3))
    assert plan(books)


def test_a_plan_has_one_currency(books: int) -> None:
    number = plan(books, 2, currency="USD")
    assert [amount for _, amount in instalments(number)] == [15, 15]
    with pytest.raises(Refused, match=r"1 of these invoices have nothing open in EUR"):
        plan(books, items=[item(books, "I-1").id, item(books, "U-1").id])


# How it stands: 50 each on the 10th, the 20th and the 30th; they wait until the 14th, the 23rd and the 4th of February


@pytest.fixture
def agreed(books: int) -> int:
    plan(books, instalments=[(day(number), Decimal(50)) for number in (10, 20, 30)])
    return books


@pytest.mark.parametrize(("number", "stands"), [(3, "kept"), (14, "kept"), (15, "broken")])
def test_it_breaks_when_an_instalment_waits_no_more(agreed: int, number: int, stands: str) -> None:
    assert status(agreed, day(number)).status == stands


def test_it_says_at_which_instalment_it_broke(agreed: int) -> None:
    pays(agreed, "50", on=12)
    pays(agreed, "49.99", on=21, number="I-1")

    assert status(agreed, day(23)).status == "kept"
    broken = status(agreed, day(24))
    assert (broken.status, broken.broken_at, broken.broken_on) == ("broken", 2, day(24))
    assert (broken.next_on, broken.next_amount, broken.paid) == (day(20), Decimal("0.01"), Decimal("99.99"))


def test_paying_more_now_counts_for_the_next_one(agreed: int) -> None:
    pays(agreed, "50", on=12)
    pays(agreed, "60", on=13, number="I-1")

    kept = status(agreed, day(24))
    assert (kept.status, kept.next_on, kept.next_amount) == ("kept", day(30), 40)


def test_it_is_kept_again_when_he_catches_up(agreed: int) -> None:
    pays(agreed, "50", on=16)

    assert [status(agreed, day(number)).status for number in (15, 16)] == ["broken", "kept"]


def test_it_is_done_when_all_is_paid(agreed: int) -> None:
    pays(agreed, "50", on=12)
    pays(agreed, "100", on=13, number="I-1")

    done = status(agreed, day(13))
    assert (done.status, done.next_on, done.paid) == ("done", None, 150)


def test_a_cancelled_plan_is_ended(agreed: int) -> None:
    [one] = plan_statuses(agreed, as_of=day(4))
    end(agreed, kind="payment-plan", case_id=one.plan_id, on=day(6), **by(3))

    assert [status(agreed, day(number)).status for number in (5, 6)] == ["kept", "ended"]


# Paid on account: what names no invoice counts, too, since the plan was made and once


@pytest.mark.parametrize(("amount", "stands"), [("49.99", "broken"), ("50", "kept")])
def test_an_instalment_on_account_is_paid(agreed: int, amount: str, stands: str) -> None:
    pays(agreed, amount, on=12, number=None)

    found = status(agreed, day(15))
    assert (found.status, found.paid) == (stands, Decimal(amount))


@pytest.mark.parametrize(("on", "stands"), [(2, "broken"), (3, "kept")])
def test_what_lay_on_account_before_the_plan_pays_nothing_of_it(books: int, on: int, stands: str) -> None:
    pays(books, "50", on=on, number=None)
    plan(books, instalments=[(day(number), Decimal(50)) for number in (10, 20, 30)])

    assert status(books, day(15)).status == stands


def test_what_is_set_against_an_invoice_later_is_not_counted_twice(agreed: int) -> None:
    pays(agreed, "50", on=12, number=None)
    settlement = Settlement(
        customer_id=late(agreed), debit_item_id=item(agreed, "I-1").id, credit_item_id=item(agreed, "PAY-12").id,
        amount=Decimal(50), on=day(14),
    )  # fmt: skip
    allocate(agreed, settlement, **by(14))

    assert [status(agreed, day(number)).paid for number in (13, 14)] == [50, 50]
    assert [status(agreed, day(number)).status for number in (23, 24)] == ["kept", "broken"]


def test_one_payment_is_for_one_of_two_plans(books: int) -> None:
    """For the instalment that waits the shortest; of two on one day for the older plan."""
    plan(books, items=[item(books, "I-1").id], instalments=[(day(10), Decimal(50)), (day(22), Decimal(50))])
    plan(books, items=[item(books, "I-2").id], instalments=[(day(10), Decimal(25)), (day(20), Decimal(25))])
    pays(books, "70", on=9, number=None)

    assert [one.paid for one in plan_statuses(books, as_of=day(12))] == [20, 50]
    assert [one.status for one in plan_statuses(books, as_of=day(15))] == ["broken", "kept"]
    pays(books, "30", on=16, number=None)
    assert [one.paid for one in plan_statuses(books, as_of=day(16))] == [50, 50]


def test_of_a_part_what_is_paid_since_counts_for_the_plan_first(books: int) -> None:
    plan(books, items=[item(books, "I-1").id], amount=Decimal(40), instalments=[(day(10), Decimal(40))])
    pays(books, "40", on=12, number="I-1")

    found = status(books, day(15))
    assert (found.status, found.paid) == ("done", 40)


# Nobody says that it broke before payments are known


def test_it_waits_until_payments_are_known_through_the_last_day(agreed: int) -> None:
    payments_known(agreed, through_on=day(13), **by(13))

    unknown = status(agreed, day(20))
    assert (unknown.status, unknown.unknown_on, unknown.broken_at) == ("kept", day(14), None)
    payments_known(agreed, through_on=day(14), **by(20))
    assert (status(agreed, day(20)).status, status(agreed, day(20)).unknown_on) == ("broken", None)


def test_what_is_known_of_the_items_of_another_system_says_nothing(agreed: int) -> None:
    payments_known(agreed, through_on=day(13), source="another", **by(13))

    assert status(agreed, day(15)).status == "broken"
