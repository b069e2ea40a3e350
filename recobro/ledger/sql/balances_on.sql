-- What did all customers owe on a day, less what we owed them, by the system that their items come from, and by currency?
-- What we posted ourselves (`own`) belongs to the system that brought the customer's newest item.
SELECT CASE WHEN i.source <> %(own)s THEN i.source ELSE coalesce(newest.source, '') END AS source, o.currency, sum(o.open) AS balance
  FROM (
-- include: ledger/open_item
  ) o
  JOIN ledger_item i ON i.id = o.item_id
  LEFT JOIN LATERAL (SELECT n.source FROM ledger_item n
                      WHERE i.source = %(own)s AND n.company_id = %(company)s AND n.customer_id = i.customer_id
                        AND n.source <> %(own)s
                      ORDER BY n.id DESC LIMIT 1) newest ON true
 GROUP BY 1, 2
