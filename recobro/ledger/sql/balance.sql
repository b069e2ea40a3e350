-- What is open of these items by all facts, and when was the last one?
UPDATE ledger_item i
   SET amount_open = now_open.amount, last_fact_on = now_open.last_on
  FROM (
    SELECT i.id, i.amount - coalesce(d.allocated, 0) + coalesce(c.allocated, 0) AS amount,
           greatest(i.issued_on, d.last_on, c.last_on) AS last_on
      FROM ledger_item i
      CROSS JOIN LATERAL (SELECT sum(debit_amount) AS allocated, max("on") AS last_on
                            FROM ledger_allocation WHERE debit_item_id = i.id) d
      CROSS JOIN LATERAL (SELECT sum(credit_amount) AS allocated, max("on") AS last_on
                            FROM ledger_allocation WHERE credit_item_id = i.id) c
     WHERE i.company_id = %(company)s AND i.id = ANY (%(items)s::bigint[])) now_open
 WHERE i.id = now_open.id AND (i.amount_open, i.last_fact_on) IS DISTINCT FROM (now_open.amount, now_open.last_on)
