"""Customers are found by any word of their name, without accents; by their code, their collector and their segment; and by e-mail.

The words need no extension: a text search without stems. `ledger_words` takes accents and signs away.
"""

from django.db import migrations

WORDS = migrations.RunSQL(
    r"""
    CREATE FUNCTION ledger_words(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT regexp_replace(regexp_replace(lower(normalize(said, NFKD)), '[\u0300-\u036f]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')
    $$
    """,
    "DROP FUNCTION ledger_words(text)",
)
INDEXES = {
    "customer_by_words": "ledger_customer USING gin (to_tsvector('simple'::regconfig, ledger_words(name)))",
    "customer_by_code_said": 'ledger_customer (company_id, (upper(code) COLLATE "C"))',
    "customer_by_collector": "ledger_customer (company_id, collector)",
    "customer_by_segment": "ledger_customer (company_id, segment)",
    "contact_by_email": 'ledger_contact (company_id, (lower(email) COLLATE "C"))',
    "contact_by_domain": "ledger_contact (company_id, (split_part(lower(email), '@', 2) COLLATE \"C\"))",
    "item_by_amount": "ledger_item (company_id, amount)",
}


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_lists_by_index")]

    operations = [
        WORDS,
        *(migrations.RunSQL(f"CREATE INDEX {name} ON {on}", f"DROP INDEX {name}") for name, on in INDEXES.items()),
    ]
