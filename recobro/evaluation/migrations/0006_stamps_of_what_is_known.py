"""Through which day payments are known decides of payment plans: it leaves a stamp of the customers who have one."""

from django.db import migrations

from recobro.evaluation.stamps import stamps

OF_PLANS = """
    SELECT DISTINCT p.company_id, p.customer_id FROM casework_plan p WHERE p.company_id IN (SELECT company_id FROM changed)
"""


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0005_rules"), ("ledger", "0006_pay_days"), ("casework", "0009_open_when_planned")]

    operations = [stamps("ledger_paymentsknown", OF_PLANS)]
