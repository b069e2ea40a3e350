-- Which open items may these keys name, in whatever currency? A key that names many says nothing.
SELECT k.movement, i.id, i.customer_id, i.number, i.currency, i.amount_open, i.issued_on, i.due_on, i.terms
  FROM unnest(%(movements)s::bigint[], %(keys)s::text[]) AS k (movement, key)
  CROSS JOIN LATERAL (
    (SELECT * FROM ledger_item i
      WHERE i.company_id = %(company)s AND i.amount_open > 0 AND ledger_digits(i.number) = k.key
      LIMIT %(at_most)s)
    UNION ALL
    (SELECT * FROM ledger_item i
      WHERE i.company_id = %(company)s AND i.amount_open > 0 AND ledger_core(i.number) = k.key
        AND ledger_core(i.number) <> ledger_digits(i.number)
      LIMIT %(at_most)s)
  ) i
