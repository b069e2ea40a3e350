"""Statements of account for the tests: the cast of the letters, fixed values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from recobro.letters.statement.values import (
    AccountCredit,
    Applied,
    Bucket,
    OpenLine,
    Receipt,
    Statement,
    StatementSection,
)
from recobro.letters.tests import cast
from recobro.letters.values import Person

TODAY = cast.TODAY
LAST_DAYS = (30, 60, 90)


def line(
    number: str = "INV-1", days_late: int = 18, open_amount: str = "1240.00", **changes: Any
) -> OpenLine:
    values: dict[str, Any] = {
        "item_id": 1,
        "kind": "invoice",
        "number": number,
        "issued_on": TODAY - timedelta(days=days_late + 30),
        "due_on": TODAY - timedelta(days=days_late),
        "original": Decimal(open_amount),
        "open_amount": Decimal(open_amount),
    }
    return OpenLine(**{**values, **changes})


def credit(number: str = "CN-9", open_amount: str = "-200.00", **changes: Any) -> AccountCredit:
    values: dict[str, Any] = {
        "item_id": 90,
        "kind": "credit_note",
        "number": number,
        "on": date(2026, 11, 10),
        "original": Decimal(open_amount),
        "open_amount": Decimal(open_amount),
    }
    return AccountCredit(**{**values, **changes})


def receipt(number: str = "PAY-3", amount: str = "-500.00", **changes: Any) -> Receipt:
    on = date(2026, 11, 5)
    values: dict[str, Any] = {
        "item_id": 80,
        "kind": "payment",
        "number": number,
        "on": on,
        "amount": Decimal(amount),
        "is_new": True,
        "applied": (Applied(number="INV-0", on=on, amount=-Decimal(amount)),),
    }
    return Receipt(**{**values, **changes})


def section(currency: str = "EUR", *lines: OpenLine, **changes: Any) -> StatementSection:
    values: dict[str, Any] = {"currency": currency, "lines": lines, "buckets": buckets(lines)}
    return StatementSection(**{**values, **changes})


def buckets(lines: tuple[OpenLine, ...]) -> tuple[Bucket, ...]:
    bounds: list[tuple[int | None, int | None]] = [(None, None), (1, 30), (31, 60), (61, 90), (91, None)]
    return tuple(
        Bucket(
            first=first,
            last=last,
            amount=sum((one.open_amount for one in lines if _falls(one, first, last)), Decimal(0)),
        )
        for first, last in bounds
    )


def _falls(line: OpenLine, first: int | None, last: int | None) -> bool:
    days = max((TODAY - line.due_on).days, 0) if line.due_on else 0
    return days == 0 if first is None else first <= days <= (last or 10_000)


def many(count: int) -> tuple[OpenLine, ...]:
    """Lines from very late to not yet due."""
    return tuple(
        line(
            f"INV-2026-{number:04}",
            days_late=count // 2 - number,
            open_amount=f"{100 + number * 37}.50",
            item_id=number,
        )
        for number in range(1, count + 1)
    )


def statement(language: str = "en", *sections: StatementSection, **changes: Any) -> Statement:
    values: dict[str, Any] = {
        "creditor": cast.creditor(),
        "addressee": cast.addressee(),
        "person": Person(name="Ines Vidal", phone="+49 40 5550 17", email="ines.vidal@northwind.example"),
        "language": language,
        "as_of": TODAY,
        "received_from": date(2026, 8, 21),
        "reference": "C-1001",
        "sections": sections or (section("EUR", line()),),
    }
    return Statement(**{**values, **changes})
