"""What is open: exact for any day, as known at any moment, whatever happened and was undone in between.

A model in plain Python keeps a list of what happened; the ledger has to say the same for every day and every moment, and its stored
balance has to equal the facts at all times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as some

from recobro.ledger.allocate import Settlement, allocate, undo, wrong_balances
from recobro.ledger.models import Item
from recobro.ledger.tests.books import company, day, invoice, item, moment, open_on, payment, posts

pytestmark = pytest.mark.django_db

DAYS = range(1, 8)
AMOUNTS = ("30", "70", "100", "100.0001")


@dataclass(slots=True)
class Fact:
    """A claim or a credit: each content with the moment from which on it was known."""

    issued: int
    contents: list[tuple[int, Decimal]]

    def amount(self, known: int) -> Decimal:
        said = [amount for at, amount in self.contents if at <= known]
        return said[-1] if said else Decimal(0)


@dataclass(slots=True)
class Move:
    """An amount set against a claim on a day, or (below zero) taken back."""

    claim: str
    credit: str
    amount: Decimal
    on: int
    at: int


@dataclass(slots=True)
class Model:
    facts: dict[str, Fact] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)

    def open(self, on: int, known: int) -> dict[str, Decimal]:
        found = {}
        for number, fact in self.facts.items():
            amount = fact.amount(known)
            left = amount - (1 if amount > 0 else -1) * self.moved(number, on, known)
            if fact.issued <= on and amount != 0 and left != 0:
                found[number] = left
        return found

    def moved(self, number: str, on: int, known: int) -> Decimal:
        moves = [
            one
            for one in self.moves
            if number in (one.claim, one.credit) and one.on <= on and one.at <= known
        ]
        return sum((one.amount for one in moves), Decimal(0))

    def left(self, number: str) -> Decimal:
        """What can still be set against it, by everything known, whatever its day."""
        return abs(self.facts[number].amount(10_000)) - self.moved(number, 10_000, 10_000)


actions = some.one_of(
    some.tuples(some.just("invoice"), some.sampled_from(DAYS), some.sampled_from(AMOUNTS)),
    some.tuples(some.just("payment"), some.sampled_from(DAYS), some.sampled_from(AMOUNTS)),
    some.tuples(some.just("allocate"), some.sampled_from(DAYS), some.integers(0, 99)),
    some.tuples(some.just("allocate"), some.sampled_from(DAYS), some.integers(0, 99)),
    some.tuples(some.just("undo"), some.sampled_from(DAYS), some.integers(0, 99)),
    some.tuples(some.just("change"), some.sampled_from(DAYS), some.sampled_from(AMOUNTS)),
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=some.lists(actions, min_size=4, max_size=14))
def test_it_says_what_the_facts_say_for_every_day_and_moment(
    db: None, happened: list[tuple[str, int, object]]
) -> None:
    with transaction.atomic():
        books = company().id
        model = Model()
        allocations: list[tuple[int, Move]] = []
        for at, (what, on, value) in enumerate(happened, start=1):
            _happen(books, model, allocations, what, on, value, at)
            assert wrong_balances(books) == []
        for on in (0, *DAYS, 20):
            assert open_on(books, on) == model.open(on, known=10_000)
            for known in range(len(happened) + 1):
                assert open_on(books, on, known=known) == model.open(on, known)
        for number in model.facts:
            assert abs(Item.objects.get(company_id=books, number=number).amount_open) == model.left(number)
        transaction.set_rollback(True)


def _happen(
    books: int, model: Model, allocations: list[tuple[int, Move]], what: str, on: int, value: object, at: int
) -> None:
    claims = [number for number in model.facts if number.startswith("I")]
    payments = [number for number in model.facts if number.startswith("P")]
    if what in ("invoice", "payment"):
        number = f"{what[0].upper()}-{at}"
        sign = 1 if what == "invoice" else -1
        model.facts[number] = Fact(issued=on, contents=[(at, sign * Decimal(str(value)))])
        fact = invoice(number, str(value), issued=on) if sign > 0 else payment(number, str(value), on=on)
        posts(books, fact, at=at)
    elif what == "change" and claims:
        _change(books, model, claims[at % len(claims)], Decimal(str(value)), at)
    elif what == "allocate" and claims and payments:
        assert isinstance(value, int)
        pair = (claims[value % len(claims)], payments[value // 10 % len(payments)])
        amount = min(Decimal(25), model.left(pair[0]), model.left(pair[1]))
        if amount > 0:
            later = [one.on for one in model.moves if one.claim == pair[0] or one.credit == pair[1]]
            day_on = max(on, model.facts[pair[0]].issued, model.facts[pair[1]].issued, *later)
            move = Move(*pair, amount, day_on, at)
            allocations.append((_allocated(books, move), move))
            model.moves.append(move)
            event("allocated")
    elif what == "undo" and allocations:
        assert isinstance(value, int)
        number_, move = allocations.pop(value % len(allocations))
        undo(books, allocation_id=number_, on=day(on), at=moment(at), by="Ana")
        model.moves.append(Move(move.claim, move.credit, -move.amount, max(on, move.on), at))
        event("undone")


def _allocated(books: int, move: Move) -> int:
    claim, credit = item(books, move.claim), item(books, move.credit)
    return allocate(
        books,
        Settlement(customer_id=claim.customer_id, debit_item_id=claim.id, credit_item_id=credit.id, amount=move.amount,
                   on=day(move.on)),
        at=moment(move.at), by="Ana",
    )  # fmt: skip


def _change(books: int, model: Model, number: str, amount: Decimal, at: int) -> None:
    """The invoice is read again with another amount, which still holds what is allocated."""
    fact = model.facts[number]
    if amount >= model.moved(number, 10_000, 10_000) and amount != fact.amount(10_000):
        posts(books, invoice(number, str(amount), issued=fact.issued), at=at)
        fact.contents.append((at, amount))
        event("changed")
