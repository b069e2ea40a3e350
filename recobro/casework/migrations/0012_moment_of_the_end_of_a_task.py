"""When a task was done, not only on which day. Of those that are done already, nobody knows: noon of their day."""

from django.db import migrations, models

NOON = """
UPDATE casework_task t SET done_at = (t.done_on + time '12:00') AT TIME ZONE c.time_zone
  FROM access_company c WHERE c.id = t.company_id AND t.done_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_journal_by_index")]

    operations = [
        migrations.AddField("task", "done_at", models.DateTimeField(null=True)),
        migrations.RunSQL(NOON, migrations.RunSQL.noop),
        migrations.RemoveIndex("task", "task_by_end"),
        migrations.AddIndex(
            "task",
            models.Index(
                condition=models.Q(("done_at__isnull", False)),
                fields=["company_id", "mode", "done_at", "id"],
                name="task_by_ending",
            ),
        ),
    ]
