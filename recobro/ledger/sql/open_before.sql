-- How much of this source was open on the day before this import, by currency?
SELECT o.currency, count(*) AS items, sum(abs(o.open)) AS amount
  FROM (
-- include: ledger/open_item
  ) o
  JOIN ledger_item i ON i.id = o.item_id
 WHERE i.source = %(source)s AND i.kind NOT IN ('adjustment')
   AND (i.recorded_at < %(at)s OR EXISTS (SELECT FROM ledger_itempast p WHERE p.item_id = i.id))
 GROUP BY o.currency
