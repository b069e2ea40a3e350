-- Whom does somebody mean? Customers of whose code or name this is the beginning, whose name has these words, or whose e-mail address
-- (or its domain) begins so. Parameters: company, prefix (LIKE, upper case), words (of a text search; null: none), email (LIKE, lower
-- case; null: none), domain (LIKE, lower case; null: none), salesperson (null: everybody's), size.
WITH meant AS (
    (SELECT c.id, CASE WHEN upper(c.code) COLLATE "C" = %(exact)s THEN 0 ELSE 1 END AS place
       FROM ledger_customer c
      WHERE c.company_id = %(company)s AND upper(c.code) COLLATE "C" LIKE %(prefix)s
        AND (%(salesperson)s::text IS NULL OR c.salesperson = %(salesperson)s)
      ORDER BY upper(c.code) COLLATE "C" LIMIT %(size)s)
     UNION ALL
    (SELECT c.id, 2 FROM ledger_customer c
      WHERE c.company_id = %(company)s AND upper(c.name) COLLATE "C" LIKE %(prefix)s
        AND (%(salesperson)s::text IS NULL OR c.salesperson = %(salesperson)s)
      ORDER BY upper(c.name) COLLATE "C" LIMIT %(size)s)
     UNION ALL
    (SELECT c.id, 3 FROM ledger_customer c
      WHERE %(words)s::text IS NOT NULL AND c.company_id = %(company)s
        AND to_tsvector('simple'::regconfig, ledger_words(c.name)) @@ to_tsquery('simple'::regconfig, %(words)s::text)
        AND (%(salesperson)s::text IS NULL OR c.salesperson = %(salesperson)s)
      LIMIT %(size)s)
     UNION ALL
    (SELECT c.customer_id, 4 FROM ledger_contact c
      WHERE c.company_id = %(company)s AND lower(c.email) COLLATE "C" LIKE %(email)s
        AND (%(salesperson)s::text IS NULL
             OR EXISTS (SELECT FROM ledger_customer s WHERE s.id = c.customer_id AND s.salesperson = %(salesperson)s))
      LIMIT %(size)s)
     UNION ALL
    (SELECT c.customer_id, 5 FROM ledger_contact c
      WHERE c.company_id = %(company)s AND split_part(lower(c.email), '@', 2) COLLATE "C" LIKE %(domain)s
        AND (%(salesperson)s::text IS NULL
             OR EXISTS (SELECT FROM ledger_customer s WHERE s.id = c.customer_id AND s.salesperson = %(salesperson)s))
      LIMIT %(size)s)
)
SELECT c.id AS customer_id, c.code, c.name, c.city, c.collector,
       (SELECT string_agg(DISTINCT p.email, ', ') FROM ledger_contact p
         WHERE p.company_id = c.company_id AND p.customer_id = c.id AND p.email <> ''
           AND (lower(p.email) LIKE %(email)s OR split_part(lower(p.email), '@', 2) LIKE %(domain)s)) AS email,
       min(m.place) AS place
  FROM meant m
  JOIN ledger_customer c ON c.id = m.id
 GROUP BY c.id
 ORDER BY min(m.place), upper(c.name) COLLATE "C", c.id
 LIMIT %(size)s
