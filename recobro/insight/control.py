"""The control total of the morning: what the books say of the receivables, what we say of the same day, and why they may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from recobro.access.company import CompanyValue
from recobro.access.models import BankAccount
from recobro.access.rows import rows
from recobro.bank.models import BankFile
from recobro.insight.control_causes import SHOWN, Cause, Entry, Facts, Heap, LeftOut, causes, swapped_place
from recobro.kernel.money import minor_units
from recobro.ledger.control import Compared, compare_totals
from recobro.ledger.models import OWN_SOURCE

LOOKED_AT = 20  # files of the bank, the newest first
LATELY = timedelta(days=7)  # before the books were stated: files of which lines were left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A stated balance beside ours, and the likely causes of the difference; none where there is no difference."""

    total: Compared
    causes: tuple[Cause, ...]


def control_totals(
    company: CompanyValue, *, left_out: Callable[[], Iterable[LeftOut]] = tuple, only_last: bool = True
) -> tuple[Control, ...]:
    """The last balance that each source and person stated in each currency (or all), with the causes of what differs.

    `left_out` gives the imports of which lines were left out, and is asked where there is a difference; the files of the bank are looked
    up here.
    """
    found = []
    for total in compare_totals(company.id, only_last=only_last):
        facts = _facts(company, total, left_out()) if total.difference else None
        found.append(Control(total=total, causes=causes(total.difference, facts) if facts else ()))
    return tuple(found)


def _facts(company: CompanyValue, total: Compared, left_out: Iterable[LeftOut]) -> Facts:
    about: dict[str, Any] = {"company": company.id, "currency": total.currency, "on": total.on}
    # (in what a person states is also what we posted of customers of whom no system tells)
    ours: dict[str, Any] = {"sources": [*total.of, *([] if total.source else [""])], "own": OWN_SOURCE}
    of_the_day: dict[str, Any] = {"as_of": total.on, "known_at": None}
    exactly: dict[str, Any] = {"amount": total.difference, "most": SHOWN + 1}
    heaps = {
        row["kind"]: Heap(count=row["count"], amount=row["amount"])
        for row in rows("insight", "control_heaps", **about, **ours, **of_the_day, stated_at=total.stated_at)
    }
    since = company.today(total.stated_at) - LATELY
    return Facts(
        on=total.on,
        currency=total.currency,
        items=_entries("control_items", **about, **ours, **_sought(total), most=SHOWN + 1),
        movements=_entries("control_movements", **about, **exactly),
        credits=_entries("control_credits", **about, **ours, **of_the_day, **exactly),
        left_out=(*(one for one in left_out if one.on >= since), *_left_out_of_bank(company, since)),
        **heaps,
    )


def _entries(statement: str, **asked: Any) -> tuple[Entry, ...]:
    return tuple(Entry(**row) for row in rows("insight", statement, **asked))


def _sought(total: Compared) -> dict[str, Any]:
    """Amounts that would explain it: all of it, half of it, and how two digits would have to be swapped."""
    unit = Decimal(10) ** minor_units(total.currency)
    half = total.difference / 2
    place, more = swapped_place(total.difference, total.currency) or (None, None)
    return {
        "difference": total.difference, "half": half if half * unit == int(half * unit) else None, "unit": unit,
        "place": None if place is None else Decimal(10) ** place, "more": more,
    }  # fmt: skip


def _left_out_of_bank(company: CompanyValue, since: date) -> tuple[LeftOut, ...]:
    """The files of our accounts: what is left out of others has nothing to do with the books."""
    ours = {
        _plain(one)
        for one in BankAccount.objects.filter(company_id=company.id).values_list("iban", flat=True)
    }
    files = BankFile.objects.filter(company_id=company.id, problem_count__gt=0).order_by("-id")
    found = (
        LeftOut(id=one.id, file=one.name, on=company.today(one.at), count=one.problem_count, is_bank=True)
        for one in files.prefetch_related("statements")[:LOOKED_AT]
        if _is_ours({_plain(each.account) for each in one.statements.all()}, ours)
    )
    return tuple(islice((one for one in found if one.on >= since), SHOWN))


def _is_ours(accounts: set[str], ours: set[str]) -> bool:
    """Is it, or may it be, of an account of the company?"""
    return not (accounts and ours) or "" in accounts or bool(accounts & ours)


def _plain(account: str) -> str:
    return "".join(account.split()).upper()
