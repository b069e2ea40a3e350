-- How late did a customer pay what he has paid in full since a day, on average and weighed by nothing?
-- Parameters: company, customer, since.
SELECT count(*) AS items, avg(last_fact_on - due_on) AS days_late
  FROM ledger_item
 WHERE company_id = %(company)s AND customer_id = %(customer)s AND amount > 0 AND amount_open = 0 AND due_on IS NOT NULL
   AND last_fact_on >= %(since)s
   AND EXISTS (SELECT FROM ledger_allocation a JOIN ledger_item c ON c.id = a.credit_item_id
                WHERE a.debit_item_id = ledger_item.id AND c.kind IN ('payment', 'adjustment'))
