-- What closes these items, whose partners the books know and we do not? A counter-item each, and its allocation.
WITH taken AS MATERIALIZED (
-- include: ledger/taken_until
),
leftover AS (
    SELECT i.id, i.customer_id, i.number, i.currency, i.amount_open, i.letter, chosen.kind,
           greatest(chosen.day, i.issued_on, taken.until_on) AS day, 'letter:' || i.id || ':' || %(at)s::timestamptz AS key
      FROM ledger_item i
      JOIN unnest(%(items)s::bigint[], %(days)s::date[], %(kinds)s::text[]) AS chosen (id, day, kind) ON chosen.id = i.id
      LEFT JOIN taken ON taken.item_id = i.id
     WHERE i.company_id = %(company)s),
counter AS (
    INSERT INTO ledger_item (company_id, customer_id, source, document_key, instalment, number, kind, currency, amount, issued_on,
                             due_derived, terms, branch, salesperson, payment_method, order_reference, letter,
                             content_hash, recorded_at, amount_open, last_fact_on)
    SELECT %(company)s, customer_id, %(own)s, key, 1, number, kind, currency, -amount_open, day,
           false, '', '', '', '', '', letter, '', %(at)s, -amount_open, day
      FROM leftover
    RETURNING id, document_key)
INSERT INTO ledger_allocation (company_id, customer_id, debit_item_id, debit_amount, credit_item_id, credit_amount, "on",
                               recorded_at, by)
SELECT %(company)s, l.customer_id, CASE WHEN l.amount_open > 0 THEN l.id ELSE c.id END, abs(l.amount_open),
       CASE WHEN l.amount_open > 0 THEN c.id ELSE l.id END, abs(l.amount_open), l.day, %(at)s, %(by)s
  FROM leftover l
  JOIN counter c ON c.document_key = l.key
RETURNING debit_item_id, credit_item_id
