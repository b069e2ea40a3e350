-- A page of the customers of whom the last look found this outcome on an item. Parameters: company, mode, outcome,
-- after (null: the first page), size.
SELECT l.customer_id, c.code, c.name
  FROM evaluation_look l
  JOIN ledger_customer c ON c.id = l.customer_id
 WHERE l.company_id = %(company)s AND l.mode = %(mode)s AND jsonb_exists(l.outcomes, %(outcome)s)
   AND (%(after)s::bigint IS NULL OR l.customer_id > %(after)s)
 ORDER BY l.customer_id
 LIMIT %(size)s
