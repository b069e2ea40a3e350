-- What is open in each currency, claims less credits, and how much of the claims is overdue?
-- Parameters: company, today.
SELECT currency, sum(amount_open) AS open,
       coalesce(sum(amount_open) FILTER (WHERE amount_open > 0 AND due_on < %(today)s), 0) AS overdue
  FROM ledger_item
 WHERE company_id = %(company)s AND amount_open <> 0
 GROUP BY currency
 ORDER BY sum(amount_open) DESC
