-- Who is treated by which policy on a day: the assignments that win there, and those that begin later, of one company.
-- Of customers a few of each policy are named and all are counted (`count`), only those of one salesperson where one is given.
-- Parameters: company, as_of, salesperson (null: everybody's), named.
WITH
assignment AS (
    SELECT * FROM policy_assignment
     WHERE company_id = %(company)s AND coalesce(until_on, 'infinity') >= %(as_of)s
       AND (ended_on IS NULL OR ended_on > greatest(%(as_of)s, from_on))
),
winner AS (
    SELECT DISTINCT ON (scope, segment, customer_id, item_id) assignment.*
      FROM assignment WHERE from_on <= %(as_of)s
     ORDER BY scope, segment, customer_id, item_id, from_on DESC, id DESC
),
treated AS (
    SELECT * FROM winner
     UNION ALL
    SELECT * FROM assignment WHERE from_on > %(as_of)s
),
numbered AS (
    SELECT t.*, d.code, d.name,
           row_number() OVER (PARTITION BY t.policy_id, t.scope ORDER BY d.name, t.id) AS nth,
           count(*) OVER (PARTITION BY t.policy_id, t.scope) AS count
      FROM treated t
      LEFT JOIN ledger_customer d ON d.id = t.customer_id AND d.company_id = t.company_id
     WHERE t.customer_id IS NULL OR %(salesperson)s::text IS NULL OR d.salesperson = %(salesperson)s::text
)
SELECT n.id AS assignment_id, n.policy_id, n.scope, n.segment, n.customer_id, n.item_id, n.from_on, n.until_on, n.by, n.code, n.name,
       item.number, n.count
  FROM numbered n
  LEFT JOIN ledger_item item ON item.id = n.item_id AND item.company_id = n.company_id
 WHERE n.nth <= %(named)s OR n.customer_id IS NULL
 ORDER BY n.policy_id, CASE n.scope WHEN 'company' THEN 1 WHEN 'segment' THEN 2 WHEN 'customer' THEN 3 ELSE 4 END, n.segment, n.name, n.from_on, n.id
