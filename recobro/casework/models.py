"""Tables of the casework: what people agreed, each a record with who, why, how much and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

PAPERS = ("cheque", "pagare", "lcr", "traite", "other")
PAPER_OUTCOMES = ("cleared", "unpaid", "returned")
RETENTIONS = ("tax", "guarantee")
CALL_OUTCOMES = ("reached", "not_reached", "promised", "disputes", "will_send_proof", "wrong_number", "other")


def by_time(name: str) -> list[models.Index]:
    """For the journal: when cases of this name began, and when they ended."""
    return [
        models.Index(fields=["company_id", "recorded_at", "id"], name=f"{name}_by_time"),
        models.Index(
            fields=["company_id", "ended_at", "id"],
            condition=Q(ended_at__isnull=False),
            name=f"{name}_by_ending",
        ),
    ]


class Case(models.Model):
    """What every record of this room has. Ending one is a counter-fact: the row keeps what it was.

    `owner` answers for it: the person who decides what follows. Without one it is the customer's collector.
    """

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    owner = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True, default="")

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
        indexes = [
            *by_time("hold"),
            models.Index(fields=["company_id", "customer_id"], name="hold_by_customer"),
        ]


class Dispute(Case):
    """The customer contests an item, or an amount of it (`amount` null: all of it).

    Of a claim, that part is not asked for; of a payment or another credit, that part is not netted.
    `source`: the system whose file said so, empty for what a person recorded.
    """

    item_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="disputed_amount_is_above_zero"
            ),
        ]
        indexes = [
            *by_time("dispute"),
            models.Index(fields=["company_id", "customer_id", "item_id"], name="dispute_by_item"),
        ]


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
        indexes = [
            models.Index(fields=["company_id", "waits_until"], name="promise_by_end"),
            *by_time("promise"),
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


class Complaint(Case):
    """The customer complains: nothing is sent to him by itself until a manager has answered (`ended_on`)."""

    made_on = models.DateField()

    class Meta:
        indexes = [
            *by_time("complaint"),
            models.Index(fields=["company_id", "customer_id"], name="complaint_by_customer"),
        ]


class NextContact(Case):
    """The day of the next contact, set by hand on `made_on`: earlier or later than the policy. The newest that is not ended counts."""

    made_on = models.DateField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(on__gte=F("made_on")), name="next_contact_is_to_come"),
        ]
        indexes = [
            *by_time("next_contact"),
            models.Index(fields=["company_id", "customer_id"], name="next_contact_by_customer"),
        ]


class ExpectedDate(Case):
    """The day on which payment of one item is expected, said on `made_on`. The newest that is not ended counts."""

    item_id = models.BigIntegerField()
    made_on = models.DateField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(on__gte=F("made_on")), name="expected_date_is_to_come"),
        ]
        indexes = [
            *by_time("expected_date"),
            models.Index(fields=["company_id", "customer_id", "item_id"], name="expected_date_by_item"),
        ]


class Paper(Case):
    """A cheque, pagaré, LCR or traite that covers items without paying them, from `received_on` until it ended.

    `outcome` says how: `cleared` (the payment is in the ledger), `unpaid` (its items are open again at their old level) or
    `returned` (given back). `cleared_on` without an end: the bank has paid, and an import will bring the payment; until then
    it covers.
    """

    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=100, blank=True, default="")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    received_on = models.DateField()
    due_on = models.DateField()
    deposited_on = models.DateField(null=True)
    cleared_on = models.DateField(null=True)
    cleared_by = models.CharField(max_length=200, blank=True, default="")
    payment_item_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "customer_id", "id"], name="paper_within_customer"),
            models.CheckConstraint(condition=Q(kind__in=PAPERS), name="paper_kind_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="paper_amount_is_above_zero"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, outcome="")
                | Q(ended_on__isnull=False, outcome__in=PAPER_OUTCOMES),
                name="paper_that_ended_says_how",
            ),
        ]
        indexes = by_time("paper")


class PaperLine(models.Model):
    """The part of a paper that covers one item."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    paper = models.ForeignKey(Paper, models.CASCADE, db_constraint=False, related_name="lines")
    item_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "item_id"], name="one_line_per_paper_and_item"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="covered_amount_is_above_zero"),
        ]
        indexes = [models.Index(fields=["company_id", "customer_id", "item_id"], name="paper_by_item")]


class Retained(Case):
    """An amount of an item that the customer rightly keeps back: tax withheld, or a guarantee until `until_on` (inclusive)."""

    item_id = models.BigIntegerField()
    kind = models.CharField(max_length=9)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RETENTIONS), name="retention_kind_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="retained_amount_is_above_zero"),
        ]
        indexes = [
            *by_time("retained"),
            models.Index(fields=["company_id", "customer_id", "item_id"], name="retained_by_item"),
        ]


class Plan(Case):
    """A payment plan agreed on `made_on`. Its instalments stand in place of the due dates of what it covers, while it is kept.

    It is kept on a day when what was paid since `made_on`, for its lines or on account, is at least the sum of the instalments
    whose `waits_until` lies before that day (`sql/plans.sql`).
    """

    made_on = models.DateField()
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "customer_id", "id"], name="plan_within_customer"),
        ]
        indexes = by_time("plan")


class PlanInstalment(models.Model):
    """One payment of a plan. `waits_until`: three banking days after `due_on`, until when it is not late."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    plan = models.ForeignKey(Plan, models.CASCADE, db_constraint=False, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    waits_until = models.DateField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_plan_instalment_per_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_amount_is_above_zero"),
            models.CheckConstraint(
                condition=Q(waits_until__gte=F("due_on")), name="instalment_waits_after_due"
            ),
        ]


class PlanLine(models.Model):
    """The part of an item that a plan covers: all that was open of it when the plan was made (`open_then`), or less."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    plan = models.ForeignKey(Plan, models.CASCADE, db_constraint=False, related_name="lines")
    item_id = models.BigIntegerField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    open_then = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "item_id"], name="one_line_per_plan_and_item"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="planned_amount_is_above_zero"),
            models.CheckConstraint(condition=Q(open_then__gte=F("amount")), name="planned_amount_was_open"),
        ]
        indexes = [models.Index(fields=["company_id", "customer_id", "item_id"], name="plan_by_item")]


class Note(models.Model):
    """What somebody wrote down about a customer or one of his items."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    item_id = models.BigIntegerField(null=True)
    on = models.DateField()
    text = models.TextField()
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["company_id", "customer_id"], name="note_by_customer"),
            models.Index(fields=["company_id", "recorded_at", "id"], name="note_by_time"),
        ]


class Call(models.Model):
    """A call that was made: what came of it, and when we come back to it."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    on = models.DateField()
    outcome = models.CharField(max_length=15)
    spoke_to = models.CharField(max_length=200, blank=True, default="")
    text = models.CharField(max_length=2000, blank=True, default="")
    next_on = models.DateField(null=True)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=CALL_OUTCOMES), name="call_outcome_is_known")
        ]
        indexes = [
            models.Index(fields=["company_id", "customer_id", "on"], name="call_by_customer"),
            models.Index(fields=["company_id", "recorded_at", "id"], name="call_by_time"),
        ]


class Task(models.Model):
    """Something a person of ours does: a call or another task, with its script.

    It closes itself when all that it is about (`items`) is paid; without items a person closes it. `cause` names what made it, so
    that it is made once: `no_address` of a customer.
    """

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
    cause = models.CharField(max_length=20, blank=True, default="")
    recorded_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "message_id"], name="one_task_per_message"),
            models.UniqueConstraint(fields=["company_id", "customer_id", "id"], name="task_within_customer"),
            models.CheckConstraint(condition=Q(kind__in=("task", "call")), name="task_kind_is_known"),
            models.UniqueConstraint(
                fields=["company_id", "customer_id", "mode", "cause"],
                condition=Q(done_on__isnull=True) & ~Q(cause=""),
                name="one_open_task_per_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "mode", "recorded_at", "id"], name="task_by_time"),
            models.Index(
                fields=["company_id", "mode", "done_at", "id"],
                condition=Q(done_at__isnull=False),
                name="task_by_ending",
            ),
            models.Index(
                fields=["company_id", "due_on"], condition=Q(done_on__isnull=True), name="task_to_do"
            ),
        ]


class TaskItem(models.Model):
    """An item that a task is about."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    task = models.ForeignKey(Task, models.CASCADE, db_constraint=False, related_name="items")
    item_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "item_id"], name="one_row_per_task_and_item")]
