-- Which item does somebody mean? Claims whose number begins so, credits of this number, and items of this amount.
-- Parameters: company, prefix (LIKE, upper case), exact, amount (null: none), salesperson (null: everybody's), size.
WITH meant AS (
    (SELECT i.id, CASE WHEN upper(i.number) COLLATE "C" = %(exact)s THEN 0 ELSE 1 END AS place
       FROM ledger_item i
      WHERE i.company_id = %(company)s AND i.amount > 0 AND upper(i.number) COLLATE "C" LIKE %(prefix)s
        AND (%(salesperson)s::text IS NULL
             OR EXISTS (SELECT FROM ledger_customer s WHERE s.id = i.customer_id AND s.salesperson = %(salesperson)s))
      ORDER BY upper(i.number) COLLATE "C", i.id LIMIT %(size)s)
     UNION ALL
    (SELECT i.id, 0 FROM ledger_item i
      WHERE i.company_id = %(company)s AND i.number = ANY (%(spellings)s::text[]) AND i.amount < 0
        AND (%(salesperson)s::text IS NULL
             OR EXISTS (SELECT FROM ledger_customer s WHERE s.id = i.customer_id AND s.salesperson = %(salesperson)s))
      LIMIT %(size)s)
     UNION ALL
    (SELECT i.id, 2 FROM ledger_item i
      WHERE i.company_id = %(company)s AND i.amount = ANY (ARRAY[%(amount)s::numeric, -%(amount)s::numeric])
        AND (%(salesperson)s::text IS NULL
             OR EXISTS (SELECT FROM ledger_customer s WHERE s.id = i.customer_id AND s.salesperson = %(salesperson)s))
      ORDER BY i.amount DESC, i.id DESC LIMIT %(size)s)
)
SELECT i.id AS item_id, i.customer_id, c.code, c.name, i.number, i.kind, i.currency, i.amount, i.amount_open AS open, i.issued_on,
       i.due_on, min(m.place) AS place
  FROM meant m
  JOIN ledger_item i ON i.id = m.id
  JOIN ledger_customer c ON c.id = i.customer_id
 GROUP BY i.id, c.id
 ORDER BY min(m.place), i.amount_open = 0, i.issued_on DESC, i.id DESC
 LIMIT %(size)s
