-- What stands on a day: everything that people agreed, and marks; the one that ends first on top.
-- Parameters: company, as_of, customers (bigint[]; lines that end with `some customers` are left out for all).
WITH made AS (
    SELECT 'hold' AS kind, id AS case_id, company_id, customer_id, item_id, NULL::numeric AS amount, NULL::text AS currency,
           from_on, until_on, until_on AS stands_until, ended_on, owner, by, reason, '' AS administrator, NULL::date AS file_until
      FROM casework_hold
     UNION ALL
    SELECT 'dispute', id, company_id, customer_id, item_id, amount, NULL, from_on, until_on, until_on, ended_on, owner, by, reason, '', NULL
      FROM casework_dispute
     UNION ALL
    SELECT 'retained', id, company_id, customer_id, item_id, amount, NULL, from_on, until_on, until_on, ended_on, owner, by, reason, '', NULL
      FROM casework_retained
     UNION ALL
    SELECT 'complaint', id, company_id, customer_id, NULL, NULL, NULL, made_on, NULL, NULL, ended_on, owner, by, reason, '', NULL
      FROM casework_complaint
     UNION ALL
    SELECT 'promise', id, company_id, customer_id, NULL,
           (SELECT sum(l.amount) FROM casework_promiseline l WHERE l.promise_id = p.id),
           currency, made_on, promised_on, waits_until, ended_on, owner, by, reason, '', NULL
      FROM casework_promise p
     UNION ALL
    SELECT 'payment-plan', id, company_id, customer_id, NULL,
           (SELECT sum(l.amount) FROM casework_planline l WHERE l.plan_id = p.id),
           currency, made_on, NULL, NULL, ended_on, owner, by, reason, '', NULL
      FROM casework_plan p
     UNION ALL
    SELECT 'next-contact', id, company_id, customer_id, NULL, NULL, NULL, made_on, "on", "on", ended_on, owner, by, reason, '', NULL
      FROM casework_nextcontact
     UNION ALL
    SELECT 'expected-date', id, company_id, customer_id, item_id, NULL, NULL, made_on, "on", "on", ended_on, owner, by, reason, '', NULL
      FROM casework_expecteddate
     UNION ALL
    SELECT 'paper', id, company_id, customer_id, NULL, amount, currency, received_on, due_on, NULL, ended_on, owner, by, reason, '', NULL
      FROM casework_paper
     UNION ALL
    SELECT kind, id, company_id, customer_id, item_id, NULL, NULL, from_on, until_on, until_on, ended_on, '', by, reason, administrator, file_until
      FROM ledger_mark
)
SELECT m.kind, m.case_id, m.customer_id, m.item_id, coalesce(i.number, '') AS number, m.amount,
       coalesce(m.currency, i.currency, '') AS currency, m.from_on, m.until_on, m.owner, m.by, m.reason, m.administrator, m.file_until
  FROM made m
  LEFT JOIN ledger_item i ON i.id = m.item_id
 WHERE m.company_id = %(company)s AND m.from_on <= %(as_of)s AND (m.stands_until IS NULL OR m.stands_until >= %(as_of)s)
   AND (m.ended_on IS NULL OR m.ended_on > %(as_of)s)
   AND m.customer_id = ANY (%(customers)s::bigint[])  -- some customers
 ORDER BY m.until_on NULLS LAST, m.kind COLLATE "C", m.case_id
