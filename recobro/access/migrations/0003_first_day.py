"""The first day of a company: that of going live, for those who have."""

from django.db import migrations, models


def take_the_day_of_going_live(apps, schema_editor):
    apps.get_model("access", "Company").objects.filter(mode="live").update(first_day=models.F("live_since"))


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0002_nights"),
    ]

    operations = [
        migrations.AddField(model_name="company", name="first_day", field=models.DateField(null=True)),
        migrations.RunPython(take_the_day_of_going_live, migrations.RunPython.noop),
    ]
