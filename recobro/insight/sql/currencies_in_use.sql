-- In which currencies is something open, or money not cleared yet? Parameters: company, salesperson (null: of all customers, and of the bank).
SELECT currency
FROM ledger_item
WHERE company_id = %(company)s AND amount_open <> 0
  AND (%(salesperson)s::text IS NULL
       OR customer_id IN (SELECT id FROM ledger_customer WHERE company_id = %(company)s AND salesperson = %(salesperson)s))
UNION
SELECT currency
FROM bank_movement
WHERE company_id = %(company)s AND amount_left <> 0 AND %(salesperson)s::text IS NULL
ORDER BY currency
