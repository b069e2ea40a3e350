"""What somebody said once about a bank's tables is remembered, so that the next one of its kind is read by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from recobro.access.models import BankAccount
from recobro.connectors.bank.sheets import glances_of
from recobro.connectors.models import SavedColumns
from recobro.connectors.table.amounts import DecimalSign
from recobro.connectors.table.dates import DateOrder
from recobro.connectors.table.header import fold
from recobro.kernel.problems import Refused, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What was said: which header is which field, the account and currency where the table does not say them, and how it writes values.

    The account is empty where the company has several: another one's table may have the same headers.
    """

    id: int
    columns: Mapping[str, str]
    account: str
    currency: str
    date_order: DateOrder | None
    decimal: DecimalSign | None
    by: str
    at: datetime


def remember_columns(
    company_id: int, *, columns: Mapping[str, str], account: str, currency: str, date_order: DateOrder | None = None,
    decimal: DecimalSign | None = None, at: datetime, by: str,
) -> None:  # fmt: skip
    """Keeps it for tables that have all these headers; what was said before about just these is replaced."""
    SavedColumns.objects.update_or_create(
        company_id=company_id, headers=sorted(fold(header) for header in columns),
        defaults={
            "columns": dict(columns), "account": "" if _has_several_accounts(company_id) else account, "currency": currency,
            "date_order": date_order or "", "decimal": decimal or "", "at": at, "by": by[:200],
        },
    )  # fmt: skip


def columns_for(company_id: int, path: Path) -> Remembered | None:
    """What was said about a table with these headers, the most telling first; None where nobody did, and for what is no table."""
    saved = list_columns(company_id)
    if not saved:
        return None
    rows = _rows(path)
    fitting = [one for one in saved if any({fold(header) for header in one.columns} <= row for row in rows)]
    return max(fitting, key=lambda one: (len(one.columns), one.at), default=None)


def list_columns(company_id: int) -> list[Remembered]:
    """All that was said about tables of the company's banks, the newest first."""
    rows = SavedColumns.objects.filter(company_id=company_id).order_by("-at", "-id")
    several = _has_several_accounts(company_id)
    return [
        Remembered(
            id=one.id, columns=one.columns, account="" if several else one.account, currency=one.currency,
            date_order=cast("DateOrder | None", one.date_order or None),
            decimal=cast("DecimalSign | None", one.decimal or None), by=one.by, at=one.at,
        )
        for one in rows
    ]  # fmt: skip


def forget_columns(company_id: int, saved_id: int) -> None:
    """Such tables are read without it from now on. Raises Refused where there is none."""
    if not SavedColumns.objects.filter(company_id=company_id, id=saved_id).delete()[0]:
        raise refuse("bank", f"No columns are remembered under {saved_id}.", "Look at the list again.")


def _has_several_accounts(company_id: int) -> bool:
    return BankAccount.objects.filter(company_id=company_id).values("iban").distinct().count() > 1


def _rows(path: Path) -> list[set[str]]:
    """The first rows of a table as sets of names; none of what is no table."""
    try:
        glances = glances_of(path)
    except Refused:
        return []
    return [{fold(cell) for cell in cells} for one in glances for _, cells in one.rows]
