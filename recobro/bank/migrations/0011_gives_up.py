"""What a movement gives up that is said to be something else is looked at anew for the others."""

from django.db import migrations

from recobro.bank.stamps import GIVES_UP


class Migration(migrations.Migration):

    dependencies = [
        ('bank', '0010_earmarks'),
    ]

    operations = [GIVES_UP]
