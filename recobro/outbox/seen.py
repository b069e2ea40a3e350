"""What is open of some customers now, read at once: everything that a message about their claims is put together from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from recobro.bank.came_back import came_back_on
from recobro.casework.models import Dispute
from recobro.evaluation.evaluate import Verdict
from recobro.ledger.marks import earmarked
from recobro.ledger.open import OpenItem, open_items
from recobro.ledger.received import Received, received_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is open of one customer now: the verdicts of his claims, his credits on account, and those that are kept, with their purpose.

    `received`: what came for claims that are not paid whole; `returned`: when a payment of a claim came back.
    """

    verdicts: Mapping[int, Verdict]
    credits: Sequence[OpenItem]
    kept: Sequence[tuple[OpenItem, str]] = ()
    received: Mapping[int, Received] = field(default_factory=dict)
    returned: Mapping[int, date] = field(default_factory=dict)


def see(
    verdicts: Iterable[Verdict], company_id: int, *, customers: Sequence[int], as_of: date
) -> dict[int, Seen]:
    """What is open of these customers, by customer."""
    by_customer: dict[int, dict[int, Verdict]] = defaultdict(dict)
    for verdict in verdicts:
        by_customer[verdict.customer_id][verdict.item_id] = verdict
    on_account: dict[int, list[OpenItem]] = defaultdict(list)
    kept: dict[int, list[tuple[OpenItem, str]]] = defaultdict(list)
    contested = _contested(company_id, customers, as_of)
    purposes = earmarked(company_id, customers=customers, as_of=as_of)
    for item in open_items(company_id, as_of=as_of, customers=customers):
        left = item.open + min(contested.get(item.item_id, Decimal(0)), -item.open)
        if left < 0 and item.item_id in purposes:
            kept[item.customer_id].append((replace(item, open=left), purposes[item.item_id]))
        elif left < 0:
            on_account[item.customer_id].append(replace(item, open=left))
    received = received_for(company_id, _paid_in_part(by_customer), as_of=as_of)
    returned = came_back_on(company_id, customers, as_of=as_of)
    return {
        one: Seen(
            verdicts=by_customer[one], credits=on_account[one], kept=kept[one], received=received, returned=returned.get(one, {})
        )
        for one in customers
    }  # fmt: skip


def _paid_in_part(by_customer: Mapping[int, Mapping[int, Verdict]]) -> list[int]:
    return [item for each in by_customer.values() for item, one in each.items() if one.open < one.amount]


def _contested(company_id: int, customers: Sequence[int], as_of: date) -> dict[int, Decimal]:
    """What customers contest of their items on the day, by item: that part of a credit is not deducted."""
    active = Dispute.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=as_of),
        Q(ended_on__isnull=True) | Q(ended_on__gt=as_of),
        company_id=company_id, customer_id__in=customers, from_on__lte=as_of,
    )  # fmt: skip
    parts: dict[int, Decimal] = defaultdict(Decimal)
    for item_id, amount in active.values_list("item_id", "amount"):
        parts[item_id] += Decimal("Infinity") if amount is None else amount
    return parts
