"""Finds what each movement that is not cleared may pay, and keeps it as proposals: the look-ups, the judgement of `propose`, the rows.

Movements are taken in batches. Each kind of look-up is one statement for the whole batch, so that questions do not grow in number with
the movements of a batch, nor the memory with their number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from recobro.bank.amounts import Tolerance
from recobro.bank.candidates import Incoming, Proposed
from recobro.bank.certainty import AUTOMATIC, MAYBE_PAID
from recobro.bank.day_rates import DayRates
from recobro.bank.gather import Gathered
from recobro.bank.models import MaybePaid, Movement, Proposal
from recobro.bank.numbers import numbers
from recobro.bank.propose import propose
from recobro.bank.rules import rules_of
from recobro.kernel.money import plain
from recobro.kernel.sql import load, without

BATCH = 1_000
LIKELY = 70  # a claim of an item from here on is taken for one
ONLY = "only"  # marks the lines of a statement that narrow it


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What `match` found: movements looked at, how many have a proposal, and how many one that is automatic."""

    movements: int
    proposed: int
    automatic: int


def match(
    company_id: int, *, at: datetime, by: str, only: Iterable[int] | None = None, tolerance: Tolerance | None = None,
    progress: Callable[[int], None] | None = None,
) -> Matched:  # fmt: skip
    """Makes the proposals of every credit that is not cleared, or of `only` these, anew, and what they hold back.

    Each batch is a transaction of its own. Money that went out has no proposals here. Who owes just what a stranger paid is looked for
    among all customers only when all is matched: of `only` some, what that found the last time is looked at again. `progress` hears
    how many movements are done.
    """
    chosen = None if only is None else sorted(set(only))
    if chosen is None:
        _find_sums(company_id)
    movements = proposed = 0
    for batch in _batches(company_id, chosen):
        with transaction.atomic():
            rows = _locked(company_id, batch, waits=chosen is None)
            found = _proposals(company_id, rows, tolerance or Tolerance(), has_sums=chosen is None)
            _replace(company_id, rows, found)
        movements += len(rows)
        proposed += sum(bool(ones) for ones in found.values())
        if progress:
            progress(movements)
    _settle_claims(company_id, chosen)
    _execute("DROP TABLE IF EXISTS match_sum")
    return Matched(movements=movements, proposed=proposed, automatic=_automatic(company_id, chosen))


def _find_sums(company_id: int) -> None:
    """Into a table of our session: who owes just what came in. It reads everything that is open, once.

    After a large import the server does not know yet how much there is, and would compare every sum with every movement.
    """
    with transaction.atomic():
        _execute("DROP TABLE IF EXISTS match_sum")
        _execute("SET LOCAL enable_nestloop = off")
        _execute(load("bank", "match_sums"), company=company_id)
        _execute("SET LOCAL enable_nestloop = on")


def _settle_claims(company_id: int, chosen: Sequence[int] | None) -> None:
    """An item that several movements may pay is automatic for one of them at most."""
    statement = load("bank", "match_claimed_twice")
    statement = without(statement, ONLY) if chosen is None else statement
    _execute(statement, company=company_id, likely=LIKELY, automatic=AUTOMATIC, only=chosen)


def _batches(company_id: int, chosen: Sequence[int] | None) -> Iterator[list[int]]:
    """The ids of credits to clear, in the order of their days."""
    waiting = Movement.objects.filter(company_id=company_id, amount_left__gt=0).order_by("booked_on", "id")
    if chosen is not None:
        waiting = waiting.filter(id__in=chosen)
    after: tuple[date, int] | None = None
    while batch := list(_after(waiting, after).values_list("booked_on", "id")[:BATCH]):
        yield [movement_id for _, movement_id in batch]
        after = batch[-1]


def _after(waiting: QuerySet[Movement], after: tuple[date, int] | None) -> QuerySet[Movement]:
    if after is None:
        return waiting
    on, movement_id = after
    return waiting.filter(Q(booked_on__gt=on) | Q(booked_on=on, id__gt=movement_id), booked_on__gte=on)


def _locked(company_id: int, batch: Sequence[int], *, waits: bool) -> list[Movement]:
    """In the order of their ids, so that two who match at once wait for each other and do not get stuck.

    Who looks at some only may hold other movements already, so that he does not wait: what is held is being looked at or confirmed.
    """
    rows = Movement.objects.filter(company_id=company_id, id__in=batch, amount_left__gt=0)
    return list(rows.select_for_update(no_key=True, skip_locked=not waits).order_by("id"))


def _proposals(
    company_id: int, rows: Sequence[Movement], tolerance: Tolerance, *, has_sums: bool
) -> dict[int, list[Proposed]]:
    """First by what is said, which is enough for most; what that leaves open is looked at further."""
    incoming = [_incoming(row) for row in rows]
    gathered, rates = Gathered(company_id, incoming, has_sums=has_sums), DayRates(company_id)
    gathered.look_at_what_is_said()
    found = {
        one.movement_id: propose(one, gathered.candidates(one.movement_id), tolerance, rates)
        for one in incoming
    }
    unclear = [one for one in incoming if not _is_clear(found[one.movement_id])]
    if unclear:
        gathered.look_further([one.movement_id for one in unclear])
        found |= {
            one.movement_id: propose(one, gathered.candidates(one.movement_id), tolerance, rates)
            for one in unclear
        }
    return found


def _is_clear(proposals: Sequence[Proposed]) -> bool:
    return bool(proposals) and proposals[0].certainty >= AUTOMATIC


def _incoming(row: Movement) -> Incoming:
    text = " ".join(filter(None, (row.text, row.end_to_end)))
    return Incoming(
        movement_id=row.id, amount=row.amount_left, currency=row.currency, on=row.booked_on, said=numbers(row.reference, text),
        text=row.text, account=row.payer_account, names=tuple(filter(None, (row.payer_name, row.ultimate_name))),
        charges=row.charges, ordered=_ordered(row),
    )  # fmt: skip


def _ordered(row: Movement) -> tuple[Decimal, str] | None:
    """What the bank says was ordered in another currency; of a part of the movement that says nothing."""
    is_other = row.original_currency not in ("", row.currency)
    if not row.original_amount or not is_other or row.amount_left != row.amount:
        return None
    return row.original_amount, row.original_currency


def _replace(company_id: int, rows: Sequence[Movement], found: dict[int, list[Proposed]]) -> None:
    """New proposals for old, and what may be paid by them."""
    movements = [row.id for row in rows]
    for model in (Proposal, MaybePaid):
        model.objects.filter(company_id=company_id, movement_id__in=movements).delete()
    currencies = {row.id: row.currency for row in rows}
    days = {row.id: row.booked_on for row in rows}
    holds = rules_of(company_id).holds_maybe_paid
    with connection.cursor() as cursor:
        columns = "company_id, movement_id, rank, customer_id, certainty, reasons, lines, differences"
        with cursor.copy(f"COPY bank_proposal ({columns}) FROM STDIN") as copy:
            for movement, ones in found.items():
                for rank, one in enumerate(ones, start=1):
                    copy.write_row(
                        (
                            company_id,
                            movement,
                            rank,
                            one.customer_id,
                            one.certainty,
                            *_as_json(one, currencies[movement]),
                        )
                    )
        with cursor.copy(
            "COPY bank_maybepaid (company_id, customer_id, item_id, movement_id, since) FROM STDIN"
        ) as copy:
            for movement, ones in found.items() if holds else ():
                for item, customer in _maybe_paid(ones).items():
                    copy.write_row((company_id, customer, item, movement, days[movement]))


def _as_json(one: Proposed, currency: str) -> tuple[str, str, str]:
    lines: list[dict[str, object]] = [
        {"item": item, "amount": plain(amount, currency)} for item, amount in one.lines
    ]
    for line, theirs in zip(lines, one.in_theirs, strict=False):
        line["item_amount"] = f"{theirs.normalize():f}"
    lines += [{"item": item, "amount": None} for item in one.unknown]
    differences = [
        {"item": item, "amount": plain(amount, currency), "kind": kind}
        for item, amount, kind in one.differences
    ]
    return json.dumps(one.reasons), json.dumps(lines), json.dumps(differences)


def _maybe_paid(ones: Sequence[Proposed]) -> dict[int, int]:
    """Item -> customer, of every proposal that is likely enough."""
    likely = [one for one in ones if one.certainty >= MAYBE_PAID]
    paid = {item: one.customer_id for one in likely for item, amount in one.lines if amount > 0}
    return paid | {item: one.customer_id for one in likely for item in one.unknown}


def _automatic(company_id: int, chosen: Sequence[int] | None) -> int:
    rows = Proposal.objects.filter(company_id=company_id, rank=1, certainty__gte=AUTOMATIC)
    return (rows if chosen is None else rows.filter(movement_id__in=chosen)).count()


def _execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
