-- How many items answer the filters, and what is open of them, by currency? Counted up to `most`: a page does not wait for a million.
-- Parameters: those of `chosen_items`, most.
SELECT i.currency, count(*) AS items, sum(i.amount_open) AS open
  FROM (SELECT * FROM (
-- include: insight/chosen_items
       ) every ORDER BY every.due LIMIT %(most)s) i  -- (in an order that an index has, so that not the whole table is read for them)
 GROUP BY i.currency
 ORDER BY i.currency
