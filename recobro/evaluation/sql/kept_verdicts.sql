-- What does the run that is being made see of these customers?
SELECT * FROM stage_verdict
 WHERE customer_id = ANY (%(customers)s::bigint[])
 ORDER BY customer_id, due_on NULLS LAST, item_id
