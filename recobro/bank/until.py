"""Until when was the bank read?"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest

from recobro.bank.models import Statement

CLOSED_AFTER = timedelta(
    days=60
)  # an account is taken to be closed that was silent so long before the newest statement


def read_until(company_id: int) -> date | None:
    """The last day that the statements of every account cover; None where none was read. What banks send during the day does not count."""
    final = Statement.objects.filter(company_id=company_id, is_final=True)
    day = Greatest(Coalesce("closing_on", "last_on"), Coalesce("last_on", "closing_on"))
    days = final.values("account", "currency").annotate(until=Max(day)).values_list("until", flat=True)
    known = [one for one in days if one is not None]
    return min((one for one in known if one >= max(known) - CLOSED_AFTER), default=None)
