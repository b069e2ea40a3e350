-- What of a customer's credits in a currency is not used up, and could be set against a claim? The oldest first.
-- Parameters: company, customer, currency.
SELECT id AS item_id, kind, number, issued_on, currency, -amount_open AS "left"
  FROM ledger_item
 WHERE company_id = %(company)s AND customer_id = %(customer)s AND currency = %(currency)s AND amount_open < 0
 ORDER BY issued_on, id
 LIMIT 50
