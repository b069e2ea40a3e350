-- Of which items does the file state only what is left of them, and we know the amount that they had?
SELECT s.*, i.amount AS amount_known
  FROM stage_item s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
 WHERE s.amount_is_balance AND i.kind = s.kind AND i.currency = s.currency
   AND i.amount * s.amount > 0 AND abs(i.amount) > abs(s.amount)
 ORDER BY s.line
