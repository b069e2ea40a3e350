"""What was said about the columns of a bank's tables."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_changes'),
        ('connectors', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('columns', models.JSONField()),
                ('account', models.CharField(blank=True, default='', max_length=50)),
                ('currency', models.CharField(blank=True, default='', max_length=3)),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.company')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('company', 'headers'), name='one_saying_per_headers')],
            },
        ),
    ]
