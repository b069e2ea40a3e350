"""Money that may have paid leaves a stamp of the customers concerned."""

from django.db import migrations

from recobro.evaluation.stamps import stamps


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0010_journal_by_index"), ("bank", "0003_rules")]

    operations = [stamps("bank_maybepaid")]
