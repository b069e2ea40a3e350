"""Looking only where something can happen: which customers a run has to evaluate, and what it keeps for the next one.

1. A run reads the stamps: of these customers something new is known since the last look.
2. With them it evaluates those whose day has come (`Look.next_on`), or all: where nobody has looked yet, or by other rules (of an
   earlier version), where the day lies before the last look, where a stamp or a day concerns everyone, and where so many are
   concerned that the short way would be the longer.
3. It replaces their looks and brings the total of the outcomes up to date by the difference.
4. It deletes the stamps that it read, and no others: what is written meanwhile waits for the next run.

What the run itself writes (steps, empty levels told) leaves stamps like everything else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Q

from recobro.evaluation.evaluate import statement
from recobro.evaluation.horizon import horizon
from recobro.evaluation.models import Look, Overview, Stamp
from recobro.evaluation.verdicts import count_kept, keep, keep_nothing
from recobro.kernel.sql import load

FEW = 1000  # customers that are evaluated one by one without asking how many there are
SHARE = 4  # above a fourth of all, everybody is evaluated


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a run evaluates: `customers`, or everybody (None). `stamps` are those that it has seen."""

    customers: tuple[int, ...] | None
    stamps: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Has nobody to be evaluated?"""
        return self.customers == ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """How many claims of everybody have each outcome, and whether anybody was evaluated for it."""

    outcomes: dict[str, int]
    at_anybody: bool


def look(company_id: int, *, mode: str, as_of: date, full: bool = False) -> Looked:
    """Evaluates who has to be and keeps their verdicts (`verdicts.kept`)."""
    scope = whom(company_id, mode=mode, as_of=as_of, full=full)
    if scope.is_empty:
        keep_nothing()
        overview = Overview.objects.get(company_id=company_id, mode=mode)
        overview.looked_on = as_of
        overview.save()
        return Looked(outcomes=overview.outcomes, at_anybody=False)
    keep(company_id, as_of=as_of, mode=mode, customers=scope.customers)
    outcomes = _remember(company_id, mode, as_of, scope.customers)
    Stamp.objects.filter(id__in=scope.stamps).delete()
    return Looked(outcomes=dict(outcomes), at_anybody=True)


def whom(company_id: int, *, mode: str, as_of: date, full: bool = False) -> Scope:
    """Whom has a run of this day to evaluate?"""
    rows = list(Stamp.objects.filter(company_id=company_id).values_list("id", "customer_id"))
    stamps = tuple(number for number, _ in rows)
    before = Overview.objects.filter(company_id=company_id, mode=mode).first()
    if full or before is None or _is_outdated(before, as_of) or any(customer is None for _, customer in rows):
        return Scope(customers=None, stamps=stamps)
    looks = Look.objects.filter(company_id=company_id, mode=mode)
    due = set(looks.filter(next_on__lte=as_of).values_list("customer_id", flat=True))
    due |= {customer for _, customer in rows if customer is not None}
    if len(due) > FEW and len(due) * SHARE > looks.count():
        return Scope(customers=None, stamps=stamps)
    return Scope(customers=tuple(sorted(due)), stamps=stamps)


def differing(
    company_id: int, *, mode: str, as_of: date
) -> list[tuple[str, dict[str, int], dict[str, int]]] | None:
    """Customers of whom a run of this day would believe something else than the whole evaluation finds: code, believed, found.

    None when that run evaluates everybody anyway and believes nothing.
    """
    scope = whom(company_id, mode=mode, as_of=as_of)
    if scope.customers is None:
        return None
    keep(company_id, as_of=as_of, mode=mode)
    about: dict[str, Any] = {"company": company_id, "mode": mode, "customers": list(scope.customers)}
    with connection.cursor() as cursor:
        cursor.execute(load("evaluation", "differing_looks"), about)
        return [
            (code, json.loads(believed), json.loads(found)) for code, believed, found in cursor.fetchall()
        ]


def _is_outdated(before: Overview, as_of: date) -> bool:
    """Can what was seen of everybody be something else by now: by other rules, on an earlier day, or on one that concerns everyone?"""
    has_come = before.next_on is not None and before.next_on <= as_of
    return before.rules != _rules() or as_of < before.looked_on or has_come


@cache
def _rules() -> str:
    """A fingerprint of the rules by which is looked: a version of Recobro with others looks at everybody anew."""
    return sha256((statement() + load("evaluation", "insert_looks")).encode()).hexdigest()


def _remember(company_id: int, mode: str, as_of: date, customers: Sequence[int] | None) -> Counter[str]:
    """Replaces the looks of these customers, or all, and the overview; gives the new total of the outcomes."""
    days = horizon(company_id, as_of=as_of, customers=customers)
    for_everyone = days.pop(None, None)
    gone = _forget(company_id, mode, customers)
    _insert(company_id, mode, as_of, days)
    total = Counter(count_kept())
    if customers is not None:
        before = Overview.objects.get(company_id=company_id, mode=mode)
        total = +(Counter(before.outcomes) - gone + total)
    Overview.objects.update_or_create(
        company_id=company_id,
        mode=mode,
        defaults={"looked_on": as_of, "next_on": for_everyone, "outcomes": total, "rules": _rules()},
    )
    return total


def _forget(company_id: int, mode: str, customers: Sequence[int] | None) -> Counter[str]:
    """Deletes the looks and gives the outcomes that they counted."""
    rows = Look.objects.filter(
        Q() if customers is None else Q(customer_id__in=customers), company_id=company_id, mode=mode
    )
    gone: Counter[str] = Counter()
    if customers is not None:
        for outcomes in rows.values_list("outcomes", flat=True):
            gone.update(outcomes)
    rows.delete()
    return gone


def _insert(company_id: int, mode: str, as_of: date, days: dict[Any, date]) -> None:
    about: dict[str, Any] = {
        "company": company_id,
        "mode": mode,
        "as_of": as_of,
        "customers": list(days),
        "days": list(days.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("evaluation", "insert_looks"), about)
