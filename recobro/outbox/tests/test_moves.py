"""A message changes its status by the listed moves only, and of two workers one wins."""

from __future__ import annotations

from itertools import product
from threading import Barrier, Thread

import pytest
from django.db import connection

from recobro.outbox.models import STATUSES, Message
from recobro.outbox.moves import MOVES, move
from tests import cast

LEGAL = {
    ("waiting", "sending"),
    ("waiting", "dropped"),
    ("sending", "sent"),
    ("sending", "failed"),
    ("sending", "unknown"),
    ("sending", "dropped"),
    ("failed", "waiting"),
    ("failed", "dropped"),
    ("unknown", "sent"),
    ("unknown", "failed"),
    ("sent", "bounced"),
}


def message(status: str = "waiting") -> Message:
    company = cast.creditor()
    cast.treats(company)
    cast.owes(company, cast.LATE, "INV-1", "120.00")
    cast.plans(company)
    Message.objects.update(status=status)
    return Message.objects.get()


def test_it_lists_every_move() -> None:
    assert {(before, after) for before, afters in MOVES.items() for after in afters} == LEGAL


@pytest.mark.django_db
def test_it_makes_the_legal_moves_and_no_other() -> None:
    row = message()
    for before, after in product(STATUSES, STATUSES):
        Message.objects.update(status=before, why="")
        if (before, after) in LEGAL:
            assert move(row.id, before, after, at=cast.at(hour=10), why="so")
            expected = (after, "so")
        else:
            with pytest.raises(ValueError, match=f"does not move from {before} to {after}"):
                move(row.id, before, after, at=cast.at(hour=10), why="so")
            expected = (before, "")
        assert Message.objects.values_list("status", "why").get() == expected


@pytest.mark.django_db
def test_it_loses_when_the_message_is_elsewhere() -> None:
    row = message("dropped")
    assert not move(row.id, "waiting", "sending", at=cast.at(hour=10))
    row.refresh_from_db()
    assert (row.status, row.moved_at) == ("dropped", cast.at())


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_workers_win() -> None:
    row = message()
    together, won = Barrier(2), []

    def race() -> None:
        together.wait(timeout=10)
        won.append(move(row.id, "waiting", "sending", at=cast.at(hour=10)))
        connection.close()

    racers = [Thread(target=race) for _ in range(2)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join(timeout=10)
    assert sorted(won) == [False, True]
