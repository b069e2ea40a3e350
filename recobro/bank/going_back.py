"""Which payment goes back with this money out? Those that fit best first: by the number that is named, the amount, and who is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from recobro.bank.listing import MatchValue, matches_of
from recobro.bank.models import Match, Movement
from recobro.bank.names import within
from recobro.bank.numbers import Numbers, numbers
from recobro.ledger.models import OWN_SOURCE, Allocation

LOOKED_AT = 200  # of each kind
MOST = 20  # that are shown
ALIKE = 90  # of 100: a name
NUMBER, AMOUNT, NAME = 4, 3, 2  # how much it says that this is the same


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingBack:
    """A payment that may go back. `numbers` are the invoices that it pays; `fit` is higher the better it fits."""

    match: MatchValue
    numbers: tuple[str, ...]
    is_same_amount: bool
    fit: int
    is_best: bool

    @property
    def is_unsure(self) -> bool:
        """Should whoever takes it be asked once more?"""
        return not (self.is_same_amount and self.is_best)


def payments_going_back(company_id: int, *, movement_id: int) -> list[GoingBack]:
    """Matches that stand and that this money out can take back, those that fit best first, then the latest."""
    out = Movement.objects.get(company_id=company_id, id=movement_id)
    said = numbers(out.reference, f"{out.text} {out.end_to_end}")
    found = _that_may(out)
    paid = _numbers_paid(company_id, found)
    fits = {one.id: _fit(one, out, said, paid[one.payment_key]) for one in found}
    best = max(fits.values(), default=0)
    chosen = sorted(found, key=lambda one: (-fits[one.id], -one.id))[:MOST]
    return [
        GoingBack(
            match=value, numbers=tuple(paid[one.payment_key]), is_same_amount=one.amount == -out.amount_left, fit=fits[one.id],
            is_best=fits[one.id] == best,
        )
        for one, value in zip(chosen, matches_of(company_id, chosen), strict=True)
    ]  # fmt: skip


def _that_may(out: Movement) -> list[Match]:
    """Those of just this amount, and of smaller ones: the bank takes a fee with it."""
    live = Match.objects.filter(
        company_id=out.company_id, kind="payment", undone_at__isnull=True, movement__currency=out.currency
    ).exclude(payment_key="")  # (those the books have booked since are theirs)
    live = live.select_related("movement").order_by("-id")
    same = live.filter(amount=-out.amount_left)[:LOOKED_AT]
    return [*same, *live.filter(amount__lt=-out.amount_left)[:LOOKED_AT]]


def _numbers_paid(company_id: int, found: Iterable[Match]) -> dict[str, list[str]]:
    """The key of each payment -> the numbers of what it pays."""
    undone = Allocation.objects.filter(company_id=company_id, undoes__isnull=False).values("undoes_id")
    rows = Allocation.objects.filter(
        company_id=company_id, credit_item__source=OWN_SOURCE, credit_item__document_key__in=[one.payment_key for one in found],
        undoes__isnull=True,
    ).exclude(id__in=undone)  # fmt: skip
    paid: dict[str, list[str]] = defaultdict(list)
    for key, number in rows.order_by("id").values_list("credit_item__document_key", "debit_item__number"):
        if number not in paid[key]:
            paid[key].append(number)
    return paid


def _fit(one: Match, out: Movement, said: Numbers, paid: Iterable[str]) -> int:
    came = one.movement
    is_same_account = bool(out.payer_account) and out.payer_account == came.payer_account
    is_named = is_same_account or within(came.payer_name, f"{out.payer_name} {out.text}") >= ALIKE
    return (
        NUMBER * any(said.said(number) is not None for number in paid)
        + AMOUNT * (one.amount == -out.amount_left)
        + NAME * is_named
    )
