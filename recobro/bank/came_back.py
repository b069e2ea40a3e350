"""Money that came back wants a call, and a policy that speaks of it: it is not collected by direct debit any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from recobro.access.company import read_company
from recobro.bank.models import Match, Movement, Returned
from recobro.casework.models import Task
from recobro.casework.tasks import add_task, finish_task
from recobro.kernel.money import plain
from recobro.ledger.allocate import live_allocations
from recobro.ledger.find import collector_of
from recobro.ledger.models import OWN_SOURCE, Item

TITLES = {
    "en": "A payment came back: {amount} {currency}",
    "es": "Un cobro ha sido devuelto: {amount} {currency}",
    "fr": "Un paiement est revenu : {amount} {currency}",
}


def ask_to_call(company_id: int, paid: Match, went_back: Match, movement: Movement, *, at: datetime) -> None:
    """A call for the collector, about what that match had paid; it closes itself when that is paid. Before the match is reversed.

    These items are not taken to be collected by direct debit any more.
    """
    assert paid.customer_id is not None, "a payment has a customer"
    company, items = read_company(company_id), _paid_items(company_id, paid)
    Returned.objects.bulk_create(
        Returned(
            company_id=company_id,
            customer_id=paid.customer_id,
            item_id=item,
            movement=movement,
            on=movement.booked_on,
        )
        for item in items
    )
    add_task(
        company_id, customer_id=paid.customer_id, mode=company.mode, kind="call",
        assignee=collector_of(company_id, customer_id=paid.customer_id),
        title=TITLES[company.language].format(amount=plain(paid.amount, movement.currency), currency=movement.currency),
        script=" ".join(filter(None, (movement.return_reason, movement.text))), due_on=movement.booked_on,
        items=items, cause=_cause(went_back), at=at,
    )  # fmt: skip


def do_not_call(went_back: Match, *, on: date, at: datetime, by: str) -> None:
    """The return was one of another payment: nobody has to call about this one, and its items are collected as before."""
    company, customer = went_back.company_id, went_back.customer_id
    assert customer is not None, "a return has a customer"
    calls = Task.objects.filter(company_id=company, customer_id=customer, cause=_cause(went_back))
    of_calls = calls.values("items__item_id")
    Returned.objects.filter(
        company_id=company, customer_id=customer, movement_id=went_back.movement_id, item_id__in=of_calls
    ).delete()
    for task in calls.filter(done_on__isnull=True):
        finish_task(company, task_id=task.id, on=on, at=at, by=by)


def _cause(went_back: Match) -> str:
    return f"return {went_back.id}"


def came_back_on(company_id: int, customers: Sequence[int], *, as_of: date) -> dict[int, dict[int, date]]:
    """The items of these customers of which a payment came back by the day, each with when, by customer."""
    found: dict[int, dict[int, date]] = defaultdict(dict)
    rows = Returned.objects.filter(company_id=company_id, customer_id__in=customers, on__lte=as_of)
    for customer, item, on in rows.order_by("on").values_list("customer_id", "item_id", "on"):
        found[customer][item] = on
    return found


def _paid_items(company_id: int, paid: Match) -> list[int]:
    payment = Item.objects.filter(
        company_id=company_id, source=OWN_SOURCE, document_key=paid.payment_key
    ).first()
    return sorted({one.debit_item_id for one in live_allocations(company_id, payment.id)}) if payment else []
