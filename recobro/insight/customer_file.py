"""The file of a customer: how he stands, and everything that happened, the newest first, in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from recobro.access.rows import rows
from recobro.casework.listing import ListedCase, ListedTask, list_cases, list_tasks
from recobro.casework.promises import Reliability, promise_outcomes, reliability
from recobro.ledger.customers import pay_days_of
from recobro.ledger.models import Contact, Customer
from recobro.ledger.open import open_items

PAGE = 20
BEFORE = ("before_on", "before_at", "before_kind", "before_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What he owes in one currency: all claims, those that are overdue, and his money on account (zero or below)."""

    currency: str
    items: int
    owed: Decimal
    overdue: Decimal
    on_account: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `by` is who did it; of a message its recipient, of something told the channel.

    `parts`: how many invoices were told, or how many instalments a plan has.
    """

    on: date
    at: datetime
    kind: str
    id: int
    item_id: int | None
    number: str
    amount: Decimal | None
    currency: str
    until_on: date | None
    detail: str
    parts: int
    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A page of the file. `has_more`: there are older entries."""

    code: str
    name: str
    facts: dict[str, str]
    contacts: tuple[str, ...]
    balances: tuple[Balance, ...]
    standing: tuple[ListedCase, ...]
    tasks: tuple[ListedTask, ...]
    promises: Reliability
    entries: tuple[Entry, ...]
    page: int
    has_more: bool


def customer_file(
    company_id: int, *, customer_id: int, mode: str, as_of: date, until: date | None = None, page: int = 1, size: int = PAGE
) -> CustomerFile:  # fmt: skip
    """How the customer stands on `as_of`, and a page of what happened (until a day)."""
    customer = Customer.objects.get(company_id=company_id, id=customer_id)
    entries = _entries(company_id, customer_id, mode, until, skip=(page - 1) * size, size=size + 1)
    return CustomerFile(
        code=customer.code, name=customer.name, facts=_facts(customer), contacts=_contacts(company_id, customer_id),
        balances=_balances(company_id, customer_id, as_of),
        standing=tuple(list_cases(company_id, as_of=as_of, customer_id=customer_id)),
        tasks=tuple(list_tasks(company_id, mode=mode, customer_id=customer_id)),
        promises=reliability(promise_outcomes(company_id, as_of=as_of, customers=[customer_id])),
        entries=entries[:size], page=page, has_more=len(entries) > size,
    )  # fmt: skip


def _entries(
    company_id: int, customer_id: int, mode: str, until: date | None, *, skip: int, size: int
) -> tuple[Entry, ...]:
    found = rows(
        "insight", "customer_file", company=company_id, customer=customer_id, mode=mode, until=until, skip=skip, size=size,
        kinds=None, **dict.fromkeys(BEFORE),
    )  # fmt: skip
    return tuple(Entry(**row) for row in found)


def timeline(
    company_id: int,
    *,
    customer_id: int,
    mode: str,
    kinds: Sequence[str] = (),
    before: str = "",
    size: int = PAGE,
) -> tuple[tuple[Entry, ...], str | None]:
    """What happened, the newest first: of these kinds or all, older than `before`. Gives also where the next page begins."""
    found = [
        Entry(**row)
        for row in rows(
            "insight", "customer_file", company=company_id, customer=customer_id, mode=mode, until=None, skip=0,
            size=size + 1, kinds=list(kinds) or None, **_place(before),
        )
    ]  # fmt: skip
    page = tuple(found[:size])
    last = page[-1] if len(found) > size else None
    return page, f"{last.on}~{last.at.isoformat()}~{last.kind}~{last.id}" if last else None


def _place(before: str) -> dict[str, Any]:
    """The place of an entry, from what `timeline` gave; from the top for what it did not give."""
    try:
        on, at, kind, number = before.split("~")
        found = (date.fromisoformat(on), datetime.fromisoformat(at), kind, int(number))
    except ValueError:
        return dict.fromkeys(BEFORE)
    return dict(zip(BEFORE, found, strict=True))


def _facts(customer: Customer) -> dict[str, str]:
    """What is known about him, without what is empty."""
    lines = (
        customer.address_1,
        customer.address_2,
        f"{customer.postcode} {customer.city}".strip(),
        customer.region,
        customer.country,
    )
    said = {
        "address": ", ".join(line for line in lines if line), "tax id": customer.tax_id, "language": customer.language,
        "kind": customer.kind, "segment": customer.segment, "terms": customer.terms, "pays by": customer.payment_method,
        "pays on": str(pay_days_of(customer.company_id, customer_id=customer.id)), "collector": customer.collector,
        "salesperson": customer.salesperson,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _contacts(company_id: int, customer_id: int) -> tuple[str, ...]:
    rows = Contact.objects.filter(company_id=company_id, customer_id=customer_id).order_by("role", "id")
    return tuple(
        f"{row.role}: {', '.join(one for one in (row.name, row.email, row.phone) if one)}" for row in rows
    )


def _balances(company_id: int, customer_id: int, as_of: date) -> tuple[Balance, ...]:
    found = open_items(company_id, as_of=as_of, customers=[customer_id])
    balances = []
    for currency in sorted({one.currency for one in found}):
        claims = [one for one in found if one.currency == currency and one.open > 0]
        overdue = [one.open for one in claims if one.due_on is not None and one.due_on < as_of]
        credit = [one.open for one in found if one.currency == currency and one.open < 0]
        balances.append(
            Balance(
                currency=currency, items=len(claims), owed=sum((one.open for one in claims), Decimal(0)),
                overdue=sum(overdue, Decimal(0)), on_account=sum(credit, Decimal(0)),
            )
        )  # fmt: skip
    return tuple(balances)
