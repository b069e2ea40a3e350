"""The links of the newer tables within a company and within a customer."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs

OF_THE_CUSTOMER = ("complaint", "nextcontact", "expecteddate", "paper", "retained", "plan", "planinstalment", "note")
OF_AN_ITEM = ("expecteddate", "paperline", "retained", "planline", "note", "task")


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_casework_whole"),
        ("ledger", "0002_links"),
    ]

    operations = [
        *(belongs(f"casework_{table}", "customer_id", "ledger_customer") for table in OF_THE_CUSTOMER),
        *(belongs(f"casework_{table}", "item_id", "ledger_item", within=TO_CUSTOMER) for table in OF_AN_ITEM),
        belongs("casework_paperline", "paper_id", "casework_paper", within=TO_CUSTOMER),
        belongs("casework_planinstalment", "plan_id", "casework_plan", within=TO_CUSTOMER),
        belongs("casework_planline", "plan_id", "casework_plan", within=TO_CUSTOMER),
    ]
