"""A policy may follow the customer's pay days."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("policy", "0003_triggers_and_documents"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="follow_pay_days",
            field=models.BooleanField(default=False),
        ),
    ]
