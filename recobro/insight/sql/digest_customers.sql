-- Which of these customers are looked after by somebody, as on the page Today?
-- Parameters: company, ids (bigint[]), whose (text[]: names of collectors in small letters; null: everybody's), salesperson (null: everybody's).
SELECT id, name
  FROM ledger_customer
 WHERE company_id = %(company)s AND id = ANY (%(ids)s)
   AND (%(salesperson)s::text IS NULL OR salesperson = %(salesperson)s)
   AND (%(whose)s::text[] IS NULL OR collector = '' OR lower(collector) = ANY (%(whose)s))
