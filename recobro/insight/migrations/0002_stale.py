"""Whoever writes an item or what a customer was told notes that his accounts have to be counted again; and the links."""

from django.db import migrations

from recobro.access.composite import belongs

EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}
FUNCTION = migrations.RunSQL(
    """
    CREATE FUNCTION insight_stale() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO insight_stale (company_id, customer_id) SELECT DISTINCT company_id, customer_id FROM changed;
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION insight_stale()",
)


def stale_by(table):
    """What is written to the table makes the accounts of its customers stale."""
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER {table}_{event.lower()}_stale AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed "
            f"FOR EACH STATEMENT EXECUTE FUNCTION insight_stale()"
            for event, rows in EVENTS.items()
        ],
        [f"DROP TRIGGER {table}_{event.lower()}_stale ON {table}" for event in EVENTS],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_initial"),
        ("ledger", "0008_lists_by_index"),
        ("evaluation", "0006_stamps_of_what_is_known"),
    ]

    operations = [
        belongs("insight_account", "customer_id", "ledger_customer"),
        belongs("insight_stale", "customer_id", "ledger_customer"),
        FUNCTION,
        stale_by("ledger_item"),
        stale_by("evaluation_told"),
    ]
