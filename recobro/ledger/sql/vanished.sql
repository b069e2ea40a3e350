-- Which items of this source were open on the day and are not in the list of open items?
SELECT i.id, i.customer_id, i.number, i.kind, i.currency, i.amount, i.amount_open, i.issued_on, o.open, NULL AS line,
       'vanished' AS closed_as, 0 AS stated
  FROM (
-- include: ledger/open_item
  ) o
  JOIN ledger_item i ON i.id = o.item_id
 WHERE i.source = %(source)s AND i.kind NOT IN ('adjustment')
   AND NOT EXISTS (SELECT FROM stage_item s
                    WHERE s.document_key = i.document_key AND s.instalment = i.instalment)
 ORDER BY i.id
