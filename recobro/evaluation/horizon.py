"""Until when can nothing change by itself? The first day from tomorrow on that any table names which the evaluation reads.

Nobody lists the dates: every date column of every table in the statement counts, and the day itself as well as the one behind it (a hold
*until* a day ends on the next). That is a day too many rather than one too few. Days that the statement computes, such as those of
levels ahead, it gives itself (`changes_on`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from recobro.evaluation.evaluate import statement

# Their days are no events: a level's day is computed from those of the calendar; an instalment's day is compared with what is known.
WITHOUT_EVENTS = ("access_bankingday", "ledger_paymentsknown")
COMPANY = "access_company"
CUSTOMER = "ledger_customer"
NAME = re.compile(r"\b(?:access|ledger|casework|bank|policy|evaluation)_[a-z]+\b")
ALL, SOME = "", "AND (customer_id = ANY (%(customers)s::bigint[]) OR customer_id IS NULL)"


def horizon(company_id: int, *, as_of: date, customers: Sequence[int] | None) -> dict[int | None, date]:
    """Customer -> the first day; None -> the first that concerns everyone. All customers, or some of them."""
    text = _statement(ALL if customers is None else SOME)
    about: dict[str, Any] = {
        "company": company_id,
        "as_of": as_of,
        "customers": None if customers is None else list(customers),
    }
    with connection.cursor() as cursor:
        cursor.execute(text, about)
        return dict(cursor.fetchall())


@cache
def read_models() -> tuple[type[models.Model], ...]:
    """The models of the tables that the evaluation reads."""
    text = re.sub(r"--[^\n]*", "", statement(narrowed=True))
    tables = {model._meta.db_table: model for model in apps.get_models()}
    return tuple(tables[name] for name in sorted(set(NAME.findall(text)) & tables.keys()))


@cache
def _statement(which: str) -> str:
    parts = [part for model in read_models() if (part := _days(model, which))]
    days = "\nUNION ALL\n".join(parts)
    return f'SELECT customer_id, min("on") FROM ({days}) d WHERE "on" IS NOT NULL GROUP BY customer_id'


def _days(model: type[models.Model], which: str) -> str:
    """The first day of each row of the table; empty for a table without days."""
    table, columns = model._meta.db_table, {one.column for one in model._meta.concrete_fields}
    days = [f'"{one.column}"' for one in model._meta.concrete_fields if type(one) is models.DateField]
    if not days or table in WITHOUT_EVENTS:
        return ""
    owner = "id" if table == CUSTOMER else "customer_id" if "customer_id" in columns else "NULL::bigint"
    company = "id" if table == COMPANY else "company_id"
    first = ", ".join(
        f"CASE WHEN {day} >= %(as_of)s THEN greatest({day}, %(as_of)s::date + 1) END" for day in days
    )
    ahead = " OR ".join(f"{day} >= %(as_of)s" for day in days)
    some = which.replace("customer_id", owner) if owner != "NULL::bigint" else ""
    return f'SELECT {owner} AS customer_id, least({first}) AS "on" FROM {table} WHERE {company} = %(company)s AND ({ahead}) {some}'
