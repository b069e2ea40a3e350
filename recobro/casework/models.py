"""Tables of the casework: what people agreed, each a record with who, why, how much and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Case(models.Model):
    """What every record of this room has. Ending one is a counter-fact: the row keeps what it was."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Hold(Case):
    """No reminders for a customer, or for one item of his, until a day (inclusive); it comes back by itself."""

    item_id = models.BigIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="hold_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["company_id", "customer_id"], name="hold_by_customer")]


class Dispute(Case):
    """The customer contests an item, or an amount of it (`amount` null: all of it)."""

    item_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="disputed_amount_is_above_zero"
            ),
        ]
        indexes = [models.Index(fields=["company_id", "customer_id", "item_id"], name="dispute_by_item")]


class Promise(Case):
    """The customer promised to pay on a day. `waits_until`: three banking days later, until when reminders wait."""

    made_on = models.DateField()
    promised_on = models.DateField()
    waits_until = models.DateField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "customer_id", "id"], name="promise_within_customer"
            ),
            models.CheckConstraint(
                condition=Q(waits_until__gte=F("promised_on"), promised_on__gte=F("made_on")),
                name="promise_is_kept_after_it_is_made",
            ),
        ]


class PromiseLine(models.Model):
    """The part of a promise that falls on one item."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    promise = models.ForeignKey(Promise, models.CASCADE, db_constraint=False, related_name="lines")
    item_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "item_id"], name="one_line_per_promise_and_item"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="promised_amount_is_above_zero"),
        ]
        indexes = [models.Index(fields=["company_id", "customer_id", "item_id"], name="promise_by_item")]


class Task(models.Model):
    """Something a person of ours does: a call or another task, with its script."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    mode = models.CharField(max_length=9)
    kind = models.CharField(max_length=8)
    role = models.CharField(max_length=9)
    assignee = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=300)
    script = models.TextField(blank=True, default="")
    due_on = models.DateField()
    message_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "message_id"], name="one_task_per_message"),
            models.CheckConstraint(condition=Q(kind__in=("task", "call")), name="task_kind_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["company_id", "due_on"], condition=Q(done_on__isnull=True), name="task_to_do"
            )
        ]
