"""How much may be missing of what a payment pays, as the company says it: percentages for all, charges and differences by currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from recobro.access.changes import record_change
from recobro.bank.amounts import Tolerance
from recobro.bank.models import Statement, Tolerated
from recobro.bank.rules import rules_of
from recobro.kernel.money import AMOUNT_MAX, is_currency, is_too_fine
from recobro.kernel.problems import refuse

USUAL = Tolerance()
Amounts = Mapping[str, Decimal | None]  # by currency; None: what is usual


def tolerance_of(company_id: int) -> Tolerance:
    """What the company said, and what is usual where it did not."""
    rules, said = rules_of(company_id), said_of(company_id)
    return Tolerance(
        discount=rules.discount_percent, exchange=rules.exchange_percent,
        charges={**USUAL.charges, **{one.currency: one.charges for one in said if one.charges is not None}},
        difference={**USUAL.difference, **{one.currency: one.difference for one in said if one.difference is not None}},
    )  # fmt: skip


def said_of(company_id: int) -> list[Tolerated]:
    """What the company said itself, by currency."""
    return list(Tolerated.objects.filter(company_id=company_id).order_by("currency"))


def currencies_of(company_id: int, *, own: str) -> list[str]:
    """For which a company may want to say it: its `own`, those of its accounts, and those of which something is said."""
    rows = Statement.objects.filter(company_id=company_id).values_list("currency", flat=True).distinct()
    said = Tolerated.objects.filter(company_id=company_id).values_list("currency", flat=True)
    return [own, *sorted({*rows, *said} - {own})]


def tolerate(
    company_id: int,
    *,
    charges: Amounts | None = None,
    differences: Amounts | None = None,
    at: datetime,
    by: str,
) -> None:
    """Says how much banks may keep, and what is let go as a small difference, by currency; the journal keeps who did.

    What may be written off without a manager is another rule. Raises Refused for what is no currency, and for what nobody can pay in it.
    """
    said: dict[str, Amounts] = {"charges": charges or {}, "difference": differences or {}}
    for amounts in said.values():
        for currency, amount in amounts.items():
            _check(currency, amount)
    with transaction.atomic():
        for name, amounts in said.items():
            for currency, amount in amounts.items():
                _say(company_id, currency, name, amount, at=at, by=by)


def _say(company_id: int, currency: str, name: str, amount: Decimal | None, *, at: datetime, by: str) -> None:
    before = Tolerated.objects.filter(company_id=company_id, currency=currency).first()
    was = getattr(before, name) if before else None
    if was == amount:
        return
    Tolerated.objects.update_or_create(company_id=company_id, currency=currency, defaults={name: amount})
    record_change(
        company_id, kind="company", subject=currency, what=f"{name}_tolerated", before=was, after=amount, by=by, at=at
    )  # fmt: skip


def _check(currency: str, amount: Decimal | None) -> None:
    if not is_currency(currency):
        raise refuse("bank", f"'{currency}' is no currency.", "Write an ISO code such as EUR.")
    if amount is not None and (not 0 <= amount < AMOUNT_MAX or is_too_fine(amount, currency)):
        raise refuse(
            "bank", f"{amount.normalize():f} is no amount in {currency} that may be missing.", "Give an amount from 0 on."
        )  # fmt: skip
