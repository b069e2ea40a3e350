-- What do these customers have open, the oldest first? One who has more than that is not known whole. (credit that is kept for a purpose
-- pays nothing)
SELECT i.id, i.customer_id, i.number, i.currency, i.amount_open, i.issued_on, i.due_on, i.terms
  FROM unnest(%(customers)s::bigint[]) AS c (id)
  CROSS JOIN LATERAL (
    SELECT * FROM ledger_item i
     WHERE i.company_id = %(company)s AND i.customer_id = c.id AND i.amount_open <> 0
       AND i.id NOT IN (
-- include: ledger/not_released
       )
     ORDER BY i.due_on NULLS LAST, i.id
     LIMIT %(at_most)s
  ) i
