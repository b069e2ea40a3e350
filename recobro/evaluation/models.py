"""Tables of the evaluation: what a run decided, what was approved, and what customers were told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from recobro.access.models import MODES, Company


class Run(models.Model):
    """One evaluation of a company on a day, with the count of every outcome."""

    company = models.ForeignKey(Company, models.CASCADE)
    mode = models.CharField(max_length=9)
    as_of = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    by_member_id = models.BigIntegerField(
        null=True
    )  # who that was, whatever he is called later; null for nobody of ours
    outcomes = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="run_within_company"),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="run_mode_is_known"),
        ]


class Reminder(models.Model):
    """What a run proposes for one customer: everything reached that day, at the highest severity.

    What goes to the customer and what is only a task for us are two reminders (`is_outward`). `needs_person` is empty when
    the policy may send it by itself, else it says why a person has to approve. `above_ceiling`: it asks for more than its policy sends
    by itself. `overrules`: the blocks that do not count, because a person reminds `although` they stand.
    """

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    run = models.ForeignKey(Run, models.CASCADE, db_constraint=False, related_name="reminders")
    mode = models.CharField(max_length=9)
    as_of = models.DateField()
    is_outward = models.BooleanField()
    version_id = models.BigIntegerField()
    level_id = models.BigIntegerField()
    level_key = models.CharField(max_length=50)
    severity = models.PositiveSmallIntegerField()
    needs_person = models.CharField(max_length=500, blank=True, default="")
    above_ceiling = models.BooleanField(default=False)
    overrules = ArrayField(models.CharField(max_length=20), default=list)
    although = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "customer_id", "is_outward"], name="one_reminder_per_run_and_customer"
            ),
            models.UniqueConstraint(
                fields=["company_id", "customer_id", "id"], name="reminder_within_customer"
            ),
        ]


class Step(models.Model):
    """One item reaching one level in a reminder; unique while it is not released."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    reminder = models.ForeignKey(Reminder, models.CASCADE, db_constraint=False, related_name="steps")
    item_id = models.BigIntegerField()
    mode = models.CharField(max_length=9)
    level_id = models.BigIntegerField()
    level_key = models.CharField(max_length=50)
    severity = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    amount_open = models.DecimalField(max_digits=19, decimal_places=4)
    amount_claimed = models.DecimalField(max_digits=19, decimal_places=4)
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "mode", "item_id", "level_key"],
                condition=Q(released_at__isnull=True),
                name="one_step_per_item_and_level",
            ),
        ]


class Told(models.Model):
    """The customer was told about an item at a level. Written when the sending is confirmed; undone by a bounce."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    mode = models.CharField(max_length=9)
    level_key = models.CharField(max_length=50)
    severity = models.PositiveSmallIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    channel = models.CharField(max_length=8)
    is_contact = models.BooleanField()
    reminder_id = models.BigIntegerField(null=True)
    undone_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "mode", "item_id", "level_key", "channel"],
                condition=Q(undone_on__isnull=True),
                name="told_once_per_item_level_and_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "customer_id", "mode"], name="told_by_customer"),
            models.Index(
                fields=["company_id", "mode", "level_key", "item_id"],
                condition=Q(undone_on__isnull=True),
                name="told_by_level",
            ),
        ]


class Approval(models.Model):
    """A person (or the policy) approved a reminder as it stood: `fingerprint` covers all its messages."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    reminder = models.ForeignKey(Reminder, models.CASCADE, db_constraint=False, related_name="approvals")
    fingerprint = models.CharField(max_length=64)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reminder", "fingerprint"], name="approved_once_as_it_stands")
        ]
        indexes = [models.Index(fields=["company_id", "at", "id"], name="approval_by_time")]


class Unreachable(models.Model):
    """An address that does not work; the next evaluation takes another one."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    channel = models.CharField(max_length=8)
    address = models.CharField(max_length=254)
    on = models.DateField()
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "customer_id", "channel", "address"],
                name="unreachable_once_per_address",
            )
        ]


class Stamp(models.Model):
    """Something new is known of a customer, or (`customer_id` null) something that concerns everyone. Written by triggers: `stamps.py`."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["company_id"], name="stamp_by_company")]


class Look(models.Model):
    """What the last evaluation of a customer found, and the first day (`next_on`) on which it can be something else by itself."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    mode = models.CharField(max_length=9)
    next_on = models.DateField(null=True)
    outcomes = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "mode", "customer_id"], name="one_look_per_customer_and_mode"
            )
        ]
        indexes = [models.Index(fields=["company_id", "mode", "next_on"], name="look_by_day")]


class Overview(models.Model):
    """The last look at a company: its day, the total of all outcomes, and the first day on which something changes for everyone.

    `rules`: the fingerprint of those by which was looked.
    """

    company = models.ForeignKey(Company, models.CASCADE, db_index=False)
    mode = models.CharField(max_length=9)
    looked_on = models.DateField()
    next_on = models.DateField(null=True)
    outcomes = models.JSONField()
    rules = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "mode"], name="one_overview_per_company_and_mode")
        ]
