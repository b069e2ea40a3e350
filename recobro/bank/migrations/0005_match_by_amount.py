"""Payments are found by their amount: which of them goes back with this money out?"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bank', '0004_returned'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='match',
            index=models.Index(condition=models.Q(('kind', 'payment'), ('undone_at__isnull', True)), fields=['company_id', 'amount', '-id'], name='match_by_amount'),
        ),
    ]
