"""What a review found: movements that nobody would have looked at again, and money that would have been booked without a look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from recobro.access.rates import Quote, record_rates
from recobro.bank import by_itself
from recobro.bank import match as looking
from recobro.bank.booked import let_books_take_over
from recobro.bank.by_itself import confirm_certain
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.confirm import Pays, confirm, set_aside
from recobro.bank.match import match
from recobro.bank.models import Looked, Match, Payer, Proposal
from recobro.bank.rules import say_rules
from recobro.bank.tests.statements import bank_says
from recobro.bank.tolerated import tolerate
from recobro.kernel.problems import Refused
from recobro.ledger.allocate import wrong_balances
from recobro.ledger.models import Customer
from recobro.ledger.tests.books import ERP, company, customer, day, invoice, item, moment, payment, posts

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"


@pytest.fixture
def ours() -> int:
    company_id = company().id
    posts(
        company_id,
        customer("LATE"),
        invoice("F-2026-1001", "100"),
        invoice("U-7", "100", code="ABROAD", currency="USD"),
    )
    return company_id


def looks(company_id: int) -> int:
    return match(company_id, at=moment(5), by="Ana").movements


def best(movement: int) -> Proposal:
    return Proposal.objects.get(movement_id=movement, rank=1)


def known(company_id: int, code: str) -> None:
    whose = Customer.objects.get(company_id=company_id, code=code)
    Payer.objects.create(company_id=company_id, customer=whose, account=IBAN, by="Ana", recorded_at=moment(1))


def rate(company_id: int, one_euro: str, *, at: int) -> None:
    quote = Quote(base="EUR", currency="USD", rate=Decimal(one_euro), on=day(4))
    record_rates(company_id, [quote], source="test", by="Ana", at=moment(at))


def test_one_that_is_set_aside_gives_way_to_the_other(ours: int) -> None:
    """Nothing of the ledger changes by it."""
    first, second = bank_says(ours, "100", "F-2026-1001", on=5), bank_says(ours, "100", "F-2026-1001", on=8)
    looks(ours)
    assert best(second).certainty < AUTOMATIC

    set_aside(ours, movement_id=first, note="Ours, from another account.", at=moment(6), by="Ana")

    assert looks(ours) == 1
    assert best(second).certainty >= AUTOMATIC


def test_a_rate_that_is_put_right_proposes_what_the_wrong_one_did_not(ours: int) -> None:
    known(ours, "ABROAD")
    rate(ours, "1.87", at=2)
    movement = bank_says(ours, "91.75", "thanks", payer_account=IBAN)
    looks(ours)
    assert best(movement).lines == []

    rate(ours, "1.09", at=3)

    assert looks(ours) == 1
    assert best(movement).lines[0]["item_amount"] == "100"


def test_two_words_of_a_payer_may_be_one_of_the_customers(ours: int) -> None:
    movement = bank_says(ours, "80", payer_name="Ana Anaya")
    looks(ours)
    posts(ours, customer("NEW"), invoice("F-2026-1003", "80.50", code="NEW"), at=3)
    looks(ours)

    Customer.objects.filter(company_id=ours, code="NEW").update(name="Anaya, S.L.")

    assert looks(ours) == 1
    found = Customer.objects.get(company_id=ours, code="NEW").id
    assert f"customer {found}" in Looked.objects.get(movement_id=movement).clues


def test_what_is_tolerated_is_read_after_the_wait_for_another_match(
    ours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody says it while this match waits: its stamp is forgotten at the end, so that it has to be heard."""
    posts(ours, invoice("F-2026-1004", "1000"), at=2)
    movement = bank_says(ours, "983", "F-2026-1004")
    alone = looking.one_at_a_time

    @contextmanager
    def waits(company_id: int) -> Iterator[None]:
        with alone(company_id):
            tolerate(company_id, charges={"EUR": Decimal(0)}, at=moment(4), by="Ana")
            yield

    monkeypatch.setattr(looking, "one_at_a_time", waits)
    looks(ours)

    assert {one["key"] for one in best(movement).reasons} & {"charges", "partial"} == {"partial"}


def test_within_a_transaction_the_ledger_is_taken_before_the_movements(
    ours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by whoever confirms: a dry run, which keeps both to its end, and he would wait for each other."""
    bank_says(ours, "100", "F-2026-1001")
    taken, ledger, movements = [], looking.lock_ledger, looking._locked
    monkeypatch.setattr(
        looking, "lock_ledger", lambda company_id: (taken.append("ledger"), ledger(company_id))
    )
    monkeypatch.setattr(
        looking, "_locked", lambda *args, **how: (taken.append("movements"), movements(*args, **how))[1]
    )

    looks(ours)
    looks(ours)

    assert taken == ["ledger", "movements"]


def test_the_number_of_an_invoice_in_another_currency_contradicts_the_amount(ours: int) -> None:
    known(ours, "LATE")
    posts(ours, invoice("A-774", "108", currency="USD"), at=2)
    by_account = bank_says(ours, "100", "thanks", payer_account=IBAN, on=5)
    looks(ours)
    assert best(by_account).certainty >= AUTOMATIC
    set_aside(ours, movement_id=by_account, note="Only to see that it would be.", at=moment(6), by="Ana")

    says_another = bank_says(ours, "100", "A-774", payer_account=IBAN, on=6)
    looks(ours)

    assert best(says_another).certainty < AUTOMATIC


def test_what_is_not_certain_any_more_is_not_confirmed_by_itself(
    ours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process has looked anew after the list was made."""
    say_rules(ours, automatic=True, at=moment(2), by="Ana")
    movement = bank_says(ours, "100", "F-2026-1001")
    looks(ours)

    confirms = by_itself.confirm_proposal

    def looked_anew(company_id: int, **how: Any) -> int:
        Proposal.objects.filter(movement_id=movement).update(certainty=AUTOMATIC - 10)
        return confirms(company_id, **how)

    monkeypatch.setattr(by_itself, "confirm_proposal", looked_anew)

    assert confirm_certain(ours, at=moment(6)) == []
    assert not Match.objects.exists()


def test_the_books_take_over_a_payment_in_another_currency(ours: int) -> None:
    """What it paid stays paid: nobody is reminded of it."""
    claim = item(ours, "U-7")
    movement = bank_says(ours, "92", "U-7")
    pays = [Pays(item_id=claim.id, amount=Decimal(92), item_amount=Decimal(100))]
    confirm(ours, movement_id=movement, customer_id=claim.customer_id, pays=pays, at=moment(3), by="Ana")

    posts(ours, payment("P-1", "92", code="ABROAD", on=7), on=9, at=9)

    assert let_books_take_over(ours, source=ERP, at=moment(9)) == 1
    assert item(ours, "U-7").amount_open == 0
    assert wrong_balances(ours) == []


def test_in_two_currencies_no_more_is_let_go_than_a_rate_explains(ours: int) -> None:
    """One euro is no payment of a hundred dollars, but for whoever may write off the rest."""
    rate(ours, "1.09", at=2)
    claim, movement = item(ours, "U-7"), bank_says(ours, "1", "U-7")
    pays = [Pays(item_id=claim.id, amount=Decimal(1), item_amount=Decimal(100))]
    said: dict[str, Any] = {
        "movement_id": movement,
        "customer_id": claim.customer_id,
        "pays": pays,
        "at": moment(3),
        "by": "Ana",
    }

    with pytest.raises(Refused, match="much less than what it was worth"):
        confirm(ours, **said)

    confirm(ours, **said, may_let_go=Decimal(1000))
    assert item(ours, "U-7").amount_open == 0


def test_in_one_currency_nothing_is_lost_on_the_way(ours: int) -> None:
    claim = item(ours, "F-2026-1001")
    movement = bank_says(ours, "10", "F-2026-1001")
    pays = [Pays(item_id=claim.id, amount=Decimal(10), item_amount=Decimal(100))]

    with pytest.raises(Refused, match="one currency"):
        confirm(ours, movement_id=movement, customer_id=claim.customer_id, pays=pays, at=moment(3), by="Ana")

    assert item(ours, "F-2026-1001").amount_open == 100
