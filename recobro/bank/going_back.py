"""Which payment goes back with this money out? Those of just this amount first, then the latest."""

from __future__ import annotations

from decimal import Decimal

from recobro.bank.listing import MatchValue, matches_of
from recobro.bank.models import Match

MOST = 20  # of each kind


def payments_going_back(company_id: int, *, left: Decimal, currency: str) -> list[MatchValue]:
    """Matches that stand and that money out of `left` (below zero) can take back, the likeliest first."""
    live = Match.objects.filter(
        company_id=company_id, kind="payment", undone_at__isnull=True, movement__currency=currency
    )
    live = live.select_related("movement").order_by("-id")
    same = list(live.filter(amount=-left)[:MOST])
    others = list(live.filter(amount__lt=-left)[:MOST])
    return matches_of(company_id, [*same, *others])
