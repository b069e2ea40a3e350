"""Movements for the tests of this room, as a bank would bring them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from recobro.bank.models import BankFile, Movement, Statement

TODAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 9, tzinfo=UTC)


def statement(company_id: int) -> Statement:
    """The one statement that all movements of a test stand on."""
    found = Statement.objects.filter(company_id=company_id).first()
    if found:
        return found
    file = BankFile.objects.create(
        company_id=company_id, name="bank.xml", format="CAMT", sha256="", at=AT, by="ana"
    )
    return Statement.objects.create(company_id=company_id, file=file, currency="EUR", is_final=True)


def credit(
    company_id: int, *, amount: Decimal | str, on: date = TODAY, currency: str = "EUR", **said: Any
) -> Movement:
    """Money that came in."""
    return Movement.objects.create(
        **values(company_id, amount=Decimal(amount), on=on, currency=currency, **said)
    )


def values(
    company_id: int, *, amount: Decimal, on: date, currency: str = "EUR", **said: Any
) -> dict[str, Any]:
    """The columns of a movement."""
    return {
        "company_id": company_id, "statement": statement(company_id), "line": 1, "entry": 1, "booked_on": on, "amount": amount,
        "amount_left": amount, "currency": currency, "recorded_at": AT, **said,
    }  # fmt: skip
