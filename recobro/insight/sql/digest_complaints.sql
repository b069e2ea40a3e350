-- Complaints that nobody has answered on a day, the oldest first, of the customers that somebody looks after.
-- Parameters: company, today, whose (text[]: names of collectors in small letters; null: everybody's), salesperson (null: everybody's).
SELECT p.customer_id, c.name, p.made_on, p.reason
  FROM casework_complaint p
  JOIN ledger_customer c ON c.company_id = p.company_id AND c.id = p.customer_id
 WHERE p.company_id = %(company)s AND p.made_on <= %(today)s AND (p.ended_on IS NULL OR p.ended_on > %(today)s)
   AND (%(salesperson)s::text IS NULL OR c.salesperson = %(salesperson)s)
   AND (%(whose)s::text[] IS NULL OR c.collector = '' OR lower(c.collector) = ANY (%(whose)s) OR lower(p.owner) = ANY (%(whose)s))
 ORDER BY p.made_on, p.id
