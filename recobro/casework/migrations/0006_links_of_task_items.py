"""The items of a task belong to its customer."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_owner_and_reason_of_the_end"),
        ("ledger", "0002_links"),
    ]

    operations = [
        belongs("casework_taskitem", "task_id", "casework_task", within=TO_CUSTOMER),
        belongs("casework_taskitem", "item_id", "ledger_item", within=TO_CUSTOMER),
    ]
