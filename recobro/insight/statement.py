"""The account of customers as of a day, as known at any moment: the values of their statements.

Everything is read for many customers at once; a statement is then put together for each by itself. What is open is the ledger's
one answer; what of it is disputed or promised is the evaluation's. Casework, names and addresses are those of now: they have no
second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection

from recobro.access.company import AGEING_DAYS, CompanyValue, read_company
from recobro.access.models import LANGUAGES
from recobro.evaluation.evaluate import Verdict, evaluate
from recobro.evaluation.models import Unreachable
from recobro.kernel.money import quantize
from recobro.kernel.sql import load
from recobro.ledger.known import known_through, payments_until
from recobro.ledger.marks import earmarked
from recobro.ledger.models import Contact, Customer, Item
from recobro.ledger.open import OpenItem, open_items
from recobro.letters.statement.values import (
    AccountCredit,
    Applied,
    Bucket,
    OpenLine,
    Receipt,
    Statement,
    StatementSection,
)
from recobro.letters.values import Addressee
from recobro.outbox.content import creditor_of, person_of, postal_lines

PARTS = ("disputed", "covered", "retained", "planned", "promised")
ROLES = ("billing", "reminders", "escalation")  # a statement goes to those who keep the books


class _Received(NamedTuple):
    """One row of `sql/received.sql`."""

    item_id: int
    customer_id: int
    kind: str
    number: str
    currency: str
    issued_on: date
    amount: Decimal
    is_new: bool
    applied_number: str | None
    applied_on: date | None
    applied_amount: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Which account: as of a day, receipts from a day on, as known at a moment (None: now)."""

    as_of: date
    received_from: date
    known_at: datetime | None = None


class Accounts:
    """The accounts of some customers, read at once."""

    def __init__(self, company_id: int, *, customers: Sequence[int], period: Period) -> None:
        self._company = read_company(company_id)
        self._period = period
        self._creditor = creditor_of(self._company)
        self._customers = Customer.objects.in_bulk(list(customers))
        self._open = _by_customer(
            open_items(company_id, as_of=period.as_of, known_at=period.known_at, customers=customers)
        )
        self._items = Item.objects.in_bulk([one.item_id for some in self._open.values() for one in some])
        self._verdicts = _verdicts(self._company, customers, period)
        self._received = _by_customer(_received(company_id, customers, period))
        self._known_through = known_through(company_id, known_at=period.known_at)
        self._contacts = _contacts(company_id, customers)
        self._kept = earmarked(company_id, customers=customers, as_of=period.as_of)

    def statement(self, customer_id: int, *, language: str | None = None) -> Statement:
        """The statement of one of them, in his language unless another is asked for."""
        customer = self._customers[customer_id]
        contact = self._contacts.get(customer_id)
        known_at = self._period.known_at
        return Statement(
            creditor=self._creditor,
            addressee=Addressee(
                customer=customer.name,
                code=customer.code,
                contact=contact.name if contact else "",
                address=postal_lines(customer, self._company.country),
                email=contact.email if contact else "",
            ),
            person=person_of(self._company, customer),
            language=language or _spoken(contact, customer, self._company),
            as_of=self._period.as_of,
            payments_until=self._payments_until(customer_id),
            received_from=self._period.received_from,
            known_on=self._company.today(known_at) if known_at else None,
            reference=customer.code,
            sections=tuple(self._sections(customer_id)),
            credit_apart=self._company.netting == "apart",
        )

    def _payments_until(self, customer_id: int) -> date:
        """The day of the statement, or an earlier one where somebody said that payments are known only until then."""
        sources = {self._items[one.item_id].source for one in self._open[customer_id]}
        return payments_until(self._known_through, sources, as_of=self._period.as_of)

    def _sections(self, customer_id: int) -> Iterable[StatementSection]:
        opened, received = self._open[customer_id], self._received[customer_id]
        for currency in sorted({one.currency for one in (*opened, *received)}):
            lines = tuple(self._lines(one for one in opened if one.currency == currency and one.open > 0))
            yield StatementSection(
                currency=currency,
                lines=lines,
                credits=tuple(
                    _credit(one, self._kept.get(one.item_id, ""))
                    for one in opened
                    if one.currency == currency and one.open < 0
                ),
                receipts=tuple(_receipts(one for one in received if one.currency == currency)),
                buckets=_buckets(
                    lines, self._period.as_of, self._company.ageing_days or AGEING_DAYS, currency
                ),
            )

    def _lines(self, claims: Iterable[OpenItem]) -> Iterable[OpenLine]:
        for one in sorted(claims, key=_by_due_date):
            item, verdict = self._items[one.item_id], self._verdicts.get(one.item_id)
            several = item.instalments and item.instalments > 1
            yield OpenLine(
                item_id=one.item_id,
                kind=one.kind,
                number=one.number,
                instalment=f"{item.instalment}/{item.instalments}" if several else "",
                issued_on=one.issued_on,
                due_on=one.due_on,
                original=quantize(one.amount, one.currency),
                open_amount=quantize(one.open, one.currency),
                **_parts(verdict, one.currency),
                order_reference=item.order_reference,
            )


def _spoken(contact: Contact | None, customer: Customer, company: CompanyValue) -> str:
    """The language of the contact, else the customer, as far as we speak it; else the company's."""
    wanted = (contact.language if contact else "", customer.language)
    return next((one for one in wanted if one in LANGUAGES), company.language)


def _parts(verdict: Verdict | None, currency: str) -> dict[str, Decimal]:
    """What of an item cannot be asked for now, by reason."""
    return {name: quantize(getattr(verdict, name), currency) for name in PARTS} if verdict else {}


def _by_due_date(one: OpenItem) -> tuple[date, date, str, int]:
    return one.due_on or date.max, one.issued_on, one.number, one.item_id


def _credit(one: OpenItem, kept_as: str) -> AccountCredit:
    return AccountCredit(
        item_id=one.item_id, kind=one.kind, number=one.number, on=one.issued_on,
        original=quantize(one.amount, one.currency), open_amount=quantize(one.open, one.currency),
        kept_as=kept_as,
    )  # fmt: skip


def _receipts(rows: Iterable[_Received]) -> Iterable[Receipt]:
    """The rows come ordered by day and item; those of one credit become one receipt."""
    for _, group in groupby(rows, key=attrgetter("item_id")):
        parts = list(group)
        first = parts[0]
        yield Receipt(
            item_id=first.item_id, kind=first.kind, number=first.number, on=first.issued_on,
            amount=quantize(first.amount, first.currency), is_new=first.is_new,
            applied=tuple(
                Applied(number=one.applied_number or "", on=one.applied_on, amount=quantize(one.applied_amount, one.currency))
                for one in parts
                if one.applied_on is not None and one.applied_amount is not None
            ),
        )  # fmt: skip


def _buckets(
    lines: Sequence[OpenLine], as_of: date, days: Sequence[int], currency: str
) -> tuple[Bucket, ...]:
    """The claims by days late, as the ageing counts them; what has no due date is not late."""
    bounds: list[tuple[int | None, int | None]] = [(None, None)]
    bounds += [(before + 1, last) for before, last in pairwise((0, *days))]
    bounds.append((days[-1] + 1, None))
    sums = [Decimal(0)] * len(bounds)
    for line in lines:
        late = max((as_of - line.due_on).days, 0) if line.due_on else 0
        sums[0 if late == 0 else next((place for place, last in enumerate(days, 1) if late <= last), -1)] += (
            line.open_amount
        )
    return tuple(
        Bucket(first=first, last=last, amount=quantize(amount, currency))
        for (first, last), amount in zip(bounds, sums, strict=True)
    )


def _verdicts(company: CompanyValue, customers: Sequence[int], period: Period) -> dict[int, Verdict]:
    found = evaluate(
        company.id, as_of=period.as_of, mode=company.mode, known_at=period.known_at, customers=customers
    )
    return {one.item_id: one for one in found}


def _received(company_id: int, customers: Sequence[int], period: Period) -> list[_Received]:
    parameters: dict[str, Any] = {
        "company": company_id, "customers": list(customers), "from_on": period.received_from, "as_of": period.as_of,
        "known_at": period.known_at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(load("insight", "received"), parameters)
        return [_Received(*row) for row in cursor]


def _contacts(company_id: int, customers: Sequence[int]) -> dict[int, Contact]:
    """Whom a statement is addressed to: the best role, of several the newest, and none whose address does not work."""
    gone = {
        (row.customer_id, row.address.lower())
        for row in Unreachable.objects.filter(
            company_id=company_id, customer_id__in=customers, channel="email"
        )
    }
    rows = Contact.objects.filter(company_id=company_id, customer_id__in=customers).exclude(email="")
    found: dict[int, Contact] = {}
    for row in sorted(rows, key=lambda one: (ROLES.index(one.role), -one.id)):
        if (row.customer_id, row.email.lower()) not in gone:
            found.setdefault(row.customer_id, row)
    return found


def _by_customer(rows: Iterable[OpenItem] | Iterable[_Received]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(row)
    return found
