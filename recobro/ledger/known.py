"""Through which day are payments known? Before that day is reached nobody can say that a promise was broken.

What customers read ("payments received until ... are included") does not go beyond it either.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max, Q

from recobro.kernel.problems import refuse
from recobro.ledger.models import OWN_SOURCE, PaymentsKnown


def payments_known(company_id: int, *, through_on: date, source: str = "", at: datetime, by: str) -> None:
    """All payments through this day are in the ledger: of the items of one source, or of all."""
    PaymentsKnown.objects.create(
        company_id=company_id, through_on=through_on, source=source, by=by, recorded_at=at
    )


def check_known(through_on: date, *, today: date) -> None:
    """Refuses a day to come: nobody can know its payments."""
    if through_on > today:
        raise refuse(
            "payments-through", f"{through_on} is still to come; today is {today}.",
            "Give the last day of which all payments are in Recobro.",
        )  # fmt: skip


def known_through(company_id: int, *, known_at: datetime | None = None) -> dict[str, date]:
    """The day by source, as known at a moment (None: now); "" holds for every source."""
    rows = PaymentsKnown.objects.filter(company_id=company_id)
    rows = rows.filter(Q(recorded_at__lte=known_at)) if known_at else rows
    return dict(rows.values_list("source").annotate(Max("through_on")).order_by())


def through_for(known: dict[str, date], sources: Iterable[str]) -> date | None:
    """The day through which payments are known for items of all these sources; None where one of them is silent."""
    days = [
        max((known[one] for one in ("", source) if one in known), default=None) for source in set(sources)
    ]
    return None if None in days or not days else min(day for day in days if day is not None)


def payments_until(known: dict[str, date], sources: Iterable[str], *, as_of: date) -> date:
    """Until when payments are included in what is said on a day: that day, or an earlier one through which they are known.

    What we posted ourselves (`OWN_SOURCE`) waits for nobody's payments.
    """
    through = through_for(known, set(sources) - {OWN_SOURCE})
    return min(through or as_of, as_of)
