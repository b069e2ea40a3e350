-- What do customers have on account at the end of the day of the books, of the systems whose items are in the balance?
-- What we posted ourselves belongs to the system of the customer's newest item.
-- Parameters: company, currency, as_of (the day of the books), known_at (null), sources (text[]), own.
SELECT o.customer_id, sum(o.open) AS amount, max(o.issued_on) AS "on"
  FROM (
-- include: ledger/open_item
  ) o
  JOIN ledger_item i ON i.id = o.item_id
  LEFT JOIN LATERAL (SELECT n.source FROM ledger_item n
                      WHERE i.source = %(own)s AND n.company_id = i.company_id AND n.customer_id = i.customer_id AND n.source <> %(own)s
                      ORDER BY n.id DESC LIMIT 1) newest ON true
 WHERE o.open < 0 AND o.currency = %(currency)s
   AND CASE WHEN i.source = %(own)s THEN coalesce(newest.source, '') ELSE i.source END = ANY (%(sources)s)
 GROUP BY o.customer_id
