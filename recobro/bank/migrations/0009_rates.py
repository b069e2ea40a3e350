"""New rates of exchange leave a stamp with the first of their days."""

from django.db import migrations, models

from recobro.bank.stamps import RATES, stamps


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_rates'),
        ('bank', '0008_tolerance'),
    ]

    operations = [
        migrations.AddField(
            model_name='stamp',
            name='rates_from',
            field=models.DateField(null=True),
        ),
        stamps("access_rate", "INSERT", RATES),
    ]
