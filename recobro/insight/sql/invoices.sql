-- A page of the claims (or credits) that answer the filters, in an order, with what is open on the day and what stands on each line.
-- Parameters: those of `chosen_items`, known_at (null: by all that is known now), size, and of the last line before the page: after (its value in the order), after_id.
-- Lines of orders that are not asked for are left out.
WITH page AS MATERIALIZED (
    SELECT i.*
      FROM (
-- include: insight/chosen_items
           ) i
     WHERE true
       AND (i.due, i.id) > (%(after)s::date, %(after_id)s)  -- after, by due
       AND (i.due, i.id) < (%(after)s::date, %(after_id)s)  -- after, by due, backwards
       AND (i.amount_open, i.id) > (%(after)s::numeric, %(after_id)s)  -- after, by open
       AND (i.amount_open, i.id) < (%(after)s::numeric, %(after_id)s)  -- after, by open, backwards
       AND (i.spelling, i.id) > (%(after)s, %(after_id)s)  -- after, by number
       AND (i.spelling, i.id) < (%(after)s, %(after_id)s)  -- after, by number, backwards
       AND (i.issued_on, i.id) > (%(after)s::date, %(after_id)s)  -- after, by issued
       AND (i.issued_on, i.id) < (%(after)s::date, %(after_id)s)  -- after, by issued, backwards
     ORDER BY
           i.due, i.id,  -- by due
           i.due DESC, i.id DESC,  -- by due, backwards
           i.amount_open, i.id,  -- by open
           i.amount_open DESC, i.id DESC,  -- by open, backwards
           i.spelling, i.id,  -- by number
           i.spelling DESC, i.id DESC,  -- by number, backwards
           i.issued_on, i.id,  -- by issued
           i.issued_on DESC, i.id DESC,  -- by issued, backwards
           i.id
     LIMIT %(size)s
)
SELECT i.id AS item_id, i.customer_id, c.code, c.name, i.kind, i.number, i.instalment, i.instalments, i.issued_on, i.due_on,
       i.currency, i.amount, coalesce(o.open, CASE WHEN i.issued_on > %(as_of)s THEN i.amount ELSE 0 END) AS open, paid.any AS is_paid,
       told.level_key AS told_level, told."on" AS told_on, expected."on" AS expected_on, contested.is_disputed, held.until_on AS held_until,
       page.amount_open, page.spelling
  FROM page
  JOIN ledger_item i ON i.id = page.id
  JOIN ledger_customer c ON c.id = i.customer_id
  LEFT JOIN (
-- include: ledger/open_item
       ) o ON o.item_id = page.id AND o.item_id = ANY (ARRAY(SELECT id FROM page))
  LEFT JOIN LATERAL (SELECT true AS any FROM ledger_allocation a JOIN ledger_item p ON p.id = a.credit_item_id
                      WHERE a.debit_item_id = i.id AND p.kind NOT IN ('cancellation', 'credit_note', 'write_off')
                      GROUP BY p.id HAVING sum(a.debit_amount) > 0 LIMIT 1) paid ON i.amount_open = 0
  LEFT JOIN LATERAL (SELECT t.level_key, t."on" FROM evaluation_told t
                      WHERE t.company_id = %(company)s AND t.mode = %(mode)s AND t.item_id = i.id AND t.undone_on IS NULL
                      ORDER BY t."on" DESC, t.severity DESC, t.id DESC LIMIT 1) told ON true
  LEFT JOIN LATERAL (SELECT e."on" FROM casework_expecteddate e
                      WHERE e.company_id = %(company)s AND e.customer_id = i.customer_id AND e.item_id = i.id AND e.ended_on IS NULL
                      ORDER BY e.id DESC LIMIT 1) expected ON true
  LEFT JOIN LATERAL (SELECT true AS is_disputed FROM casework_dispute d
                      WHERE d.company_id = %(company)s AND d.customer_id = i.customer_id AND d.item_id = i.id
                        AND d.from_on <= %(as_of)s AND (d.until_on IS NULL OR d.until_on >= %(as_of)s)
                        AND (d.ended_on IS NULL OR d.ended_on > %(as_of)s) LIMIT 1) contested ON true
  LEFT JOIN LATERAL (SELECT max(h.until_on) AS until_on FROM casework_hold h
                      WHERE h.company_id = %(company)s AND h.customer_id = i.customer_id AND (h.item_id = i.id OR h.item_id IS NULL)
                        AND h.from_on <= %(as_of)s AND h.until_on >= %(as_of)s AND (h.ended_on IS NULL OR h.ended_on > %(as_of)s)) held ON true
 ORDER BY
       page.due, page.id,  -- by due
       page.due DESC, page.id DESC,  -- by due, backwards
       page.amount_open, page.id,  -- by open
       page.amount_open DESC, page.id DESC,  -- by open, backwards
       page.spelling, page.id,  -- by number
       page.spelling DESC, page.id DESC,  -- by number, backwards
       page.issued_on, page.id,  -- by issued
       page.issued_on DESC, page.id DESC,  -- by issued, backwards
       page.id
