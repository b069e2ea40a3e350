"""By which rules was looked: none that are known for the looks that there are, so that the next run looks at everybody."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_stamps")]

    operations = [
        migrations.AddField("overview", "rules", models.CharField(default="", max_length=64)),
    ]
