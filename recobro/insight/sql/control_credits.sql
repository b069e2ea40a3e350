-- Which customers have exactly this on account? Parameters: company, currency, on, amount (below zero), most.
SELECT i.customer_id AS id, c.code AS number, c.name, sum(i.amount_open) AS amount, max(i.issued_on) AS "on"
  FROM ledger_item i
  JOIN ledger_customer c ON c.id = i.customer_id
 WHERE i.company_id = %(company)s AND i.currency = %(currency)s AND i.amount_open < 0 AND i.issued_on <= %(on)s
 GROUP BY i.customer_id, c.code, c.name
HAVING sum(i.amount_open) = %(amount)s
 ORDER BY i.customer_id
 LIMIT %(most)s
