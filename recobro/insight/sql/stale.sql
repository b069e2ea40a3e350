-- Whose accounts have to be counted again? Those of whom something changed, of whom more fell due, or of whom a fact's day has come.
-- Parameters: company, since (the day as of which they were counted), as_of.
WITH changed AS (
    DELETE FROM insight_stale WHERE company_id = %(company)s RETURNING customer_id
)
SELECT customer_id FROM changed
 UNION
SELECT customer_id FROM insight_account WHERE company_id = %(company)s AND turns_on <= %(as_of)s
 UNION
SELECT customer_id FROM ledger_item
 WHERE company_id = %(company)s AND last_fact_on > %(since)s AND last_fact_on <= %(as_of)s
