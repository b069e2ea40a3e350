"""Tables of the access room: who the creditor is, who works there, and on which days banks are open."""

from __future__ import annotations

from datetime import time

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

LANGUAGES = ("en", "es", "fr")
MODES = ("rehearsal", "live")
MORNING = time(6)
SECOND_PERSON = ("never", "final", "always")
NETTING = ("oldest_first", "apart")
ROLES = ("viewer", "accountant", "sales", "collector", "manager", "administrator")


SIGN_INS = ("signed in", "kept out", "password", "password link")
CHANGES = (*SIGN_INS, "company", "bank account", "person", "portfolio", "absence")


def working_week() -> list[int]:
    """Monday to Friday: weekdays are numbered from 1 to 7."""
    return [1, 2, 3, 4, 5]


class User(AbstractUser):
    """A person who works with Recobro, in one company or several."""

    phone = models.CharField(max_length=50, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")  # of the pages; empty: the browser's


class Company(models.Model):
    """The creditor. A new company rehearses; going live is a deliberate act (`access.go_live`).

    `night_at` is when its night runs, by its own clock. Letters and e-mails leave on `sending_days` only, and on public holidays
    only if `sends_on_holidays`. `person_gap_days`: an address that several customers share is written to once in so many days.
    `second_person`: whether approving needs somebody who neither proposed nor edited: never, for what is final or above the ceiling
    (then a manager), or always. `netting`: what becomes of credit on account; it is set against the oldest first, or waits apart.
    """

    name = models.CharField(max_length=200, unique=True)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    language = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64)
    mode = models.CharField(max_length=9, default="rehearsal")
    live_since = models.DateField(null=True)
    first_day = models.DateField(null=True)  # what fell due before it is old: policies say what becomes of it
    live_by = models.CharField(max_length=200, blank=True, default="")
    address = ArrayField(models.CharField(max_length=200), default=list)
    tax_id = models.CharField(max_length=50, blank=True, default="")
    phone = models.CharField(max_length=50, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    sender = models.CharField(max_length=254, blank=True, default="")
    reply_to = models.CharField(max_length=254, blank=True, default="")
    contact_name = models.CharField(max_length=200, blank=True, default="")
    contact_phone = models.CharField(max_length=50, blank=True, default="")
    contact_email = models.CharField(max_length=254, blank=True, default="")
    ageing_days = ArrayField(models.PositiveIntegerField(), default=list)
    night_at = models.TimeField(default=MORNING)
    sending_days = ArrayField(models.PositiveSmallIntegerField(), default=working_week)
    sends_on_holidays = models.BooleanField(default=False)
    person_gap_days = models.PositiveSmallIntegerField(default=0)
    second_person = models.CharField(max_length=6, default="never")
    netting = models.CharField(max_length=12, default="oldest_first")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mode__in=MODES), name="company_mode_is_known"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="company_language_is_spoken"),
            models.CheckConstraint(
                condition=Q(mode="rehearsal") | Q(live_since__isnull=False),
                name="live_company_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(sending_days__len__gt=0, sending_days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="company_sends_on_some_weekday",
            ),
            models.CheckConstraint(
                condition=Q(second_person__in=SECOND_PERSON), name="company_second_person_is_known"
            ),
            models.CheckConstraint(condition=Q(netting__in=NETTING), name="company_netting_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class BankAccount(models.Model):
    """Where customers pay; `currency` is empty when the account takes any."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="bank_accounts")
    holder = models.CharField(max_length=200)
    iban = models.CharField(max_length=34)
    bic = models.CharField(max_length=11, blank=True, default="")
    bank = models.CharField(max_length=200, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "iban", "currency"], name="one_row_per_account")
        ]


class Member(models.Model):
    """A user's place in a company, with one role. `digest`: does he want the one of the morning? Without a word, by his role."""

    company = models.ForeignKey(Company, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
    role = models.CharField(max_length=13)
    is_active = models.BooleanField(default=True)  # who left stays on record, and may not enter any more
    digest = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="one_role_per_member"),
            models.UniqueConstraint(fields=["company", "id"], name="member_within_company"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="member_role_is_known"),
        ]


class Deputy(models.Model):
    """While a member is away, another one looks after his customers too: from a day until a day, both included."""

    company = models.ForeignKey(Company, models.CASCADE)
    away = models.ForeignKey(Member, models.CASCADE, related_name="+")
    deputy = models.ForeignKey(Member, models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="deputy_until_after_from"),
            models.CheckConstraint(condition=~Q(deputy=F("away")), name="deputy_is_somebody_else"),
        ]


class Change(models.Model):
    """Somebody signed in, or changed a setting: `what` of the `subject`, from `before` to `after`. Only ever added to (by a trigger).

    `many`: to how many things it was done at once. `by` is empty for nobody who signed in.
    """

    company = models.ForeignKey(Company, models.CASCADE)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=300, blank=True, default="")
    what = models.CharField(max_length=30, blank=True, default="")
    before = models.CharField(max_length=1000, blank=True, default="")
    after = models.CharField(max_length=1000, blank=True, default="")
    many = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=CHANGES), name="change_kind_is_known")]
        indexes = [models.Index(fields=["company", "at", "id"], name="change_by_time")]


class Rate(models.Model):
    """What one `base` was worth in `currency` on a day. Only ever added to (by a trigger); what was recorded last for a day counts."""

    company = models.ForeignKey(Company, models.CASCADE)
    base = models.CharField(max_length=3)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    rate = models.DecimalField(max_digits=30, decimal_places=15)
    source = models.CharField(max_length=200)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_is_above_zero"),
            models.CheckConstraint(condition=~Q(currency=F("base")), name="rate_is_of_two_currencies"),
        ]
        indexes = [models.Index(fields=["company", "on", "base", "currency", "id"], name="rate_by_day")]


class Job(models.Model):
    """Work that a person started from a page, and that runs beside it: how far it is, and what came of it.

    `problems` say why it was refused or stopped; `result` is what it did. Both are there when it has ended.
    """

    company = models.ForeignKey(Company, models.CASCADE)
    kind = models.CharField(max_length=20)
    arguments = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    steps = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(null=True)  # how many steps there will be, where that is known
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["company", "kind", "-id"], name="job_newest_first")]


class BankingDay(models.Model):
    """The calendar of a country, written once: `ordinal` counts the open days up to and including `on`.

    Rows are added by `access.calendar` and never changed, so that a past decision can be recomputed after a newer list of
    holidays was installed.
    """

    country = models.CharField(max_length=2)
    on = models.DateField()
    is_open = models.BooleanField()
    ordinal = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "on"], name="one_row_per_country_and_day")]
        indexes = [
            models.Index(fields=["country", "ordinal"], condition=Q(is_open=True), name="nth_banking_day")
        ]
