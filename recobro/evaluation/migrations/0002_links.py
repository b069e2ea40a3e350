"""The links within a company and within a customer, as composite foreign keys."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0001_initial"),
        ("policy", "0002_links"),
    ]

    operations = [
        belongs("evaluation_reminder", "run_id", "evaluation_run"),
        belongs("evaluation_reminder", "customer_id", "ledger_customer"),
        belongs("evaluation_reminder", "level_id", "policy_level"),
        belongs("evaluation_step", "reminder_id", "evaluation_reminder", within=TO_CUSTOMER),
        belongs("evaluation_step", "item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("evaluation_told", "item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("evaluation_told", "reminder_id", "evaluation_reminder", within=TO_CUSTOMER),
        belongs("evaluation_approval", "reminder_id", "evaluation_reminder", within=TO_CUSTOMER),
        belongs("evaluation_unreachable", "customer_id", "ledger_customer"),
    ]
