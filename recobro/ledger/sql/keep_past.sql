-- How did these items stand until now? Kept before their content changes.
INSERT INTO ledger_itempast (company_id, customer_id, item_id, kind, currency, amount, issued_on, due_on, content_hash,
                             recorded_at, superseded_at)
SELECT company_id, customer_id, id, kind, currency, amount, issued_on, due_on, content_hash, recorded_at, %(at)s
  FROM ledger_item
 WHERE company_id = %(company)s AND id = ANY (%(items)s::bigint[])
