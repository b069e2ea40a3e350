"""What came back leaves a stamp of the customers concerned."""

from django.db import migrations

from recobro.evaluation.stamps import stamps


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0012_who_ran"), ("bank", "0004_returned")]

    operations = [stamps("bank_returned")]
