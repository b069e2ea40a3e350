"""The canonical record: frozen, comparable, and the same by either door."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from recobro.connectors.record import FIELDS, Record, record_of


def test_it_is_the_same_by_both_doors() -> None:
    values = {"line": 2, "kind": "invoice", "number": "1001", "amount": Decimal("12.30")}
    assert record_of(values) == Record(line=2, kind="invoice", number="1001", amount=Decimal("12.30"))


def test_it_gives_none_for_what_the_row_has_not() -> None:
    record = record_of({"line": 2})
    assert (record.kind, record.instalment, record.disputed, record.due_on) == ("invoice", 1, None, None)
    assert all(hasattr(record, name) for name in FIELDS)


def test_it_is_frozen() -> None:
    record = record_of({"line": 2})
    with pytest.raises(FrozenInstanceError):
        record.number = "1001"  # type: ignore[misc]
    assert replace(record, number="1001").number == "1001"
