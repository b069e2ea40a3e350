-- A list of open items has just said that what a match paid is open: the books have not booked that money yet. It waits as maybe paid.
-- Parameters: company, at.
INSERT INTO bank_maybepaid (company_id, customer_id, item_id, movement_id, since)
SELECT DISTINCT m.company_id, i.customer_id, i.id, m.movement_id, mv.booked_on
  FROM ledger_allocation undone
  JOIN ledger_allocation paid ON paid.id = undone.undoes_id
  JOIN ledger_item ours ON ours.id = paid.credit_item_id AND ours.source = 'recobro' AND ours.document_key LIKE 'bank:%%'
  JOIN ledger_item i ON i.id = paid.debit_item_id AND i.amount_open > 0
  JOIN bank_match m ON m.company_id = ours.company_id AND m.customer_id = ours.customer_id AND m.payment_key = ours.document_key
                   AND m.undone_at IS NULL
  JOIN bank_movement mv ON mv.company_id = m.company_id AND mv.id = m.movement_id
 WHERE undone.company_id = %(company)s AND undone.recorded_at = %(at)s
ON CONFLICT DO NOTHING
