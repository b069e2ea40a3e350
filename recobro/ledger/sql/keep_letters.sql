-- Which letter do these items bear now?
UPDATE ledger_item i
   SET letter = changed.letter
  FROM unnest(%(items)s::bigint[], %(letters)s::text[]) AS changed (id, letter)
 WHERE i.company_id = %(company)s AND i.id = changed.id
