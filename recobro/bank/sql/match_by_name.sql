-- Which customers have two of these words in their name, or the one? Words may be cut off. The company is looked at behind a fence (OFFSET 0):
-- only the index of words may lead the way, also when the server does not know yet how many customers there are.
SELECT n.name, c.id AS customer_id
  FROM unnest(%(names)s::text[], %(questions)s::text[]) AS n (name, question)
  CROSS JOIN LATERAL (
    SELECT id
      FROM (SELECT id, company_id FROM ledger_customer c
             WHERE to_tsvector('simple'::regconfig, ledger_words(c.name)) @@ to_tsquery('simple'::regconfig, n.question)
            OFFSET 0) c
     WHERE c.company_id = %(company)s
     LIMIT %(at_most)s
  ) c
