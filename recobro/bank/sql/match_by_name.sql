-- Which customers have all of these words in their name, or else two of them? Words may be cut off. The company is looked at behind a fence
-- (OFFSET 0): only the index of words may lead the way, also when the server does not know yet how many customers there are.
WITH asked AS (
  SELECT * FROM unnest(%(names)s::text[], %(all_words)s::text[], %(two_words)s::text[]) AS n (name, all_words, two_words)
), called AS MATERIALIZED (
  SELECT n.name, c.id
    FROM asked n
    CROSS JOIN LATERAL (
      SELECT id
        FROM (SELECT id, company_id FROM ledger_customer c
               WHERE to_tsvector('simple'::regconfig, ledger_words(c.name)) @@ to_tsquery('simple'::regconfig, n.all_words)
              OFFSET 0) c
       WHERE c.company_id = %(company)s
       LIMIT %(at_most)s
    ) c
)
SELECT name, id AS customer_id FROM called
 UNION ALL
SELECT n.name, c.id
  FROM asked n
  CROSS JOIN LATERAL (
    SELECT id
      FROM (SELECT id, company_id FROM ledger_customer c
             WHERE to_tsvector('simple'::regconfig, ledger_words(c.name)) @@ to_tsquery('simple'::regconfig, n.two_words)
            OFFSET 0) c
     WHERE c.company_id = %(company)s
     LIMIT %(at_most)s
  ) c
 WHERE n.two_words <> '' AND n.name NOT IN (SELECT name FROM called)
