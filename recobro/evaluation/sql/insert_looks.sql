-- What does the run believe of each customer, and until when? The first day of what the statement computes and of the dates that are stored
-- (customers and days, side by side). What is reminded today is looked at again tomorrow, whatever became of it.
INSERT INTO evaluation_look (company_id, customer_id, mode, next_on, outcomes)
SELECT %(company)s, customer_id, %(mode)s, least(seen.next_on, stored.day), coalesce(seen.outcomes, '{}')
  FROM (SELECT customer_id, jsonb_object_agg(outcome, items) AS outcomes,
               least(min(changes_on), CASE WHEN bool_or(outcome IN ('remind', 'empty_level')) THEN %(as_of)s::date + 1 END) AS next_on
          FROM (SELECT customer_id, outcome, count(*) AS items, min(changes_on) AS changes_on
                  FROM stage_verdict GROUP BY customer_id, outcome) o
         GROUP BY customer_id) seen
  FULL JOIN unnest(%(customers)s::bigint[], %(days)s::date[]) AS stored (customer_id, day) USING (customer_id)
