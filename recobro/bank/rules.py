"""What the company wants of its bank: by itself or by hand, how much may be written off, how old a statement may be."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from recobro.access.changes import record_changes
from recobro.bank.models import MaybePaid, Rules
from recobro.kernel.money import AMOUNT_MAX
from recobro.kernel.problems import refuse


def rules_of(company_id: int) -> Rules:
    """The company's rules; what nobody said is the default."""
    return Rules.objects.filter(company_id=company_id).first() or Rules(company_id=company_id)


def say_rules(company_id: int, *, by: str, at: datetime, **changed: Any) -> Rules:
    """Changes some of the rules, and the journal keeps who did. Raises Refused for a limit or a number of days that is none.

    Where who may have paid is held back again, that begins with the next match.
    """
    limit, days = changed.get("write_off_limit"), changed.get("stale_after_days")
    if limit is not None and not 0 <= limit < Decimal(10_000):
        raise refuse("bank", f"{limit} is no limit for writing off.", "Give an amount from 0 to 9,999.")
    if days is not None and not 1 <= days <= 365:
        raise refuse("bank", f"{days} days is no age of a statement.", "Give from 1 to 365 days, or nothing.")
    for name in ("unclear_above", "differs_above"):
        if (above := changed.get(name)) is not None and not 0 <= above < AMOUNT_MAX:
            raise refuse(
                "bank",
                f"{above:f} is no sum.",
                "Give an amount from 0 on with at most 15 digits, or nothing.",
            )
    for name in ("discount_percent", "exchange_percent"):
        percent = changed.get(name)
        if percent is not None and (not 0 <= percent <= 20 or percent != round(percent, 2)):
            raise refuse(
                "bank", f"{percent} is no percentage that may be missing.", "Give one from 0 to 20, with two decimals at most."
            )  # fmt: skip
    with transaction.atomic():
        if changed.get("holds_maybe_paid") is False:
            MaybePaid.objects.filter(company_id=company_id).delete()
        before = rules_of(company_id)
        record_changes(
            company_id, kind="company", before={name: getattr(before, name) for name in changed}, after=changed, by=by, at=at
        )  # fmt: skip
        return Rules.objects.update_or_create(company_id=company_id, defaults=changed)[0]
