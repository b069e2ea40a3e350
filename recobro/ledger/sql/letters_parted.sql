-- Which allocations stood between two items of one group that no longer are in one?
SELECT a.id, a.customer_id, a."on", a.debit_item_id, a.debit_amount, a.credit_item_id, a.credit_amount,
       CASE WHEN d.source = %(own)s THEN d.id WHEN c.source = %(own)s THEN c.id END AS own_item_id
  FROM ledger_allocation a
  JOIN ledger_item d ON d.id = a.debit_item_id
  JOIN ledger_item c ON c.id = a.credit_item_id
  LEFT JOIN unnest(%(items)s::bigint[], %(letters)s::text[]) AS was_d (id, letter) ON was_d.id = d.id
  LEFT JOIN unnest(%(items)s::bigint[], %(letters)s::text[]) AS was_c (id, letter) ON was_c.id = c.id
 WHERE a.company_id = %(company)s AND a.undoes_id IS NULL
   AND (a.debit_item_id = ANY (%(items)s::bigint[]) OR a.credit_item_id = ANY (%(items)s::bigint[]))
   AND NOT EXISTS (SELECT FROM ledger_allocation u WHERE u.undoes_id = a.id)
   AND coalesce(was_d.letter, d.letter) = coalesce(was_c.letter, c.letter)
   AND coalesce(was_d.letter, d.letter) <> ''
   AND (d.letter <> c.letter OR d.letter = '')
 ORDER BY a.id
