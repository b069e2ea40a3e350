-- Which items are new?
INSERT INTO ledger_item (company_id, customer_id, source, document_key, instalment, instalments, number, kind, currency,
                         amount, issued_on, due_on, due_derived, delivered_on, terms, branch, salesperson,
                         payment_method, order_reference, letter, content_hash, recorded_at, amount_open, last_fact_on)
SELECT %(company)s, c.id, %(source)s, s.document_key, s.instalment, s.instalments, s.number, s.kind, s.currency,
       s.amount, s.issued_on, s.due_on, s.due_derived, s.delivered_on, s.terms, s.branch, s.salesperson,
       s.payment_method, s.order_reference, coalesce(s.letter, ''), s.content_hash, %(at)s, s.amount, s.issued_on
  FROM stage_item s
  JOIN ledger_customer c ON c.company_id = %(company)s AND c.code = s.code
 ORDER BY c.id, s.due_on, s.line
    ON CONFLICT (company_id, source, document_key, instalment) DO NOTHING
RETURNING id
