"""Money in another currency than what is owed: proposed by what the bank says was ordered or by the rate of the day, never by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from recobro.access.rates import Quote, record_rates
from recobro.bank.amounts import Tolerance
from recobro.bank.candidates import Candidates, Debtor, Due, Incoming, Proposed
from recobro.bank.certainty import AUTOMATIC, MAYBE_PAID
from recobro.bank.confirm import confirm_proposal
from recobro.bank.listing import movement
from recobro.bank.match import match
from recobro.bank.models import MaybePaid, Proposal
from recobro.bank.numbers import numbers
from recobro.bank.propose import propose
from recobro.bank.tests.movements import credit
from recobro.kernel.problems import Refused
from recobro.ledger.marks import mark
from recobro.ledger.models import Item
from recobro.ledger.tests.books import company, customer, invoice, moment, posts

ON = date(2026, 3, 10)
LATE = 1


@dataclass(frozen=True)
class Usd:
    """One euro is 1.0870 dollars."""

    rate: Decimal = Decimal("1.0870")
    on: date = date(2026, 3, 9)

    def exactly(self, amount: Decimal) -> Decimal:
        return amount * self.rate


def euros(on: date, currency: str, to: str) -> Usd | None:
    return Usd() if (currency, to) == ("EUR", "USD") else None


def due(item_id: int, amount: str, *, number: str = "", day: int = 1, currency: str = "EUR") -> Due:
    issued = date(2026, 2, day)
    return Due(
        item_id=item_id, customer_id=LATE, number=number or f"F-2026-{10_000 + item_id}", currency=currency, open=Decimal(amount),
        issued_on=issued, due_on=date(2026, 3, day),
    )  # fmt: skip


def found(
    amount: str, text: str, *items: Due, rates: Any = euros, ordered: tuple[Decimal, str] | None = None, known: bool = False
) -> list[Proposed]:  # fmt: skip
    money = Incoming(
        movement_id=1, amount=Decimal(amount), currency="USD", on=ON, said=numbers("", text), text=text, account="X1", ordered=ordered
    )  # fmt: skip
    late = Debtor(customer_id=LATE, code="C-1", name="Late GmbH", has_account=known)
    candidates = Candidates(debtors={LATE: late}, items=items, whole=frozenset({LATE}))
    return propose(money, candidates, Tolerance(), rates)


def paid(one: Proposed) -> dict[int, tuple[str, str]]:
    return {
        item: (str(amount), str(theirs))
        for (item, amount), theirs in zip(one.lines, one.in_theirs, strict=True)
    }


def said(one: Proposed) -> dict[str, object]:
    return {str(why["key"]): why["value"] for why in one.reasons}


def test_a_number_and_about_what_it_is_worth_pay_it_whole_and_the_difference_is_told() -> None:
    one = found("108.40", "F-2026-10001", due(1, "100.00"), due(2, "40.00"))[0]

    assert paid(one) == {1: ("108.40", "100.00")}
    assert said(one)["exchange"] == ["100.00", "EUR", "108.70", "1.087", "2026-03-09"]
    assert said(one)["exchange_difference"] == "-0.30"
    assert AUTOMATIC > one.certainty >= 80


@pytest.mark.parametrize(
    ("amount", "whole"), [("105.43", False), ("105.44", True), ("111.96", True), ("111.97", False)]
)
def test_three_per_cent_are_the_limit(amount: str, whole: bool) -> None:
    one = found(amount, "F-2026-10001", due(1, "100.00"))[0]

    assert ("exchange" in said(one), "partial_in" in said(one) or "on_account" in said(one)) == (
        True,
        not whole,
    )


def test_less_is_a_part_in_both_currencies_and_more_stays_on_account() -> None:
    part = found("54.35", "F-2026-10001", due(1, "100.00"))[0]
    more = found("208.70", "F-2026-10001", due(1, "100.00"))[0]

    assert (paid(part), said(part)["partial_in"]) == ({1: ("54.35", "50.00")}, ["50.00", "EUR"])
    assert (paid(more), said(more)["on_account"]) == ({1: ("108.70", "100.00")}, "100.00")


def test_one_of_the_instalments_is_meant_where_it_is_worth_that() -> None:
    three = [due(n, amount, number="F-2026-10001", day=n) for n, amount in ((1, "50"), (2, "100"), (3, "70"))]

    assert paid(found("108.70", "F-2026-10001", *three)[0]) == {2: ("108.70", "100")}


def test_what_the_bank_says_was_ordered_goes_before_any_rate() -> None:
    one = found("107.00", "F-2026-10001", due(1, "100.00"), ordered=(Decimal("100.00"), "EUR"), rates=nobody)[
        0
    ]
    half = found("53.00", "F-2026-10001", due(1, "100.00"), ordered=(Decimal("50.00"), "EUR"))[0]

    assert (paid(one), said(one)["ordered"]) == ({1: ("107.00", "100.00")}, ["100.00", "EUR"])
    assert paid(half) == {1: ("53.00", "50.00")}
    assert one.certainty < AUTOMATIC


def nobody(on: date, currency: str, to: str) -> None:
    return None


def test_without_a_rate_it_is_named_and_no_amount_is_invented() -> None:
    one = found("108.70", "F-2026-10001", due(1, "100.00"), rates=nobody)[0]

    assert (one.lines, one.unknown) == ((), (1,))
    assert said(one)["no_rate"] == ["EUR", "USD", "2026-03-10"]
    assert one.certainty >= MAYBE_PAID, "nobody is reminded of it"


def test_a_known_payer_pays_what_is_worth_that_and_a_stranger_nothing() -> None:
    items = [due(1, "100.00"), due(2, "40.00", day=2), due(3, "99.50", day=3)]
    known = found("108.70", "", *items, known=True)

    assert [paid(one) for one in known[:2]] == [{1: ("108.70", "100.00")}, {3: ("108.70", "99.50")}]
    assert said(known[0])["several_ways"] == 1
    assert paid(found("152.18", "", *items, known=True)[0]) == {
        1: ("108.70", "100.00"),
        2: ("43.48", "40.00"),
    }
    assert found("108.70", "", *items) == []


def test_what_explains_the_amount_in_its_own_currency_goes_first() -> None:
    here = due(2, "108.70", currency="USD")

    (one,) = found("108.70", "F-2026-10002", due(1, "100.00"), here, known=True)
    assert one.certainty >= AUTOMATIC


@pytest.fixture
def ours(db: None) -> int:
    company_id = company().id
    posts(company_id, customer("LATE"), invoice("F-2026-1001", "100"))
    return company_id


def rate(company_id: int) -> None:
    quote = Quote(base="EUR", currency="USD", rate=Decimal("1.0870"), on=date(2026, 3, 9))
    record_rates(company_id, [quote], source="test", by="Ana", at=moment(9))


def keys(reasons: Iterable[dict[str, Any]]) -> set[str]:
    return {one["key"] for one in reasons}


def test_it_is_kept_shown_and_booked_with_both_amounts(ours: int) -> None:
    rate(ours)
    money = credit(ours, amount="108.40", currency="USD", text="F-2026-1001")
    match(ours, at=moment(10), by="Ana")
    (offer,) = movement(ours, money.id).proposals
    (line,) = offer.lines
    assert (line.amount, line.in_its_currency, offer.rest) == (Decimal("108.40"), 100, 0)
    assert offer.may_be_accepted

    confirm_proposal(ours, movement_id=money.id, seen=offer.shown, at=moment(10), by="Ana")

    assert Item.objects.get(number="F-2026-1001").amount_open == 0
    payment = Item.objects.get(kind="payment")
    assert (payment.amount, payment.currency, payment.amount_open) == (Decimal("-108.40"), "USD", 0)


def test_it_is_told_which_instalment_is_meant_and_that_it_is_time_barred(ours: int) -> None:
    for nth in (1, 2, 3):
        posts(ours, invoice("F-2026-2001", "50", document_key="D", instalment=nth, due_on=date(2026, 2, nth)))
    second = Item.objects.get(document_key="D", instalment=2)
    mark(
        ours, customer_id=second.customer_id, item_id=second.id, kind="time_barred", from_on=date(2026, 3, 1), reason="Old.",
        at=moment(9), by="Ana",
    )  # fmt: skip
    money = credit(ours, amount="100", text="F-2026-2001")
    match(ours, at=moment(10), by="Ana")

    first, other = movement(ours, money.id).proposals[0].lines
    assert (first.instalment, first.instalments, first.due_on) == (1, 3, date(2026, 2, 1))
    assert (other.instalment, other.is_time_barred, first.is_time_barred) == (2, True, False)


def test_what_no_rate_says_is_held_back_and_booked_by_hand_only(ours: int) -> None:
    money = credit(ours, amount="108.70", currency="USD", text="F-2026-1001")
    match(ours, at=moment(10), by="Ana")
    (offer,) = movement(ours, money.id).proposals

    assert "no_rate" in keys(offer.reasons)
    assert (offer.needs_amounts, offer.may_be_accepted) == (True, False)
    assert MaybePaid.objects.filter(movement=money).exists()
    with pytest.raises(Refused, match="No rate"):
        confirm_proposal(ours, movement_id=money.id, at=moment(10), by="Ana")
    rate(ours)
    match(ours, at=moment(10), by="Ana")
    assert Proposal.objects.get(movement=money).lines[0]["item_amount"] == "100"
