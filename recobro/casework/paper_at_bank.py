"""The bank brings the money of a paper, or takes it back: the paper follows what was said of the movement, by itself.

Money is a paper's when it is just its amount and pays one of the items that it covers; or when it pays all of them whole, of one paper or
of several together (a remittance of cheques).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from recobro.casework.models import Paper
from recobro.casework.paper import come_back, finish
from recobro.ledger.models import Item


def paid_by_bank(
    company_id: int, *, customer_id: int, payment_id: int, currency: str, amount: Decimal, items: Collection[int], on: date,
    at: datetime, by: str,
) -> list[int]:  # fmt: skip
    """Ends the papers that this payment has paid as cleared. Gives them. What somebody else ends in this moment is left to him."""
    papers = Paper.objects.filter(
        company_id=company_id, customer_id=customer_id, currency=currency, ended_on__isnull=True
    )
    waiting = list(papers.select_for_update(skip_locked=True).order_by("due_on", "id"))
    covered = {one.id: set(one.lines.values_list("item_id", flat=True)) for one in waiting}
    chosen = [one for one in waiting if one.amount == amount and covered[one.id] & set(items)][:1]
    if not chosen:
        closed = set(
            Item.objects.filter(company_id=company_id, id__in=items, amount_open=0).values_list(
                "id", flat=True
            )
        )
        chosen = [one for one in waiting if covered[one.id] <= closed]
        if sum(one.amount for one in chosen) > amount:
            return []
    for paper in chosen:
        day = max(on, paper.received_on)
        Paper.objects.filter(id=paper.id).update(
            cleared_on=paper.cleared_on or day, cleared_by=paper.cleared_by or by, payment_item_id=payment_id
        )
        finish(
            paper,
            "cleared",
            on=max(day, paper.cleared_on or day),
            at=at,
            by=by,
            reason="The bank has paid it.",
        )
    return [one.id for one in chosen]


def paid_after_all(
    company_id: int, *, customer_id: int, went_back_at: datetime, on: date, at: datetime, by: str
) -> None:
    """The money did not go back: the papers that were unpaid by it cover again, until it is said anew what the money pays."""
    papers = Paper.objects.filter(
        company_id=company_id, customer_id=customer_id, outcome="unpaid", recorded_at=went_back_at, ended_at=went_back_at
    )  # fmt: skip
    for paper in papers.order_by("id"):
        come_back(paper, on=on, reason="The return was another's.", at=at, by=by)


def not_paid_after_all(
    company_id: int, *, payment_id: int, on: date, went_back: bool, reason: str, at: datetime, by: str
) -> None:
    """The payment was taken back: went the money back, the papers are unpaid; was it another's, they cover again from `on` on."""
    for paper in Paper.objects.filter(company_id=company_id, payment_item_id=payment_id, outcome="cleared"):
        again = come_back(paper, on=on, reason=reason, at=at, by=by)
        if went_back:
            finish(again, "unpaid", on=on, reason=reason or "The bank did not pay it.", at=at, by=by)
