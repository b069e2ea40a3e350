"""What a credit is kept for changes what is proposed: its mark leaves a stamp."""

from django.db import migrations

from recobro.bank.stamps import STAMPS_OF_EARMARKS


class Migration(migrations.Migration):
    dependencies = [("bank", "0009_rates"), ("ledger", "0013_earmarks")]

    operations = [*STAMPS_OF_EARMARKS]
