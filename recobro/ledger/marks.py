"""Dated marks of customers and items: never remind, direct debit, insolvency, with a lawyer or agency, factor, time-barred.

A credit can be earmarked as an advance, a deposit or a guarantee: nothing is covered by it before it is released, which ends the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from recobro.access.fit import fit, insert
from recobro.kernel.problems import refuse
from recobro.ledger.models import EARMARKS, MARKS, Item, Mark


def mark(
    company_id: int, *, customer_id: int, item_id: int | None = None, kind: str, from_on: date, until_on: date | None = None,
    administrator: str = "", file_until: date | None = None, reason: str, at: datetime, by: str,
) -> int:  # fmt: skip
    """Marks a customer, or one item of his, from a day on.

    Insolvency: `from_on` is the opening day of the proceedings; claims are filed with the administrator until `file_until`.
    """
    if kind not in MARKS:
        raise refuse("mark", f"There is no mark '{kind}'.", f"Marks: {', '.join(MARKS)}.")
    if kind == "insolvency" and item_id is not None:
        raise refuse("mark", "Insolvency is a mark of the customer, not of one item.", "Leave the item out.")
    if kind in EARMARKS and not _is_credit(company_id, item_id):
        raise refuse(
            "mark", f"'{kind}' is a mark of a payment or a credit note.",
            "Give its number: --item NUMBER. What the customer keeps back of an invoice: recobro retain.",
        )  # fmt: skip
    if kind in EARMARKS and _is_kept(company_id, item_id, from_on):
        raise refuse(
            "mark", "This credit is kept already.", "Release it first, to keep it as something else."
        )
    if kind != "insolvency" and (administrator or file_until):
        raise refuse(
            "mark", f"'{kind}' has no administrator and no last day to file claims.", "Leave them out."
        )
    if until_on is not None and until_on < from_on:
        raise refuse(
            "mark", f"It would end on {until_on}, before it begins on {from_on}.", "Give a later --until."
        )
    if not reason.strip():
        raise refuse("mark", "A mark needs a reason.", "Give one, so that others understand it: --reason.")
    row = insert(
        "mark", Mark,
        company_id=company_id, customer_id=customer_id, item_id=item_id, kind=kind, from_on=from_on, until_on=until_on,
        administrator=administrator, file_until=file_until, reason=reason, by=by, recorded_at=at,
    )  # fmt: skip
    return int(row.id)


def _is_credit(company_id: int, item_id: int | None) -> bool:
    return (
        bool(item_id) and Item.objects.filter(company_id=company_id, id=item_id or 0, amount__lt=0).exists()
    )


def _is_kept(company_id: int, item_id: int | None, on: date) -> bool:
    """Is it kept on the day or later? One release is enough then."""
    rows = Mark.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on), company_id=company_id, item_id=item_id
    )
    return rows.filter(kind__in=EARMARKS, ended_on__isnull=True).exists()


def earmarked(company_id: int, *, customers: Sequence[int], as_of: date) -> dict[int, str]:
    """The credits of these customers that are not released on the day, each with what it is kept as."""
    standing = Mark.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=as_of),
        Q(ended_on__isnull=True) | Q(ended_on__gt=as_of),
        company_id=company_id, customer_id__in=customers, kind__in=EARMARKS, from_on__lte=as_of,
    )  # fmt: skip
    return {item_id: kind for item_id, kind in standing.values_list("item_id", "kind") if item_id is not None}


def not_released(company_id: int, items: Sequence[int]) -> list[str]:
    """The numbers of those of these credits that are kept until somebody releases them, whatever the day."""
    kept = Mark.objects.filter(
        company_id=company_id, item_id__in=items, kind__in=EARMARKS, ended_on__isnull=True
    )
    credits_kept = Item.objects.filter(company_id=company_id, id__in=kept.values("item_id"))
    return list(credits_kept.order_by("id").values_list("number", flat=True))


def end_mark(company_id: int, *, mark_id: int, on: date, reason: str = "", at: datetime, by: str) -> None:
    """Takes a mark away from `on` on. Ending it twice is refused."""
    ended = Mark.objects.filter(company_id=company_id, id=mark_id, ended_on__isnull=True).update(
        ended_on=on, ended_at=at, **fit("mark", Mark, ended_by=by, ended_reason=reason)
    )
    if not ended:
        raise refuse("mark", f"There is no open mark {mark_id}.", "See the list: recobro cases.")
