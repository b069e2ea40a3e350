-- How late is what is owed on a day, and what do we hold on account? One row per customer (where asked) and currency, in order.
-- Parameters and marks of lines: those of `aged`.
SELECT
       c.code, c.name,  -- by customer
       a.*
  FROM (
-- include: insight/aged
       ) a
  JOIN ledger_customer c ON c.id = a.customer_id  -- by customer
 ORDER BY
       c.code COLLATE "C",  -- by customer
       a.currency
