-- Which letter does each item bear now?
UPDATE ledger_item i
   SET letter = coalesce(s.letter, '')
  FROM stage_item s
 WHERE i.company_id = %(company)s AND i.source = %(source)s
   AND i.document_key = s.document_key AND i.instalment = s.instalment AND i.letter <> coalesce(s.letter, '')
