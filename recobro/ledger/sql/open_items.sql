-- What is open on a day, of some customers or all?
SELECT item_id, customer_id, kind, number, currency, issued_on, due_on, delivered_on, payment_method, amount, open
  FROM (
-- include: ledger/open_item
  ) o
 WHERE true
   AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
 ORDER BY customer_id, due_on NULLS LAST, item_id
