-- Whose letter does the file change or take away?
SELECT i.id, i.customer_id, i.number, i.letter AS before, coalesce(s.letter, '') AS after, s.line
  FROM stage_item s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
 WHERE i.letter <> coalesce(s.letter, '')
 ORDER BY s.line
