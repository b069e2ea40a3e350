-- Which claims (or credits on account) answer the filters of the list? Each condition is one line, left out where it is not asked for.
-- Parameters: company, as_of, mode (of what was told), and those of the conditions.
SELECT i.id, i.customer_id, i.currency, i.amount_open, i.issued_on, upper(i.number) COLLATE "C" AS spelling,
       coalesce(i.due_on, '9999-12-31'::date) AS due
  FROM ledger_item i
 WHERE i.company_id = %(company)s
   AND i.amount > 0  -- claims
   AND i.amount_open > 0  -- unpaid
   AND i.amount_open = i.amount  -- open
   AND i.amount_open < i.amount  -- partly paid
   AND i.amount_open = 0  -- closed
   AND i.amount_open < 0  -- credits
   AND coalesce(i.due_on, '9999-12-31'::date) < %(as_of)s  -- overdue
   AND EXISTS (SELECT FROM ledger_allocation a JOIN ledger_item c ON c.id = a.credit_item_id WHERE a.debit_item_id = i.id AND c.kind NOT IN ('cancellation', 'credit_note', 'write_off') GROUP BY c.id HAVING sum(a.debit_amount) > 0)  -- paid
   AND i.id IN (SELECT a.debit_item_id FROM ledger_item c JOIN ledger_allocation a ON a.credit_item_id = c.id WHERE c.company_id = %(company)s AND c.kind IN ('cancellation', 'credit_note', 'write_off'))  -- cancelled
   AND NOT EXISTS (SELECT FROM ledger_allocation a JOIN ledger_item c ON c.id = a.credit_item_id WHERE a.debit_item_id = i.id AND c.kind NOT IN ('cancellation', 'credit_note', 'write_off') GROUP BY c.id HAVING sum(a.debit_amount) > 0)  -- cancelled
   AND coalesce(i.due_on, '9999-12-31'::date) >= %(due_from)s  -- due from
   AND coalesce(i.due_on, '9999-12-31'::date) <= %(due_until)s  -- due until
   AND i.issued_on >= %(issued_from)s  -- issued from
   AND i.issued_on <= %(issued_until)s  -- issued until
   AND i.currency = %(currency)s  -- currency
   AND upper(i.number) COLLATE "C" LIKE %(number)s  -- number
   AND i.customer_id = ANY (%(customers)s::bigint[])  -- customers
   AND i.customer_id IN (SELECT s.id FROM ledger_customer s WHERE s.company_id = %(company)s AND s.salesperson = %(salesperson)s)  -- salesperson
   AND i.id IN (SELECT t.item_id FROM evaluation_told t WHERE t.company_id = %(company)s AND t.mode = %(mode)s AND t.level_key = %(level)s AND t.undone_on IS NULL AND NOT EXISTS (SELECT FROM evaluation_told n WHERE n.company_id = t.company_id AND n.mode = t.mode AND n.item_id = t.item_id AND n.undone_on IS NULL AND (n."on", n.severity, n.id) > (t."on", t.severity, t.id)))  -- level
