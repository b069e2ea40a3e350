"""How much of an item was open when a plan over it was made; of the plans there are, by what was open on that day."""

from django.db import migrations, models
from django.db.models import F, Q

FILL = """
    UPDATE casework_planline l
       SET open_then = greatest(l.amount, i.amount - coalesce((
             SELECT sum(a.debit_amount) FROM ledger_allocation a
              WHERE a.debit_item_id = i.id AND a."on" <= p.made_on AND a.recorded_at <= p.recorded_at), 0))
      FROM casework_plan p, ledger_item i
     WHERE p.id = l.plan_id AND i.id = l.item_id
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_source_of_a_dispute"), ("ledger", "0006_pay_days")]

    operations = [
        migrations.AddField(
            "planline", "open_then", models.DecimalField(max_digits=19, decimal_places=4, default=0), preserve_default=False
        ),
        # (links are checked now, so that the table may be altered behind it)
        migrations.RunSQL([FILL, "SET CONSTRAINTS ALL IMMEDIATE"], migrations.RunSQL.noop),
        migrations.AddConstraint(
            "planline",
            models.CheckConstraint(condition=Q(open_then__gte=F("amount")), name="planned_amount_was_open"),
        ),
    ]
