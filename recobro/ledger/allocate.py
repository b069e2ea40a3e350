"""Setting a credit against a claim, and undoing it by a counter-fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction

from recobro.kernel.money import is_too_fine
from recobro.kernel.problems import refuse
from recobro.kernel.sql import load
from recobro.ledger.models import Allocation, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """An amount of a credit to be set against a claim of the same customer, in one currency unless both are given."""

    customer_id: int
    debit_item_id: int
    credit_item_id: int
    amount: Decimal
    on: date
    credit_amount: Decimal | None = None


def allocate(company_id: int, settlement: Settlement, *, at: datetime, by: str) -> int:
    """Sets the credit against the claim; both must have that much open. Gives the allocation's id. Raises Refused."""
    with transaction.atomic():
        lock_ledger(company_id)
        rows = Item.objects.select_for_update().filter(
            company_id=company_id, id__in=(settlement.debit_item_id, settlement.credit_item_id)
        )
        _check(settlement, {item.id: item for item in rows})
        (allocation_id,) = insert_allocations(company_id, [settlement], at=at, by=by)
        refresh_balances(company_id, (settlement.debit_item_id, settlement.credit_item_id))
    return allocation_id


def undo(company_id: int, *, allocation_id: int, on: date, at: datetime, by: str) -> int:
    """Undoes an allocation from `on` on: a row with both amounts turned round. Undoing twice is refused."""
    with transaction.atomic():
        lock_ledger(company_id)
        row = Allocation.objects.select_for_update().filter(company_id=company_id, id=allocation_id).first()
        if row is None or row.undoes_id is not None:
            raise refuse("allocation", f"There is no allocation {allocation_id} to undo.")
        if Allocation.objects.filter(undoes_id=allocation_id).exists():
            raise refuse("allocation", f"Allocation {allocation_id} is undone already.")
        undo_id = insert_undos(company_id, [allocation_id], on=on, at=at, by=by)[0]
        refresh_balances(company_id, (row.debit_item_id, row.credit_item_id))
    return undo_id


def lock_ledger(company_id: int) -> None:
    """Waits until nobody else changes balances of this company; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.post'), %s)", [company_id])


def insert_allocations(
    company_id: int, settlements: Iterable[Settlement], *, at: datetime, by: str
) -> list[int]:
    """Writes allocations without looking at balances; the caller has, and refreshes them."""
    rows = Allocation.objects.bulk_create(
        [
            Allocation(
                company_id=company_id, customer_id=one.customer_id, debit_item_id=one.debit_item_id,
                debit_amount=one.amount, credit_item_id=one.credit_item_id,
                credit_amount=one.amount if one.credit_amount is None else one.credit_amount,
                on=one.on, recorded_at=at, by=by,
            )
            for one in settlements
        ],
        batch_size=5_000,
    )  # fmt: skip
    return [row.id for row in rows]


def insert_undos(
    company_id: int, allocation_ids: Iterable[int], *, on: date, at: datetime, by: str
) -> list[int]:
    """Writes the counter-facts of these allocations, effective on `on` or on the allocation's own day if that is later."""
    rows = Allocation.objects.filter(company_id=company_id, id__in=list(allocation_ids))
    counters = Allocation.objects.bulk_create(
        Allocation(
            company_id=company_id, customer_id=row.customer_id, debit_item_id=row.debit_item_id,
            debit_amount=-row.debit_amount, credit_item_id=row.credit_item_id, credit_amount=-row.credit_amount,
            on=max(on, row.on), recorded_at=at, by=by, undoes_id=row.id,
        )
        for row in rows
    )  # fmt: skip
    return [row.id for row in counters]


def live_allocations(company_id: int, item_id: int) -> list[Allocation]:
    """The allocations of an item that stand, newest first."""
    either = Allocation.objects.filter(company_id=company_id, undoes__isnull=True)
    rows = either.filter(debit_item_id=item_id) | either.filter(credit_item_id=item_id)
    undone = Allocation.objects.filter(company_id=company_id, undoes__isnull=False).values("undoes_id")
    return list(rows.exclude(id__in=undone).order_by("-on", "-id"))


def refresh_balances(company_id: int, items: Iterable[int]) -> None:
    """Brings the stored balance of these items up to their facts."""
    chosen = sorted(set(items))
    if chosen:
        with connection.cursor() as cursor:
            cursor.execute(load("ledger", "balance"), {"company": company_id, "items": chosen})


def wrong_balances(company_id: int) -> list[tuple[int, str, str, Decimal, Decimal]]:
    """Items whose stored balance is not the sum of their facts: (id, number, currency, stored, by facts). None is right."""
    with connection.cursor() as cursor:
        cursor.execute(load("ledger", "wrong_balances"), {"company": company_id})
        return list(cursor.fetchall())


def _check(settlement: Settlement, items: dict[int, Item]) -> None:
    debit, credit = items.get(settlement.debit_item_id), items.get(settlement.credit_item_id)
    if debit is None or credit is None or debit.amount < 0 or credit.amount > 0:
        raise refuse("allocation", "It needs a claim and a credit of this company.")
    if debit.customer_id != credit.customer_id or debit.customer_id != settlement.customer_id:
        raise refuse(
            "allocation", f"{credit.number} and {debit.number} belong to two customers.", "Transfer it first."
        )
    if debit.currency != credit.currency and settlement.credit_amount is None:
        raise refuse("allocation", f"{credit.number} is in {credit.currency}, {debit.number} in {debit.currency}.",
                     "Give the amount on both sides.")  # fmt: skip
    first_day = max(debit.last_fact_on, credit.last_fact_on)
    if settlement.on < first_day:
        raise refuse("allocation", f"{settlement.on} lies before the last fact of these items, {first_day}.",
                     f"Allocate on {first_day} or later: an earlier day could have more allocated than it had open.")  # fmt: skip
    credit_amount = settlement.amount if settlement.credit_amount is None else settlement.credit_amount
    if debit.currency == credit.currency and credit_amount != settlement.amount:
        raise refuse(
            "allocation",
            f"{credit.number} and {debit.number} are in one currency: what it pays is {credit_amount}.",
            "Give one amount.",
        )
    if not 0 < settlement.amount <= debit.amount_open:
        raise refuse(
            "allocation",
            f"{settlement.amount} is not between 0 and what is open of {debit.number}, {debit.amount_open}.",
        )
    if not 0 < credit_amount <= -credit.amount_open:
        raise refuse(
            "allocation",
            f"{credit_amount} is not between 0 and what is left of {credit.number}, {-credit.amount_open}.",
        )
    wholes = {
        (debit.amount_open, debit.currency),
        (-credit.amount_open, credit.currency),
    }  # a file may bring finer ones
    for amount, currency in ((settlement.amount, debit.currency), (credit_amount, credit.currency)):
        if (amount, currency) not in wholes and is_too_fine(amount, currency):
            raise refuse(
                "allocation", f"{amount} is no amount in {currency}.", "Give an amount above zero, with the decimals of the currency.",
            )  # fmt: skip
