"""What a person says about a customer, beside what the files say."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count

from recobro.access.changes import record_change
from recobro.access.fit import fit
from recobro.access.models import LANGUAGES
from recobro.kernel.problems import refuse
from recobro.ledger.models import Customer
from recobro.ledger.paydays import PayDays

CHANGEABLE = ("language", "segment", "terms", "salesperson", "collector")


def change_customer(company_id: int, *, customer_id: int, **said: str) -> None:
    """From now on this holds for the customer, until a file says otherwise; "" for nothing. Raises Refused for what is not known."""
    if unknown := sorted(set(said) - set(CHANGEABLE)):
        raise refuse(
            "customer", f"'{unknown[0]}' is not changed by hand.", f"It can be: {', '.join(CHANGEABLE)}."
        )
    if said.get("language", "") not in ("", *LANGUAGES):
        raise refuse("customer", f"Language '{said['language']}' is not spoken here.", "Use en, es or fr.")
    Customer.objects.filter(company_id=company_id, id=customer_id).update(**fit("customer", Customer, **said))


def set_pay_days(company_id: int, *, customer_id: int, pay_days: PayDays) -> None:
    """From now on the customer pays on these days; `PayDays()` for any. A file that names others replaces them."""
    Customer.objects.filter(company_id=company_id, id=customer_id).update(
        pay_month_days=list(pay_days.month_days),
        pay_weekdays=list(pay_days.weekdays),
        review_weekdays=list(pay_days.review_weekdays),
    )


def pay_days_of(company_id: int, *, customer_id: int) -> PayDays:
    """The days on which the customer pays."""
    row = Customer.objects.get(company_id=company_id, id=customer_id)
    return PayDays(
        month_days=tuple(row.pay_month_days),
        weekdays=tuple(row.pay_weekdays),
        review_weekdays=tuple(row.review_weekdays),
    )


def assign_collector(
    company_id: int, *, collector: str, segment: str | None = None, from_collector: str | None = None, by: str, at: datetime
) -> int:  # fmt: skip
    """From now on the customers of a segment, or those of another collector, or both narrowed down, are looked after by this one; ""
    takes them from everybody. Gives how many. Raises Refused when neither is said: nobody gives all customers away by mistake."""
    if segment is None and from_collector is None:
        raise refuse("customer", "Whose customers?", "Choose a segment, or a collector.")
    chosen = Customer.objects.filter(company_id=company_id).exclude(collector=collector)
    if segment is not None:
        chosen = chosen.filter(segment=segment)
    if from_collector is not None:
        chosen = chosen.filter(collector__iexact=from_collector)
    count = chosen.update(**fit("customer", Customer, collector=collector))
    if count:
        record_change(
            company_id, kind="portfolio", subject=segment or "", what="collector", before=from_collector, after=collector, many=count,
            by=by, at=at,
        )  # fmt: skip
    return count


def collectors(company_id: int) -> list[tuple[str, str, int]]:
    """How many customers each collector has in each segment: (collector, segment, customers)."""
    rows = Customer.objects.filter(company_id=company_id).values_list("collector", "segment")
    return [
        (collector, segment, count)
        for collector, segment, count in rows.annotate(count=Count("id")).order_by()
    ]
