from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("bank", "0006_looks")]

    operations = [
        migrations.AddField(
            model_name="rules",
            name="differs_above",
            field=models.DecimalField(decimal_places=4, max_digits=19, null=True),
        ),
    ]
