-- Which customers have exactly this on account on the day of the books? Those whose newest credit is nearest to it first, and how many
-- there are. Parameters: those of `control_credit`, on (the same day), amount (below zero), most.
SELECT f.customer_id AS id, c.code AS number, c.name, f.amount, f."on",
       CASE WHEN f."on" > %(on)s::date - 7 THEN 0 ELSE 2 END AS near, count(*) OVER () AS alike
  FROM (
-- include: insight/control_credit
  ) f
  JOIN ledger_customer c ON c.id = f.customer_id
 WHERE f.amount = %(amount)s
 ORDER BY f."on" DESC, f.customer_id
 LIMIT %(most)s
