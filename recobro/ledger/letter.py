"""Lettering: the books say which items of a customer have been set off against each other, and the ledger follows.

A group is a customer and a letter (French books: *lettrage*; elsewhere a clearing or matching number).

1. Where a letter went away or changed, the allocations between items that no longer share one are undone, on their own day.
2. A group that comes to zero is set off in each currency, oldest first, on the later of the two items' days (not before the day on
   which an allocation of theirs was undone); a group that is only partly paid (`part`) as far as its credits go.
3. What several currencies leave over is set off by its value in the books; a difference of exchange is closed by a counter-item.
4. A group that is `closed`, though its partners are not in the file, is closed by counter-items.
5. A group that should come to zero and does not stays as it is, with a warning.

Done again with the same file it finds nothing open, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection

from recobro.kernel.problems import Problem
from recobro.kernel.sql import load
from recobro.ledger.allocate import Settlement, insert_allocations, insert_undos, refresh_balances
from recobro.ledger.models import OWN_SOURCE

Row = dict[str, Any]
PRECISION = Decimal("0.0001")


@dataclass(slots=True, kw_only=True)
class SetOff:
    """How many groups were set off by how many allocations, and which could not be."""

    groups: int = 0
    allocations: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _Open:
    """What is left of an item, in its currency and by the value of the books; both above zero."""

    row: Row
    amount: Decimal
    value: Decimal


def set_off(company_id: int, *, source: str, at: datetime, by: str) -> SetOff:
    """Brings the allocations in line with the letters of the staged items. Part of `post`, within its transaction and lock."""
    return _Letters(company_id, source=source, at=at, by=by).run()


class _Letters:
    def __init__(self, company_id: int, *, source: str, at: datetime, by: str) -> None:
        self.company_id, self.source, self.at, self.by = company_id, source, at, by
        self.done = SetOff()

    def run(self) -> SetOff:
        changed = list(self._dicts("letters_changed"))
        self._part(changed)
        if not self._has_letters():
            return self.done
        ((self.done.groups,),) = self._rows("letter_groups")
        if self.done.groups:
            self._allocate_within_currencies()
        for _, rows in groupby(
            self._dicts("letter_leftovers"), lambda row: (row["customer_id"], row["letter"])
        ):
            self._finish(list(rows))
        return self.done

    def _has_letters(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM stage_item WHERE letter IS NOT NULL)")
            return bool(cursor.fetchone()[0])

    def _part(self, changed: list[Row]) -> None:
        """Gives the items their letters, and undoes what stood between items that no longer share one."""
        if changed:
            self._rows(
                "keep_letters",
                items=[row["id"] for row in changed],
                letters=[row["after"] for row in changed],
            )
        had = [row for row in changed if row["before"]]
        if not had:
            return
        parted = list(self._dicts("letters_parted", items=[row["id"] for row in had],
                                  letters=[row["before"] for row in had]))  # fmt: skip
        for row in parted:
            insert_undos(self.company_id, [row["id"]], on=row["on"], at=self.at, by=self.by)
        self._refresh([item for row in parted for item in (row["debit_item_id"], row["credit_item_id"])])
        self._counter([(row["own_item_id"], row["on"], "adjustment") for row in parted if row["own_item_id"]])
        if parted:
            self._warn_of_parted(had, parted)

    def _warn_of_parted(self, had: list[Row], parted: list[Row]) -> None:
        first = had[0]
        self._warn(
            first["line"],
            f"The books have taken back or changed the letter of {len(had)} items ({first['number']}: {_called(first['before'])}"
            f" before, {_called(first['after']) if first['after'] else 'none'} now): {len(parted)} allocations are undone.",
        )

    def _allocate_within_currencies(self) -> None:
        pairs = self._rows("letter_allocations", by=self.by)
        if len(pairs) >= 500:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE ledger_allocation")
        self.done.allocations += len(pairs)
        self._refresh([item for pair in pairs for item in pair])

    def _finish(self, rows: list[Row]) -> None:
        """What is still open of a group after its currencies were set off, each within itself."""
        first = rows[0]
        if first["is_closed"]:
            self._counter(
                [(row["id"], row["letter_closed_on"] or row["issued_on"], _closing_kind(row)) for row in rows]
            )
        elif first["rest"]:
            self._warn(
                min((row["line"] for row in rows if row["line"]), default=None),
                f"Group {_called(first['letter'])} of {first['number']} does not come to zero "
                f"({first['rest'].normalize():f} is left): its items are not set off.",
                "Correct the lettering in the books, or allocate by hand: recobro allocate.",
            )
        elif first["is_mixed"]:
            self._allocate_across_currencies(rows)

    def _allocate_across_currencies(self, rows: list[Row]) -> None:
        settlements = list(_by_value(rows))
        insert_allocations(self.company_id, settlements, at=self.at, by=self.by)
        self.done.allocations += len(settlements)
        self._refresh([row["id"] for row in rows])
        left = [row for row in rows if not _is_used_up(row, settlements)]
        last = max(row["issued_on"] for row in rows)
        self._counter([(row["id"], last, "adjustment") for row in left])

    def _counter(self, chosen: list[tuple[int, date, str]]) -> None:
        """Closes these items by counter-items of these days and kinds."""
        if chosen:
            items, days, kinds = (list(column) for column in zip(*chosen, strict=True))
            pairs = self._rows(
                "letter_counters", items=items, days=days, kinds=kinds, own=OWN_SOURCE, by=self.by
            )
            self.done.allocations += len(pairs)
            self._refresh([item for pair in pairs for item in pair])

    def _refresh(self, items: list[int]) -> None:
        refresh_balances(self.company_id, items)

    def _warn(self, line: int | None, message: str, hint: str = "") -> None:
        self.done.problems.append(
            Problem(source=self.source, line=line, message=message, hint=hint, severity="warning")
        )

    def _rows(self, name: str, **more: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(load("ledger", name), self._parameters(more))
            return list(cursor.fetchall()) if cursor.description else []

    def _dicts(self, name: str, **more: Any) -> Iterator[Row]:
        with connection.cursor() as cursor:
            cursor.execute(load("ledger", name), self._parameters(more))
            names = [column.name for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def _parameters(self, more: dict[str, Any]) -> dict[str, Any]:
        return {"company": self.company_id, "source": self.source, "at": self.at, "own": OWN_SOURCE, **more}


def _called(letter: str) -> str:
    return f"'{letter}'"


def _closing_kind(row: Row) -> str:
    if row["amount_open"] < 0:
        return "adjustment"
    return "cancellation" if row["closed_as"] == "cancelled" else "payment"


def _by_value(rows: list[Row]) -> Iterator[Settlement]:
    """Sets claims and credits of several currencies off, oldest first, by what they are worth in the books."""
    claims = [_open(row) for row in rows if row["amount_open"] > 0]
    payments = [_open(row) for row in rows if row["amount_open"] < 0]
    while claims and payments:
        claim, credit = claims[0], payments[0]
        value = min(claim.value, credit.value)
        yield Settlement(
            customer_id=claim.row["customer_id"], debit_item_id=claim.row["id"], credit_item_id=credit.row["id"],
            amount=_take(claim, value), credit_amount=_take(credit, value),
            on=max(claim.row["free_on"], credit.row["free_on"]),
        )  # fmt: skip
        for side in (claims, payments):
            if not side[0].amount or not side[0].value:
                side.pop(0)


def _open(row: Row) -> _Open:
    amount = abs(row["amount_open"])
    return _Open(row=row, amount=amount, value=abs(row["value"] * row["amount_open"] / row["amount"]))


def _take(side: _Open, value: Decimal) -> Decimal:
    """The part of the amount that is worth so much; all of it when nothing would be left."""
    part = side.amount if value >= side.value else (side.amount * value / side.value).quantize(PRECISION)
    part = min(max(part, PRECISION), side.amount)
    side.amount -= part
    side.value -= value
    return part


def _is_used_up(row: Row, settlements: list[Settlement]) -> bool:
    used = sum((one.amount for one in settlements if one.debit_item_id == row["id"]), Decimal(0))
    used += sum(
        (one.credit_amount or 0 for one in settlements if one.credit_item_id == row["id"]), Decimal(0)
    )
    return used == abs(row["amount_open"])
