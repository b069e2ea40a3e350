"""The tables of the bank."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0007_second_person'),
        ('ledger', '0010_journal_by_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('line', models.PositiveIntegerField()),
                ('entry', models.PositiveIntegerField()),
                ('account', models.CharField(blank=True, default='', max_length=50)),
                ('booked_on', models.DateField()),
                ('value_on', models.DateField(null=True)),
                ('amount', models.DecimalField(decimal_places=4, max_digits=19)),
                ('amount_left', models.DecimalField(decimal_places=4, max_digits=19)),
                ('currency', models.CharField(max_length=3)),
                ('text', models.TextField(blank=True, default='')),
                ('reference', models.CharField(blank=True, default='', max_length=140)),
                ('end_to_end', models.CharField(blank=True, default='', max_length=140)),
                ('mandate', models.CharField(blank=True, default='', max_length=140)),
                ('bank_reference', models.CharField(blank=True, default='', max_length=140)),
                ('payer_name', models.CharField(blank=True, default='', max_length=200)),
                ('payer_account', models.CharField(blank=True, default='', max_length=50)),
                ('payer_bank', models.CharField(blank=True, default='', max_length=50)),
                ('ultimate_name', models.CharField(blank=True, default='', max_length=200)),
                ('code', models.CharField(blank=True, default='', max_length=100)),
                ('is_return', models.BooleanField(default=False)),
                ('return_reason', models.CharField(blank=True, default='', max_length=200)),
                ('charges', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('original_amount', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('original_currency', models.CharField(blank=True, default='', max_length=3)),
                ('recorded_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BankFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('format', models.CharField(max_length=50)),
                ('sha256', models.CharField(max_length=64)),
                ('movements_new', models.PositiveIntegerField(default=0)),
                ('movements_known', models.PositiveIntegerField(default=0)),
                ('movements_pending', models.PositiveIntegerField(default=0)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='access.company')),
            ],
        ),
        migrations.CreateModel(
            name='MaybePaid',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('customer_id', models.BigIntegerField()),
                ('item_id', models.BigIntegerField()),
                ('since', models.DateField()),
                ('movement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='bank.movement')),
            ],
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=10)),
                ('customer_id', models.BigIntegerField(null=True)),
                ('amount', models.DecimalField(decimal_places=4, max_digits=19)),
                ('payment_key', models.CharField(blank=True, default='', max_length=300)),
                ('posted', models.JSONField(default=list)),
                ('certainty', models.PositiveSmallIntegerField(null=True)),
                ('is_automatic', models.BooleanField(default=False)),
                ('reasons', models.JSONField(default=list)),
                ('note', models.CharField(blank=True, default='', max_length=500)),
                ('by', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('undone_on', models.DateField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.CharField(blank=True, default='', max_length=200)),
                ('undone_reason', models.CharField(blank=True, default='', max_length=500)),
                ('movement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='bank.movement')),
            ],
        ),
        migrations.CreateModel(
            name='Payer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('account', models.CharField(blank=True, default='', max_length=50)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('by', models.CharField(max_length=200)),
                ('recorded_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='ledger.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('rank', models.PositiveSmallIntegerField()),
                ('certainty', models.PositiveSmallIntegerField()),
                ('reasons', models.JSONField(default=list)),
                ('lines', models.JSONField(default=list)),
                ('differences', models.JSONField(default=list)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='ledger.customer')),
                ('movement', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='bank.movement')),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('company_id', models.BigIntegerField()),
                ('account', models.CharField(blank=True, default='', max_length=50)),
                ('currency', models.CharField(max_length=3)),
                ('number', models.CharField(blank=True, default='', max_length=100)),
                ('is_final', models.BooleanField()),
                ('opening_on', models.DateField(null=True)),
                ('opening', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('closing_on', models.DateField(null=True)),
                ('closing', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('first_on', models.DateField(null=True)),
                ('last_on', models.DateField(null=True)),
                ('movements', models.PositiveIntegerField(default=0)),
                ('total', models.DecimalField(decimal_places=4, default=0, max_digits=19)),
                ('difference', models.DecimalField(decimal_places=4, max_digits=19, null=True)),
                ('file', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='bank.bankfile')),
            ],
        ),
        migrations.AddField(
            model_name='movement',
            name='statement',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to='bank.statement'),
        ),
        migrations.AddIndex(
            model_name='bankfile',
            index=models.Index(fields=['company', '-id'], name='bank_file_newest_first'),
        ),
        migrations.AddConstraint(
            model_name='bankfile',
            constraint=models.UniqueConstraint(fields=('company', 'id'), name='bank_file_within_company'),
        ),
        migrations.AddIndex(
            model_name='maybepaid',
            index=models.Index(fields=['company_id', 'customer_id'], name='maybe_paid_by_customer'),
        ),
        migrations.AddIndex(
            model_name='maybepaid',
            index=models.Index(fields=['company_id', 'movement'], name='maybe_paid_by_movement'),
        ),
        migrations.AddConstraint(
            model_name='maybepaid',
            constraint=models.UniqueConstraint(fields=('company_id', 'item_id', 'movement'), name='one_maybe_per_item_and_movement'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['company_id', 'movement'], name='match_by_movement'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['company_id', 'recorded_at', 'id'], name='match_by_time'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['company_id', 'customer_id'], name='match_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.UniqueConstraint(fields=('company_id', 'id'), name='match_within_company'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('payment', 'return', 'aside'))), name='match_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('customer_id__isnull', True), ('kind', 'aside')), models.Q(models.Q(('kind', 'aside'), _negated=True), ('customer_id__isnull', False)), _connector='OR'), name='match_has_a_customer_unless_aside'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='match_amount_is_not_zero'),
        ),
        migrations.AddIndex(
            model_name='payer',
            index=models.Index(fields=['company_id', 'customer'], name='payer_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='payer',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('company_id', 'account', 'name', 'customer'), name='one_payer_per_customer'),
        ),
        migrations.AddConstraint(
            model_name='payer',
            constraint=models.CheckConstraint(condition=models.Q(('account', ''), ('name', ''), _negated=True), name='payer_has_an_account_or_a_name'),
        ),
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['company_id', 'customer'], name='proposal_by_customer'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('company_id', 'movement', 'rank'), name='one_proposal_per_rank'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('certainty__range', (1, 100))), name='certainty_is_a_percentage'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['company_id', 'account', '-id'], name='bank_statement_by_account'),
        ),
        migrations.AddIndex(
            model_name='statement',
            index=models.Index(fields=['company_id', 'file'], name='bank_statement_by_file'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('company_id', 'id'), name='bank_statement_within_company'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['company_id', 'account', 'booked_on', 'amount'], name='movement_by_day_and_amount'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('amount_left', 0), _negated=True), fields=['company_id', 'booked_on', 'id'], name='movement_to_clear'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(fields=['company_id', 'statement'], name='movement_by_statement'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.UniqueConstraint(fields=('company_id', 'id'), name='movement_within_company'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gte', 0), ('amount_left__gte', 0), ('amount_left__lte', models.F('amount'))), models.Q(('amount__lt', 0), ('amount_left__gte', models.F('amount')), ('amount_left__lte', 0)), _connector='OR'), name='left_is_between_zero_and_amount'),
        ),
    ]
