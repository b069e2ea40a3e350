"""The bank comes first: what has come in is read and cleared before anybody is reminded (R-74, R-75, D3, D4)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from recobro import flow
from recobro.access.company import CompanyValue
from recobro.bank.confirm import confirm_proposal, set_aside
from recobro.bank.facts import BankFact, EndFact, MovementFact, StatementFact
from recobro.bank.models import Match, Movement
from recobro.bank.rules import say_rules
from recobro.bank.take_in import take_in
from recobro.bank.taking_back import undo_match
from recobro.casework.tasks import add_task
from recobro.evaluation.evaluate import evaluate
from recobro.insight.today import wanted_and_left_alone
from recobro.kernel.problems import Refused
from recobro.ledger.control import Stated, state_totals
from recobro.ledger.models import Item
from tests.cast import DAY, LATE, MARTA, TODAY, at, clock, creditor, customer, item, owes, treats

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> CompanyValue:
    company = creditor()
    treats(company)
    owes(company, LATE, "INV-2026-0417", "1200")
    return company


def bank(company: CompanyValue, amount: str, text: str = "", *, on: date = TODAY) -> int:
    """A statement with one movement was read, and looked at."""
    facts: list[BankFact] = [
        StatementFact(account="ES01", currency="EUR", number=f"{on}"),
        MovementFact(line=1, entry=1, booked_on=on, amount=Decimal(amount), currency="EUR", text=text, payer_name="Late GmbH"),
        EndFact(),
    ]  # fmt: skip
    take_in(company.id, facts, name="bank.xml", format_name="CAMT", sha256="", at=at(), by=MARTA, today=TODAY)
    flow.match_bank(company, at=at(), by=MARTA)
    return Movement.objects.latest("id").id


def outcome(company: CompanyValue) -> str:
    [verdict] = evaluate(company.id, as_of=TODAY, mode=company.mode)
    return verdict.outcome


def night(company: CompanyValue, *, on: date = TODAY) -> int:
    return len(flow.night(company.id, as_of=on, clock=clock(on), by=MARTA).proposed.reminders)


def test_who_may_have_paid_is_not_reminded_until_that_is_cleared(company: CompanyValue) -> None:
    assert outcome(company) == "remind"

    movement = bank(company, "1200", "payment of 0417")

    assert (outcome(company), night(company)) == ("maybe_paid", 0)
    match = confirm_proposal(company.id, movement_id=movement, at=at(), by=MARTA)
    assert Item.objects.get(id=item(company, "INV-2026-0417")).amount_open == 0
    undo_match(company.id, match_id=match, on=TODAY, at=at(), by=MARTA)
    assert outcome(company) == "maybe_paid", "the money is there, and waits again"
    set_aside(company.id, movement_id=movement, note="Not ours.", at=at(), by=MARTA)
    assert outcome(company) == "remind"


def test_an_invoice_that_comes_after_its_payment_is_not_reminded(company: CompanyValue) -> None:
    bank(company, "77.70", "INV-2026-0999")
    owes(company, LATE, "INV-2026-0999", "77.70")

    assert night(company) == 1

    later = item(company, "INV-2026-0999")
    outcomes = {one.item_id: one.outcome for one in evaluate(company.id, as_of=TODAY, mode=company.mode)}
    assert outcomes[later] == "maybe_paid"


def test_who_may_have_paid_is_not_to_be_called_until_that_is_cleared(company: CompanyValue) -> None:
    add_task(
        company.id, customer_id=customer(company, LATE), mode="rehearsal", kind="call", title="Call", due_on=TODAY, at=at()
    )  # fmt: skip

    def called() -> tuple[list[str], list[str]]:
        wanted, left_alone = wanted_and_left_alone(company.id, mode="rehearsal", today=TODAY)
        return [one.kept_by for one in wanted], [one.kept_by for one in left_alone]

    assert called() == ([""], [])
    movement = bank(company, "1200", "payment of 0417")
    assert called() == ([], ["maybe_paid"])

    set_aside(company.id, movement_id=movement, note="Not ours.", at=at(), by=MARTA)

    assert called() == ([""], [])


def test_what_is_certain_is_confirmed_by_itself_where_the_company_wants_it(company: CompanyValue) -> None:
    say_rules(company.id, automatic=True, at=at(), by=MARTA)

    bank(company, "1200", "INV-2026-0417")

    assert [(one.is_automatic, one.by) for one in Match.objects.all()] == [(True, "rules")]
    assert evaluate(company.id, as_of=TODAY, mode=company.mode) == []


def test_a_company_may_remind_who_may_have_paid(company: CompanyValue) -> None:
    bank(company, "1200", "payment of 0417")
    assert outcome(company) == "maybe_paid"

    say_rules(company.id, holds_maybe_paid=False, at=at(), by=MARTA)

    assert outcome(company) == "remind"
    bank(company, "1200", "second payment of 0417", on=TODAY - DAY)
    assert outcome(company) == "remind"


def test_nobody_is_reminded_while_the_bank_was_not_read(company: CompanyValue) -> None:
    say_rules(company.id, stale_after_days=3, at=at(), by=MARTA)
    with pytest.raises(Refused, match="The bank was never read"):
        night(company)
    bank(company, "5", "other", on=TODAY - 4 * DAY)
    with pytest.raises(Refused, match=f"read until {TODAY - timedelta(days=4)}"):
        night(company)

    bank(company, "6", "other", on=TODAY - 3 * DAY)

    assert night(company) == 1


def test_a_difference_to_the_books_keeps_nobody_from_reminding_unless_the_company_says_so(
    company: CompanyValue,
) -> None:
    def books_say(amount: str) -> None:
        stated = Stated(account="430", currency="EUR", on=TODAY - DAY, amount=Decimal(amount))
        state_totals(company.id, [stated], at=at(), by=MARTA)

    books_say("1100")  # 1,200 are owed
    flow.rehearse(company.id, as_of=TODAY, clock=clock(), by=MARTA)
    say_rules(company.id, differs_above=Decimal(100), at=at(), by=MARTA)
    flow.rehearse(company.id, as_of=TODAY, clock=clock(), by=MARTA)

    books_say("1099.99")
    with pytest.raises(Refused, match=r"The books say 1099\.99 EUR on 2026-03-09, and Recobro 1200\.00 EUR"):
        night(company)

    books_say("1200")
    assert night(company) == 1


def test_nobody_is_reminded_while_too_much_is_not_cleared(company: CompanyValue) -> None:
    say_rules(company.id, unclear_above=Decimal(1000), at=at(), by=MARTA)
    bank(company, "700", "who knows")
    bank(company, "300", "somebody", on=TODAY - DAY)
    assert night(company) == 1

    bank(company, "0.01", "a cent")

    with pytest.raises(Refused, match=r"1000\.01 EUR has come in and is not cleared"):
        flow.propose_day(company.id, as_of=TODAY + DAY, clock=clock(TODAY + DAY), by=MARTA)
