-- How does a customer stand on a day, by currency: what he owes, what of it is overdue or soon due, and his money on account?
-- Parameters: company, customer, as_of, known_at (null), soon (date: due until then is soon), starts (int[]: the first day late of
-- each bucket behind the current one, ascending).
WITH open_item AS NOT MATERIALIZED (
-- include: ledger/open_item
),
placed AS MATERIALIZED (
    SELECT currency, open, due_on,
           CASE WHEN open > 0 THEN coalesce(width_bucket(%(as_of)s::date - due_on, %(starts)s::int[]), 0) END AS bucket
      FROM open_item
     WHERE customer_id = %(customer)s
),
bucket AS (
    SELECT currency, bucket, sum(open) AS amount FROM placed WHERE bucket IS NOT NULL GROUP BY currency, bucket
)
SELECT currency, count(*) FILTER (WHERE open > 0) AS items, coalesce(sum(open) FILTER (WHERE open > 0), 0) AS owed,
       count(*) FILTER (WHERE bucket > 0) AS items_overdue, coalesce(sum(open) FILTER (WHERE bucket > 0), 0) AS overdue,
       coalesce(sum(open) FILTER (WHERE bucket = 0 AND due_on <= %(soon)s), 0) AS due_soon,
       coalesce(sum(open) FILTER (WHERE open < 0), 0) AS on_account,
       min(due_on) FILTER (WHERE bucket > 0) AS oldest_due_on,
       (SELECT array_agg(coalesce(b.amount, 0) ORDER BY place.nth)
          FROM generate_series(0, cardinality(%(starts)s::int[])) AS place (nth)
          LEFT JOIN bucket b ON b.currency = placed.currency AND b.bucket = place.nth) AS buckets
  FROM placed
 GROUP BY currency
 ORDER BY currency
