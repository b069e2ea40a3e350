"""Calls, and promises by the day until which they wait."""

from django.db import migrations, models
from django.db.models import Q

from recobro.access.composite import belongs

OUTCOMES = ("reached", "not_reached", "promised", "disputes", "will_send_proof", "wrong_number", "other")


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_open_when_planned")]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("company_id", models.BigIntegerField()),
                ("customer_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("outcome", models.CharField(max_length=15)),
                ("spoke_to", models.CharField(blank=True, default="", max_length=200)),
                ("text", models.CharField(blank=True, default="", max_length=2000)),
                ("next_on", models.DateField(null=True)),
                ("by", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["company_id", "customer_id", "on"], name="call_by_customer")],
                "constraints": [models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="call_outcome_is_known")],
            },
        ),
        belongs("casework_call", "customer_id", "ledger_customer"),
        migrations.AddIndex("promise", models.Index(fields=["company_id", "waits_until"], name="promise_by_end")),
    ]
