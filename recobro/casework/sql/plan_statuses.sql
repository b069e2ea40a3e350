-- How does each payment plan stand on a day, the newest first?
-- Parameters: those of casework/plans.
SELECT plan_id, customer_id, made_on, currency, amount, paid,
       CASE WHEN paid >= amount THEN 'done' WHEN ended_on <= %(as_of)s THEN 'ended' WHEN is_kept THEN 'kept' ELSE 'broken' END AS status,
       CASE WHEN breaks_on <= %(as_of)s THEN short_at END AS broken_at,
       CASE WHEN breaks_on <= %(as_of)s THEN breaks_on END AS broken_on,
       unknown_on, next_on, next_amount
  FROM (
-- include: casework/plans
  ) p
 ORDER BY made_on DESC, plan_id DESC
