"""Foreign keys run one way, like the imports: a table refers to its own room or to one before it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connection

from tests.project.rooms import may_know, room_of

FOREIGN_KEYS = """
SELECT conname, conrelid::regclass::text, confrelid::regclass::text
  FROM pg_constraint
 WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0
 ORDER BY 1
"""


def wrong_way(links: Iterable[tuple[str, str, str]]) -> list[str]:
    """Of foreign keys (name, table, table referred to) those that lead to a later room."""
    return [
        f"{name}: {table} -> {target}"
        for name, table, target in links
        if not may_know(room_of(table), room_of(target))
    ]


@pytest.mark.django_db
def test_it_refers_one_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS)
        links = cursor.fetchall()
    assert len(links) > 20
    assert wrong_way(links) == []


@pytest.mark.django_db
def test_it_notices_a_foreign_key_to_a_later_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE ledger_item ADD COLUMN told_in bigint CONSTRAINT back REFERENCES outbox_message"
        )
        cursor.execute(FOREIGN_KEYS)
        links = cursor.fetchall()
    assert wrong_way(links) == ["back: ledger_item -> outbox_message"]


def test_it_notices_a_table_without_a_room() -> None:
    with pytest.raises(AssertionError, match="attic_box belongs to no room"):
        wrong_way([("link", "attic_box", "ledger_item")])
