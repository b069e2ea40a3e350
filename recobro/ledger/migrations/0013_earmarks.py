"""Advances, deposits and guarantees are marked on a credit until it is released."""

from django.db import migrations, models

KINDS = (
    "never_remind", "direct_debit", "insolvency", "lawyer", "agency", "factor", "time_barred", "advance", "deposit", "guarantee",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("ledger", "0012_who_posted")]

    operations = [
        migrations.RemoveConstraint("mark", "mark_kind_is_known"),
        migrations.AddConstraint(
            "mark",
            models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="mark_kind_is_known"),
        ),
        migrations.AddConstraint(
            "mark",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ("advance", "deposit", "guarantee")), _negated=True),
                    ("item_id__isnull", False),
                    _connector="OR",
                ),
                name="earmark_is_of_an_item",
            ),
        ),
    ]
