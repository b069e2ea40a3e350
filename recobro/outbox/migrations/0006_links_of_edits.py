"""An edit belongs to the customer of its message. What messages ask for, of those there are."""

from django.db import migrations

from recobro.access.composite import TO_CUSTOMER, belongs

ASKS = """
UPDATE outbox_message m
   SET asks = coalesce(
       (SELECT jsonb_object_agg(part ->> 'currency', greatest(
                  (SELECT coalesce(sum((line ->> 'amount')::numeric), 0) FROM jsonb_array_elements(part -> 'demanded') line)
                - (SELECT coalesce(sum((line ->> 'amount')::numeric), 0) FROM jsonb_array_elements(part -> 'credits') line), 0)::text)
          FROM jsonb_array_elements(m.content::jsonb -> 'sections') part), '{}')
 WHERE m.kind = 'reminder'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0005_edits"),
    ]

    operations = [
        belongs("outbox_edit", "message_id", "outbox_message", within=TO_CUSTOMER),
        migrations.RunSQL(ASKS, migrations.RunSQL.noop),
    ]
