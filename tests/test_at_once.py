"""Two people at once agree on the same invoices: the second finds them taken, and is told so."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from recobro.casework.models import Paper, Plan
from recobro.casework.tests.agreed import paper, plan, small_books
from recobro.kernel.problems import Refused

WAITING = """
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted
"""


def waits() -> bool:
    """Does another connection wait for an advisory lock?"""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_it_refuses_the_second_of_two_at_once() -> None:
    books = small_books()
    agreements: dict[Callable[[], int], str] = {
        lambda: paper(books, "150"): "All of it is covered already",
        lambda: plan(books, 2): "is in payment plan .* already",
    }
    for agree, refusal in agreements.items():
        refused: list[Refused] = []

        def second(agree: Callable[[], int] = agree, refused: list[Refused] = refused) -> None:
            try:
                agree()
            except Refused as error:
                refused.append(error)
            finally:
                connection.close()

        other = Thread(target=second)
        with transaction.atomic():
            agree()
            other.start()
            while other.is_alive() and not waits():
                pass
        other.join(timeout=10)
        with pytest.raises(Refused, match=refusal):
            raise refused[0]
    assert (Paper.objects.count(), Plan.objects.count()) == (1, 1)
