-- Which movements that wait may a change concern? `clues` lead to customers who changed themselves.
-- Parameters: company, stamps, clues, rates_from, rates, per_amount.
WITH changed AS MATERIALIZED (
  SELECT DISTINCT i.id, i.currency, i.amount_open, i.issued_on, i.number
    FROM bank_stamp s
    CROSS JOIN LATERAL unnest(s.items) AS one (id)
    JOIN ledger_item i ON i.id = one.id
   WHERE s.company_id = %(company)s AND s.id = ANY (%(stamps)s::bigint[]) AND i.company_id = %(company)s AND i.amount_open > 0
), owing AS MATERIALIZED (
  SELECT DISTINCT customer_id
    FROM bank_stamp
   WHERE company_id = %(company)s AND id = ANY (%(stamps)s::bigint[]) AND items <> '{}'
), clue AS (
  SELECT unnest(%(clues)s::text[]) AS clue
   UNION SELECT 'customer ' || customer_id FROM bank_stamp WHERE company_id = %(company)s AND id = ANY (%(stamps)s::bigint[])
   UNION SELECT 'number ' || ledger_digits(number) FROM changed
   UNION SELECT 'number ' || ledger_core(number) FROM changed
)
-- By what they say, who paid them, and whom they were looked at for
SELECT l.movement_id
  FROM bank_looked l
 WHERE l.company_id = %(company)s AND l.clues && (SELECT array_agg(clue) FROM clue WHERE clue IS NOT NULL)
 UNION
-- By the rates of its day, where something in another currency was found for it
SELECT l.movement_id
  FROM bank_looked l
  JOIN bank_movement m ON m.company_id = l.company_id AND m.id = l.movement_id AND m.booked_on >= %(rates_from)s::date
 WHERE l.company_id = %(company)s AND l.clues @> ARRAY[%(rates)s::text]
 UNION
-- By just the amount, which `match_by_amount` looks up for the first few only
SELECT m.id
  FROM changed i
  JOIN bank_movement m ON m.company_id = %(company)s AND m.amount_left > 0 AND m.amount_left = i.amount_open AND m.currency = i.currency
                      AND m.booked_on >= i.issued_on
 WHERE (SELECT count(*)
          FROM (SELECT FROM ledger_item o
                 WHERE o.company_id = %(company)s AND o.amount_open > 0 AND o.amount_open = i.amount_open AND o.currency = i.currency
                   AND o.issued_on <= i.issued_on AND o.id < i.id
                 LIMIT %(per_amount)s) earlier) < %(per_amount)s
 UNION
-- By what a customer owes together, as `match_sums` finds it
SELECT m.id
  FROM owing
  CROSS JOIN LATERAL (
    SELECT i.currency, i.issued_on, sum(i.amount_open) OVER until_then AS running, count(*) OVER until_then AS items
      FROM ledger_item i
     WHERE i.company_id = %(company)s AND i.customer_id = owing.customer_id AND i.amount_open <> 0
       AND i.id NOT IN (
-- include: ledger/not_released
       )
    WINDOW until_then AS (PARTITION BY i.currency ORDER BY i.issued_on, i.id)
  ) r
  JOIN bank_movement m ON m.company_id = %(company)s AND m.amount_left > 0 AND m.amount_left = r.running AND m.currency = r.currency
                      AND r.issued_on <= m.booked_on
 WHERE r.items > 1
