"""Tables of the outbox: each message once, each attempt to send it, and letters printed together."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from recobro.access.models import Company

CHANNELS = ("email", "letter", "sms", "whatsapp", "task", "call")
STATUSES = ("waiting", "sending", "sent", "failed", "unknown", "dropped", "bounced")


class Batch(models.Model):
    """Letters printed as one file. They count as told when a person marks the batch as posted."""

    company = models.ForeignKey(Company, models.CASCADE)
    mode = models.CharField(max_length=9)
    as_of = models.DateField()
    path = models.CharField(max_length=1000)
    printed_at = models.DateTimeField()
    posted_on = models.DateField(null=True)
    posted_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "id"], name="batch_within_company")]


class Night(models.Model):
    """One run of a company's day, from its proposal to its last message; kept when it failed, with the reason (`failure`).

    `previous_on` is the night before it that was finished, or the eve of the company's first day here: the days between were missed, and
    are caught up by this one.
    `expected` is what was approved and waited when delivery began; the counts say what became of it. `reasons` are those of the
    messages that failed or are unknown, with how many each.
    """

    company = models.ForeignKey(Company, models.CASCADE)
    mode = models.CharField(max_length=9)
    as_of = models.DateField()
    by = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    previous_on = models.DateField(null=True)
    expected = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    printed = models.PositiveIntegerField(default=0)
    delayed = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list)
    failure = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "id"], name="night_within_company"),
            models.CheckConstraint(
                condition=Q(failure="") | Q(ended_at__isnull=False), name="failed_night_has_ended"
            ),
        ]
        indexes = [models.Index(fields=["company", "mode", "-as_of", "-id"], name="night_newest_first")]


class Message(models.Model):
    """One message to one recipient over one channel, as it was approved. Only `status` moves (`outbox/moves.py`).

    A statement of account (`kind`) belongs to no reminder and tells no level; a person sends it, who is named in `approved_by`, with
    a reason in `although` where something stands against it.

    `content` and `fingerprint` are what is approved, and change only while it waits, by an edit (`Edit`), which then needs a new approval;
    `sent_content` and `sent_fingerprint` are what left, which is the same or less. `asks` is what the content asks for, by currency.
    `why` says why it was dropped, failed, or left with less.
    """

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=9, default="reminder")
    run_id = models.BigIntegerField(null=True)
    reminder_id = models.BigIntegerField(null=True)
    approved_by = models.CharField(max_length=200, blank=True, default="")
    although = models.CharField(max_length=500, blank=True, default="")
    mode = models.CharField(max_length=9)
    as_of = models.DateField()
    channel = models.CharField(max_length=8)
    role = models.CharField(max_length=9, blank=True, default="")
    recipient = models.CharField(max_length=1000)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    letter = models.TextField(blank=True, default="")
    content = models.TextField()
    asks = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    sent_content = models.TextField(blank=True, default="")
    sent_fingerprint = models.CharField(max_length=64, blank=True, default="")
    header_id = models.CharField(max_length=200)
    status = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=1000, blank=True, default="")
    batch_id = models.BigIntegerField(null=True)
    path = models.CharField(max_length=1000, blank=True, default="")
    created_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "company_id",
                    "mode",
                    "run_id",
                    "reminder_id",
                    "customer_id",
                    "recipient",
                    "channel",
                    "role",
                ],
                name="one_message_per_run_customer_recipient_and_channel",
            ),
            models.UniqueConstraint(
                fields=["company_id", "customer_id", "id"], name="message_within_customer"
            ),
            models.UniqueConstraint(
                fields=["company_id", "mode", "customer_id", "as_of", "recipient"],
                condition=Q(kind="statement", status__in=("waiting", "sending", "sent", "unknown")),
                name="one_statement_per_day_and_recipient",
            ),
            models.CheckConstraint(
                condition=Q(kind="reminder", reminder_id__isnull=False, run_id__isnull=False)
                | (Q(kind="statement", reminder_id__isnull=True, run_id__isnull=True) & ~Q(approved_by="")),
                name="message_is_of_a_reminder_or_a_statement_of_somebody",
            ),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="message_status_is_known"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="message_channel_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["company_id", "mode", "status"],
                condition=Q(status__in=("waiting", "sending", "failed", "unknown")),
                name="message_not_settled",
            ),
            models.Index(fields=["company_id", "reminder_id"], name="message_by_reminder"),
            models.Index(
                fields=["company_id", "mode", "moved_at", "id"],
                condition=~Q(status="waiting"),
                name="message_by_time",
            ),
            models.Index(fields=["company_id", "run_id", "status"], name="message_by_run"),
        ]

    @property
    def reminder(self) -> int:
        """The reminder that it belongs to. Asking a statement is a mistake of ours."""
        if self.reminder_id is None:
            raise ValueError(f"Message {self.pk} is a {self.kind} and belongs to no reminder.")
        return self.reminder_id


class Edit(models.Model):
    """What a person changed in a message before it left: its text, or what it speaks of. `content` and `fingerprint` are those before."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    message = models.ForeignKey(Message, models.CASCADE, db_constraint=False, related_name="edits")
    content = models.TextField()
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    by_member_id = models.BigIntegerField(
        null=True
    )  # who that was, whatever he is called later; null for nobody of ours
    at = models.DateTimeField()


class Attempt(models.Model):
    """One try to send a message. `worker` holds an advisory lock of that number as long as it lives."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    message = models.ForeignKey(Message, models.CASCADE, db_constraint=False, related_name="attempts")
    worker = models.BigIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True, default="")
    detail = models.TextField(blank=True, default="")


class Digest(models.Model):
    """That a person of ours was sent the digest of a day. What stood in it is not kept: it said what the page Today said."""

    company_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    mode = models.CharField(max_length=9)
    on = models.DateField()
    recipient = models.CharField(max_length=254)
    status = models.CharField(max_length=7)
    why = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "member_id", "mode", "on"], name="one_digest_per_person_and_day"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("sending", "sent", "failed", "unknown")),
                name="digest_status_is_known",
            ),
        ]
