"""The language a user reads the pages in, and the table that throttles signing in (Django's database cache)."""

from django.db import migrations, models

THROTTLE = """
CREATE TABLE access_throttle (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX access_throttle_expires ON access_throttle (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_first_day")]

    operations = [
        migrations.AddField("user", "language", models.CharField(blank=True, default="", max_length=2)),
        migrations.RunSQL(THROTTLE, "DROP TABLE access_throttle"),
    ]
