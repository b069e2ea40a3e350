-- What is there around a day of the books that they may see otherwise, as heaps?
-- Parameters: those of `control_credit`, on (the day of the books), stated_at (when they were stated).
WITH ours AS (
    -- what was paid or let go by us and not by the books, of customers whose newest item came from these systems; what was taken back
    -- comes to nothing
    SELECT i.amount, i.document_key LIKE 'bank:%%' AS is_of_bank, CASE WHEN i.document_key LIKE '%%:back' THEN -1 ELSE 1 END AS one,
           i.recorded_at > %(stated_at)s AS is_since
      FROM ledger_item i
      LEFT JOIN LATERAL (SELECT n.source FROM ledger_item n
                          WHERE n.company_id = i.company_id AND n.customer_id = i.customer_id AND n.source <> %(own)s
                          ORDER BY n.id DESC LIMIT 1) newest ON true
     WHERE i.company_id = %(company)s AND i.currency = %(currency)s AND i.source = %(own)s AND i.issued_on <= %(on)s
       AND split_part(i.document_key, ':', 1) IN ('bank', 'registered', 'paper')
       AND coalesce(newest.source, '') = ANY (%(sources)s)
)
SELECT 'uncleared' AS kind, count(*) AS count, coalesce(sum(amount_left), 0) AS amount
  FROM bank_movement
 WHERE company_id = %(company)s AND currency = %(currency)s AND amount_left > 0 AND booked_on <= %(on)s
UNION ALL
SELECT 'unbooked', coalesce(sum(one), 0), coalesce(sum(amount), 0) FROM ours WHERE is_of_bank
UNION ALL
SELECT 'own', coalesce(sum(one), 0), coalesce(sum(amount), 0) FROM ours WHERE NOT is_of_bank
UNION ALL
SELECT 'unbooked_since', coalesce(sum(one), 0), coalesce(sum(amount), 0) FROM ours WHERE is_of_bank AND is_since
UNION ALL
SELECT 'own_since', coalesce(sum(one), 0), coalesce(sum(amount), 0) FROM ours WHERE NOT is_of_bank AND is_since
UNION ALL
SELECT 'since', count(*), coalesce(sum(amount), 0)
  FROM ledger_item
 WHERE company_id = %(company)s AND currency = %(currency)s AND source = ANY (%(sources)s) AND source <> %(own)s AND issued_on <= %(on)s
   AND recorded_at > %(stated_at)s
UNION ALL
SELECT 'paid_later', count(*), coalesce(sum(amount), 0)
  FROM ledger_item
 WHERE company_id = %(company)s AND currency = %(currency)s AND (source = ANY (%(sources)s) OR source = %(own)s) AND kind = 'payment'
   AND issued_on > %(on)s AND issued_on <= %(on)s::date + 7
UNION ALL
SELECT 'credit', count(*), coalesce(sum(credit.amount), 0)
  FROM (
-- include: insight/control_credit
  ) credit
