"""Holds, disputes and promises: each a record with who, why, how much and until when; ended once, by a counter-fact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recobro.access.company import add_company
from recobro.casework.models import Dispute, Hold, Promise
from recobro.casework.record import dispute, dispute_once, hold, promise, retain
from recobro.kernel.problems import Refused
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import NOON, company, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> int:
    """LATE owes 100 due on the 40th day, 50 due on the 20th and 30 dollars; PROMPT owes 80."""
    books = company().id
    posts(books, invoice("I-1", "100", due_on=day(40)), invoice("I-2", "50", due_on=day(20)),
          invoice("U-1", "30", currency="USD"), invoice("I-3", "80", code="PROMPT"))  # fmt: skip
    return books


def late(books: int) -> int:
    return Customer.objects.get(company_id=books, code="LATE").id


def by(number: int = 2) -> dict[str, Any]:
    return {"at": moment(number), "by": "Ana"}


# Holds


def test_a_hold_keeps_who_why_and_until_when(books: int) -> None:
    number = hold(
        books, customer_id=late(books), from_on=day(3), until_on=day(9), reason="They move.", **by()
    )

    row = Hold.objects.get(id=number)
    assert (row.from_on, row.until_on, row.reason, row.by, row.item_id) == (
        day(3),
        day(9),
        "They move.",
        "Ana",
        None,
    )


@pytest.mark.parametrize(("until", "goes"), [(2, False), (3, True)])
def test_a_hold_ends_no_earlier_than_it_begins(books: int, until: int, goes: bool) -> None:
    def held() -> int:
        return hold(books, customer_id=late(books), from_on=day(3), until_on=day(until), reason="x", **by())

    if goes:
        assert held()
    else:
        with pytest.raises(Refused, match="It would end on 2026-01-02, before it begins on 2026-01-03"):
            held()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_hold_and_a_dispute_need_a_reason(books: int, reason: str) -> None:
    with pytest.raises(Refused, match="A hold needs a reason"):
        hold(books, customer_id=late(books), from_on=day(3), until_on=day(9), reason=reason, **by())
    with pytest.raises(Refused, match="A dispute needs a reason"):
        dispute(
            books,
            customer_id=late(books),
            item_id=item(books, "I-1").id,
            from_on=day(3),
            reason=reason,
            **by(),
        )


# Disputes


def test_a_dispute_is_of_a_part_or_of_all(books: int) -> None:
    numbers = [
        dispute(
            books,
            customer_id=late(books),
            item_id=item(books, "I-1").id,
            amount=amount,
            from_on=day(3),
            reason="broken",
            **by(),
        )
        for amount in (Decimal("30"), None)
    ]

    assert [Dispute.objects.get(id=number).amount for number in numbers] == [30, None]


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_cannot_be_disputed(books: int, amount: str) -> None:
    with pytest.raises(Refused, match="cannot be disputed"):
        dispute(books, customer_id=late(books), item_id=item(books, "I-1").id, amount=Decimal(amount), from_on=day(3),
                reason="x", **by())  # fmt: skip


@pytest.mark.parametrize(("amount", "goes"), [("0.01", True), ("0.009", False), ("10.005", False)])
def test_a_part_is_no_finer_than_its_currency(books: int, amount: str, goes: bool) -> None:
    part: dict[str, Any] = {
        "customer_id": late(books), "item_id": item(books, "I-1").id, "amount": Decimal(amount), "from_on": day(3), "reason": "x",
    } | by()  # fmt: skip
    verbs = (
        lambda: dispute(books, **part),
        lambda: retain(books, kind="guarantee", **part),
        lambda: promised(books, amount),
    )
    for verb in verbs:
        if goes:
            verb()
        else:
            with pytest.raises(Refused, match="is no amount in EUR"):
                verb()


def test_all_of_an_amount_that_a_file_brought_finer_may_be_said(books: int) -> None:
    posts(books, payment("PAY-9", "20.0055", on=2, settles_number="I-2"), at=2)
    left = Decimal("29.9945")

    dispute(
        books,
        customer_id=late(books),
        item_id=item(books, "I-2").id,
        amount=left,
        from_on=day(3),
        reason="x",
        **by(),
    )
    assert lines(promised(books, str(left), items=[item(books, "I-2").id])) == {"I-2": left}


def test_a_file_records_its_dispute_once_and_later_its_end(books: int) -> None:
    def said(until: date | None) -> bool:
        return dispute_once(books, customer_id=late(books), item_id=item(books, "I-1").id, source="erp", from_on=day(3),
                            until_on=until, reason="Disputed (imported)", **by())  # fmt: skip

    assert [said(None), said(None), said(day(9)), said(day(9))] == [True, False, True, False]
    [row] = Dispute.objects.all()
    assert row.until_on == day(9)


# Promises


def promised(
    books: int,
    amount: str | None = None,
    *,
    currency: str = "EUR",
    on: date | None = None,
    items: list[int] | None = None,
) -> Promise:
    number = promise(
        books, customer_id=late(books), currency=currency, items=items, amount=None if amount is None else Decimal(amount),
        made_on=day(2), promised_on=on or day(8), reason="By telephone.", **by(),
    )  # fmt: skip
    return Promise.objects.get(id=number)


def lines(row: Promise) -> dict[str, Decimal]:
    numbers = {
        item_id: number for number in ("I-1", "I-2", "U-1") for item_id in [item(row.company_id, number).id]
    }
    return {numbers[line.item_id]: line.amount for line in row.lines.order_by("id")}


@pytest.mark.parametrize(
    ("amount", "spread"),
    [
        (None, {"I-2": 50, "I-1": 100}),
        ("150", {"I-2": 50, "I-1": 100}),
        ("50.01", {"I-2": 50, "I-1": Decimal("0.01")}),
        ("50", {"I-2": 50}),
        ("49.99", {"I-2": Decimal("49.99")}),
    ],
)
def test_a_promise_is_spread_over_the_oldest_due_first(
    books: int, amount: str | None, spread: dict[str, Decimal]
) -> None:
    assert lines(promised(books, amount)) == spread


def test_a_promise_counts_what_is_open_on_the_day_it_is_made(books: int) -> None:
    posts(books, payment("PAY-1", "20", on=2, settles_number="I-2"), at=2)

    assert lines(promised(books)) == {"I-2": 30, "I-1": 100}


def test_a_promise_may_be_for_one_item_and_has_one_currency(books: int) -> None:
    assert lines(promised(books, items=[item(books, "I-1").id])) == {"I-1": 100}
    assert lines(promised(books, currency="USD")) == {"U-1": 30}


@pytest.mark.parametrize("amount", ["0", "-5", "150.01"])
def test_a_promise_is_for_no_more_than_is_owed(books: int, amount: str) -> None:
    with pytest.raises(Refused, match=r"is not between 0 and what is owed, 150\.00 EUR"):
        promised(books, amount)
    assert not Promise.objects.exists()


def test_a_promise_of_nothing_owed_is_refused(books: int) -> None:
    with pytest.raises(Refused, match="owes nothing in CHF"):
        promised(books, currency="CHF")


def test_a_promise_is_made_for_a_day_to_come(books: int) -> None:
    assert promised(books, on=day(2)).promised_on == day(2)
    with pytest.raises(Refused, match="2026-01-01 lies before 2026-01-02"):
        promised(books, on=day(1))


@pytest.mark.parametrize(
    ("promised_on", "waits_until"),
    [
        (date(2026, 1, 7), date(2026, 1, 12)),  # Wednesday: Thursday, Friday, Monday
        (date(2026, 1, 5), date(2026, 1, 9)),  # Monday: Tuesday is Epiphany in Spain
        (date(2026, 1, 10), date(2026, 1, 14)),  # Saturday: Monday, Tuesday, Wednesday
        (date(2026, 4, 2), date(2026, 4, 8)),  # Maundy Thursday: Good Friday is closed; Monday to Wednesday
    ],
)
def test_a_promise_waits_three_banking_days(books: int, promised_on: date, waits_until: date) -> None:
    assert promised(books, on=promised_on).waits_until == waits_until


def test_the_banking_days_are_those_of_the_companys_country(books: int) -> None:
    abroad = add_company(name="Quay", currency="EUR", country="NL", language="en", at=NOON).id
    posts(abroad, invoice("I-1", "100"))

    assert promised(abroad, on=date(2026, 1, 5)).waits_until == date(2026, 1, 8)  # no Epiphany there
