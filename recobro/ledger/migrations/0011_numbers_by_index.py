"""Open items are found by the digits of their number, which is what a payer writes of it.

`ledger_digits` are all its digits without leading zeros: 202600101 of F-2026/00101. `ledger_core` is the last run of digits, without a year that
stands at the end: 101 of it, and of 101/2026. Only where both differ the second index has an entry.
"""

from django.db import migrations

FUNCTIONS = migrations.RunSQL(
    r"""
    CREATE FUNCTION ledger_digits(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT ltrim(regexp_replace(number, '[^0-9]', '', 'g'), '0')
    $$;
    CREATE FUNCTION ledger_core(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT ltrim(substring(regexp_replace(number, '([0-9])[^0-9]+(?:19|20)[0-9]{2}[^0-9]*$', '\1') FROM '([0-9]+)[^0-9]*$'), '0')
    $$
    """,
    "DROP FUNCTION ledger_digits(text); DROP FUNCTION ledger_core(text)",
)
INDEXES = {
    "unpaid_by_digits": "(company_id, ledger_digits(number)) WHERE amount_open > 0",
    "unpaid_by_core": "(company_id, ledger_core(number)) WHERE amount_open > 0 AND ledger_core(number) <> ledger_digits(number)",
}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_journal_by_index")]

    operations = [
        FUNCTIONS,
        *(migrations.RunSQL(f"CREATE INDEX {name} ON ledger_item {on}", f"DROP INDEX {name}") for name, on in INDEXES.items()),
    ]
