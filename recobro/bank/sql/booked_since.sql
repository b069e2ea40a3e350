-- Which payments that an import has just brought are those of matches that stand? Same customer, currency and amount, five days apart at most.
-- Parameters: company, source, at.
SELECT m.id AS match_id, n.id AS item_id
  FROM ledger_item n
  JOIN ledger_item ours ON ours.company_id = n.company_id AND ours.customer_id = n.customer_id AND ours.kind = 'payment'
                       AND ours.source = 'recobro' AND ours.document_key LIKE 'bank:%%' AND ours.currency = n.currency
                       AND ours.amount = n.amount AND ours.issued_on BETWEEN n.issued_on - 5 AND n.issued_on + 5
  JOIN bank_match m ON m.company_id = n.company_id AND m.customer_id = n.customer_id AND m.payment_key = ours.document_key
                   AND m.kind = 'payment' AND m.undone_at IS NULL
 WHERE n.company_id = %(company)s AND n.source = %(source)s AND n.recorded_at = %(at)s AND n.kind = 'payment'
 ORDER BY abs(n.issued_on - ours.issued_on), m.id, n.id
