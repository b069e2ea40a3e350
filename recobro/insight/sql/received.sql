-- What did customers pay in a period, and what was it set against? One row per credit and claim; a credit that is set against
-- nothing has one row without a claim. Credits of before the period stand here when a part of them was set against a claim in it.
-- Parameters: company, customers (bigint[]), from_on, as_of (the days of the period, both inclusive), known_at (null: now).
WITH
-- the credits as they were known then
credit AS (
    SELECT i.id AS item_id, i.customer_id, i.kind, i.currency, i.issued_on, i.amount
      FROM ledger_item i
     WHERE i.company_id = %(company)s AND i.customer_id = ANY (%(customers)s::bigint[]) AND i.amount < 0
       AND (%(known_at)s::timestamptz IS NULL OR i.recorded_at <= %(known_at)s)
     UNION ALL
    SELECT p.item_id, p.customer_id, p.kind, p.currency, p.issued_on, p.amount
      FROM ledger_itempast p
     WHERE p.company_id = %(company)s AND p.customer_id = ANY (%(customers)s::bigint[]) AND p.amount < 0
       AND p.recorded_at <= %(known_at)s AND p.superseded_at > %(known_at)s
),
-- what was set against claims in the period? (an undo takes its part away again)
applied AS (
    SELECT a.credit_item_id, a.debit_item_id, max(a."on") AS "on", sum(a.credit_amount) AS amount
      FROM ledger_allocation a
     WHERE a.company_id = %(company)s AND a.customer_id = ANY (%(customers)s::bigint[])
       AND a."on" BETWEEN %(from_on)s AND %(as_of)s
       AND (%(known_at)s::timestamptz IS NULL OR a.recorded_at <= %(known_at)s)
     GROUP BY a.credit_item_id, a.debit_item_id
    HAVING sum(a.credit_amount) <> 0
)
SELECT c.item_id, c.customer_id, c.kind, i.number, c.currency, c.issued_on, c.amount, c.issued_on >= %(from_on)s AS is_new,
       debit.number AS applied_number, a."on" AS applied_on, a.amount AS applied_amount
  FROM credit c
  JOIN ledger_item i ON i.id = c.item_id
  LEFT JOIN applied a ON a.credit_item_id = c.item_id
  LEFT JOIN ledger_item debit ON debit.id = a.debit_item_id
 WHERE c.issued_on <= %(as_of)s AND (c.issued_on >= %(from_on)s OR a.credit_item_id IS NOT NULL)
 ORDER BY c.customer_id, c.currency, c.issued_on, c.item_id, a."on", debit.due_on, debit.id
