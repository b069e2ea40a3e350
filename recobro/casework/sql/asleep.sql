-- What is owed, and kept from reminders by what people agreed? One row per case and currency; each amount is counted once, for the
-- first of the cases in their order that takes it.
-- Parameters: company, as_of, known_at (of ledger/open_item).
WITH claim AS (
    SELECT o.*
      FROM (
-- include: ledger/open_item
      ) o
     WHERE o.open > 0
),
-- what stands, in the order of evaluation? (amount NULL: all of the item; item NULL: all that the customer owes)
taken AS (
    SELECT 0 AS rank, 'mark' AS kind, m.kind AS detail, m.id, m.customer_id, m.item_id, NULL::numeric AS amount,
           m.from_on AS since_on, m.until_on, '' AS owner, m.by, m.reason,
           CASE WHEN m.kind = 'insolvency' THEN m.from_on END AS issued_before
      FROM ledger_mark m
     WHERE m.company_id = %(company)s AND m.kind <> 'direct_debit' AND m.from_on <= %(as_of)s
       AND coalesce(m.until_on, 'infinity') >= %(as_of)s AND coalesce(m.ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 1, 'dispute', '', id, customer_id, item_id, amount, from_on, until_on, owner, by, reason, NULL
      FROM casework_dispute
     WHERE company_id = %(company)s AND from_on <= %(as_of)s
       AND coalesce(until_on, 'infinity') >= %(as_of)s AND coalesce(ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 2, 'paper', p.kind, p.id, p.customer_id, l.item_id, l.amount, p.received_on, p.due_on, p.owner, p.by, p.reason, NULL
      FROM casework_paper p
      JOIN casework_paperline l ON l.paper_id = p.id
     WHERE p.company_id = %(company)s AND p.received_on <= %(as_of)s AND coalesce(p.ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 3, 'retained', kind, id, customer_id, item_id, amount, from_on, until_on, owner, by, reason, NULL
      FROM casework_retained
     WHERE company_id = %(company)s AND from_on <= %(as_of)s
       AND coalesce(until_on, 'infinity') >= %(as_of)s AND coalesce(ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 4, 'payment-plan', '', p.id, p.customer_id, l.item_id, l.amount, p.made_on,
           (SELECT max(due_on) FROM casework_planinstalment i WHERE i.plan_id = p.id), p.owner, p.by, p.reason, NULL
      FROM casework_plan p
      JOIN (
-- include: casework/plans
      ) s ON s.plan_id = p.id AND s.is_kept
     CROSS JOIN LATERAL unnest(s.items, s.unpaid) AS l (item_id, amount)
     WHERE l.amount > 0
     UNION ALL
    SELECT 5, 'promise', '', p.id, p.customer_id, l.item_id, l.amount, p.made_on, p.waits_until, p.owner, p.by, p.reason, NULL
      FROM casework_promise p
      JOIN casework_promiseline l ON l.promise_id = p.id
     WHERE p.company_id = %(company)s AND p.made_on <= %(as_of)s AND p.waits_until >= %(as_of)s
       AND coalesce(p.ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 6, 'expected-date', '', id, customer_id, item_id, NULL, made_on, "on", owner, by, reason, NULL
      FROM casework_expecteddate
     WHERE company_id = %(company)s AND made_on <= %(as_of)s AND "on" >= %(as_of)s
       AND coalesce(ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT CASE WHEN item_id IS NULL THEN 9 ELSE 7 END, 'hold', '', id, customer_id, item_id, NULL, from_on, until_on, owner, by,
           reason, NULL
      FROM casework_hold
     WHERE company_id = %(company)s AND from_on <= %(as_of)s AND until_on >= %(as_of)s
       AND coalesce(ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 8, 'complaint', '', id, customer_id, NULL, NULL, made_on, NULL, owner, by, reason, NULL
      FROM casework_complaint
     WHERE company_id = %(company)s AND made_on <= %(as_of)s AND coalesce(ended_on, 'infinity') > %(as_of)s
     UNION ALL
    SELECT 10, 'next-contact', '', id, customer_id, NULL, NULL, made_on, "on", owner, by, reason, NULL
      FROM casework_nextcontact
     WHERE company_id = %(company)s AND made_on <= %(as_of)s AND "on" > %(as_of)s
       AND coalesce(ended_on, 'infinity') > %(as_of)s
),
-- how much of each item is left for each of them, in their order?
cut AS (
    SELECT t.*, c.item_id AS claim_id, c.currency, c.open, c.due_on,
           least(c.open, sum(least(coalesce(t.amount, c.open), c.open)) OVER until_here) AS up_to,
           least(coalesce(t.amount, c.open), c.open) AS part,
           sum(least(coalesce(t.amount, c.open), c.open)) OVER until_here AS uncut
      FROM taken t
      JOIN claim c ON c.customer_id = t.customer_id AND (t.item_id IS NULL OR t.item_id = c.item_id)
                  AND (t.issued_before IS NULL OR c.issued_on < t.issued_before)
    WINDOW until_here AS (PARTITION BY c.item_id ORDER BY t.rank, t.id)
),
asleep AS (
    SELECT *, greatest(up_to - least(open, uncut - part), 0) AS asleep FROM cut
)
SELECT a.kind, a.detail, a.id AS case_id, a.customer_id, a.currency, count(*) AS items, sum(a.asleep) AS amount,
       coalesce(sum(a.asleep) FILTER (WHERE a.due_on < %(as_of)s), 0) AS overdue, a.since_on, a.until_on,
       coalesce(nullif(a.owner, ''), d.collector) AS owner, a.by, a.reason
  FROM asleep a
  JOIN ledger_customer d ON d.id = a.customer_id
 WHERE a.asleep > 0
 GROUP BY a.rank, a.kind, a.detail, a.id, a.customer_id, a.currency, a.since_on, a.until_on, a.owner, d.collector, a.by, a.reason
 ORDER BY a.since_on, a.rank, a.id, a.currency
