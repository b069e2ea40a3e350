"""Tables of the ledger: the facts. Rows are added; corrections are counter-facts, nothing is edited away.

Every fact has a day on which it is effective and an instant at which we learnt it (`recorded_at`), and so has every undo.
`ledger/sql/open_item.sql` answers from these what is open, for any day, as known at any moment.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Collate, Upper

from recobro.access.models import Company

CLAIMS = ("invoice", "debit_note", "opening_balance", "charge", "return")
CREDITS = ("credit_note", "payment", "write_off", "discount", "cancellation")
EITHER = ("adjustment", "transfer")
KINDS = CLAIMS + CREDITS + EITHER
OWN_SOURCE = "recobro"  # of counter-items that we post ourselves
CANCELLING = ("cancellation", "credit_note", "write_off")  # what closes a claim without paying it
NO_DUE_DATE = date(9999, 12, 31)  # where a claim without a due date stands among the others
EARMARKS = ("advance", "deposit", "guarantee")  # of a credit: it covers nothing until it is released
MARKS = (
    "never_remind", "direct_debit", "insolvency", "lawyer", "agency", "factor", "time_barred", *EARMARKS
)  # fmt: skip


class Customer(models.Model):
    """The debtor."""

    company = models.ForeignKey(Company, models.CASCADE)
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, default="company")
    language = models.CharField(max_length=2, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    address_1 = models.CharField(max_length=200, blank=True, default="")
    address_2 = models.CharField(max_length=200, blank=True, default="")
    postcode = models.CharField(max_length=20, blank=True, default="")
    city = models.CharField(max_length=100, blank=True, default="")
    region = models.CharField(max_length=100, blank=True, default="")
    tax_id = models.CharField(max_length=50, blank=True, default="")
    segment = models.CharField(max_length=100, blank=True, default="")
    terms = models.CharField(max_length=200, blank=True, default="")
    payment_method = models.CharField(max_length=50, blank=True, default="")
    salesperson = models.CharField(max_length=200, blank=True, default="")
    collector = models.CharField(max_length=200, blank=True, default="")
    pay_month_days = ArrayField(models.PositiveSmallIntegerField(), default=list)  # 31: the last of the month
    pay_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)  # Monday is 1
    review_weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    source = models.CharField(max_length=100, blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="one_customer_per_code"),
            models.UniqueConstraint(fields=["company", "id"], name="customer_within_company"),
        ]
        indexes = [
            models.Index("company", Collate(Upper("name"), "C"), name="customer_by_spelling"),
            models.Index(fields=["company", "salesperson"], name="customer_by_salesperson"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Contact(models.Model):
    """A person or mailbox at the customer, with a role."""

    company_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    role = models.CharField(max_length=10, default="billing")
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=50, blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "customer", "role", "email", "name"],
                name="one_contact_per_role_and_address",
            ),
            models.CheckConstraint(
                condition=Q(role__in=("billing", "reminders", "escalation")), name="contact_role_is_known"
            ),
        ]


DUE = Coalesce("due_on", Value(NO_DUE_DATE))


class Item(models.Model):
    """One dated claim (amount above zero) or credit (below zero) of a customer in one currency.

    An invoice with three instalments is three items with one number. `letter` names the group of this customer's items that
    the books have set off against each other (see `letter.py`). `amount_open` is what is open by all facts known now,
    whatever their day, and is written by the ledger alone; it is exact for every day from `last_fact_on` on. `by`: who posted it, of
    what we post ourselves; what a file brought names nobody, its import does.
    """

    # (no check of the company: the one of the customer within it says the same, and each costs a million rows some seconds)
    company = models.ForeignKey(Company, models.CASCADE, db_constraint=False, db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    source = models.CharField(max_length=100)
    document_key = models.CharField(max_length=300)
    instalment = models.PositiveSmallIntegerField(default=1)
    instalments = models.PositiveSmallIntegerField(null=True)
    number = models.CharField(max_length=100)
    kind = models.CharField(max_length=15)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    due_derived = models.BooleanField(default=False)
    delivered_on = models.DateField(null=True)
    terms = models.CharField(max_length=200, blank=True, default="")
    branch = models.CharField(max_length=100, blank=True, default="")
    salesperson = models.CharField(max_length=200, blank=True, default="")
    payment_method = models.CharField(max_length=50, blank=True, default="")
    order_reference = models.CharField(max_length=100, blank=True, default="")
    letter = models.CharField(max_length=100, blank=True, default="", db_default="")
    content_hash = models.CharField(max_length=64)
    by = models.CharField(max_length=200, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()
    amount_open = models.DecimalField(max_digits=19, decimal_places=4)
    last_fact_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "source", "document_key", "instalment"], name="one_item_per_identity"
            ),
            models.UniqueConstraint(fields=["company", "customer", "id"], name="item_within_customer"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="item_kind_is_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="item_amount_is_not_zero"),
            models.CheckConstraint(
                condition=~Q(kind__in=CLAIMS) | Q(amount__gt=0), name="claim_is_above_zero"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=CREDITS) | Q(amount__lt=0), name="credit_is_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount_open__gte=0, amount_open__lte=F("amount"))
                | Q(amount__lt=0, amount_open__lte=0, amount_open__gte=F("amount")),
                name="open_is_between_zero_and_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "number"], name="item_by_number"),
            models.Index(  # with all that ageing reads, so that it need not read the items
                fields=["company", "customer", "currency"],
                include=["due_on", "amount_open", "last_fact_on", "id"],
                condition=~Q(amount_open=0),
                name="open_item_by_customer",
            ),
            models.Index(fields=["company", "last_fact_on"], name="item_by_last_fact"),
            models.Index(
                fields=["company", "recorded_at", "id"], condition=~Q(by=""), name="item_of_somebody_by_time"
            ),
            models.Index(
                fields=["company", "customer", "letter"], condition=~Q(letter=""), name="item_by_letter"
            ),
            # Orders of the list of invoices. What is behind the id is there to be filtered by, without a look at the item.
            models.Index(
                "company",
                DUE,
                "id",
                "currency",
                "issued_on",
                condition=Q(amount_open__gt=0),
                name="unpaid_by_due",
            ),
            models.Index(
                "company",
                "amount_open",
                "id",
                DUE,
                "currency",
                "issued_on",
                condition=Q(amount_open__gt=0),
                name="unpaid_by_open",
            ),
            models.Index(
                "company",
                DUE,
                "id",
                condition=Q(amount_open__gt=0, amount_open__lt=F("amount")),
                name="partly_paid_by_due",
            ),
            models.Index(
                "company",
                DUE,
                "id",
                "amount_open",
                "currency",
                "issued_on",
                condition=Q(amount__gt=0),
                name="claim_by_due",
            ),
            models.Index(
                "company",
                Collate(Upper("number"), "C"),
                "id",
                "amount_open",
                DUE,
                condition=Q(amount__gt=0),
                name="claim_by_spelling",
            ),
            models.Index(
                "company", "issued_on", "id", condition=Q(amount_open__lt=0), name="unused_credit_by_day"
            ),
            models.Index(
                fields=["company", "kind"], condition=Q(kind__in=CANCELLING), name="item_that_cancels"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ItemPast(models.Model):
    """How an item stood before its content was changed by a later import; valid from `recorded_at` to `superseded_at`."""

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    item = models.ForeignKey(Item, models.CASCADE, db_constraint=False)
    kind = models.CharField(max_length=15)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    content_hash = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "recorded_at"], name="one_past_per_moment")]


class Allocation(models.Model):
    """An amount of a credit set against a claim, each in its own currency, effective `on` a day.

    Undone by a counter-fact: a row with both amounts turned round that names the row it undoes.
    """

    company_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    debit_item = models.ForeignKey(Item, models.CASCADE, db_constraint=False, related_name="+")
    debit_amount = models.DecimalField(max_digits=19, decimal_places=4)
    credit_item = models.ForeignKey(Item, models.CASCADE, db_constraint=False, related_name="+")
    credit_amount = models.DecimalField(max_digits=19, decimal_places=4)
    on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undoes = models.OneToOneField("self", models.CASCADE, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "customer", "id"], name="allocation_within_customer"
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, debit_amount__gt=0, credit_amount__gt=0)
                | Q(undoes__isnull=False, debit_amount__lt=0, credit_amount__lt=0),
                name="allocation_is_above_zero_and_its_undo_below",
            ),
        ]
        indexes = [models.Index(fields=["company_id", "recorded_at", "id"], name="allocation_by_time")]


class Mark(models.Model):
    """A dated mark of a customer or one of his items: never remind, direct debit, insolvency, lawyer, agency, factor.

    An advance, a deposit or a guarantee marks a credit; the end of the mark releases it. Of an insolvency it also says who administers
    it and until when claims have to be filed.
    """

    company_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    item_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=12)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    administrator = models.CharField(max_length=300, blank=True, default="")
    file_until = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MARKS), name="mark_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind="insolvency") | Q(item_id__isnull=True),
                name="insolvency_is_of_the_customer",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=EARMARKS) | Q(item_id__isnull=False), name="earmark_is_of_an_item"
            ),
        ]
        indexes = [
            models.Index(fields=["company_id", "customer"], name="mark_by_customer"),
            models.Index(fields=["company_id", "recorded_at", "id"], name="mark_by_time"),
            models.Index(
                fields=["company_id", "ended_at", "id"],
                condition=Q(ended_at__isnull=False),
                name="mark_by_end",
            ),
        ]


class Document(models.Model):
    """A file of a customer's: the invoice as a PDF, the e-invoice as XML. It is kept whole, and never changed."""

    company = models.ForeignKey(Company, models.CASCADE, db_index=False)
    customer = models.ForeignKey(Customer, models.CASCADE, db_constraint=False, db_index=False)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "customer", "sha256"], name="one_document_per_content"
            ),
            models.UniqueConstraint(fields=["company", "customer", "id"], name="document_within_customer"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
        ]
        indexes = [models.Index(fields=["company", "recorded_at", "id"], name="document_by_time")]

    def __str__(self) -> str:
        return self.name


class ItemDocument(models.Model):
    """The document belongs to the item: three instalments of an invoice share one.

    A newer document of the same media type replaces it for sending (`replaced_at`); the old one is kept.
    """

    company_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    document = models.ForeignKey(Document, models.CASCADE, db_constraint=False, related_name="items")
    item_id = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company_id", "item_id", "media_type"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_document_per_item_and_media_type",
            ),
        ]
        indexes = [models.Index(fields=["company_id", "customer_id"], name="item_document_by_customer")]


class PaymentsKnown(models.Model):
    """All payments up to and including `through_on` have reached the ledger.

    `source` is the system for whose items that holds; empty: for all. A list of open items says it of its day, a person or a bank
    statement says it otherwise. The latest day counts.
    """

    company = models.ForeignKey(Company, models.CASCADE)
    through_on = models.DateField()
    source = models.CharField(max_length=100, blank=True, default="")
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["company", "source", "through_on"], name="payments_known_by_source")]


class ControlTotal(models.Model):
    """What the books say the receivables account came to on a day; `check` compares it with our own balance of that day.

    `source` is the system whose export stated it; empty: a person did. Stated anew, the newer row counts and the older stays.
    """

    company = models.ForeignKey(Company, models.CASCADE)
    source = models.CharField(max_length=100, blank=True, default="")
    account = models.CharField(max_length=100)
    currency = models.CharField(max_length=3)
    on = models.DateField()
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["company", "source", "account", "currency", "on"], name="control_total_by_account"
            )
        ]
