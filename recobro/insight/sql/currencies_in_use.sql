-- In which currencies is something open, or money not cleared yet?
SELECT currency
FROM ledger_item
WHERE company_id = %(company)s AND amount_open <> 0
UNION
SELECT currency
FROM bank_movement
WHERE company_id = %(company)s AND amount_left <> 0
ORDER BY currency
