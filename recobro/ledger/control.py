"""Control totals: the balance of the receivables account as the books state it, against our own balance of that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from recobro.kernel.sql import load
from recobro.ledger.models import ControlTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A balance as somebody states it: of a receivables account in a currency at the end of a day."""

    account: str
    currency: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A stated balance beside ours. `account` names all accounts that were stated together for one day."""

    source: str
    account: str
    currency: str
    on: date
    stated: Decimal
    ours: Decimal

    @property
    def difference(self) -> Decimal:
        """What we have more than the books; zero is right."""
        return self.ours - self.stated


def state_totals(
    company_id: int, stated: Iterable[Stated], *, source: str = "", at: datetime, by: str
) -> int:
    """Keeps what was stated; what is known already is not kept twice. Gives how many are new."""
    held = {_key(one): one.amount for one in _newest(company_id) if one.source == source}
    new = [one for one in stated if held.get((source, one.account, one.currency, one.on)) != one.amount]
    ControlTotal.objects.bulk_create(
        ControlTotal(company_id=company_id, source=source, account=one.account, currency=one.currency, on=one.on,
                     amount=one.amount, by=by, recorded_at=at)
        for one in new
    )  # fmt: skip
    return len(new)


def compare_totals(company_id: int) -> list[Compared]:
    """Each day that a person stated, and the last one of each other source, beside our balance of that day as we know it now.

    The accounts that one source states for one day are added up: our items do not know their account.
    """
    together: dict[tuple[str, str, date], list[ControlTotal]] = defaultdict(list)
    for one in _newest(company_id):
        together[one.source, one.currency, one.on].append(one)
    last = {(source, currency): on for source, currency, on in sorted(together)}
    for source, currency, on in list(together):
        if source and on < last[source, currency]:
            del together[source, currency, on]
    ours = {day: _balances(company_id, day) for _, _, day in together}
    return [
        Compared(
            source=source, currency=currency, on=day, account=" + ".join(sorted(one.account for one in rows)),
            stated=sum((one.amount for one in rows), Decimal(0)), ours=ours[day].get(currency, Decimal(0)),
        )
        for (source, currency, day), rows in sorted(together.items())
    ]  # fmt: skip


def _newest(company_id: int) -> list[ControlTotal]:
    """Of each account and day what was stated last."""
    rows = ControlTotal.objects.filter(company_id=company_id).order_by("recorded_at", "id")
    return list({_key(row): row for row in rows}.values())


def _key(row: ControlTotal) -> tuple[str, str, str, date]:
    return row.source, row.account, row.currency, row.on


def _balances(company_id: int, day: date) -> dict[str, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(load("ledger", "balances_on"), {"company": company_id, "as_of": day, "known_at": None})
        return dict(cursor.fetchall())
