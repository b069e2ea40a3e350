"""What movements may pay, as it is shown: the proposals with the names and numbers of what they pay, and what is open of it now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from recobro.bank.certainty import AUTOMATIC, UNSURE
from recobro.bank.models import Movement, Proposal
from recobro.bank.shown import shown
from recobro.ledger.models import Customer, Item, Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidItem:
    """An item of a proposal: what would be paid of it, and what is open of it now.

    `amount` is in the currency of the movement; of an item in another, `in_its_currency` is what that is in its own. No rate may say
    it: then `amount` is None, and a person says both. `instalments` is how many the invoice has, `instalment` which of them this is.
    """

    item_id: int
    number: str
    due_on: date | None
    open: Decimal
    currency: str
    amount: Decimal | None
    in_its_currency: Decimal | None = None
    instalment: int = 1
    instalments: int = 1
    is_time_barred: bool = False

    @property
    def of_open(self) -> Decimal:
        """How much of what is open it would pay."""
        return (self.amount if self.in_its_currency is None else self.in_its_currency) or Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneItem:
    """What would be let go of an item; `kind` is one of `confirm.DIFFERENCES`."""

    item_id: int
    number: str
    amount: Decimal
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalValue:
    """What a movement may pay. `rest` would stay on account. `shown` is said back by whoever confirms what he saw."""

    rank: int
    customer_id: int
    code: str
    name: str
    certainty: int
    reasons: tuple[dict[str, Any], ...]
    lines: tuple[PaidItem, ...]
    differences: tuple[GoneItem, ...]
    rest: Decimal
    shown: str

    @property
    def is_certain(self) -> bool:
        """May it be taken without a look?"""
        return self.certainty >= AUTOMATIC

    @property
    def is_unsure(self) -> bool:
        """Is it rather a guess, so that whoever accepts it should be asked once more?"""
        return self.certainty < UNSURE

    @property
    def fits(self) -> bool:
        """Is as much open as would be paid? Not where something else has paid it meanwhile."""
        return all(abs(one.of_open) <= abs(one.open) and one.open for one in self.lines)

    @property
    def needs_amounts(self) -> bool:
        """Is it not known how much it pays, as no rate of the day is?"""
        return any(one.amount is None for one in self.lines)

    @property
    def may_be_accepted(self) -> bool:
        """As it stands?"""
        return self.fits and not self.needs_amounts


@dataclass(frozen=True, slots=True)
class Known:
    """Of the items that are named: how many instalments their invoices have, and since when they are time-barred."""

    instalments: dict[tuple[str, str], int]
    barred: dict[int, list[Mark]]
    barred_customers: dict[int, list[Mark]]


def proposals_of(company_id: int, rows: Sequence[Movement]) -> dict[int, tuple[ProposalValue, ...]]:
    """Movement -> its proposals, the surest first."""
    proposals: dict[int, list[Proposal]] = defaultdict(list)
    for one in Proposal.objects.filter(
        company_id=company_id, movement_id__in=[row.id for row in rows]
    ).order_by("rank"):
        proposals[one.movement_id].append(one)
    every = [one for some in proposals.values() for one in some]
    names = customer_names(company_id, (one.customer_id for one in every))
    items = _items(company_id, (line["item"] for one in every for line in (*one.lines, *one.differences)))
    known = _known(company_id, items.values())
    return {
        row.id: tuple(_proposal(one, row, names[one.customer_id], items, known) for one in proposals[row.id])
        for row in rows
    }


def _proposal(
    one: Proposal, row: Movement, customer: tuple[str, str], items: dict[int, Item], known: Known
) -> ProposalValue:
    lines = tuple(_line(line, items[line["item"]], known, row.booked_on) for line in one.lines)
    gone = tuple(
        GoneItem(item_id=line["item"], number=items[line["item"]].number, amount=Decimal(line["amount"]), kind=line["kind"])
        for line in one.differences
    )  # fmt: skip
    return ProposalValue(
        rank=one.rank, customer_id=one.customer_id, code=customer[0], name=customer[1], certainty=one.certainty,
        reasons=tuple(one.reasons), lines=lines, differences=gone, rest=row.amount_left - sum(line.amount or 0 for line in lines),
        shown=shown(one, left=row.amount_left),
    )  # fmt: skip


def _line(line: dict[str, Any], item: Item, known: Known, on: date) -> PaidItem:
    return PaidItem(
        item_id=item.id, number=item.number, due_on=item.due_on, open=item.amount_open, currency=item.currency,
        amount=_decimal(line["amount"]), in_its_currency=_decimal(line.get("item_amount")), instalment=item.instalment,
        instalments=max(item.instalments or 1, item.instalment, known.instalments.get((item.source, item.document_key), 1)),
        is_time_barred=any(one.from_on <= on and (one.until_on is None or on <= one.until_on)
                           for one in (*known.barred.get(item.id, ()), *known.barred_customers.get(item.customer_id, ()))),
    )  # fmt: skip


def _known(company_id: int, items: Iterable[Item]) -> Known:
    rows = list(items)
    same = Item.objects.filter(  # (with the source, by index)
        company_id=company_id, source__in={one.source for one in rows}, document_key__in={one.document_key for one in rows}
    )  # fmt: skip
    counted = same.values("source", "document_key").annotate(many=Count("id")).filter(many__gt=1)
    marks = Mark.objects.filter(company_id=company_id, kind="time_barred", ended_on__isnull=True).filter(
        Q(item_id__in=[one.id for one in rows]) | Q(item_id__isnull=True, customer_id__in={one.customer_id for one in rows})
    )  # fmt: skip
    known = Known(
        {(one["source"], one["document_key"]): one["many"] for one in counted},
        defaultdict(list),
        defaultdict(list),
    )
    for mark in marks:
        if mark.item_id is None:
            known.barred_customers[mark.customer_id].append(mark)
        else:
            known.barred[mark.item_id].append(mark)
    return known


def _decimal(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def customer_names(company_id: int, ids: Iterable[int | None]) -> dict[int, tuple[str, str]]:
    """Customer -> his code and name."""
    rows = Customer.objects.filter(company_id=company_id, id__in={one for one in ids if one is not None})
    return {one: (code, name) for one, code, name in rows.values_list("id", "code", "name")}


def _items(company_id: int, ids: Iterable[int]) -> dict[int, Item]:
    found = Item.objects.filter(company_id=company_id, id__in=set(ids))
    return {one.id: one for one in found}
