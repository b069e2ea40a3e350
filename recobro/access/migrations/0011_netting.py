"""What becomes of credit on account: it is set against the oldest claims first, as so far, or waits apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0010_rates")]

    operations = [
        migrations.AddField("company", "netting", models.CharField(default="oldest_first", max_length=12)),
        migrations.AddConstraint(
            "company",
            models.CheckConstraint(
                condition=models.Q(("netting__in", ("oldest_first", "apart"))), name="company_netting_is_known"
            ),
        ),
    ]
