"""What is kept of every customer so that the list of customers need not count a million items. `accounts.py` keeps it true."""

from __future__ import annotations

from django.db import models

from recobro.access.models import Company
from recobro.ledger.models import Customer


class Account(models.Model):
    """How a customer stands in one currency, as of the company's `AccountsDay`; nobody owes nothing here.

    `turns_on`: the first day on which more of it is overdue. `level_key`: the highest level of which he was told about what is open.
    """

    company = models.ForeignKey(Company, models.CASCADE, db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    currency = models.CharField(max_length=3)
    is_own_currency = models.BooleanField()
    items = models.IntegerField()
    owed = models.DecimalField(max_digits=24, decimal_places=4)
    items_overdue = models.IntegerField()
    overdue = models.DecimalField(max_digits=24, decimal_places=4)
    on_account = models.DecimalField(max_digits=24, decimal_places=4)
    oldest_due_on = models.DateField()  # 9999-12-31 where nothing is overdue
    turns_on = models.DateField(null=True)
    level_key = models.CharField(max_length=50, blank=True, default="")
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer", "currency"], name="one_account_per_customer_and_currency"
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "is_own_currency", "currency", "overdue", "customer"],
                name="account_by_overdue",
            ),
            models.Index(fields=["company", "oldest_due_on", "customer", "currency"], name="account_by_age"),
            models.Index(fields=["company", "turns_on"], name="account_by_turn"),
            models.Index(fields=["company", "level_key"], name="account_by_level"),
        ]


class AccountsDay(models.Model):
    """The day as of which the accounts of a company stand, and in which mode customers were told."""

    company = models.OneToOneField(Company, models.CASCADE)
    mode = models.CharField(max_length=9)
    as_of = models.DateField()


class Stale(models.Model):
    """Something of this customer changed since his accounts were counted. Written by triggers."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["company_id"], name="stale_by_company")]
