"""Everything that the bank said of one movement, and on which statement of which file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from recobro.bank.models import Movement
from recobro.kernel.problems import refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class BankSaid:
    """The words of the bank; what it did not say is empty."""

    account: str
    currency: str
    booked_on: date
    value_on: date | None
    text: str
    reference: str
    end_to_end: str
    mandate: str
    bank_reference: str
    payer_name: str
    payer_account: str
    payer_bank: str
    ultimate_name: str
    code: str
    return_reason: str
    charges: Decimal | None
    original_amount: Decimal | None
    original_currency: str
    line: int
    statement: str
    file_id: int
    file: str


def what_the_bank_said(company_id: int, movement_id: int) -> BankSaid:
    """Of this movement. Raises Refused where the company has none with this number."""
    rows = Movement.objects.select_related("statement__file").filter(company_id=company_id, id=movement_id)
    row = rows.first()
    if row is None:
        raise refuse("movement", f"There is no movement {movement_id}.", "See the list: recobro bank list.")
    statement = row.statement
    of_statement = {"statement": statement.number, "file_id": statement.file_id, "file": statement.file.name}
    same = {name: getattr(row, name) for name in BankSaid.__dataclass_fields__ if name not in of_statement}
    values: dict[str, Any] = {**same, **of_statement}
    return BankSaid(**values)
