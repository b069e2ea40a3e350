"""How much may be missing is the company's to say; what it says changes what is proposed."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

from recobro.bank.stamps import RULES, stamps


class Migration(migrations.Migration):

    dependencies = [
        ('bank', '0007_differs_above'),
    ]

    operations = [
        migrations.AddField(
            model_name='rules',
            name='discount_percent',
            field=models.DecimalField(decimal_places=2, default=Decimal(3), max_digits=4),
        ),
        migrations.AddField(
            model_name='rules',
            name='exchange_percent',
            field=models.DecimalField(decimal_places=2, default=Decimal(3), max_digits=4),
        ),
        migrations.CreateModel(
            name='Tolerated',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('charges', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('difference', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('company', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='access.company')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('company', 'currency'), name='one_tolerance_per_currency')],
            },
        ),
        stamps("bank_tolerated", "INSERT", RULES),
        stamps("bank_tolerated", "UPDATE", RULES),
    ]
