-- What is open on a day, of some customers or all?
SELECT *
  FROM (
-- include: ledger/open_item
  ) o
 WHERE true
   AND customer_id = ANY (%(customers)s::bigint[])  -- some customers
 ORDER BY customer_id, due_on NULLS LAST, item_id
