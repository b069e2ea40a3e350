-- One item with its customer, what is open of it on the day, and the other instalments of its document.
-- Parameters: company, item, as_of, known_at (null: by all that is known now), salesperson (null: of anybody).
WITH document AS MATERIALIZED (
    SELECT o.id
      FROM ledger_item i
      JOIN ledger_item o ON o.company_id = i.company_id AND o.source = i.source AND o.document_key = i.document_key
     WHERE i.company_id = %(company)s AND i.id = %(item)s
     LIMIT 500
)
SELECT i.id AS item_id, i.customer_id, c.code, c.name, c.collector, i.kind, i.number, i.instalment, i.instalments, i.issued_on, i.due_on,
       i.due_derived, i.delivered_on, i.terms, i.branch, i.salesperson, i.payment_method, i.order_reference, i.source, i.currency, i.amount,
       coalesce(o.open, CASE WHEN i.issued_on > %(as_of)s THEN i.amount ELSE 0 END) AS open, i.recorded_at,
       (SELECT true FROM ledger_allocation a JOIN ledger_item p ON p.id = a.credit_item_id
         WHERE a.debit_item_id = i.id AND p.kind NOT IN ('cancellation', 'credit_note', 'write_off')
         GROUP BY p.id HAVING sum(a.debit_amount) > 0 LIMIT 1) AS is_paid
  FROM document
  JOIN ledger_item i ON i.id = document.id
  JOIN ledger_customer c ON c.id = i.customer_id
  LEFT JOIN (
-- include: ledger/open_item
       ) o ON o.item_id = i.id AND o.item_id = ANY (ARRAY(SELECT id FROM document))
 WHERE i.company_id = %(company)s AND (%(salesperson)s::text IS NULL OR c.salesperson = %(salesperson)s)
 ORDER BY i.instalment, i.id
