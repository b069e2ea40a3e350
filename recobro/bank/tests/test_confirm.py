"""What a movement is said to be becomes a payment in the ledger, and can be taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from recobro.bank.by_itself import confirm_certain
from recobro.bank.confirm import LetGo, Pays, confirm, confirm_proposal, set_aside
from recobro.bank.confirm_recorded import confirm_recorded
from recobro.bank.match import match
from recobro.bank.models import Match, MaybePaid, Movement, Payer, Proposal, Returned
from recobro.bank.recorded import recorded_by_hand
from recobro.bank.rules import say_rules
from recobro.bank.shown import shown
from recobro.bank.taking_back import confirm_return, undo_match
from recobro.bank.tests.statements import bank_says
from recobro.casework.listing import list_papers, list_tasks
from recobro.casework.models import Paper, Retained
from recobro.casework.paper import clear, take_paper
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.marks import mark
from recobro.ledger.models import Item
from recobro.ledger.tests.books import company, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> int:
    company_id = company().id
    posts(company_id, invoice("I-1", "100"), invoice("I-2", "50"), invoice("O-1", "70", code="OTHER"))
    posts(company_id, invoice("U-1", "200", currency="USD"))
    return company_id


def open_of(company_id: int, number: str) -> Decimal:
    return item(company_id, number).amount_open


def on_account(company_id: int) -> Decimal:
    found = Item.objects.filter(company_id=company_id, amount__lt=0).values_list("amount_open", flat=True)
    return -sum(found, Decimal(0))


def left(movement: int) -> Decimal:
    return Movement.objects.get(id=movement).amount_left


def pay(company_id: int, movement: int, *pays: tuple[str, str], customer: str = "I-1", **details: Any) -> int:
    lines = [Pays(item_id=item(company_id, number).id, amount=Decimal(amount)) for number, amount in pays]
    values: dict[str, Any] = {
        "customer_id": item(company_id, customer).customer_id,
        "at": moment(3),
        "by": "Ana",
    }
    return confirm(company_id, movement_id=movement, pays=lines, **values | details)


def gone(company_id: int, number: str, amount: str, kind: str) -> LetGo:
    return LetGo(item_id=item(company_id, number).id, amount=Decimal(amount), kind=kind)


def undo(company_id: int, match: int) -> None:
    undo_match(company_id, match_id=match, on=day(9), reason="Wrong one.", at=moment(4), by="Ana")


def test_one_transfer_pays_two_invoices_and_the_rest_stays_on_account(ours: int) -> None:
    movement = bank_says(ours, "160")

    match = pay(ours, movement, ("I-1", "100"), ("I-2", "50"))

    assert (open_of(ours, "I-1"), open_of(ours, "I-2"), on_account(ours), left(movement)) == (0, 0, 10, 0)
    assert Match.objects.get(id=match).is_automatic is False
    assert wrong_balances(ours) == []


def test_taking_it_back_opens_what_it_paid_and_leaves_the_movement_to_clear(ours: int) -> None:
    movement = bank_says(ours, "97")
    match = pay(ours, movement, ("I-1", "97"), let_go=[gone(ours, "I-1", "3", "discount")])
    assert open_of(ours, "I-1") == 0

    undo(ours, match)

    assert (open_of(ours, "I-1"), on_account(ours), left(movement)) == (100, 0, 97)
    assert wrong_balances(ours) == []
    with pytest.raises(Refused, match="There is no match"):
        undo(ours, match)
    pay(ours, movement, ("I-2", "50"))
    assert (open_of(ours, "I-2"), on_account(ours)) == (0, 47)


def test_a_credit_note_is_used_up_with_the_payment(ours: int) -> None:
    posts(ours, payment("N-1", "30"))
    movement = bank_says(ours, "120")

    match = pay(ours, movement, ("I-1", "100"), ("I-2", "50"), ("N-1", "-30"))

    assert (open_of(ours, "I-1"), open_of(ours, "I-2"), open_of(ours, "N-1"), on_account(ours)) == (
        0,
        0,
        0,
        0,
    )
    undo(ours, match)
    assert (open_of(ours, "I-1"), open_of(ours, "I-2"), open_of(ours, "N-1")) == (100, 50, -30)
    assert wrong_balances(ours) == []


def test_two_customers_in_one_transfer(ours: int) -> None:
    movement = bank_says(ours, "120")

    pay(ours, movement, ("I-2", "50"), amount=Decimal(50))
    assert left(movement) == 70
    pay(ours, movement, ("O-1", "70"), customer="O-1")

    assert (open_of(ours, "I-2"), open_of(ours, "O-1"), left(movement)) == (0, 0, 0)


def test_what_is_more_than_there_is_is_refused_and_nothing_is_written(ours: int) -> None:
    movement = bank_says(ours, "120")

    for pays, said in (
        ((("I-1", "121"),), "more than what came"),
        ((("I-1", "101"),), "not between 0 and what is open"),
        ((("O-1", "70"),), "two customers"),
    ):
        with pytest.raises(Refused, match=said):
            pay(ours, movement, *pays)
    with pytest.raises(Refused, match="not a part of what is left"):
        pay(ours, movement, amount=Decimal(121))

    assert (left(movement), on_account(ours), Match.objects.count()) == (120, 0, 0)


def test_a_movement_is_cleared_once(ours: int) -> None:
    movement = bank_says(ours, "100")
    pay(ours, movement, ("I-1", "100"))

    with pytest.raises(Refused, match="cleared already"):
        pay(ours, movement, ("I-2", "50"))


def test_charges_and_small_differences_have_a_limit(ours: int) -> None:
    movement = bank_says(ours, "90")
    with pytest.raises(Refused, match=r"more than what may be written off, 5\.00 EUR"):
        pay(ours, movement, ("I-1", "90"), let_go=[gone(ours, "I-1", "10", "charges")])

    say_rules(ours, write_off_limit=Decimal(2), at=moment(3), by="Ana")
    with pytest.raises(Refused, match=r"more than what may be written off, 2\.00 EUR"):
        pay(ours, movement, ("I-1", "90"), let_go=[gone(ours, "I-1", "3", "small_difference")])

    pay(ours, movement, ("I-1", "90"), let_go=[gone(ours, "I-1", "10", "charges")], may_let_go=Decimal(100))
    assert open_of(ours, "I-1") == 0


def test_part_payments_together_let_go_no_more_than_the_limit(ours: int) -> None:
    said = [gone(ours, "I-1", "4", "charges"), gone(ours, "I-1", "5", "discount")]
    first = pay(ours, bank_says(ours, "1"), ("I-1", "1"), let_go=said)

    again = bank_says(ours, "2")
    for kind in ("charges", "small_difference"):
        with pytest.raises(
            Refused,
            match=r"6\.00 EUR of I-1, 4\.00 EUR of it before, is more than what may be written off, 5\.00 EUR",
        ):
            pay(ours, again, ("I-1", "2"), let_go=[gone(ours, "I-1", "2", kind)])
    with pytest.raises(Refused, match=r"9\.50 EUR of I-1, 4\.00 EUR of it before"):  # 5 % are taken
        pay(ours, again, ("I-1", "2"), let_go=[gone(ours, "I-1", "0.5", "discount")])
    assert open_of(ours, "I-1") == 90

    undo(ours, first)
    pay(ours, again, ("I-1", "2"), let_go=said)
    more = gone(ours, "I-1", "20", "charges")
    pay(ours, bank_says(ours, "3"), ("I-1", "3"), let_go=[more], may_let_go=Decimal(1000))
    assert open_of(ours, "I-1") == 66


def test_the_limit_is_in_the_currency_of_the_company(ours: int) -> None:
    posts(ours, invoice("X-1", "100000", currency="XOF"))

    def pays_less(number: str, amount: str, currency: str, missing: str, **more: Any) -> None:
        movement = bank_says(ours, amount, currency=currency)
        pay(ours, movement, (number, amount), let_go=[gone(ours, number, missing, "charges")], **more)

    with pytest.raises(Refused, match="No rate of 2026-01-05 says how much of U-1 may be written off in USD"):
        pays_less("U-1", "2", "USD", "1")
    pays_less("U-1", "3", "USD", "1", may_let_go=Decimal(1000))
    with pytest.raises(Refused, match="more than what may be written off, 3280 XOF"):
        pays_less("X-1", "90000", "XOF", "3281")
    pays_less("X-1", "90001", "XOF", "3280")  # 5 EUR


@pytest.mark.parametrize("rule", ["unclear_above", "differs_above"])
def test_a_sum_that_no_column_holds_is_refused_and_no_rule_changes(ours: int, rule: str) -> None:
    movement = bank_says(ours, "100")
    propose(ours, movement, "I-1", "100", 80)

    with pytest.raises(Refused, match=r"10{16} is no sum.*at most 15 digits"):
        say_rules(ours, holds_maybe_paid=False, at=moment(3), by="Ana", **{rule: Decimal(10) ** 16})

    assert MaybePaid.objects.filter(movement_id=movement).exists()


@pytest.mark.parametrize(
    ("gone_of", "said"),
    [
        (
            [("I-1", "3", "charges"), ("I-1", "3", "small_difference")],
            "6.00 EUR is more than what may be written off, 5.00 EUR",
        ),
        ([("I-1", "5.01", "discount")], "more than what may be written off, 5.00 EUR"),
        ([("I-1", "-1", "discount")], "cannot be let go"),
        ([("O-1", "1", "charges")], "of the same customer"),
        ([("I-1", "1", "gift")], "There is no difference 'gift'"),
    ],
)
def test_what_is_let_go_is_small_and_his_own(
    ours: int, gone_of: list[tuple[str, str, str]], said: str
) -> None:
    movement = bank_says(ours, "90")

    with pytest.raises(Refused, match=said):
        pay(ours, movement, ("I-1", "90"), let_go=[gone(ours, *one) for one in gone_of])

    assert left(movement) == 90


def test_a_part_finer_than_the_currency_is_no_part(ours: int) -> None:
    with pytest.raises(Refused, match=r"33\.333 is no amount in EUR"):
        pay(ours, bank_says(ours, "100"), amount=Decimal("33.333"))


def test_tax_that_was_withheld_is_kept_back_and_not_let_go(ours: int) -> None:
    movement = bank_says(ours, "85")

    match = pay(ours, movement, ("I-1", "85"), let_go=[gone(ours, "I-1", "15", "tax")])

    kept = Retained.objects.get(company_id=ours)
    assert (open_of(ours, "I-1"), kept.amount, kept.kind, kept.ended_on) == (15, 15, "tax", None)
    (task,) = list_tasks(ours, mode="rehearsal")
    assert task.title == "Ask for the certificate of the tax withheld: 15.00 EUR of I-1"
    undo(ours, match)
    assert list_tasks(ours, mode="rehearsal") == []
    kept.refresh_from_db()
    assert (open_of(ours, "I-1"), kept.ended_on) == (100, day(9))


def cheque(company_id: int, amount: str, *numbers: str) -> Paper:
    items = [item(company_id, number).id for number in numbers]
    made = take_paper(
        company_id, customer_id=item(company_id, "I-1").customer_id, kind="cheque", currency="EUR", amount=Decimal(amount),
        received_on=day(5), due_on=day(20), items=items, at=moment(2), by="Ana",
    )  # fmt: skip
    return Paper.objects.get(id=made)


def outcomes(company_id: int) -> list[str]:
    return list(Paper.objects.filter(company_id=company_id).order_by("id").values_list("outcome", flat=True))


def test_a_cheque_is_cleared_by_the_money_that_the_bank_brings(ours: int) -> None:
    cheque(ours, "100", "I-1")

    match = pay(ours, bank_says(ours, "100"), ("I-1", "100"))

    assert outcomes(ours) == ["cleared"]
    undo(ours, match)  # it was for another: the cheque covers again
    assert outcomes(ours) == ["cleared", ""]
    assert [one.covers for one in list_papers(ours, as_of=day(9))] == [100]


def test_a_cheque_that_the_bank_takes_back_is_unpaid(ours: int) -> None:
    cheque(ours, "100", "I-1")
    paid = pay(ours, bank_says(ours, "100"), ("I-1", "100"))
    back = bank_says(ours, "-100", on=8, is_return=True, return_reason="MD06")

    confirm_return(ours, movement_id=back, match_id=paid, at=moment(5), by="Ana")

    assert (outcomes(ours), open_of(ours, "I-1")) == (["cleared", "unpaid"], 100)
    assert list_papers(ours, as_of=day(9)) == []


def test_money_of_a_cheque_that_was_recorded_by_hand_counts_once(ours: int) -> None:
    paper = cheque(ours, "100", "I-1")
    clear(ours, paper_id=paper.id, on=day(6), at=moment(3), by="Ana")
    movement = bank_says(ours, "100", on=8)
    with pytest.raises(
        Refused, match=r"of 100\.00 EUR was recorded by hand on 2026-01-06.*recobro bank recorded"
    ):
        pay(ours, movement)
    [found] = recorded_by_hand(ours, movement)

    said = {"movement_id": movement, "payment_id": found.payment_id, "at": moment(4), "by": "Ana"}
    match = confirm_recorded(ours, **said)

    assert (left(movement), open_of(ours, "I-1"), on_account(ours)) == (0, 0, 0)
    undo(ours, match)
    assert (left(movement), open_of(ours, "I-1"), on_account(ours)) == (100, 0, 0)
    again = confirm_recorded(ours, **said)
    back = bank_says(ours, "-100", on=9, is_return=True)
    taken_back = confirm_return(ours, movement_id=back, match_id=again, at=moment(5), by="Ana")
    assert (outcomes(ours), open_of(ours, "I-1"), wrong_balances(ours)) == (["cleared", "unpaid"], 100, [])
    undo(ours, taken_back)
    assert (left(movement), open_of(ours, "I-1"), on_account(ours), outcomes(ours)[-1]) == (
        0,
        0,
        0,
        "cleared",
    )


def test_other_money_than_what_was_recorded_by_hand_is_a_payment_of_its_own(ours: int) -> None:
    paper = cheque(ours, "100", "I-1")
    clear(ours, paper_id=paper.id, on=day(6), at=moment(3), by="Ana")

    pay(ours, bank_says(ours, "100", on=17))  # too late to be the cheque's
    pay(ours, bank_says(ours, "100", on=8), customer="O-1")
    pay(ours, bank_says(ours, "100", on=9), is_another=True)

    assert on_account(ours) == 300


@pytest.mark.parametrize(("amount", "ends"), [("150", ["cleared", "cleared"]), ("149", ["", "cleared"])])
def test_one_remittance_clears_several_cheques(ours: int, amount: str, ends: list[str]) -> None:
    cheque(ours, "100", "I-1")
    cheque(ours, "50", "I-2")

    pay(ours, bank_says(ours, amount), ("I-1", "99" if amount == "149" else "100"), ("I-2", "50"))

    assert outcomes(ours) == ends


def test_other_money_clears_no_cheque(ours: int) -> None:
    cheque(ours, "100", "I-1")

    pay(ours, bank_says(ours, "50"), ("I-2", "50"))
    pay(ours, bank_says(ours, "40"), ("I-1", "40"))

    assert outcomes(ours) == [""]


def test_a_payment_in_another_currency_says_what_it_is_worth(ours: int) -> None:
    movement = bank_says(ours, "92")
    dollars = Pays(item_id=item(ours, "U-1").id, amount=Decimal(92), item_amount=Decimal(100))

    match = confirm(
        ours, movement_id=movement, customer_id=item(ours, "U-1").customer_id, pays=[dollars], at=moment(3), by="Ana"
    )  # fmt: skip

    assert (open_of(ours, "U-1"), on_account(ours)) == (100, 0)
    undo(ours, match)
    assert (open_of(ours, "U-1"), wrong_balances(ours)) == (200, [])


def test_who_paid_is_learnt_once(ours: int) -> None:
    for amount in ("60", "40"):
        pay(ours, bank_says(ours, amount, payer_account="DE02 1203", payer_name="Holding"), ("I-1", amount))
    pay(ours, bank_says(ours, "50", payer_name="Señor Péréz, S.L."), ("I-2", "50"))

    assert sorted(Payer.objects.values_list("account", "name")) == [("", "senor perez s l"), ("DE021203", "")]


def test_setting_aside_says_what_it_is(ours: int) -> None:
    movement = bank_says(ours, "33")
    with pytest.raises(Refused, match="needs a reason"):
        set_aside(ours, movement_id=movement, note=" ", at=moment(3), by="Ana")

    match = set_aside(ours, movement_id=movement, note="Refund of VAT.", at=moment(3), by="Ana")

    assert (left(movement), on_account(ours)) == (0, 0)
    undo(ours, match)
    assert left(movement) == 33


def test_money_that_goes_back_opens_what_it_had_paid(ours: int) -> None:
    paid = pay(ours, bank_says(ours, "100"), ("I-1", "100"))
    back = bank_says(ours, "-104", on=8, is_return=True, return_reason="MD06")

    confirm_return(ours, movement_id=back, match_id=paid, at=moment(5), by="Ana")

    assert (open_of(ours, "I-1"), on_account(ours), left(back)) == (100, 0, -4)
    [call] = list_tasks(ours, mode="rehearsal")
    assert (call.kind, call.title, call.script) == ("call", "A payment came back: 100.00 EUR", "MD06")
    gone_back = Match.objects.get(id=paid)
    assert (gone_back.undone_on, gone_back.undone_reason) == (day(8), "MD06")
    with pytest.raises(Refused, match="There is no match"):
        confirm_return(ours, movement_id=back, match_id=paid, at=moment(5), by="Ana")


def test_a_payment_stands_again_when_its_return_was_anothers(ours: int) -> None:
    posts(ours, payment("C-1", "20", on=2))
    came = bank_says(ours, "127")
    lines = (("I-1", "97"), ("I-2", "50"), ("C-1", "-20"))
    paid = pay(ours, came, *lines, let_go=[gone(ours, "I-1", "2", "discount"), gone(ours, "I-1", "1", "tax")])
    back = bank_says(ours, "-127", on=8, is_return=True)
    wrong = confirm_return(ours, movement_id=back, match_id=paid, at=moment(4), by="Ana")
    assert (open_of(ours, "I-1"), open_of(ours, "I-2"), on_account(ours)) == (100, 50, 20)

    undo_match(ours, match_id=wrong, on=day(9), reason="Wrong one.", at=moment(5), by="Ana")

    assert (left(back), left(came), Returned.objects.count()) == (-127, 0, 0)
    assert (open_of(ours, "I-1"), open_of(ours, "I-2"), on_account(ours), wrong_balances(ours)) == (
        1,
        0,
        0,
        [],
    )
    assert [one.kind for one in list_tasks(ours, mode="rehearsal")] == [
        "task"
    ]  # for the certificate; no call
    undo_match(ours, match_id=Match.objects.latest("id").id, on=day(9), at=moment(6), by="Ana")
    assert (open_of(ours, "I-1"), open_of(ours, "I-2"), on_account(ours), left(came)) == (100, 50, 20, 127)


def test_money_that_names_what_is_open_again_is_looked_at_at_once(ours: int) -> None:
    paid = pay(ours, bank_says(ours, "100", "I-1"), ("I-1", "100"))
    other = bank_says(ours, "100", "invoice I-1", on=7)
    match(ours, at=moment(3), by="Ana")
    back = bank_says(ours, "-100", on=8, is_return=True)

    def pays_it() -> bool:
        lines = Proposal.objects.filter(movement_id=other).values_list("lines", flat=True)
        return any(line["item"] == item(ours, "I-1").id for one in lines for line in one)

    assert not pays_it()
    wrong = confirm_return(ours, movement_id=back, match_id=paid, at=moment(4), by="Ana")
    assert pays_it()
    undo_match(ours, match_id=wrong, on=day(9), at=moment(5), by="Ana")
    assert not pays_it()


def test_what_was_paid_otherwise_since_stays_so_when_a_payment_stands_again(ours: int) -> None:
    paid = pay(ours, bank_says(ours, "100"), ("I-1", "100"))
    back = bank_says(ours, "-100", on=8, is_return=True)
    wrong = confirm_return(ours, movement_id=back, match_id=paid, at=moment(4), by="Ana")
    pay(ours, bank_says(ours, "60", on=9), ("I-1", "60"))

    undo_match(ours, match_id=wrong, on=day(9), at=moment(5), by="Ana")

    assert (open_of(ours, "I-1"), on_account(ours), wrong_balances(ours)) == (0, 60, [])


def test_what_was_learnt_from_a_mistake_is_forgotten_with_it(ours: int) -> None:
    match = pay(ours, bank_says(ours, "60", payer_account="DE02"), ("O-1", "60"), customer="O-1")

    undo(ours, match)

    assert not Payer.objects.filter(retired_at__isnull=True).exists()
    kept = pay(ours, bank_says(ours, "30", payer_account="DE02"), ("O-1", "30"), customer="O-1")
    undo(ours, pay(ours, bank_says(ours, "20", payer_account="DE02"), ("O-1", "20"), customer="O-1"))
    assert Payer.objects.filter(retired_at__isnull=True).count() == 1
    assert kept


def propose(company_id: int, movement: int, number: str, amount: str, certainty: int) -> None:
    claim = item(company_id, number)
    MaybePaid.objects.create(
        company_id=company_id,
        customer_id=claim.customer_id,
        item_id=claim.id,
        movement_id=movement,
        since=day(5),
    )
    Proposal.objects.create(
        company_id=company_id, movement_id=movement, rank=1, customer_id=claim.customer_id, certainty=certainty,
        reasons=[{"key": "reference"}], lines=[{"item": claim.id, "amount": amount}],
    )  # fmt: skip


def test_a_proposal_is_confirmed_and_makes_nobody_wait_any_more(ours: int) -> None:
    movement = bank_says(ours, "100")
    propose(ours, movement, "I-1", "100", 80)

    match = confirm_proposal(ours, movement_id=movement, at=moment(3), by="Ana")

    assert Match.objects.get(id=match).certainty == 80
    assert (Proposal.objects.count(), MaybePaid.objects.count(), open_of(ours, "I-1")) == (0, 0, 0)


def test_credit_that_was_earmarked_since_it_was_proposed_is_not_used_up(ours: int) -> None:
    posts(ours, payment("D-1", "30"))
    movement, deposit = bank_says(ours, "70"), item(ours, "D-1")
    propose(ours, movement, "I-1", "100", 80)
    lines = [{"item": item(ours, "I-1").id, "amount": "100"}, {"item": deposit.id, "amount": "-30"}]
    Proposal.objects.filter(movement_id=movement).update(lines=lines)
    mark(
        ours, customer_id=deposit.customer_id, item_id=deposit.id, kind="deposit", from_on=day(3), reason="Crates",
        at=moment(2), by="Ana",
    )  # fmt: skip

    with pytest.raises(Refused, match=r"D-1 is kept for a purpose since this was proposed.*Look at it again"):
        confirm_proposal(ours, movement_id=movement, at=moment(3), by="Ana")

    assert (open_of(ours, "I-1"), open_of(ours, "D-1")) == (100, -30)


def test_what_is_certain_is_confirmed_by_itself_only_where_the_company_wants_that(ours: int) -> None:
    first, second, third = (
        bank_says(ours, amount, text) for amount, text in (("100", "rent"), ("100", "again"), ("50", ""))
    )
    propose(ours, first, "I-1", "100", 99)
    propose(ours, second, "I-1", "100", 99)
    propose(ours, third, "I-2", "50", 94)
    assert confirm_certain(ours, at=moment(3)) == []

    say_rules(ours, automatic=True, at=moment(3), by="Ana")
    done = confirm_certain(ours, at=moment(3))

    assert [(one.movement_id, one.is_automatic) for one in Match.objects.filter(id__in=done)] == [
        (first, True)
    ]
    assert (left(second), left(third), Payer.objects.count()) == (100, 50, 0)


def test_what_a_person_took_back_is_not_confirmed_by_itself_again(ours: int) -> None:
    say_rules(ours, automatic=True, at=moment(3), by="Ana")
    movement = bank_says(ours, "100", "rent")
    propose(ours, movement, "I-1", "100", 99)
    [match] = confirm_certain(ours, at=moment(3))
    undo(ours, match)
    assert Proposal.objects.filter(movement_id=movement).update(certainty=99)

    assert confirm_certain(ours, at=moment(5)) == []
    assert open_of(ours, "I-1") == 100


def test_another_proposal_than_was_seen_is_not_confirmed(ours: int) -> None:
    movement = bank_says(ours, "100", "rent")
    propose(ours, movement, "I-1", "100", 99)
    found = Proposal.objects.get(movement_id=movement)
    seen = shown(found, left=Decimal(100))
    Proposal.objects.update(certainty=80)
    with pytest.raises(Refused, match="has changed"):
        confirm_proposal(ours, movement_id=movement, seen=seen, at=moment(3), by="Ana")

    Proposal.objects.update(certainty=99)
    confirm_proposal(ours, movement_id=movement, seen=seen, at=moment(3), by="Ana")

    assert open_of(ours, "I-1") == 0
