"""Tables of the policies: what we intend, in versions with a first day of validity."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from recobro.access.models import Company

TRIGGER_KINDS = ("days", "eom", "banking", "after", "after_banking", "opening")
SCOPES = ("company", "segment", "customer", "item")


class Policy(models.Model):
    """A policy by its stable key; what it says is in its versions."""

    company = models.ForeignKey(Company, models.CASCADE)
    key = models.CharField(max_length=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "key"], name="one_policy_per_key"),
            models.UniqueConstraint(fields=["company", "id"], name="policy_within_company"),
        ]

    def __str__(self) -> str:
        return self.key


class Version(models.Model):
    """A policy as loaded once, with its source; never changed afterwards."""

    company = models.ForeignKey(Company, models.CASCADE, db_index=False)
    policy = models.ForeignKey(Policy, models.CASCADE, db_constraint=False, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    source = models.TextField()
    fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    jumps = models.BooleanField()
    does_nothing = models.BooleanField()
    min_gap_days = models.PositiveSmallIntegerField()
    grace_banking_days = models.PositiveSmallIntegerField()
    days_after_invoice = models.PositiveSmallIntegerField()
    final_after_days = models.PositiveSmallIntegerField()
    follow_pay_days = models.BooleanField(default=False)
    start_at = models.CharField(max_length=50, blank=True, default="")
    old_items = models.CharField(max_length=7, default="apply")
    amnesty_days = models.PositiveSmallIntegerField(default=0)
    opening_gap_days = models.PositiveSmallIntegerField(default=14)
    languages = ArrayField(models.CharField(max_length=2))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["company", "id"], name="version_within_company"),
            models.CheckConstraint(
                condition=Q(old_items__in=("apply", "amnesty", "opening")), name="old_items_are_known"
            ),
        ]


class Level(models.Model):
    """One step of a version.

    `trigger_kind`: days or banking (days from the due date), eom (end of the month of that day), after or after_banking (days
    since the step before was told), opening (the company's first day; such a level has position 0 and is no rung).
    """

    company_id = models.BigIntegerField()
    version = models.ForeignKey(Version, models.CASCADE, db_constraint=False, related_name="levels")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=50)
    severity = models.PositiveSmallIntegerField()
    trigger_kind = models.CharField(max_length=13)
    trigger_days = models.SmallIntegerField()
    before_due = models.BooleanField()
    is_empty = models.BooleanField()
    is_outward = models.BooleanField()
    attach = models.CharField(max_length=8, default="none")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_level_per_position"),
            models.UniqueConstraint(fields=["version", "key"], name="one_level_per_key"),
            models.UniqueConstraint(fields=["company_id", "id"], name="level_within_company"),
            models.CheckConstraint(condition=Q(trigger_kind__in=TRIGGER_KINDS), name="trigger_kind_is_known"),
            models.CheckConstraint(condition=Q(severity__range=(1, 4)), name="severity_is_one_to_four"),
            models.CheckConstraint(
                condition=Q(attach__in=("none", "if-there", "always")), name="attach_is_known"
            ),
        ]


class Threshold(models.Model):
    """Amounts of a version in one currency: below `floor` nothing is sent, above `ceiling` a person approves."""

    company_id = models.BigIntegerField()
    version = models.ForeignKey(Version, models.CASCADE, db_constraint=False, related_name="thresholds")
    currency = models.CharField(max_length=3)
    floor = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    ceiling = models.DecimalField(max_digits=19, decimal_places=4, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "currency"], name="one_threshold_per_currency")
        ]


class Assignment(models.Model):
    """Who is treated by which policy, from a day on: one item, one customer, a segment, or the company."""

    company = models.ForeignKey(Company, models.CASCADE, db_index=False)
    policy = models.ForeignKey(Policy, models.CASCADE, db_constraint=False)
    scope = models.CharField(max_length=8)
    customer_id = models.BigIntegerField(null=True)
    item_id = models.BigIntegerField(null=True)
    segment = models.CharField(max_length=100, blank=True, default="")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="company", customer_id__isnull=True, item_id__isnull=True, segment="")
                | (Q(scope="segment", customer_id__isnull=True, item_id__isnull=True) & ~Q(segment=""))
                | Q(scope="customer", customer_id__isnull=False, item_id__isnull=True, segment="")
                | Q(scope="item", customer_id__isnull=False, item_id__isnull=False, segment=""),
                name="assignment_names_what_its_scope_needs",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "item_id"], condition=Q(scope="item"), name="assignment_by_item"),
            models.Index(
                fields=["company", "customer_id"],
                condition=Q(scope="customer"),
                name="assignment_by_customer",
            ),
        ]
