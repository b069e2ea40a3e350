-- How late is what is owed on a day, and what do we hold on account? One row per customer (where asked) and currency.
-- Parameters: company, as_of, known_at (of ledger/open_item), starts (int[]: the first day late of each bucket behind the
-- current one, ascending), salesperson and collector (whose customers; null: anybody's). The line "per bucket" is written once for each
-- bucket; lines "by customer" are left out where only currencies are asked for, lines "narrowed" where everybody's customers are.
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
      WHERE customer_id IN (SELECT w.id FROM ledger_customer w WHERE w.company_id = %(company)s AND (%(salesperson)s::text IS NULL OR w.salesperson = %(salesperson)s) AND (%(collector)s::text IS NULL OR w.collector = %(collector)s))  -- narrowed
      ORDER BY customer_id, currency  -- by customer
    )
     UNION ALL
    (SELECT customer_id, currency, open, due_on,
            CASE WHEN open > 0 THEN coalesce(width_bucket(%(as_of)s::date - due_on, %(starts)s::int[]), 0) END
       FROM counted
      WHERE customer_id IN (SELECT w.id FROM ledger_customer w WHERE w.company_id = %(company)s AND (%(salesperson)s::text IS NULL OR w.salesperson = %(salesperson)s) AND (%(collector)s::text IS NULL OR w.collector = %(collector)s))  -- narrowed
      ORDER BY customer_id, currency  -- by customer
    )
     ORDER BY customer_id, currency  -- by customer
    OFFSET 0
)
SELECT
       customer_id,  -- by customer
       currency
       , sum(open) FILTER (WHERE bucket IS NULL) AS on_account
       , count(*) FILTER (WHERE bucket = 0 AND due_on IS NULL) AS without_due_date
       , count(*) FILTER (WHERE bucket = 0) AS items_0, sum(open) FILTER (WHERE bucket = 0) AS amount_0  -- per bucket
  FROM placed
 GROUP BY currency
          , customer_id  -- by customer
