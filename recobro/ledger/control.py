"""Control totals: the balance of the receivables account as the books state it, against our own balance of that day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from recobro.access.rows import rows
from recobro.kernel.problems import refuse
from recobro.ledger.models import OWN_SOURCE, ControlTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A balance as somebody states it: of a receivables account in a currency at the end of a day."""

    account: str
    currency: str
    on: date
    amount: Decimal


LONGEST = 100  # characters of the number of an account


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A stated balance beside ours. `account` names all accounts that were stated together for one day; `of` the systems whose items
    are in our balance. `stated_at`: when it was said, the last of them.
    """

    source: str
    account: str
    currency: str
    on: date
    stated: Decimal
    ours: Decimal
    of: tuple[str, ...]
    stated_at: datetime

    @property
    def difference(self) -> Decimal:
        """What we have more than the books; zero is right."""
        return self.ours - self.stated


def state_totals(
    company_id: int, stated: Iterable[Stated], *, source: str = "", at: datetime, by: str
) -> int:
    """Keeps what was stated; what is known already is not kept twice. Gives how many are new."""
    stated = list(stated)
    for one in stated:
        if len(one.account) > LONGEST:
            raise refuse(
                "control total", f"The account '{one.account[:20]}...' has {len(one.account)} characters.",
                f"The number of an account has at most {LONGEST}: is this the right column, or is the file damaged?",
            )  # fmt: skip
    held = {_key(one): one.amount for one in _newest(company_id) if one.source == source}
    new = [one for one in stated if held.get((source, one.account, one.currency, one.on)) != one.amount]
    ControlTotal.objects.bulk_create(
        ControlTotal(company_id=company_id, source=source, account=one.account, currency=one.currency, on=one.on,
                     amount=one.amount, by=by, recorded_at=at)
        for one in new
    )  # fmt: skip
    return len(new)


def compare_totals(company_id: int, *, only_last: bool = False) -> list[Compared]:
    """Each day that a person stated (or his `only_last`), and the last one of each other source, beside our balance of that day, as we
    know it now.

    What a system states is compared with the items that came from it; with those of all systems together where only these give
    what it states, as when its payments come by another file. What a person states is compared with all. The accounts that one source
    states for one day are added up: our items do not know their account.
    """
    together: dict[tuple[str, str, date], list[ControlTotal]] = defaultdict(list)
    for one in _newest(company_id):
        together[one.source, one.currency, one.on].append(one)
    last = {(source, currency): on for source, currency, on in sorted(together)}
    for source, currency, on in list(together):
        if (source or only_last) and on < last[source, currency]:
            del together[source, currency, on]
    ours = {day: _balances(company_id, day) for day in {day for _, _, day in together}}
    return [
        _compared(source, currency, day, totals, ours[day].get(currency, {}))
        for (source, currency, day), totals in sorted(together.items())
    ]


def _compared(
    source: str, currency: str, day: date, totals: list[ControlTotal], balances: dict[str, Decimal]
) -> Compared:
    stated = sum((one.amount for one in totals), Decimal(0))
    everything = sum(balances.values(), Decimal(0))
    its_own = balances.get(source, Decimal(0))
    is_alone = bool(source) and (its_own == stated or everything != stated)
    return Compared(
        source=source, currency=currency, on=day, account=" + ".join(sorted(one.account for one in totals)), stated=stated,
        ours=its_own if is_alone else everything, of=(source,) if is_alone else tuple(sorted(balances)),
        stated_at=max(one.recorded_at for one in totals),
    )  # fmt: skip


def _newest(company_id: int) -> list[ControlTotal]:
    """Of each account and day what was stated last."""
    found = ControlTotal.objects.filter(company_id=company_id).order_by("recorded_at", "id")
    return list({_key(row): row for row in found}.values())


def _key(row: ControlTotal) -> tuple[str, str, str, date]:
    return row.source, row.account, row.currency, row.on


def _balances(company_id: int, day: date) -> dict[str, dict[str, Decimal]]:
    """By currency and source. Where all comes from one system nobody has to look at each item for whose it is."""
    sources = [row["source"] for row in rows("ledger", "sources", company=company_id)]
    systems = [one for one in sources if one != OWN_SOURCE]
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    if len(systems) == 1:
        for row in rows("ledger", "balance_on", company=company_id, as_of=day, known_at=None):
            found[row["currency"]][systems[0]] = row["balance"]
        return found
    for row in rows("ledger", "balances_on", company=company_id, as_of=day, known_at=None, own=OWN_SOURCE):
        found[row["currency"]][row["source"]] = row["balance"]
    return found
