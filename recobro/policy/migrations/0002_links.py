"""The links within a company and within a customer, as composite foreign keys."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0001_initial"),
        ("ledger", "0002_links"),
    ]

    operations = [
        belongs("policy_version", "policy_id", "policy_policy"),
        belongs("policy_level", "version_id", "policy_version"),
        belongs("policy_threshold", "version_id", "policy_version"),
        belongs("policy_assignment", "policy_id", "policy_policy"),
        belongs("policy_assignment", "customer_id", "ledger_customer"),
        belongs("policy_assignment", "item_id", "ledger_item", within=TO_CUSTOMER),
    ]
