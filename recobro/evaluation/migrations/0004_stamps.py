"""What is written to a table that the evaluation reads leaves a stamp; and the links of the looks."""

from django.db import migrations

from recobro.access.composite import belongs
from recobro.evaluation.stamps import (
    OF_ALL_COMPANIES,
    OF_COMPANY_ITSELF,
    OF_CUSTOMER_ITSELF,
    OF_EVERYONE,
    STAMP,
    stamps,
)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_looks"),
        ("access", "0002_nights"),
        ("ledger", "0005_books"),
        ("casework", "0007_payment_of_a_paper"),
        ("policy", "0004_pay_days"),
    ]

    operations = [
        belongs("evaluation_look", "customer_id", "ledger_customer"),
        belongs("evaluation_stamp", "customer_id", "ledger_customer"),
        STAMP,
        stamps("access_bankingday", OF_ALL_COMPANIES),
        stamps("access_company", OF_COMPANY_ITSELF),
        stamps("ledger_customer", OF_CUSTOMER_ITSELF),
        stamps("ledger_contact"),
        stamps("ledger_item"),
        stamps("ledger_itempast"),
        stamps("ledger_allocation"),
        stamps("ledger_mark"),
        stamps("ledger_itemdocument"),
        stamps("casework_hold"),
        stamps("casework_dispute"),
        stamps("casework_promise"),
        stamps("casework_promiseline"),
        stamps("casework_complaint"),
        stamps("casework_nextcontact"),
        stamps("casework_expecteddate"),
        stamps("casework_paper"),
        stamps("casework_paperline"),
        stamps("casework_retained"),
        stamps("casework_plan"),
        stamps("casework_planinstalment"),
        stamps("casework_planline"),
        stamps("policy_assignment"),  # without a customer it concerns everyone
        stamps("policy_version", OF_EVERYONE),
        stamps("policy_level", OF_EVERYONE),
        stamps("policy_threshold", OF_EVERYONE),
        stamps("evaluation_reminder"),
        stamps("evaluation_step"),
        stamps("evaluation_told"),
        stamps("evaluation_unreachable"),
    ]
