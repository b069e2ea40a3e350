"""Says which customers something new is known of, without anybody having to remember it.

Every table that the evaluation reads has a trigger: whatever is written to it, by a verb, an import or by hand, leaves a stamp of the
customers concerned (or of everyone) in `evaluation_stamp`, in the same transaction. A test demands it of each table that the
statement names.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

OF_CUSTOMER = "SELECT DISTINCT company_id, customer_id FROM changed"
OF_CUSTOMER_ITSELF = "SELECT DISTINCT company_id, id FROM changed"
OF_EVERYONE = "SELECT DISTINCT company_id, NULL::bigint FROM changed"  # of the company
OF_COMPANY_ITSELF = "SELECT DISTINCT id, NULL::bigint FROM changed"
OF_ALL_COMPANIES = "SELECT id, NULL::bigint FROM access_company WHERE EXISTS (SELECT FROM changed)"

STAMP = RunSQL(
    """
    CREATE FUNCTION evaluation_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        EXECUTE 'INSERT INTO evaluation_stamp (company_id, customer_id) ' || TG_ARGV[0];
        RETURN NULL;
    END $$
    """,
    "DROP FUNCTION evaluation_stamp()",
)
EVENTS = {"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"}


def stamps(table: str, whom: str = OF_CUSTOMER) -> RunSQL:
    """A migration's operation: what is written to the table stamps `whom`."""
    return RunSQL(
        [
            f"CREATE TRIGGER {table}_{event.lower()}_stamps AFTER {event} ON {table} REFERENCING {rows} TABLE AS changed "
            f"FOR EACH STATEMENT EXECUTE FUNCTION evaluation_stamp('{whom}')"
            for event, rows in EVENTS.items()
        ],
        [f"DROP TRIGGER {table}_{event.lower()}_stamps ON {table}" for event in EVENTS],
    )
