"""The links within a company and within a customer, as composite foreign keys."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0001_initial"),
        ("evaluation", "0002_links"),
    ]

    operations = [
        belongs("outbox_message", "reminder_id", "evaluation_reminder", within=TO_CUSTOMER),
        belongs("outbox_message", "batch_id", "outbox_batch"),
        belongs("outbox_attempt", "message_id", "outbox_message", within=TO_CUSTOMER),
    ]
