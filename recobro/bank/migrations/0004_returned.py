"""Items of which a payment came back."""

import django.db.models.deletion
from django.db import migrations, models

from recobro.access.composite import TO_CUSTOMER, belongs


class Migration(migrations.Migration):

    dependencies = [
        ('bank', '0003_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Returned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('customer_id', models.BigIntegerField()),
                ('item_id', models.BigIntegerField()),
                ('on', models.DateField()),
                ('movement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='bank.movement')),
            ],
            options={
                'indexes': [models.Index(fields=['company_id', 'customer_id'], name='returned_by_customer')],
                'constraints': [models.UniqueConstraint(fields=('company_id', 'item_id', 'movement'), name='one_return_per_item_and_movement')],
            },
        ),
        belongs("bank_returned", "movement_id", "bank_movement"),
        belongs("bank_returned", "item_id", "ledger_item", within=TO_CUSTOMER),
    ]
