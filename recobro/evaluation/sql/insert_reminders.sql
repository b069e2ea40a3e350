-- What is to be said? One reminder per customer, and another for what is only a task of ours, at the highest severity.
-- Parameters: company, run, mode, as_of; versions and level_keys (arrays side by side): the levels that a person approves;
-- final_by_person: does a person approve every final notice? currencies and digits (side by side): with how many decimals an amount is written.
WITH
said AS (
    SELECT v.customer_id, coalesce(v.is_outward, false) AS is_outward, v.version_id, v.level_id, v.level_key, v.severity,
           v.currency, v.claimable - v.netted AS asked,
           row_number() OVER (PARTITION BY v.customer_id, coalesce(v.is_outward, false)
                              ORDER BY v.severity DESC, v.position DESC, v.claimable DESC, v.item_id) AS place
      FROM stage_verdict v
     WHERE v.outcome = 'remind'
),
-- why must a person approve it? The first of its levels that asks for one, or the first ceiling that its total exceeds.
stood AS (
    SELECT customer_id, is_outward, version_id, level_key, min(place) AS place
      FROM said GROUP BY customer_id, is_outward, version_id, level_key
),
total AS (
    SELECT customer_id, is_outward, currency, sum(asked) AS amount
      FROM said
     WHERE EXISTS (SELECT FROM policy_threshold c WHERE c.company_id = %(company)s AND c.ceiling IS NOT NULL)
     GROUP BY customer_id, is_outward, currency
),
above AS (
    SELECT s.customer_id, s.is_outward, s.place, c.currency, c.ceiling, t.amount
      FROM stood s
      JOIN policy_threshold c ON c.version_id = s.version_id
      JOIN total t ON t.customer_id = s.customer_id AND t.is_outward = s.is_outward AND t.currency = c.currency
     WHERE t.amount > c.ceiling
),
reason AS (
    SELECT DISTINCT ON (customer_id, is_outward) customer_id, is_outward, sentence
      FROM (SELECT s.customer_id, s.is_outward, s.place, '' AS currency,
                   'Its level is sent only after a person has approved it.' AS sentence
              FROM stood s
              JOIN unnest(%(versions)s::bigint[], %(level_keys)s::text[]) AS by_person (version_id, level_key)
                   USING (version_id, level_key)
             UNION ALL
            SELECT above.customer_id, above.is_outward, above.place, above.currency,
                   format('%%s %%s is above the ceiling of %%s %%s.', round(above.amount, written.digits), above.currency,
                          round(above.ceiling, written.digits), above.currency)
              FROM above
              JOIN unnest(%(currencies)s::text[], %(digits)s::int[]) AS written (currency, digits)
                   ON written.currency = above.currency
             UNION ALL
            SELECT customer_id, is_outward, place, 'ZZZ', 'A final notice is approved by a manager.'
              FROM said
             WHERE %(final_by_person)s AND severity = 4) why
     ORDER BY customer_id, is_outward, place, currency COLLATE "C"
)
INSERT INTO evaluation_reminder (company_id, customer_id, run_id, mode, as_of, is_outward, version_id, level_id, level_key,
                                 severity, needs_person, above_ceiling, overrules, although)
SELECT %(company)s, said.customer_id, %(run)s, %(mode)s, %(as_of)s, said.is_outward, said.version_id, said.level_id,
       said.level_key, said.severity, coalesce(reason.sentence, ''),
       EXISTS (SELECT FROM above WHERE above.customer_id = said.customer_id AND above.is_outward = said.is_outward),
       '{}', ''
  FROM said
  LEFT JOIN reason ON reason.customer_id = said.customer_id AND reason.is_outward = said.is_outward
 WHERE said.place = 1
 ORDER BY said.customer_id, said.is_outward DESC
RETURNING id
