"""What is proposed for the movements that wait: kept, made anew, held back for, and asked of the database in a few questions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.matching import load
from bench.month import month
from recobro.bank.by_itself import confirm_certain
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.confirm import confirm_proposal
from recobro.bank.match import BATCH, LIKELY, Matched, match
from recobro.bank.models import MaybePaid, Movement, Proposal
from recobro.bank.rules import say_rules
from recobro.bank.taking_back import undo_match
from recobro.bank.tests.statements import bank_says
from recobro.ledger.marks import end_mark, mark
from recobro.ledger.models import Item
from recobro.ledger.tests.books import company, customer, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"


@pytest.fixture
def ours() -> int:
    company_id = company().id
    posts(
        company_id, customer("LATE"), customer("OTHER"), invoice("F-2026-1001", "100"), invoice("F-2026-1002", "50"),
        invoice("F-2026-1003", "70", code="OTHER"),
    )  # fmt: skip
    return company_id


def matched(company_id: int, *only: int) -> Matched:
    return match(company_id, at=moment(5), by="Ana", only=only or None)


def best(movement: int) -> Proposal:
    return Proposal.objects.get(movement_id=movement, rank=1)


def numbers(proposal: Proposal) -> dict[str, str]:
    return {Item.objects.get(id=line["item"]).number: line["amount"] for line in proposal.lines}


def reasons(proposal: Proposal) -> set[str]:
    return {reason["key"] for reason in proposal.reasons}


def held(company_id: int) -> set[str]:
    """The numbers of what may be paid."""
    items = MaybePaid.objects.filter(company_id=company_id).values("item_id")
    return set(Item.objects.filter(id__in=items).values_list("number", flat=True))


def test_it_keeps_proposals_with_their_reasons(ours: int) -> None:
    movement = bank_says(ours, "150", "F-2026-1001 and 1002")

    found = matched(ours)

    assert found == Matched(movements=1, proposed=1, automatic=1)
    assert numbers(best(movement)) == {"F-2026-1001": "100.00", "F-2026-1002": "50.00"}
    assert (best(movement).certainty >= AUTOMATIC, "number_in_text" in reasons(best(movement))) == (
        True,
        True,
    )


def test_what_may_be_paid_waits_until_the_movement_is_cleared(ours: int) -> None:
    movement = bank_says(ours, "60", "F-2026-1001")  # a part of it

    matched(ours)

    assert held(ours) == {"F-2026-1001"}
    assert MaybePaid.objects.get().since == Movement.objects.get(id=movement).booked_on
    confirm_proposal(ours, movement_id=movement, at=moment(6), by="Ana")
    assert (held(ours), item(ours, "F-2026-1001").amount_open) == (set(), 40)


def test_it_makes_proposals_anew(ours: int) -> None:
    movement = bank_says(ours, "80", "F-2026-1004")
    matched(ours)
    assert not Proposal.objects.exists()
    posts(ours, invoice("F-2026-1004", "80"), at=3)

    matched(ours)
    matched(ours)

    assert numbers(best(movement)) == {"F-2026-1004": "80.00"}
    assert Proposal.objects.filter(movement_id=movement, rank=1).count() == 1


def test_it_learns_who_pays(ours: int) -> None:
    """The first payment of a stranger is confirmed by hand; his second is known by his account."""
    first = bank_says(ours, "50", payer_name="Holding of Late", payer_account=IBAN, line=1)
    matched(ours)
    assert best(first).certainty < AUTOMATIC
    confirm_proposal(ours, movement_id=first, at=moment(6), by="Ana")
    second = bank_says(ours, "100", payer_name="Holding of Late", payer_account=IBAN, line=2)

    matched(ours)

    assert (numbers(best(second)), reasons(best(second))) == (
        {"F-2026-1001": "100.00"},
        {"payer_account", "amount_is_one"},
    )
    assert best(second).certainty >= AUTOMATIC


def test_an_invoice_that_is_paid_twice_goes_to_the_first(ours: int) -> None:
    first = bank_says(ours, "100", "F-2026-1001", on=5)
    second = bank_says(ours, "100", "F-2026-1001", on=8)

    matched(ours)

    assert best(first).certainty >= AUTOMATIC > best(second).certainty
    assert "claimed_twice" in reasons(best(second))


def test_two_alike_say_of_each_other_that_they_may_pay_the_same(ours: int) -> None:
    first, second = (bank_says(ours, "100", payer_name="Late GmbH", on=on) for on in (5, 8))

    for _again in range(2):
        matched(ours)

    for one in (first, second):
        keys = [reason["key"] for reason in best(one).reasons]
        assert keys.count("claimed_twice") == 1
        assert LIKELY <= best(one).certainty < AUTOMATIC


def test_the_amount_gives_way_to_another_movement_that_says_the_number(ours: int) -> None:
    posts(ours, invoice("F-2026-1009", "100", code="OTHER"), at=3)
    by_hand = bank_says(ours, "70", payer_account=IBAN, on=4)
    matched(ours)
    confirm_proposal(ours, movement_id=by_hand, at=moment(6), by="Ana")  # so his account is known
    by_amount = bank_says(ours, "100", payer_account=IBAN, on=5)
    matched(ours)
    assert best(by_amount).certainty >= AUTOMATIC

    bank_says(ours, "100", "F-2026-1009", on=8)
    matched(ours)

    assert best(by_amount).certainty < AUTOMATIC


@pytest.mark.parametrize("automatic", [False, True])
def test_what_one_has_paid_is_proposed_for_no_other_also_where_nobody_is_held_back(
    ours: int, automatic: bool
) -> None:
    say_rules(ours, holds_maybe_paid=False, automatic=automatic, at=moment(3), by="Ana")
    first = bank_says(ours, "100", "F-2026-1001", on=5)
    late = bank_says(ours, "100", payer_name="Somebody", on=9)
    matched(ours)
    assert numbers(best(late)) == {"F-2026-1001": "100.00"}

    if automatic:
        assert len(confirm_certain(ours, at=moment(6))) == 1
    else:
        confirm_proposal(ours, movement_id=first, at=moment(6), by="Ana")

    assert not Proposal.objects.filter(movement_id=late).exists()


def test_undone_it_is_proposed_again(ours: int) -> None:
    movement = bank_says(ours, "100", "F-2026-1001")
    matched(ours)
    cleared = confirm_proposal(ours, movement_id=movement, at=moment(6), by="Ana")
    assert matched(ours).movements == 0
    undo_match(ours, match_id=cleared, on=Movement.objects.get().booked_on, at=moment(7), by="Ana")

    matched(ours)

    assert numbers(best(movement)) == {"F-2026-1001": "100.00"}


def test_only_these(ours: int) -> None:
    one, other = bank_says(ours, "100", "F-2026-1001", line=1), bank_says(ours, "50", "F-2026-1002", line=2)

    assert matched(ours, other).movements == 1
    assert set(Proposal.objects.values_list("movement_id", flat=True)) == {other}
    assert matched(ours).movements == 2
    assert best(one).certainty >= AUTOMATIC


def test_money_out_has_no_proposals(ours: int) -> None:
    bank_says(ours, "-100", "F-2026-1001")

    assert matched(ours).movements == 0


def test_what_is_left_of_a_movement_is_matched(ours: int) -> None:
    movement = bank_says(ours, "150", "F-2026-1001")
    Movement.objects.filter(id=movement).update(amount_left=Decimal(100))

    matched(ours)

    assert numbers(best(movement)) == {"F-2026-1001": "100.00"}


def test_it_sees_no_other_company(ours: int) -> None:
    stranger = company("Stranger").id
    movement = bank_says(stranger, "100", "F-2026-1001", payer_name="LATE Ltd")

    matched(stranger)

    assert not Proposal.objects.filter(movement_id=movement).exists()


def test_a_credit_note_that_was_taken_off_is_proposed_and_used_up(ours: int) -> None:
    posts(ours, payment("N-77", "20"), at=3)
    movement = bank_says(ours, "80", "F-2026-1001 less credit note")

    matched(ours)

    assert numbers(best(movement)) == {"F-2026-1001": "100.00", "N-77": "-20.00"}
    assert held(ours) >= {"F-2026-1001"}
    confirm_proposal(ours, movement_id=movement, at=moment(6), by="Ana")
    assert (item(ours, "F-2026-1001").amount_open, item(ours, "N-77").amount_open) == (0, 0)


def test_a_credit_that_is_kept_is_not_taken_off_before_it_is_released(ours: int) -> None:
    posts(ours, payment("DEP-1", "20"), at=3)
    movement = bank_says(ours, "80", "F-2026-1001")
    whole = bank_says(ours, "130", "JDP")  # all that is open, less the deposit
    matched(ours)
    assert numbers(best(movement)) == {"F-2026-1001": "100.00", "DEP-1": "-20.00"}
    deposit = item(ours, "DEP-1")

    kept = mark(
        ours, customer_id=deposit.customer_id, item_id=deposit.id, kind="deposit", from_on=day(3), reason="Crates", at=moment(6), by="Ana",
    )  # fmt: skip
    matched(ours)
    assert numbers(best(movement)) == {"F-2026-1001": "80.00"}
    assert not Proposal.objects.filter(movement_id=whole, lines__contains=[{"item": deposit.id}]).exists()

    end_mark(ours, mark_id=kept, on=day(7), reason="They are back", at=moment(7), by="Ana")
    matched(ours)
    assert "DEP-1" in numbers(best(movement))


def test_everything_that_a_stranger_owes_is_found_by_its_sum(ours: int) -> None:
    """Neither name nor number, but just what one customer owes."""
    movement = bank_says(ours, "150", "JDP")

    matched(ours)

    assert numbers(best(movement)) == {"F-2026-1001": "100.00", "F-2026-1002": "50.00"}
    assert reasons(best(movement)) >= {"amount_is_all_due"}
    matched(ours, movement)  # also when this one is looked at again
    assert len(best(movement).lines) == 2


def test_questions_are_as_many_as_batches_not_as_movements() -> None:
    company_id = company().id
    truth = sorted(load(company_id, month(2_000)))
    few, all_of_them = _questions(company_id, *truth[:150]), _questions(company_id)

    assert few <= 30
    assert all_of_them <= -(-len(truth) // BATCH) * few + 10


def _questions(company_id: int, *only: int) -> int:
    with CaptureQueriesContext(connection) as asked:
        matched(company_id, *only)
    return len(asked)
