-- How late is what is owed on a day, and what do we hold on account? One row per customer (where asked), currency and bucket.
-- Parameters: company, as_of, known_at (of ledger/open_item), starts (int[]: the first day late of each bucket behind the
-- current one, ascending), by_customer (boolean).
WITH
open_item AS (
-- include: ledger/open_item
),
-- which bucket? NULL: money of the customer, on account; 0: not late yet, or without a due date
aged AS (
    SELECT CASE WHEN %(by_customer)s::boolean THEN o.customer_id END AS customer_id, o.currency,
           CASE WHEN o.open > 0 THEN coalesce(width_bucket(%(as_of)s::date - o.due_on, %(starts)s::int[]), 0) END AS bucket,
           count(*) AS items, sum(o.open) AS amount, count(*) FILTER (WHERE o.open > 0 AND o.due_on IS NULL) AS without_due_date
      FROM open_item o
     GROUP BY 1, 2, 3
)
SELECT c.code, c.name, a.currency, a.bucket, a.items, a.amount, a.without_due_date
  FROM aged a
  LEFT JOIN ledger_customer c ON c.id = a.customer_id
 ORDER BY c.code COLLATE "C", a.currency, a.bucket
