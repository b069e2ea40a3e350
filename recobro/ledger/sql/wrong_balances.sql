-- Is a stored balance different from the sum of its facts? No row is the answer we want.
SELECT i.id, i.number, i.currency, i.amount_open, i.amount - d.allocated + c.allocated AS by_facts
  FROM ledger_item i
  CROSS JOIN LATERAL (SELECT coalesce(sum(debit_amount), 0) AS allocated FROM ledger_allocation
                       WHERE debit_item_id = i.id) d
  CROSS JOIN LATERAL (SELECT coalesce(sum(credit_amount), 0) AS allocated FROM ledger_allocation
                       WHERE credit_item_id = i.id) c
 WHERE i.company_id = %(company)s AND i.amount_open <> i.amount - d.allocated + c.allocated
