-- What was received for these claims by a day, and when the last of it came? (payments only, in the currency of the claim)
-- Parameters: company, items (bigint[]), as_of.
SELECT a.debit_item_id AS item_id, sum(a.debit_amount) AS amount, max(credit.issued_on) AS last_on
  FROM ledger_allocation a
  JOIN ledger_item credit ON credit.id = a.credit_item_id AND credit.kind = 'payment'
 WHERE a.company_id = %(company)s AND a.debit_item_id = ANY (%(items)s::bigint[]) AND a.undoes_id IS NULL AND a."on" <= %(as_of)s
   AND NOT EXISTS (SELECT FROM ledger_allocation undo WHERE undo.undoes_id = a.id AND undo."on" <= %(as_of)s)
 GROUP BY a.debit_item_id
