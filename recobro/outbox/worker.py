"""A worker that is known to be alive: it holds an advisory lock on a connection of its own.

Only when that lock can be taken by somebody else is the worker dead, whatever its machine or its clock say.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

LOCK = "hashtext('outbox.worker')"


@contextmanager
def worker() -> Iterator[int]:
    """A worker number that is locked for as long as the block runs."""
    number = secrets.randbelow(2**31)
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock({LOCK}, %s)", [number])
        yield number
    finally:
        own.close()


@contextmanager
def only_one(what: str, number: int) -> Iterator[bool]:
    """True for one process at a time, for as long as its block runs and its connection lives; False for the others, at once."""
    with only_one_of_each(what, [number]) as ours:
        yield bool(ours)


@contextmanager
def only_one_of_each(what: str, numbers: Sequence[int]) -> Iterator[list[int]]:
    """The same for many at once, on one connection: gives those of which this process is now the only one."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(
                "SELECT number FROM unnest(%s::int[]) AS one (number) WHERE pg_try_advisory_lock(hashtext(%s), number)",
                [list(numbers), what],
            )
            free = {number for (number,) in cursor.fetchall()}
        yield [number for number in numbers if number in free]
    finally:
        own.close()


def is_dead(number: int) -> bool:
    """Is nobody holding the lock of this worker?"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({LOCK}, %s)", [number])
        (taken,) = cursor.fetchone()
        if taken:
            cursor.execute(f"SELECT pg_advisory_unlock({LOCK}, %s)", [number])
    return bool(taken)
