-- Which customers have two of these words in their name, or the one? Words may be cut off.
SELECT n.name, c.id AS customer_id
  FROM unnest(%(names)s::text[], %(questions)s::text[]) AS n (name, question)
  CROSS JOIN LATERAL (
    SELECT id FROM ledger_customer c
     WHERE to_tsvector('simple'::regconfig, ledger_words(c.name)) @@ to_tsquery('simple'::regconfig, n.question)
       AND c.company_id = %(company)s
     LIMIT %(at_most)s
  ) c
