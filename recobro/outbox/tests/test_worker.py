"""A worker is dead when its lock can be taken, and only then."""

from __future__ import annotations

import pytest

from recobro.outbox.tests.processes import process, wait_until_gone
from recobro.outbox.worker import is_dead, worker

WORK = """
from recobro.outbox.worker import worker
with worker() as number:
    print(number, flush=True)
    sys.stdin.read()
"""

pytestmark = pytest.mark.django_db


def test_it_lives_as_long_as_its_block() -> None:
    with worker() as number:
        assert not is_dead(number)
        assert not is_dead(number)
    wait_until_gone(number)
    assert is_dead(number)


def test_it_is_one_of_many() -> None:
    with worker() as one, worker() as other:
        assert one != other
        assert not is_dead(one)
        assert not is_dead(other)


def test_it_was_never_born() -> None:
    assert is_dead(0)


def test_it_is_seen_alive_and_dead_from_another_process() -> None:
    with process(WORK) as running:
        assert running.stdout is not None
        number = int(running.stdout.readline())
        assert not is_dead(number)
        running.kill()
        running.wait(timeout=10)
        wait_until_gone(number)
        assert is_dead(number)
