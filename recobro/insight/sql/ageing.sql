-- How late is what is owed on a day, and what do we hold on account? One row per customer (where asked) and currency.
-- Parameters: company, as_of, known_at (of ledger/open_item), starts (int[]: the first day late of each bucket behind the
-- current one, ascending). The line "per bucket" is written once for each bucket; lines "by customer" are left out where only
-- currencies are asked for.
WITH
kept AS (
-- include: ledger/open_item_kept
),
counted AS (
-- include: ledger/open_item_counted
),
-- which bucket? NULL: money of the customer, on account; 0: not late yet, or without a due date
-- (each part comes in order by an index, so that one sum is made after the other; the fence: a bucket is worked out once)
placed AS (
    (SELECT customer_id, currency, open, due_on,
            CASE WHEN open > 0 THEN coalesce(width_bucket(%(as_of)s::date - due_on, %(starts)s::int[]), 0) END AS bucket
       FROM kept
      ORDER BY customer_id, currency  -- by customer
    )
     UNION ALL
    (SELECT customer_id, currency, open, due_on,
            CASE WHEN open > 0 THEN coalesce(width_bucket(%(as_of)s::date - due_on, %(starts)s::int[]), 0) END
       FROM counted
      ORDER BY customer_id, currency  -- by customer
    )
     ORDER BY customer_id, currency  -- by customer
    OFFSET 0
),
aged AS (
    SELECT
           customer_id,  -- by customer
           currency
           , sum(open) FILTER (WHERE bucket IS NULL) AS on_account
           , count(*) FILTER (WHERE bucket = 0 AND due_on IS NULL) AS without_due_date
           , count(*) FILTER (WHERE bucket = 0) AS items_0, sum(open) FILTER (WHERE bucket = 0) AS amount_0  -- per bucket
      FROM placed
     GROUP BY currency
              , customer_id  -- by customer
)
SELECT
       c.code, c.name,  -- by customer
       a.*
  FROM aged a
  JOIN ledger_customer c ON c.id = a.customer_id  -- by customer
 ORDER BY
       c.code COLLATE "C",  -- by customer
       a.currency
