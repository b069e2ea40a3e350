"""Says what has changed of what movements may pay, without anybody having to remember it.

Every table that `match` reads beside the movements has a trigger: whatever is written to it, by a verb, an import or by hand, leaves a
stamp in `bank_stamp`, in the same transaction: a customer with those of his items that changed, or with none where he himself did (his
name, his code, who pays for him); rates of exchange, with the first of their days; or nothing of these, which concerns all. What changes no
proposal, as a salesperson, leaves none. A company without statements has no movements that could wait, and no stamps.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

ITEM = (
    "customer_id",
    "number",
    "currency",
    "amount_open",
    "issued_on",
    "due_on",
    "terms",
)  # what a proposal depends on


def differ(*columns: str) -> str:
    """Has one of these columns another value than before?"""
    now, was = (", ".join(f"{table}.{one}" for one in columns) for table in ("now", "was"))
    return f"({now}) IS DISTINCT FROM ({was})"


READS_STATEMENTS = "EXISTS (SELECT FROM bank_statement s WHERE s.company_id = changed.company_id)"

ITEMS = f"""
    INSERT INTO bank_stamp (company_id, customer_id, items)
    SELECT company_id, customer_id, array_agg(id) FROM changed WHERE {READS_STATEMENTS} GROUP BY company_id, customer_id
"""
ITEMS_UPDATED = f"""
    INSERT INTO bank_stamp (company_id, customer_id, items)
    SELECT company_id, whose, array_agg(id)
      FROM (SELECT now.company_id, now.id, unnest(ARRAY[now.customer_id, nullif(was.customer_id, now.customer_id)]) AS whose
              FROM now JOIN was ON was.id = now.id
             WHERE {differ(*ITEM)}) changed
     WHERE whose IS NOT NULL AND {READS_STATEMENTS}
     GROUP BY company_id, whose
"""
CUSTOMERS = f"""
    INSERT INTO bank_stamp (company_id, customer_id, items) SELECT company_id, id, '{{}}' FROM changed WHERE {READS_STATEMENTS}
"""
CUSTOMERS_UPDATED = f"""
    INSERT INTO bank_stamp (company_id, customer_id, items)
    SELECT company_id, id, '{{}}'
      FROM (SELECT now.* FROM now JOIN was ON was.id = now.id WHERE {differ("name", "code")}) changed
     WHERE {READS_STATEMENTS}
"""
PAYERS = "INSERT INTO bank_stamp (company_id, customer_id, items) SELECT DISTINCT company_id, customer_id, '{}'::bigint[] FROM changed"
RATES = f"""
    INSERT INTO bank_stamp (company_id, items, rates_from)
    SELECT company_id, '{{}}', min("on") FROM changed WHERE {READS_STATEMENTS} GROUP BY company_id
"""
EARMARKS = f"""
    INSERT INTO bank_stamp (company_id, customer_id, items)
    SELECT company_id, customer_id, array_agg(item_id)
      FROM changed
     WHERE kind IN ('advance', 'deposit', 'guarantee') AND item_id IS NOT NULL AND {READS_STATEMENTS}
     GROUP BY company_id, customer_id
"""
RULES = "INSERT INTO bank_stamp (company_id, customer_id, items) SELECT company_id, NULL, '{}' FROM changed"


def stamps(table: str, event: str, statement: str, *, rows: str = "NEW TABLE AS changed") -> RunSQL:
    """A migration's operation: this statement after each that writes to the table."""
    name = f"bank_stamp_{table}_{event.lower()}"
    return RunSQL(
        [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
        ],
        [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


OLD_AND_NEW = "OLD TABLE AS was NEW TABLE AS now"
STAMPS = (
    stamps("ledger_item", "INSERT", ITEMS),
    stamps("ledger_item", "UPDATE", ITEMS_UPDATED, rows=OLD_AND_NEW),
    stamps("ledger_item", "DELETE", ITEMS, rows="OLD TABLE AS changed"),
    stamps("ledger_customer", "INSERT", CUSTOMERS),
    stamps("ledger_customer", "UPDATE", CUSTOMERS_UPDATED, rows=OLD_AND_NEW),
    stamps("bank_payer", "INSERT", PAYERS),
    stamps("bank_payer", "UPDATE", PAYERS),
    stamps("bank_rules", "INSERT", RULES),
    stamps("bank_rules", "UPDATE", RULES),
)
STAMPS_OF_EARMARKS = (
    stamps("ledger_mark", "INSERT", EARMARKS),
    stamps("ledger_mark", "UPDATE", EARMARKS),
)

# What is left of a movement has changed: what was found for it does not hold any more.
FORGETS = RunSQL(
    [
        """
        CREATE FUNCTION bank_forget_look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            DELETE FROM bank_looked WHERE company_id = NEW.company_id AND movement_id = NEW.id;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER bank_movement_forgets_look AFTER UPDATE ON bank_movement FOR EACH ROW
        WHEN (OLD.amount_left IS DISTINCT FROM NEW.amount_left) EXECUTE FUNCTION bank_forget_look()
        """,
    ],
    [
        "DROP TRIGGER bank_movement_forgets_look ON bank_movement",
        "DROP FUNCTION bank_forget_look()",
    ],
)

# It may have been proposed for what another movement may pay too, which has it alone now: also where nothing of the ledger changes by it,
# as when it is set aside.
GIVES_UP = RunSQL(
    [
        """
        CREATE FUNCTION bank_stamp_given_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO bank_stamp (company_id, customer_id, items)
            SELECT p.company_id, p.customer_id, array_agg(DISTINCT (line ->> 'item')::bigint)
              FROM bank_proposal p
              CROSS JOIN LATERAL jsonb_array_elements(p.lines) line
             WHERE p.company_id = NEW.company_id AND p.movement_id = NEW.id AND p.rank = 1
             GROUP BY p.company_id, p.customer_id;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER bank_movement_gives_up AFTER UPDATE ON bank_movement FOR EACH ROW
        WHEN (OLD.amount_left IS DISTINCT FROM NEW.amount_left) EXECUTE FUNCTION bank_stamp_given_up()
        """,
    ],
    [
        "DROP TRIGGER bank_movement_gives_up ON bank_movement",
        "DROP FUNCTION bank_stamp_given_up()",
    ],
)
