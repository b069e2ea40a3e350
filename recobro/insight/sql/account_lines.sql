-- A page of what is open of a customer, the oldest due first, with what he was told last of each.
-- Parameters: company, customer, as_of, known_at (null), mode, side (1: claims, -1: money on account), due_from, due_until
-- (inclusive; null: any, also without a due date), after_due, after_id (the last line of the page before; null: from the top), size.
WITH open_item AS NOT MATERIALIZED (
-- include: ledger/open_item
),
page AS (
    SELECT *, coalesce(due_on, CASE WHEN open < 0 THEN issued_on ELSE 'infinity' END) AS place
      FROM open_item
     WHERE customer_id = %(customer)s AND sign(open) = %(side)s
       AND (%(due_from)s::date IS NULL OR due_on >= %(due_from)s) AND (%(due_until)s::date IS NULL OR due_on <= %(due_until)s)
       AND (%(after_id)s::bigint IS NULL
            OR (coalesce(due_on, CASE WHEN open < 0 THEN issued_on ELSE 'infinity' END), item_id)
               > (coalesce(%(after_due)s::date, 'infinity'), %(after_id)s::bigint))
     ORDER BY place, item_id
     LIMIT %(size)s
)
SELECT p.item_id, p.kind, p.number, p.currency, p.issued_on, p.due_on, p.amount, p.open,
       nullif(p.place, 'infinity') AS place, i.instalment, coalesce(i.instalments, 1) AS instalments, i.order_reference,
       told.level_key AS told_level_key, told."on" AS told_on
  FROM page p
  JOIN ledger_item i ON i.id = p.item_id
  LEFT JOIN LATERAL (
    SELECT t.level_key, t."on" FROM evaluation_told t
     WHERE t.company_id = %(company)s AND t.mode = %(mode)s AND t.item_id = p.item_id AND t.undone_on IS NULL
     ORDER BY t."on" DESC, t.severity DESC, t.id DESC LIMIT 1) told ON true
 ORDER BY p.place, p.item_id
