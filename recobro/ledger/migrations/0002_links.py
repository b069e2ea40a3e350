"""The links within a company and within a customer, as composite foreign keys."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("access", "0001_initial"),
    ]

    operations = [
        belongs("ledger_contact", "customer_id", "ledger_customer"),
        belongs("ledger_item", "customer_id", "ledger_customer"),
        belongs("ledger_allocation", "debit_item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("ledger_allocation", "credit_item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("ledger_itempast", "item_id", "ledger_item", within=TO_CUSTOMER),
        belongs("ledger_mark", "customer_id", "ledger_customer"),
        belongs("ledger_mark", "item_id", "ledger_item", within=TO_CUSTOMER),
    ]
