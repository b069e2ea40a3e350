-- Who owes just what came in: all of it, or the oldest up to some day? One look at everything that is open, for all movements.
CREATE TEMPORARY TABLE match_sum AS
SELECT m.id AS movement, m.company_id, r.customer_id
  FROM (SELECT i.customer_id, i.currency, i.issued_on,
               sum(i.amount_open) OVER until_then AS running, count(*) OVER until_then AS items
          FROM ledger_item i
         WHERE i.company_id = %(company)s AND i.amount_open <> 0
           AND i.id NOT IN (
-- include: ledger/not_released
           )
        WINDOW until_then AS (PARTITION BY i.customer_id, i.currency ORDER BY i.issued_on, i.id)) r
  JOIN bank_movement m ON m.amount_left = r.running AND m.currency = r.currency AND r.issued_on <= m.booked_on
 WHERE m.company_id = %(company)s AND m.amount_left > 0 AND r.items > 1
   AND m.id = ANY (%(only)s::bigint[]) -- only
