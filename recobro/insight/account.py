"""The account of one customer as the pages show it: who he is, his figures, a page of what is open, and how he behaves.

Stays fast with ten thousand invoices: figures are summed by the database, and lines come in pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

from django.db.models import OuterRef, Subquery

from recobro.access.company import AGEING_DAYS, CompanyValue
from recobro.access.rows import rows
from recobro.casework.promises import Reliability, promise_outcomes, reliability
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.models import Unreachable
from recobro.insight.ageing import bucket_names
from recobro.ledger.models import Contact, Customer
from recobro.ledger.paydays import PayDays

SOON = timedelta(days=14)
A_YEAR = timedelta(days=365)
SIZE = 50
ROLES = ("reminders", "billing", "escalation")

Show = Literal["all", "overdue", "coming", "credit"]
SHOWN: tuple[Show, ...] = ("all", "overdue", "coming", "credit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a customer is, as far as we were told."""

    customer_id: int
    code: str
    name: str
    kind: str
    language: str
    address: tuple[str, ...]
    tax_id: str
    segment: str
    terms: str
    payment_method: str
    pays_on: str
    salesperson: str
    collector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person or mailbox at the customer."""

    contact_id: int
    role: str
    name: str
    email: str
    phone: str
    language: str
    retired_on: date | None  # since when nothing is sent to the e-mail address


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """Claims that are about equally late. `share` of all that is owed, from 0 to 1."""

    name: str
    amount: Decimal
    share: Decimal
    before: Decimal  # the shares of the buckets ahead of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How he stands in one currency. `on_account` is zero or below; `due_soon` falls due within two weeks."""

    currency: str
    items: int
    owed: Decimal
    items_overdue: int
    overdue: Decimal
    due_soon: Decimal
    on_account: Decimal
    oldest_due_on: date | None
    ageing: tuple[Aged, ...]

    @property
    def balance(self) -> Decimal:
        """What is owed less what is on account."""
        return self.owed + self.on_account


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One open item with what he was told last of it, and, of a claim, what the policy says about it."""

    item_id: int
    kind: str
    number: str
    currency: str
    issued_on: date
    due_on: date | None
    amount: Decimal
    open: Decimal
    place: date | None
    instalment: int
    instalments: int
    order_reference: str
    told_level_key: str | None
    told_on: date | None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """A page of open items. `after` is where the next page begins; None: there is none."""

    lines: tuple[AccountLine, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOff:
    """A part of a credit that was set against a claim."""

    item_id: int
    number: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """A payment or another credit, and what it was set against. `open` of it is still on account.

    `is_registered`: a payment that was typed in by hand, and not taken back; `movement_id`: one that came over the bank.
    """

    item_id: int
    kind: str
    number: str
    currency: str
    issued_on: date
    amount: Decimal
    open: Decimal
    is_registered: bool
    movement_id: int | None
    set_off: tuple[SetOff, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How he pays: days late on average of what he paid within a year, and his promises."""

    items: int
    days_late: Decimal | None
    promises: Reliability


def identity(company_id: int, customer_id: int, *, salesperson: str | None = None) -> Identity | None:
    """The customer; None for nobody of this company, or (`salesperson`) for somebody else's."""
    row = Customer.objects.filter(company_id=company_id, id=customer_id).first()
    if row is None or (salesperson is not None and row.salesperson != salesperson):
        return None
    address = (row.address_1, row.address_2, f"{row.postcode} {row.city}".strip(), row.region, row.country)
    pays_on = PayDays(
        month_days=tuple(row.pay_month_days), weekdays=tuple(row.pay_weekdays), review_weekdays=tuple(row.review_weekdays)
    )  # fmt: skip
    return Identity(
        customer_id=row.id, code=row.code, name=row.name, kind=row.kind, language=row.language,
        address=tuple(line for line in address if line), tax_id=row.tax_id, segment=row.segment, terms=row.terms,
        payment_method=row.payment_method, pays_on=str(pays_on), salesperson=row.salesperson, collector=row.collector,
    )  # fmt: skip


def people(company_id: int, customer_id: int) -> tuple[Person, ...]:
    """The contacts, those who are reminded first."""
    gone = Unreachable.objects.filter(
        company_id=company_id, customer_id=customer_id, channel="email", address__iexact=OuterRef("email")
    )
    found = Contact.objects.filter(company_id=company_id, customer_id=customer_id).annotate(
        retired_on=Subquery(gone.values("on")[:1])
    )
    return tuple(
        Person(contact_id=row.id, role=row.role, name=row.name, email=row.email, phone=row.phone, language=row.language,
               retired_on=row.retired_on)
        for row in sorted(found, key=lambda one: (ROLES.index(one.role), -one.id))
    )  # fmt: skip


def figures(company: CompanyValue, customer_id: int, *, as_of: date) -> tuple[Figures, ...]:
    """How the customer stands on a day, by currency."""
    days = company.ageing_days or AGEING_DAYS
    found = rows(
        "insight", "account", company=company.id, customer=customer_id, as_of=as_of, known_at=None, soon=as_of + SOON,
        starts=[1, *(last + 1 for last in days)],
    )  # fmt: skip
    names = bucket_names(days)
    return tuple(Figures(ageing=_aged(names, row.pop("buckets"), row["owed"]), **row) for row in found)


def _aged(names: Sequence[str], amounts: Sequence[Decimal], owed: Decimal) -> tuple[Aged, ...]:
    found, before = [], Decimal(0)
    for name, amount in zip(names, amounts, strict=True):
        share = round(amount / owed, 4) if owed else Decimal(0)
        found.append(Aged(name=name, amount=amount, share=share, before=before))
        before += share
    return tuple(found)


def lines(
    company: CompanyValue, customer_id: int, *, as_of: date, show: Show = "all", after: str = "", size: int = SIZE,
    with_verdicts: bool = True,
) -> Lines:  # fmt: skip
    """A page of what is open, the oldest due first: all claims, those overdue, those to come, or the money on account.

    `with_verdicts`: with what the policy says about each, for which all that the customer owes has to be looked at.
    """
    due = {"overdue": (None, as_of - timedelta(days=1)), "coming": (as_of, None)}.get(show, (None, None))
    after_due, after_id = _mark(after)
    found = rows(
        "insight", "account_lines", company=company.id, customer=customer_id, as_of=as_of, known_at=None, mode=company.mode,
        side=-1 if show == "credit" else 1, due_from=due[0], due_until=due[1], after_due=after_due, after_id=after_id,
        size=size + 1,
    )  # fmt: skip
    page = found[:size]
    last = page[-1] if len(found) > size else None
    chosen = [row["item_id"] for row in page] if with_verdicts and show != "credit" else []
    verdicts = _verdicts(company, customer_id, chosen, as_of) if chosen else {}
    return Lines(
        lines=tuple(AccountLine(verdict=verdicts.get(row["item_id"]), **row) for row in page),
        after=f"{last['place'] or ''}~{last['item_id']}" if last else None,
    )


def _verdicts(company: CompanyValue, customer_id: int, items: list[int], as_of: date) -> dict[int, Verdict]:
    found = evaluate(company.id, as_of=as_of, mode=company.mode, customers=[customer_id], items=items)
    return {one.item_id: one for one in found}


def credit_lines(
    company_id: int, customer_id: int, *, before: str = "", size: int = SIZE
) -> tuple[tuple[CreditLine, ...], str | None]:
    """A page of payments and other credits, the newest first, and where the next page begins."""
    before_on, before_id = _mark(before)
    found = rows(
        "insight", "credits", company=company_id, customer=customer_id, before_on=before_on, before_id=before_id, size=size + 1
    )  # fmt: skip
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in found:
        grouped.setdefault(row["item_id"], []).append(row)
    page = [_credit(parts) for parts in list(grouped.values())[:size]]
    return tuple(page), f"{page[-1].issued_on}~{page[-1].item_id}" if len(grouped) > size else None


def _credit(parts: list[dict[str, Any]]) -> CreditLine:
    first = parts[0]
    return CreditLine(
        **{
            name: first[name]
            for name in (
                "item_id",
                "kind",
                "number",
                "currency",
                "issued_on",
                "amount",
                "open",
                "is_registered",
                "movement_id",
            )
        },
        set_off=tuple(
            SetOff(
                item_id=one["debit_id"],
                number=one["debit_number"],
                on=one["set_on"],
                amount=one["set_amount"],
            )
            for one in parts
            if one["debit_id"] is not None
        ),
    )


def behaviour(company_id: int, customer_id: int, *, as_of: date) -> Behaviour:
    """How the customer has paid within a year, and how many of his promises he kept."""
    (paid,) = rows("insight", "behaviour", company=company_id, customer=customer_id, since=as_of - A_YEAR)
    kept = reliability(promise_outcomes(company_id, as_of=as_of, customers=[customer_id]))
    return Behaviour(promises=kept, **paid)


def _mark(place: str) -> tuple[date | None, int | None]:
    """Where a page begins, from what `after` said; from the top for what nobody said."""
    day, _, number = place.partition("~")
    try:
        return (date.fromisoformat(day) if day else None), int(number) if number else None
    except ValueError:
        return None, None
