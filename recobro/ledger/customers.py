"""What a person says about a customer, beside what the files say."""

from __future__ import annotations

from recobro.ledger.models import Customer
from recobro.ledger.paydays import PayDays


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
