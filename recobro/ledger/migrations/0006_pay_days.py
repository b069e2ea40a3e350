"""The days on which customers pay, and the banking days of their countries."""

import django.contrib.postgres.fields
from django.db import migrations, models

from recobro.access.calendar import ensure_calendars

COLUMNS = ("pay_month_days", "pay_weekdays", "review_weekdays")


def write_calendars(apps, schema_editor):
    customers = apps.get_model("ledger", "Customer").objects.exclude(country="")
    ensure_calendars(customers.values_list("country", flat=True).distinct())


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0005_books"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="customer",
                name=column,
                field=django.contrib.postgres.fields.ArrayField(
                    base_field=models.PositiveSmallIntegerField(), default=list, size=None
                ),
            )
            for column in COLUMNS
        ),
        migrations.RunPython(write_calendars, migrations.RunPython.noop),
    ]
