-- What is open of all other items? Counted from what had happened by the day, or was known of it at the moment.
-- Parameters: those of `open_item`, of which this is the second part.

-- Items with a later fact: count what had happened by that day.
SELECT i.id AS item_id, i.customer_id, i.kind, i.number, i.currency, i.issued_on, i.due_on, i.delivered_on,
       i.payment_method, i.amount, i.amount - d.allocated + c.allocated AS open, i.source
  FROM ledger_item i
  CROSS JOIN LATERAL (SELECT coalesce(sum(a.debit_amount), 0) AS allocated FROM ledger_allocation a
                       WHERE a.debit_item_id = i.id AND a."on" <= %(as_of)s) d
  CROSS JOIN LATERAL (SELECT coalesce(sum(a.credit_amount), 0) AS allocated FROM ledger_allocation a
                       WHERE a.credit_item_id = i.id AND a."on" <= %(as_of)s) c
 WHERE i.company_id = %(company)s AND %(known_at)s::timestamptz IS NULL
   AND i.last_fact_on > %(as_of)s AND i.issued_on <= %(as_of)s
   AND i.amount - d.allocated + c.allocated <> 0

UNION ALL

-- As known at a moment: the content that was valid then, and the allocations that were recorded by then.
SELECT v.item_id, v.customer_id, v.kind, i.number, v.currency, v.issued_on, v.due_on, i.delivered_on,
       i.payment_method, v.amount, v.amount - d.allocated + c.allocated, i.source
  FROM (SELECT id AS item_id, customer_id, kind, currency, issued_on, due_on, amount
          FROM ledger_item
         WHERE company_id = %(company)s AND recorded_at <= %(known_at)s
         UNION ALL
        SELECT item_id, customer_id, kind, currency, issued_on, due_on, amount
          FROM ledger_itempast
         WHERE company_id = %(company)s AND recorded_at <= %(known_at)s AND superseded_at > %(known_at)s) v
  JOIN ledger_item i ON i.id = v.item_id
  CROSS JOIN LATERAL (SELECT coalesce(sum(a.debit_amount), 0) AS allocated FROM ledger_allocation a
                       WHERE a.debit_item_id = v.item_id AND a."on" <= %(as_of)s AND a.recorded_at <= %(known_at)s) d
  CROSS JOIN LATERAL (SELECT coalesce(sum(a.credit_amount), 0) AS allocated FROM ledger_allocation a
                       WHERE a.credit_item_id = v.item_id AND a."on" <= %(as_of)s AND a.recorded_at <= %(known_at)s) c
 WHERE %(known_at)s::timestamptz IS NOT NULL AND v.issued_on <= %(as_of)s
   AND v.amount - d.allocated + c.allocated <> 0
