-- A page of the money of a customer, the newest first, and what each was set against (as it stands now).
-- Parameters: company, customer, before_on, before_id (the last of the page before; null: from the top), size.
WITH page AS (
    SELECT * FROM ledger_item
     WHERE company_id = %(company)s AND customer_id = %(customer)s AND amount < 0
       AND (%(before_id)s::bigint IS NULL OR (issued_on, id) < (%(before_on)s::date, %(before_id)s::bigint))
     ORDER BY issued_on DESC, id DESC
     LIMIT %(size)s
)
SELECT p.id AS item_id, p.kind, p.number, p.currency, p.issued_on, p.amount, p.amount_open AS open,
       -- typed in by hand, and not taken back yet
       p.source = 'recobro' AND p.kind = 'payment' AND p.document_key LIKE 'registered:%%'
       AND NOT EXISTS (SELECT FROM ledger_item back
                        WHERE back.company_id = p.company_id AND back.source = p.source
                          AND back.document_key = p.document_key || ':back') AS is_registered,
       -- a payment of the bank: 'bank:' and the number of its match
       (SELECT m.movement_id FROM bank_match m
         WHERE m.company_id = p.company_id AND p.source = 'recobro' AND p.document_key LIKE 'bank:%%'
           AND m.id = CASE WHEN p.document_key LIKE 'bank:%%' THEN split_part(p.document_key, ':', 2)::bigint END) AS movement_id,
       debit.id AS debit_id, debit.number AS debit_number, set_off."on" AS set_on, set_off.amount AS set_amount
  FROM page p
  LEFT JOIN LATERAL (
    SELECT a.debit_item_id, max(a."on") AS "on", sum(a.credit_amount) AS amount
      FROM ledger_allocation a WHERE a.credit_item_id = p.id
     GROUP BY a.debit_item_id HAVING sum(a.credit_amount) <> 0
     ORDER BY max(a."on"), a.debit_item_id LIMIT 20) set_off ON true
  LEFT JOIN ledger_item debit ON debit.id = set_off.debit_item_id
 ORDER BY p.issued_on DESC, p.id DESC, set_off."on", debit.id
