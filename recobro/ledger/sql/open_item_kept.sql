-- What is open by the balance that the ledger keeps? It is exact for items without a fact after the day, which are nearly all.
-- Parameters: those of `open_item`, of which this is the first part.
SELECT i.id AS item_id, i.customer_id, i.kind, i.number, i.currency, i.issued_on, i.due_on, i.delivered_on,
       i.payment_method, i.amount, i.amount_open AS open, i.source
  FROM ledger_item i
 WHERE i.company_id = %(company)s AND %(known_at)s::timestamptz IS NULL
   AND i.amount_open <> 0 AND i.last_fact_on <= %(as_of)s
