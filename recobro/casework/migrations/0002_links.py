"""The links within a company and within a customer, as composite foreign keys."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0001_initial"),
        ("ledger", "0002_links"),
    ]

    operations = [
        belongs("casework_hold", "customer_id", "ledger_customer"),
        belongs("casework_hold", "item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("casework_dispute", "item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("casework_promise", "customer_id", "ledger_customer"),
        belongs("casework_promiseline", "promise_id", "casework_promise", within=TO_CUSTOMER),
        belongs("casework_promiseline", "item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("casework_task", "customer_id", "ledger_customer"),
    ]
