-- Which items have just this amount open?
SELECT m.movement, i.id, i.customer_id, i.number, i.currency, i.amount_open, i.issued_on, i.due_on, i.terms
  FROM unnest(%(movements)s::bigint[], %(amounts)s::numeric[], %(currencies)s::text[], %(days)s::date[])
       AS m (movement, amount, currency, day)
  CROSS JOIN LATERAL (
    SELECT * FROM ledger_item i
     WHERE i.company_id = %(company)s AND i.amount_open > 0 AND i.amount_open = m.amount AND i.currency = m.currency
       AND i.issued_on <= m.day
     ORDER BY i.id
     LIMIT %(at_most)s
  ) i
