-- Of whom that a run would not evaluate again does it believe something else than the whole evaluation finds?
SELECT c.code, coalesce(believed.outcomes, '{}') AS believed, coalesce(found.outcomes, '{}') AS found
  FROM (SELECT customer_id, jsonb_object_agg(outcome, items) AS outcomes
          FROM (SELECT customer_id, outcome, count(*) AS items FROM stage_verdict GROUP BY customer_id, outcome) o
         GROUP BY customer_id) found
  FULL JOIN (SELECT customer_id, outcomes FROM evaluation_look WHERE company_id = %(company)s AND mode = %(mode)s) believed
            USING (customer_id)
  JOIN ledger_customer c ON c.id = customer_id
 WHERE NOT customer_id = ANY (%(customers)s::bigint[])
   AND coalesce(believed.outcomes, '{}') <> coalesce(found.outcomes, '{}')
 ORDER BY c.code COLLATE "C"
