-- Which items does the file describe differently than before?
SELECT i.id, i.customer_id, c.code AS customer_code, s.*
  FROM stage_item s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
  JOIN ledger_customer c ON c.id = i.customer_id
 WHERE i.content_hash <> s.content_hash
 ORDER BY s.line
