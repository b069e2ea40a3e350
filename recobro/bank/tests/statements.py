"""What a bank says, for the tests of this room: one account in euros, in January 2026."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from recobro.bank.facts import Balance, BankFact, EndFact, MovementFact, StatementFact
from recobro.bank.models import Movement
from recobro.bank.take_in import TakenFile, take_in
from recobro.kernel.problems import Problem
from recobro.ledger.tests.books import day, moment

ACCOUNT = "ES9121000418450200051332"


def money(amount: str, text: str = "", *, on: int = 5, line: int = 1, **details: Any) -> MovementFact:
    """A movement: in, or out with a minus."""
    values: dict[str, Any] = {"currency": "EUR", "entry": line, **details}
    return MovementFact(line=line, booked_on=day(on), amount=Decimal(amount), text=text, **values)


def statement(
    *movements: MovementFact,
    opening: str | None = None,
    closing: str | None = None,
    on: int = 5,
    **details: Any,
) -> list[BankFact]:
    """A statement with these movements, and with balances where they are given."""
    head: dict[str, Any] = {"account": ACCOUNT, "currency": "EUR", **details}
    return [
        StatementFact(opening=_balance(opening, on - 1), **head), *movements, EndFact(closing=_balance(closing, on))
    ]  # fmt: skip


def read(
    company_id: int,
    *facts: BankFact | Problem | Iterable[BankFact],
    format_name: str = "camt",
    **options: Any,
) -> TakenFile:
    """Takes in a file of these facts."""
    flat = [one for fact in facts for one in (fact if isinstance(fact, list) else [fact])]
    values: dict[str, Any] = {"at": moment(1), "by": "Ana", "today": day(31), **options}
    return take_in(company_id, flat, name="bank.xml", format_name=format_name, sha256="", **values)  # type: ignore[arg-type]


def bank_says(company_id: int, amount: str, text: str = "", **details: Any) -> int:
    """One movement came in. Gives its id."""
    read(company_id, statement(money(amount, text, **details)))
    return Movement.objects.filter(company_id=company_id).latest("id").id


def _balance(amount: str | None, on: int) -> Balance | None:
    return None if amount is None else Balance(on=day(on), amount=Decimal(amount), currency="EUR")
