"""The gate before reminding (D3, R-74): while the bank was not read, or too much of what came in is not cleared, nobody is reminded; nor,
where the company wants that, while the books say something else than we do.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Sum

from recobro.bank.models import Movement
from recobro.bank.rules import rules_of
from recobro.bank.until import read_until
from recobro.kernel.money import plain
from recobro.kernel.problems import Problem, Refused
from recobro.ledger.control import compare_totals


def shut_because(company_id: int, *, as_of: date, currency: str) -> list[Problem]:
    """Why nobody may be reminded on this day, by the rules of the company; empty: the gate is open. `currency` is the company's."""
    rules = rules_of(company_id)
    return [
        *_not_read(company_id, rules.stale_after_days, as_of),
        *_not_cleared(company_id, rules.unclear_above, as_of, currency),
        *_differing(company_id, rules.differs_above, currency),
    ]


def check_gate(company_id: int, *, as_of: date, currency: str) -> None:
    """Raises Refused where the gate is shut."""
    problems = shut_because(company_id, as_of=as_of, currency=currency)
    if problems:
        raise Refused(problems)


def _not_read(company_id: int, stale_after: int | None, as_of: date) -> list[Problem]:
    if stale_after is None:
        return []
    until = read_until(company_id)
    if until is not None and (as_of - until).days <= stale_after:
        return []
    known = f"The bank was read until {until}" if until else "The bank was never read"
    message = f"{known}, and nobody is reminded without a statement of the last {stale_after} days."
    return [Problem(source="bank", message=message, hint="Read the newest statement: recobro bank read.")]


def _not_cleared(company_id: int, limit: Decimal | None, as_of: date, currency: str) -> list[Problem]:
    if limit is None:
        return []
    rows = Movement.objects.filter(
        company_id=company_id, amount_left__gt=0, currency=currency, booked_on__lte=as_of
    )
    waits: Decimal = rows.aggregate(sum=Sum("amount_left", default=Decimal(0)))["sum"]
    if waits <= limit:
        return []
    message = (
        f"{plain(waits, currency)} {currency} has come in and is not cleared; above {plain(limit, currency)} {currency} "
        "nobody is reminded."
    )
    return [Problem(source="bank", message=message, hint="Clear what came in: recobro bank list.")]


def _differing(company_id: int, limit: Decimal | None, currency: str) -> list[Problem]:
    """Only what was stated last counts, by each source and by people."""
    if limit is None:
        return []
    found = []
    for one in compare_totals(company_id, only_last=True):
        if one.currency == currency and abs(one.difference) > limit:
            stated, ours, most = (plain(amount, currency) for amount in (one.stated, one.ours, limit))
            message = (
                f"The books say {stated} {currency} on {one.on}, and Recobro {ours} {currency}; with a difference above {most} {currency} "
                "nobody is reminded."
            )
            found.append(
                Problem(
                    source="books", message=message, hint="See why, or state the books anew: recobro check."
                )
            )
    return found
