-- How does each payment plan stand on a day? Broken: what was paid of it is less than what was due by an instalment that waits no more.
-- Parameters: company, as_of, known_at (of ledger/open_item), customer (null: all).
WITH open_item AS (
-- include: ledger/open_item
),
plan AS (
    SELECT * FROM casework_plan
     WHERE company_id = %(company)s AND made_on <= %(as_of)s
       AND (%(customer)s::bigint IS NULL OR customer_id = %(customer)s::bigint)
),
paid AS (
    SELECT l.plan_id, sum(l.amount) AS amount, sum(l.amount - least(l.amount, greatest(coalesce(o.open, 0), 0))) AS paid
      FROM plan p
      JOIN casework_planline l ON l.plan_id = p.id
      LEFT JOIN open_item o ON o.item_id = l.item_id
     GROUP BY l.plan_id
),
instalment AS (
    SELECT i.*, paid.paid, sum(i.amount) OVER (PARTITION BY i.plan_id ORDER BY i.number) AS due
      FROM plan p
      JOIN casework_planinstalment i ON i.plan_id = p.id
      JOIN paid ON paid.plan_id = p.id
),
late AS (
    SELECT DISTINCT ON (plan_id) plan_id, number, waits_until + 1 AS broken_on
      FROM instalment
     WHERE due > paid AND waits_until < %(as_of)s
     ORDER BY plan_id, number
),
next_one AS (
    SELECT DISTINCT ON (plan_id) plan_id, due_on, least(amount, due - paid) AS amount
      FROM instalment
     WHERE due > paid
     ORDER BY plan_id, number
)
SELECT p.id AS plan_id, p.customer_id, p.made_on, p.currency, paid.amount, paid.paid,
       CASE WHEN paid.paid >= paid.amount THEN 'done' WHEN p.ended_on <= %(as_of)s THEN 'ended'
            WHEN late.number IS NOT NULL THEN 'broken' ELSE 'kept' END AS status,
       late.number AS broken_at, late.broken_on, next_one.due_on AS next_on, next_one.amount AS next_amount
  FROM plan p
  JOIN paid ON paid.plan_id = p.id
  LEFT JOIN late ON late.plan_id = p.id
  LEFT JOIN next_one ON next_one.plan_id = p.id
 ORDER BY p.made_on DESC, p.id DESC
