"""Tables of the bank: what the bank said, what each movement may pay, and what a person or the rules decided that it pays.

What the bank said is never changed. A match is taken back by saying so, and what it posted by counter-facts of the ledger.
"""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from recobro.access.models import Company
from recobro.ledger.models import Customer

MATCHES = ("payment", "return", "aside")


class Rules(models.Model):
    """What a company wants of its bank.

    `automatic`: what is certain is confirmed by itself. `write_off_limit`: what may be let go of an item without a manager.
    `stale_after_days`: after so many days without a statement the bank counts as not read; `unclear_above`: so it does with more
    money than that still to be cleared, in the company's currency, or where the books say something else than we do by more than
    `differs_above` (None: never). Then nobody is reminded. `holds_maybe_paid`: nobody is reminded of what money that is not cleared yet
    may have paid. `discount_percent`: the highest discount that is looked for where the terms name none; `exchange_percent`: by how much
    the rate of a payer's bank may differ from that of the day.
    """

    company = models.OneToOneField(Company, models.CASCADE)
    automatic = models.BooleanField(default=False)
    write_off_limit = models.DecimalField(max_digits=19, decimal_places=4, default=Decimal(5))
    stale_after_days = models.PositiveSmallIntegerField(null=True)
    unclear_above = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    differs_above = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    holds_maybe_paid = models.BooleanField(default=True)
    discount_percent = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(3))
    exchange_percent = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal(3))


class Tolerated(models.Model):
    """What may be missing in one currency: `charges` that nobody states, a small `difference`. None: what is usual (`Tolerance`)."""

    company = models.ForeignKey(Company, models.CASCADE, db_index=False)
    currency = models.CharField(max_length=3)
    charges = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    difference = models.DecimalField(max_digits=19, decimal_places=4, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "currency"], name="one_tolerance_per_currency")
        ]


class BankFile(models.Model):
    """A file of a bank that was read: who brought it, when, and what was new in it."""

    company = models.ForeignKey(Company, models.CASCADE)
    name = models.CharField(max_length=200)
    format = models.CharField(max_length=50)
    sha256 = models.CharField(max_length=64)
    movements_new = models.PositiveIntegerField(default=0)
    movements_known = models.PositiveIntegerField(default=0)
    movements_pending = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "id"], name="bank_file_within_company")]
        indexes = [models.Index(fields=["company", "-id"], name="bank_file_newest_first")]


class Statement(models.Model):
    """A statement of one account. `difference` is closing less opening less movements; None where the bank gives no two balances."""

    company_id = models.BigIntegerField()
    file = models.ForeignKey(
        BankFile, models.CASCADE, db_constraint=False, related_name="statements", db_index=False
    )
    account = models.CharField(max_length=50, blank=True, default="")
    currency = models.CharField(max_length=3)
    number = models.CharField(max_length=100, blank=True, default="")
    is_final = models.BooleanField()
    opening_on = models.DateField(null=True)
    opening = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    closing_on = models.DateField(null=True)
    closing = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    movements = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    difference = models.DecimalField(max_digits=19, decimal_places=4, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "id"], name="bank_statement_within_company")
        ]
        indexes = [
            models.Index(fields=["company_id", "account", "-id"], name="bank_statement_by_account"),
            models.Index(fields=["company_id", "file"], name="bank_statement_by_file"),
        ]


class Movement(models.Model):
    """Money in (above zero) or out of one of our accounts; see `facts.MovementFact` for what the fields promise.

    `amount_left` is what no match has taken yet, with the sign of the amount; written by `confirm` alone.
    """

    company_id = models.BigIntegerField()
    statement = models.ForeignKey(Statement, models.CASCADE, db_constraint=False, db_index=False)
    line = models.PositiveIntegerField()
    entry = models.PositiveIntegerField()
    account = models.CharField(max_length=50, blank=True, default="")
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    amount_left = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    text = models.TextField(blank=True, default="")
    reference = models.CharField(max_length=140, blank=True, default="")
    end_to_end = models.CharField(max_length=140, blank=True, default="")
    mandate = models.CharField(max_length=140, blank=True, default="")
    bank_reference = models.CharField(max_length=140, blank=True, default="")
    payer_name = models.CharField(max_length=200, blank=True, default="")
    payer_account = models.CharField(max_length=50, blank=True, default="")
    payer_bank = models.CharField(max_length=50, blank=True, default="")
    ultimate_name = models.CharField(max_length=200, blank=True, default="")
    code = models.CharField(max_length=100, blank=True, default="")
    is_return = models.BooleanField(default=False)
    return_reason = models.CharField(max_length=200, blank=True, default="")
    charges = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    original_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    original_currency = models.CharField(max_length=3, blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "id"], name="movement_within_company"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount_left__gte=0, amount_left__lte=F("amount"))
                | Q(amount__lt=0, amount_left__lte=0, amount_left__gte=F("amount")),
                name="left_is_between_zero_and_amount",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company_id", "account", "booked_on", "amount"], name="movement_by_day_and_amount"
            ),
            models.Index(
                fields=["company_id", "booked_on", "id"],
                condition=~Q(amount_left=0),
                name="movement_to_clear",
            ),
            models.Index(
                fields=["company_id", "amount_left"],
                condition=Q(amount_left__gt=0),
                name="movement_to_clear_by_amount",
            ),
            models.Index(fields=["company_id", "statement"], name="movement_by_statement"),
        ]


class Proposal(models.Model):
    """What a movement may pay, as `match` found it; made anew by each `match` until the movement is cleared.

    `certainty` is from 1 to 100. `reasons` are keys with their values (see `certainty.py`); `lines` is what would be paid:
    [{"item": id, "amount": "12.50"}], in the currency of the movement; the rest stays on account. Of an item in another currency
    `item_amount` is what that is in its own; where no rate says it the amount is null, and a person says both. `differences` is what
    is let go of an item beside the payment: [{"item": id, "amount": "3.00", "kind": "discount"}].
    """

    company_id = models.BigIntegerField()
    movement = models.ForeignKey(
        Movement, models.CASCADE, db_constraint=False, db_index=False, related_name="proposals"
    )
    rank = models.PositiveSmallIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    certainty = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    differences = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "movement", "rank"], name="one_proposal_per_rank"),
            models.CheckConstraint(condition=Q(certainty__range=(1, 100)), name="certainty_is_a_percentage"),
        ]
        indexes = [models.Index(fields=["company_id", "customer"], name="proposal_by_customer")]


class Looked(models.Model):
    """A movement that waits was looked at, by these rules (see `rules_mark`), and would be found again by these `clues` (see `clues.py`).

    Without the rules it was looked at in passing, and the next match looks at it again. Deleted when what is left of it changes.
    """

    company_id = models.BigIntegerField()
    movement = models.ForeignKey(Movement, models.CASCADE, db_constraint=False, db_index=False)
    rules = models.CharField(max_length=16)
    clues = ArrayField(models.TextField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "movement"], name="one_look_per_movement")
        ]
        indexes = [GinIndex(fields=["clues"], name="looked_by_clue")]


class Stamp(models.Model):
    """Something has changed of what movements may pay, and no match has heard of it; written by triggers alone, see `stamps.py`."""

    company_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, db_constraint=False, db_index=False)
    items = ArrayField(models.BigIntegerField(), default=list)
    rates_from = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["company_id", "id"], name="bank_stamp_of_company")]


class Match(models.Model):
    """What a movement, or a part of it, was said to be: a customer's payment, a return of one, or nothing of ours (*aside*).

    `amount` has the sign of the movement. `payment_key` is the identity of what it posted in the ledger. `certainty` is None where a
    person decided without a proposal; `is_automatic`: the rules did, and nobody looked.
    """

    company_id = models.BigIntegerField()
    movement = models.ForeignKey(
        Movement, models.CASCADE, db_constraint=False, db_index=False, related_name="matches"
    )
    kind = models.CharField(max_length=10)
    customer_id = models.BigIntegerField(null=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    payment_key = models.CharField(max_length=300, blank=True, default="")
    posted = models.JSONField(default=list)  # the keys of what was posted beside the payment
    certainty = models.PositiveSmallIntegerField(null=True)
    is_automatic = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True, default="")
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    undone_on = models.DateField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True, default="")
    undone_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "id"], name="match_within_company"),
            models.CheckConstraint(condition=Q(kind__in=MATCHES), name="match_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind="aside", customer_id__isnull=True)
                | (~Q(kind="aside") & Q(customer_id__isnull=False)),
                name="match_has_a_customer_unless_aside",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="match_amount_is_not_zero"),
        ]
        indexes = [
            models.Index(fields=["company_id", "movement"], name="match_by_movement"),
            models.Index(fields=["company_id", "recorded_at", "id"], name="match_by_time"),
            models.Index(fields=["company_id", "customer_id"], name="match_by_customer"),
            models.Index(
                fields=["company_id", "amount", "-id"],
                condition=Q(kind="payment", undone_at__isnull=True),
                name="match_by_amount",
            ),
        ]


class Payer(models.Model):
    """Who pays for whom, learnt from a match that a person confirmed: an account, or a name (folded) where the bank gives no account."""

    company_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    account = models.CharField(max_length=50, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "account", "name", "customer"],
                condition=Q(retired_at__isnull=True),
                name="one_payer_per_customer",
            ),
            models.CheckConstraint(condition=~Q(account="", name=""), name="payer_has_an_account_or_a_name"),
        ]
        indexes = [models.Index(fields=["company_id", "customer"], name="payer_by_customer")]


class Returned(models.Model):
    """A payment of this item came back: it is not collected by direct debit any more, and a policy speaks of it like of any other."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    movement = models.ForeignKey(Movement, models.CASCADE, db_constraint=False, db_index=False)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "item_id", "movement"], name="one_return_per_item_and_movement"
            )
        ]
        indexes = [models.Index(fields=["company_id", "customer_id"], name="returned_by_customer")]


class MaybePaid(models.Model):
    """Money has come in that nobody has matched yet and that may pay this item: until that is cleared nobody is reminded of it."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    movement = models.ForeignKey(Movement, models.CASCADE, db_constraint=False, db_index=False)
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "item_id", "movement"], name="one_maybe_per_item_and_movement"
            )
        ]
        indexes = [
            models.Index(fields=["company_id", "customer_id"], name="maybe_paid_by_customer"),
            models.Index(fields=["company_id", "movement"], name="maybe_paid_by_movement"),
        ]
