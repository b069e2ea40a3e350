-- Whose letter does the file change or take away? A letter is taken away only by a file that has all items of its group: the books of
-- an earlier year know nothing of a payment that came later.
SELECT i.id, i.customer_id, i.number, i.letter AS before, coalesce(s.letter, '') AS after, s.line
  FROM stage_item s
  JOIN ledger_item i ON i.company_id = %(company)s AND i.source = %(source)s
                    AND i.document_key = s.document_key AND i.instalment = s.instalment
 WHERE i.letter <> coalesce(s.letter, '')
   AND (s.letter IS NOT NULL
        OR NOT EXISTS (SELECT FROM ledger_item other
                        WHERE other.company_id = %(company)s AND other.source = %(source)s AND other.customer_id = i.customer_id
                          AND other.letter = i.letter AND other.letter <> ''
                          AND NOT EXISTS (SELECT FROM stage_item so
                                           WHERE so.document_key = other.document_key AND so.instalment = other.instalment)))
 ORDER BY s.line
