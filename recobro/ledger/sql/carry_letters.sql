-- An opening balance that was not posted again has a letter: which open item of the customer is it? One of the same amount, the
-- oldest first; that one bears the letter now.
WITH opening AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id, currency, amount ORDER BY nth) AS turn
      FROM unnest(%(customers)s::bigint[], %(currencies)s::text[], %(amounts)s::numeric[], %(days)s::date[], %(letters)s::text[])
           WITH ORDINALITY AS o (customer_id, currency, amount, day, letter, nth)),
item AS (
    SELECT i.id, i.customer_id, i.currency, i.amount_open,
           row_number() OVER (PARTITION BY i.customer_id, i.currency, i.amount_open ORDER BY i.issued_on, i.id) AS turn
      FROM ledger_item i
     WHERE i.company_id = %(company)s AND i.source = %(source)s AND i.amount_open <> 0 AND i.letter = ''
       AND i.amount = i.amount_open AND i.customer_id = ANY (%(customers)s::bigint[])
       AND i.issued_on < %(before)s
       AND NOT EXISTS (SELECT FROM stage_item s WHERE s.document_key = i.document_key AND s.instalment = i.instalment))
UPDATE ledger_item i
   SET letter = opening.letter
  FROM opening
  JOIN item ON (item.customer_id, item.currency, item.amount_open, item.turn)
             = (opening.customer_id, opening.currency, opening.amount, opening.turn)
 WHERE i.id = item.id AND opening.letter IS NOT NULL
