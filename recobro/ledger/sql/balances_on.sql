-- What did all customers owe on a day, less what we owed them, by the system that their items come from, and by currency?
-- What we posted ourselves (`own`) belongs to the system that brought the customer's newest item: only that is asked of each customer.
-- Parameters: company, as_of, known_at, own.
SELECT CASE WHEN s.customer_id IS NULL THEN s.source ELSE coalesce(newest.source, '') END AS source, s.currency, sum(s.balance) AS balance
  FROM (SELECT o.source, CASE WHEN o.source = %(own)s THEN o.customer_id END AS customer_id, o.currency, sum(o.open) AS balance
          FROM (
-- include: ledger/open_item
          ) o
         GROUP BY 1, 2, 3) s
  LEFT JOIN LATERAL (SELECT n.source FROM ledger_item n
                      WHERE n.company_id = %(company)s AND n.customer_id = s.customer_id AND n.source <> %(own)s
                      ORDER BY n.id DESC LIMIT 1) newest ON true
 GROUP BY 1, 2
