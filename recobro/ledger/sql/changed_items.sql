-- Which items does the file describe differently than before? One that only leaves out a due date that was derived from terms does not.
SELECT i.id, i.customer_id, c.code AS customer_code, i.due_on AS due_before, i.due_derived AS derived_before, s.*
  FROM stage_item s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
  JOIN ledger_customer c ON c.id = i.customer_id
 WHERE i.content_hash <> s.content_hash
   AND NOT (s.due_on IS NULL AND i.due_derived AND s.code = c.code
            AND (i.number, i.kind, i.currency, i.amount, i.issued_on, i.delivered_on, i.instalments, i.terms, i.branch, i.salesperson,
                 i.payment_method, i.order_reference)
                IS NOT DISTINCT FROM
                (s.number, s.kind, s.currency, s.amount, s.issued_on, s.delivered_on, s.instalments, s.terms, s.branch, s.salesperson,
                 s.payment_method, s.order_reference))
 ORDER BY s.line
