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
from recobro.bank.anew import forget, news_of, one_at_a_time, rules_mark, to_look_at, with_the_same_items
from recobro.bank.candidates import Incoming, Proposed, RateOf
from recobro.bank.certainty import AUTOMATIC, MAYBE_PAID
from recobro.bank.clues import clues_of
from recobro.bank.day_rates import DayRates
from recobro.bank.gather import Gathered
from recobro.bank.models import Looked, MaybePaid, Movement, Proposal
from recobro.bank.numbers import numbers
from recobro.bank.propose import propose
from recobro.bank.rules import rules_of
from recobro.bank.tolerated import tolerance_of
from recobro.kernel.money import plain
from recobro.kernel.sql import load, without
from recobro.ledger.allocate import lock_ledger

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
    company_id: int, *, at: datetime, by: str, only: Iterable[int] | None = None, full: bool = False, tolerance: Tolerance | None = None,
    progress: Callable[[int], None] | None = None,
) -> Matched:  # fmt: skip
    """Makes the proposals of credits that are not cleared anew, and what they hold back: of those for which they can be others than the
    last time (`anew.py`), of all (`full`), or of `only` these.

    Each batch is a transaction of its own. Money that went out has no proposals here. `only` some are looked at in passing: who owes just
    what a stranger paid is not looked for anew among all customers, and the next match looks at them again. `progress` hears how many
    movements are done.
    """
    heard = progress or (lambda done: None)
    if only is not None:
        return _Look.now(company_id, tolerance, heard).at(sorted(set(only)), in_passing=True)
    with one_at_a_time(company_id):
        news = news_of(company_id)  # (what they tell of is read after them)
        chosen = None if full else to_look_at(company_id, news)
        if connection.in_atomic_block and chosen != []:
            lock_ledger(
                company_id
            )  # (a dry run keeps the movements until its end: whoever confirms takes the ledger before them)
        matched = _Look.now(company_id, tolerance, heard).at(chosen)
        forget(news)
    return matched


@dataclass(frozen=True, slots=True)
class _Look:
    """A look at movements of one company: at all that wait, or those that were chosen."""

    company_id: int
    tolerance: Tolerance
    rates: RateOf
    progress: Callable[[int], None]

    @classmethod
    def now(cls, company_id: int, tolerance: Tolerance | None, progress: Callable[[int], None]) -> _Look:
        """By what is tolerated, and the rates, as they are known now."""
        return cls(company_id, tolerance or tolerance_of(company_id), DayRates(company_id), progress)

    def at(self, chosen: Sequence[int] | None, *, in_passing: bool = False) -> Matched:
        if chosen is not None and not chosen:
            return Matched(movements=0, proposed=0, automatic=0)
        if not in_passing:
            _find_sums(self.company_id, chosen)
        movements = proposed = 0
        for batch in _batches(self.company_id, chosen):
            found = self._at_batch(batch, in_passing=in_passing)
            movements += len(found)
            proposed += sum(bool(ones) for ones in found.values())
            self.progress(movements)
        _settle_claims(self.company_id, chosen)
        _execute("DROP TABLE IF EXISTS match_sum")
        return Matched(movements=movements, proposed=proposed, automatic=_automatic(self.company_id, chosen))

    def _at_batch(self, batch: Sequence[int], *, in_passing: bool) -> dict[int, list[Proposed]]:
        with transaction.atomic():
            rows = _locked(self.company_id, batch, waits=not in_passing)
            incoming = [_incoming(row) for row in rows]
            gathered = Gathered(self.company_id, incoming, has_sums=not in_passing)
            found = _proposals(incoming, gathered, self.tolerance, self.rates)
            _replace(self.company_id, rows, found)
            _remember(self.company_id, incoming, gathered, found, rules="" if in_passing else rules_mark())
        return found


def _find_sums(company_id: int, chosen: Sequence[int] | None) -> None:
    """Into a table of our session: who owes just what came in. It reads everything that is open, once.

    After a large import the server does not know yet how much there is, and would compare every sum with every movement.
    """
    with transaction.atomic():
        _execute("DROP TABLE IF EXISTS match_sum")
        _execute("SET LOCAL enable_nestloop = off")
        _execute(_narrowed("match_sums", chosen), company=company_id, only=chosen)
        _execute("SET LOCAL enable_nestloop = on")


def _settle_claims(company_id: int, chosen: Sequence[int] | None) -> None:
    """An item that several movements may pay is automatic for one of them at most; the others say so."""
    only = None if chosen is None else with_the_same_items(company_id, chosen)
    statement = _narrowed("match_claimed_twice", chosen)
    _execute(statement, company=company_id, likely=LIKELY, automatic=AUTOMATIC, only=only)


def _narrowed(statement: str, chosen: Sequence[int] | None) -> str:
    return without(load("bank", statement), ONLY) if chosen is None else load("bank", statement)


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
    incoming: Sequence[Incoming], gathered: Gathered, tolerance: Tolerance, rates: RateOf
) -> dict[int, list[Proposed]]:
    """First by what is said, which is enough for most; what that leaves open is looked at further."""
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


def _remember(
    company_id: int,
    incoming: Sequence[Incoming],
    gathered: Gathered,
    found: dict[int, list[Proposed]],
    *,
    rules: str,
) -> None:
    """That these were looked at, and by what something new would lead to them."""
    Looked.objects.filter(
        company_id=company_id, movement_id__in=[one.movement_id for one in incoming]
    ).delete()
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY bank_looked (company_id, movement_id, rules, clues) FROM STDIN") as copy,
    ):
        for one in incoming:
            clues = clues_of(
                one, gathered.customers[one.movement_id], found[one.movement_id],
                by_rates=gathered.has_other_currencies(one.movement_id),
            )  # fmt: skip
            copy.write_row((company_id, one.movement_id, rules, _as_array(clues)))


def _as_array(texts: Sequence[str]) -> str:
    """As the server writes an array: the driver would look at each text by itself."""
    inside = "\n".join(texts).replace("\\", "\\\\").replace('"', '\\"')  # (no clue has a line end)
    return '{"' + inside.replace("\n", '","') + '"}' if texts else "{}"


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
