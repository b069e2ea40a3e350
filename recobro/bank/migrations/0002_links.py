"""The links within a company and within a customer, as composite foreign keys."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0001_initial"),
        ("ledger", "0010_journal_by_index"),
    ]

    operations = [
        belongs("bank_statement", "file_id", "bank_bankfile"),
        belongs("bank_movement", "statement_id", "bank_statement"),
        belongs("bank_proposal", "movement_id", "bank_movement"),
        belongs("bank_proposal", "customer_id", "ledger_customer"),
        belongs("bank_match", "movement_id", "bank_movement"),
        belongs("bank_match", "customer_id", "ledger_customer"),
        belongs("bank_payer", "customer_id", "ledger_customer"),
        belongs("bank_maybepaid", "movement_id", "bank_movement"),
        belongs("bank_maybepaid", "item_id", "ledger_item", within=TO_CUSTOMER),
    ]
