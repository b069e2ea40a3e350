-- What was set against an item, or what was the item set against, and what of it was undone? The newest first.
-- Parameters: company, item.
SELECT a.id AS allocation_id, other.id AS item_id, other.kind, other.number, other.source, other.currency, other.amount,
       CASE WHEN a.debit_item_id = %(item)s THEN a.debit_amount ELSE a.credit_amount END AS part, a."on", a.by, a.recorded_at,
       u."on" AS undone_on, u.by AS undone_by, other.source = 'recobro' AND other.document_key LIKE 'registered:%%' AS is_registered,
       m.movement_id
  FROM (SELECT * FROM ledger_allocation WHERE debit_item_id = %(item)s
         UNION ALL
        SELECT * FROM ledger_allocation WHERE credit_item_id = %(item)s) a
  JOIN ledger_item other ON other.id = CASE WHEN a.debit_item_id = %(item)s THEN a.credit_item_id ELSE a.debit_item_id END
  -- a payment of the bank: 'bank:' and the number of its match
  LEFT JOIN bank_match m ON m.company_id = %(company)s
       AND m.id = CASE WHEN other.source = 'recobro' AND other.document_key LIKE 'bank:%%' THEN split_part(other.document_key, ':', 2)::bigint END
  LEFT JOIN ledger_allocation u ON u.undoes_id = a.id
 WHERE a.company_id = %(company)s AND a.undoes_id IS NULL
 ORDER BY a."on" DESC, a.id DESC
 LIMIT 200
