-- A page of the ageing by customer in one currency, in an order, behind the sums of every currency (their customer is null).
-- Parameters: those of `aged`, sort_currency, size, column (what it is sorted by: total, on_account, or the number of a bucket), and of the last
-- line before the page: after (its value in the order), after_id. Marks of lines: those of `aged`, and of the order.
WITH aged AS MATERIALIZED (
-- include: insight/aged
),
line AS (
    SELECT a.*, CASE %(column)s
                     WHEN 'on_account' THEN coalesce(a.on_account, n.nothing)
                     WHEN '0' THEN coalesce(a.amount_0, n.nothing)  -- per bucket
                     ELSE coalesce(a.on_account, n.nothing)
                          + coalesce(a.amount_0, n.nothing)  -- per bucket
                     END AS worth
      FROM aged a
      CROSS JOIN (SELECT 0::numeric AS nothing) n
     WHERE a.currency = %(sort_currency)s
),
page AS (
    SELECT c.code, c.name, l.*
      FROM line l
      JOIN ledger_customer c ON c.id = l.customer_id
     WHERE true
       AND (l.worth, l.customer_id) > (%(after)s::numeric, %(after_id)s)  -- after, by amount
       AND (l.worth, l.customer_id) < (%(after)s::numeric, %(after_id)s)  -- after, by amount, backwards
       AND c.code COLLATE "C" > %(after)s  -- after, by code
       AND c.code COLLATE "C" < %(after)s  -- after, by code, backwards
     ORDER BY
           l.worth, l.customer_id,  -- by amount
           l.worth DESC, l.customer_id DESC,  -- by amount, backwards
           c.code COLLATE "C",  -- by code
           c.code COLLATE "C" DESC,  -- by code, backwards
           l.customer_id
     LIMIT %(size)s
),
numbered AS (  -- a UNION keeps no order
    SELECT page.*, row_number() OVER () AS place FROM page
)
SELECT NULL AS code, NULL AS name, NULL::bigint AS customer_id, a.currency, sum(a.on_account), sum(a.without_due_date)::bigint
       , sum(a.items_0)::bigint, sum(a.amount_0)  -- per bucket
       , NULL::numeric AS worth, 0 AS place
  FROM aged a
 GROUP BY a.currency
 UNION ALL
SELECT * FROM numbered
 ORDER BY place, currency
