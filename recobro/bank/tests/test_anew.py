"""Only what can be proposed otherwise is looked at again: what is new, and what a change leads to; a backlog costs nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from bench.matching import AT, load
from bench.month import month
from recobro.access.rates import Quote, record_rates
from recobro.bank import anew
from recobro.bank.certainty import AUTOMATIC
from recobro.bank.confirm import confirm
from recobro.bank.match import match
from recobro.bank.models import Looked, Movement, Payer, Proposal, Stamp
from recobro.bank.rules import say_rules
from recobro.bank.tests.statements import bank_says, money, read, statement
from recobro.kernel import sql
from recobro.ledger.allocate import undo
from recobro.ledger.models import Allocation, Customer, Item
from recobro.ledger.tests.books import (
    company,
    customer,
    day,
    invoice,
    moment,
    payment,
    posts,
)

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"
ANOTHER = "FR7630006000011234567890189"
BACKLOG = 30


@pytest.fixture
def ours() -> int:
    """A company with a backlog that nobody can clear, and two customers."""
    company_id = company().id
    posts(
        company_id,
        customer("LATE"),
        customer("OTHER"),
        invoice("F-2026-1001", "100"),
        invoice("F-2026-1002", "50"),
    )
    lines = [money(f"{1_000 + n}.{n:02}", f"nobody knows {n}", line=n) for n in range(1, BACKLOG + 1)]
    read(company_id, statement(*lines))
    return company_id


def looked_at(company_id: int, **how: Any) -> int:
    return match(company_id, at=moment(5), by="Ana", **how).movements


def numbers(movement: int) -> set[str]:
    """What the first proposal would pay."""
    found = Proposal.objects.filter(movement_id=movement, rank=1).first()
    return {Item.objects.get(id=line["item"]).number for line in found.lines} if found else set()


def test_a_backlog_does_not_slow_tomorrows_file(ours: int) -> None:
    assert looked_at(ours) == BACKLOG
    assert looked_at(ours) == 0

    known = bank_says(ours, "100", "F-2026-1001", line=1)
    bank_says(ours, "7", "who is it", line=2)

    assert looked_at(ours) == 2
    assert numbers(known) == {"F-2026-1001"}
    assert looked_at(ours) == 0
    assert looked_at(ours, full=True) == BACKLOG + 2


def _named(ours: int) -> int:
    return bank_says(ours, "80", "your invoice F-2026-1004")


def _new_invoice(ours: int) -> None:
    posts(ours, invoice("F-2026-1004", "80"), at=3)


def _pays_just_that(ours: int) -> int:
    return bank_says(ours, "80", "thanks", payer_name="Nobody we know")


def _of_a_name(ours: int) -> int:
    return bank_says(ours, "80", payer_name="Transportes Puig S")


def _new_customer(ours: int) -> None:
    new = customer("NEW")
    posts(ours, new, invoice("F-2026-1005", "80", code="NEW"), at=3)
    Customer.objects.filter(company_id=ours, code="NEW").update(name="Puig Transportes, S.L.")


def _says_a_code(ours: int) -> int:
    return bank_says(ours, "80", "NEW17 monthly")


def _new_code(ours: int) -> None:
    posts(ours, customer("NEW17"), invoice("F-2026-1005", "80", code="NEW17"), at=3)


def _is_a_sum(ours: int) -> int:
    return bank_says(ours, "230", "JDP")


def _names_what_is_paid(ours: int) -> int:
    posts(ours, payment("P-1", "100", settles_number="F-2026-1001"), at=2)
    return bank_says(ours, "100", "F-2026-1001")


def _is_open_again(ours: int) -> None:
    paid = Allocation.objects.get(company_id=ours)
    undo(ours, allocation_id=paid.id, on=day(20), at=moment(4), by="Ana")


def _from_an_account(ours: int) -> int:
    return bank_says(ours, "50", "fees", payer_account=IBAN, payer_name="Holding")


def _account_is_learnt(ours: int) -> None:
    other = bank_says(ours, "9", payer_account=IBAN, on=9)
    late = Customer.objects.get(company_id=ours, code="LATE").id
    confirm(ours, movement_id=other, customer_id=late, pays=(), at=moment(6), by="Ana")


def _in_another_currency(ours: int) -> int:
    return bank_says(ours, "108.70", "F-2026-1001", currency="USD", on=5)


def _new_rate(ours: int) -> None:
    bank_says(
        ours, "54.35", "F-2026-1002", currency="USD", on=3
    )  # the rate of a later day says nothing of it
    looked_at(ours)
    quote = Quote(base="EUR", currency="USD", rate=Decimal("1.0870"), on=day(4))
    record_rates(ours, [quote], source="test", by="Ana", at=moment(4))


COMES_LATER: list[tuple[Callable[[int], int], Callable[[int], None], set[str]]] = [
    (_named, _new_invoice, {"F-2026-1004"}),
    (_pays_just_that, _new_invoice, {"F-2026-1004"}),
    (_of_a_name, _new_customer, {"F-2026-1005"}),
    (_says_a_code, _new_code, {"F-2026-1005"}),
    (_is_a_sum, _new_invoice, {"F-2026-1001", "F-2026-1002", "F-2026-1004"}),
    (_names_what_is_paid, _is_open_again, {"F-2026-1001"}),
    (_from_an_account, _account_is_learnt, {"F-2026-1002"}),
    (_in_another_currency, _new_rate, {"F-2026-1001"}),
]


@pytest.mark.parametrize(
    ("waits", "comes", "pays"), COMES_LATER, ids=lambda one: getattr(one, "__name__", "").strip("_")
)
def test_a_movement_that_waits_gets_its_proposal_when_what_it_pays_comes(
    ours: int, waits: Callable[[int], int], comes: Callable[[int], None], pays: set[str]
) -> None:
    movement = waits(ours)
    looked_at(ours)
    before = (
        Proposal.objects.filter(movement_id=movement, rank=1).values_list("certainty", flat=True).first() or 0
    )
    comes(ours)

    assert looked_at(ours) == 1
    assert numbers(movement) == pays
    assert Proposal.objects.get(movement_id=movement, rank=1).certainty > before
    assert not Stamp.objects.exists()


def test_what_one_gives_up_another_may_have(ours: int) -> None:
    """Two may pay one invoice, until it is learnt whose account the first comes from."""
    late, other = (Customer.objects.get(company_id=ours, code=code).id for code in ("LATE", "OTHER"))
    Payer.objects.create(company_id=ours, customer_id=late, account=IBAN, by="Ana", recorded_at=AT)
    first = bank_says(ours, "100", payer_name="LATE Ltd", payer_account=ANOTHER, on=5)
    second = bank_says(ours, "100", payer_account=IBAN, on=8)
    looked_at(ours)
    assert (numbers(first), numbers(second)) == ({"F-2026-1001"}, {"F-2026-1001"})
    assert Proposal.objects.get(movement_id=second, rank=1).certainty < AUTOMATIC

    Payer.objects.create(company_id=ours, customer_id=other, account=ANOTHER, by="Ana", recorded_at=AT)

    assert looked_at(ours) == 2
    assert numbers(second) == {"F-2026-1001"}
    assert Proposal.objects.get(movement_id=second, rank=1).certainty >= AUTOMATIC


def test_what_was_looked_at_in_passing_is_looked_at_again(ours: int) -> None:
    looked_at(ours)
    some = list(Movement.objects.values_list("id", flat=True))[:3]

    looked_at(ours, only=some)

    assert looked_at(ours) == 3


def test_what_is_left_of_a_movement_is_new(ours: int) -> None:
    looked_at(ours)
    Movement.objects.filter(line=3).update(amount_left=Decimal(100))

    assert looked_at(ours) == 1


def test_other_rules_look_at_all(ours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at(ours)
    say_rules(ours, holds_maybe_paid=False, at=moment(3), by="Ana")
    assert looked_at(ours) == BACKLOG

    Looked.objects.update(rules="an older version")

    assert looked_at(ours) == BACKLOG


def test_where_more_changes_than_waits_all_are_looked_at(ours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anew, "FEW", 5)
    monkeypatch.setattr(anew, "MUCH", 0)
    looked_at(ours)
    posts(ours, *(invoice(f"F-2025-{n}", "3") for n in range(6)), at=3)

    assert looked_at(ours) == BACKLOG


def test_a_company_without_a_bank_leaves_no_stamps() -> None:
    company_id = company().id

    posts(company_id, invoice("F-2026-1001", "100"))

    assert not Stamp.objects.exists()


def test_what_no_proposal_depends_on_leaves_no_stamps(ours: int) -> None:
    looked_at(ours)

    Item.objects.filter(company_id=ours).update(salesperson="Eva", branch="North")
    Customer.objects.filter(company_id=ours).update(collector="Ana")

    assert not Stamp.objects.exists()


def test_every_table_that_is_looked_up_leaves_stamps() -> None:
    looked_up = {
        name
        for file in sql.path("bank", "match").parent.glob("match_*.sql")
        for name in ("ledger_item", "ledger_customer", "ledger_allocation", "ledger_contact", "ledger_mark")
        if name in sql.load("bank", file.stem)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'bank_stamp_%'"
        )
        stamped = {name for (name,) in cursor.fetchall()}

    assert looked_up <= stamped
    assert stamped == {
        "ledger_item", "ledger_customer", "ledger_mark", "access_rate", "bank_payer", "bank_rules", "bank_tolerated"
    }  # fmt: skip


def test_it_proposes_what_a_look_at_everything_would(monkeypatch: pytest.MonkeyPatch) -> None:
    """A month whose facts come in pieces and change meanwhile: after each piece a look at all finds nothing else."""
    monkeypatch.setattr(anew, "FEW", 1_000_000)
    company_id, dice = company().id, random.Random(3)
    load(company_id, month(250, seed=3))
    items = {one.id: one for one in Item.objects.filter(company_id=company_id)}
    customers = list(Customer.objects.filter(company_id=company_id))
    names = {one.id: one.name for one in customers}
    payers = list(Payer.objects.filter(company_id=company_id))
    Item.objects.filter(company_id=company_id).update(amount_open=0)
    Customer.objects.filter(company_id=company_id).update(name="Nobody")
    Payer.objects.filter(company_id=company_id).update(retired_at=AT)
    match(company_id, at=AT, by="Ana")
    looked = []
    for _ in range(3):
        for one in dice.sample(sorted(items), len(items) // 6):
            Item.objects.filter(id=one).update(
                amount_open=dice.choice((items[one].amount, items[one].amount, 0))
            )
        for who in dice.sample(customers, len(customers) // 6):
            Customer.objects.filter(id=who.id).update(name=names[who.id])
        for payer in dice.sample(payers, len(payers) // 6):
            Payer.objects.filter(id=payer.id).update(retired_at=dice.choice((None, None, AT)))
        looked.append(match(company_id, at=AT, by="Ana").movements)
        found = _proposals(company_id)
        with transaction.atomic():
            match(company_id, full=True, at=AT, by="Ana")
            assert found == _proposals(company_id)
            transaction.set_rollback(True)
    assert max(looked) < Movement.objects.count()


def _proposals(company_id: int) -> dict[tuple[int, int], tuple[Any, ...]]:
    rows = Proposal.objects.filter(company_id=company_id)
    return {
        (one.movement_id, one.rank): (one.customer_id, one.certainty, str(one.lines), str(one.reasons))
        for one in rows
    }
