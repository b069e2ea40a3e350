"""Tables of the connectors: the record of imports, and how a company's own files are to be read."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from recobro.access.models import Company


class Import(models.Model):
    """A file that was taken in. The ledger has what it said; this is who brought it, when, and what became of its lines."""

    company = models.ForeignKey(Company, models.CASCADE)
    file = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    source = models.CharField(max_length=100)
    on = models.DateField()
    open_items = models.BooleanField()
    records = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    closed = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["company", "-id"], name="import_newest_first")]


class SavedProfile(models.Model):
    """A profile (TOML, see `table/profile.py`) for files with these headers; `headers` are folded, in the order of the file."""

    company = models.ForeignKey(Company, models.CASCADE)
    name = models.CharField(max_length=100)
    headers = ArrayField(models.TextField())
    text = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "name"], name="one_profile_per_name")]


class SavedColumns(models.Model):
    """Which header of a bank's table is which field, for tables that have all `headers` (folded, in order).

    `date_order` and `decimal` where the table does not show them itself, and somebody said them.
    """

    company = models.ForeignKey(Company, models.CASCADE)
    headers = ArrayField(models.TextField())
    columns = models.JSONField()
    account = models.CharField(max_length=50, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    date_order = models.CharField(max_length=3, blank=True, default="")
    decimal = models.CharField(max_length=1, blank=True, default="")
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "headers"], name="one_saying_per_headers")]
