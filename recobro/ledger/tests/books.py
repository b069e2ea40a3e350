"""Small books for the tests of the ledger: one company, one source, and facts on fixed days and at fixed moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from recobro.access.company import CompanyValue, add_company
from recobro.ledger.facts import CustomerFact, Fact, ItemFact
from recobro.ledger.models import Item
from recobro.ledger.open import open_items
from recobro.ledger.post import OpenList, Posted, post

JANUARY = date(2026, 1, 1)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ERP = "erp"


def day(number: int) -> date:
    """The n-th of January, and on."""
    return JANUARY + timedelta(days=number - 1)


def moment(number: int) -> datetime:
    """The n-th moment: an hour after the one before."""
    return NOON + timedelta(hours=number)


def company(name: str = "Harbour") -> CompanyValue:
    """A creditor in euros."""
    return add_company(name=name, currency="EUR", country="ES", language="en", at=NOON)


def customer(code: str = "LATE", **details: Any) -> CustomerFact:
    """What a file says of a customer."""
    return CustomerFact(code=code, name=f"{code} Ltd", **details)


def invoice(
    number: str, amount: str = "100", *, code: str = "LATE", issued: int = 1, **details: Any
) -> ItemFact:
    """An invoice, due thirty days after it was issued. Its key is its number."""
    values: dict[str, Any] = {
        "currency": "EUR",
        "due_on": day(issued + 30),
        "document_key": number,
        **details,
    }
    return ItemFact(
        code=code, number=number, kind="invoice", amount=Decimal(amount), issued_on=day(issued), **values
    )


def payment(number: str, amount: str, *, code: str = "LATE", on: int = 10, **details: Any) -> ItemFact:
    """A payment; `settles_number` or `settles_key` says of what."""
    values: dict[str, Any] = {"currency": "EUR", "document_key": number, **details}
    return ItemFact(
        code=code, number=number, kind="payment", amount=-Decimal(amount), issued_on=day(on), **values
    )


def posts(company_id: int, *facts: Fact, on: int = 1, at: int = 1, source: str = ERP) -> Posted:
    """Posts a file of movements; customers of the facts that are not described are described first."""
    return post(company_id, _introduced(facts), source=source, on=day(on), at=moment(at), by="import")


def lists(company_id: int, *facts: Fact, on: int, at: int, at_most: str = "1") -> Posted:
    """Posts a list of open items of a day. By default everything may vanish."""
    open_list = OpenList(on=day(on), vanish_at_most=Decimal(at_most))
    return post(
        company_id,
        _introduced(facts),
        source=ERP,
        on=day(on),
        at=moment(at),
        by="import",
        open_list=open_list,
    )


def _introduced(facts: tuple[Fact, ...]) -> list[Fact]:
    described = {fact.code for fact in facts if isinstance(fact, CustomerFact)}
    named = {fact.code for fact in facts} - described
    return [*(customer(code) for code in sorted(named)), *facts]


def open_on(company_id: int, number: int, *, known: int | None = None) -> dict[str, Decimal]:
    """What was open on a day, by the number of the item; nothing twice."""
    found = open_items(company_id, as_of=day(number), known_at=None if known is None else moment(known))
    assert len({item.number for item in found}) == len(found)
    return {item.number: item.open for item in found}


def item(company_id: int, number: str, instalment: int = 1) -> Item:
    """The row of a claim."""
    return Item.objects.get(company_id=company_id, number=number, instalment=instalment, source=ERP)
