"""Keeps the accounts of all customers true as of today: only those are counted again of whom something changed or fell due.

Triggers note whose items or told levels were written (`Stale`); nobody has to remember it. Whoever reads asks `bring_up` first: after an
import or a night it counts what changed, otherwise it finds nothing to do.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction

from recobro.access.company import CompanyValue
from recobro.access.rows import SOME_CUSTOMERS
from recobro.insight.models import Account, AccountsDay, Stale
from recobro.kernel.sql import load, without


def bring_up(company: CompanyValue, *, as_of: date) -> int:
    """Counts again what is not true any more of the accounts as of this day. Gives of how many customers."""
    with transaction.atomic():
        _one_at_a_time(company.id)
        day = AccountsDay.objects.filter(company_id=company.id).first()
        if day is None or day.mode != company.mode or day.as_of > as_of:
            counted = _count_all(company, as_of)
        else:
            counted = _count_stale(company, as_of, since=day.as_of)
        if day is None or (day.mode, day.as_of) != (company.mode, as_of):
            AccountsDay.objects.update_or_create(
                company_id=company.id, defaults={"mode": company.mode, "as_of": as_of}
            )
    return counted


def _one_at_a_time(company_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('insight.accounts'), %s)", [company_id])


def _count_all(company: CompanyValue, as_of: date) -> int:
    Stale.objects.filter(company_id=company.id).delete()
    Account.objects.filter(company_id=company.id).delete()
    return _count(company, as_of, customers=None)


def _count_stale(company: CompanyValue, as_of: date, *, since: date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(load("insight", "stale"), {"company": company.id, "since": since, "as_of": as_of})
        customers = [customer for (customer,) in cursor.fetchall()]
    if customers:
        Account.objects.filter(company_id=company.id, customer_id__in=customers).delete()
        _count(company, as_of, customers=customers)
    return len(customers)


def _count(company: CompanyValue, as_of: date, *, customers: list[int] | None) -> int:
    text = load("insight", "count_accounts")
    asked: dict[str, Any] = {
        "company": company.id, "own": company.currency, "as_of": as_of, "known_at": None, "mode": company.mode,
        "customers": customers,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(text if customers is not None else without(text, SOME_CUSTOMERS), asked)
        return int(cursor.rowcount)
