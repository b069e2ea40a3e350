"""Deputies belong to the company of those whom they stand in for."""

from django.db import migrations

from recobro.access.composite import belongs


class Migration(migrations.Migration):
    dependencies = [("access", "0005_people_and_jobs")]

    operations = [
        belongs("access_deputy", "away_id", "access_member"),
        belongs("access_deputy", "deputy_id", "access_member"),
    ]
