-- What do customers have on account at the end of the day of the books, of the systems whose items are in the balance?
-- What we posted ourselves belongs to the system of the customer's newest item.
-- Parameters: company, currency, as_of (the day of the books), known_at (null), sources (text[]), own.
SELECT s.customer_id, sum(s.amount) AS amount, max(s."on") AS "on"
  FROM (SELECT o.customer_id, o.source, sum(o.open) AS amount, max(o.issued_on) AS "on"
          FROM (
-- include: ledger/open_item
          ) o
         WHERE o.open < 0 AND o.currency = %(currency)s
         GROUP BY o.customer_id, o.source) s
  LEFT JOIN LATERAL (SELECT n.source FROM ledger_item n
                      WHERE s.source = %(own)s AND n.company_id = %(company)s AND n.customer_id = s.customer_id AND n.source <> %(own)s
                      ORDER BY n.id DESC LIMIT 1) newest ON true
 WHERE CASE WHEN s.source = %(own)s THEN coalesce(newest.source, '') ELSE s.source END = ANY (%(sources)s)
 GROUP BY s.customer_id
