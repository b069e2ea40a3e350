-- Who stands in the groups that the file names? Each item, with what is true of its group: what is left of it in the books
-- (`rest`), whether that does not matter (`is_closed`) or is expected (`is_part`), several currencies, anything open; and the day from
-- which on the item is free to be set off.
WITH taken AS MATERIALIZED (
-- include: ledger/taken_until
)
SELECT i.id, i.customer_id, i.letter, i.number, i.currency, i.amount, i.amount_open, i.issued_on, s.line, s.letter_closed_on, s.closed_as,
       coalesce(s.letter_value, i.amount) AS value,
       -- in one currency it is enough that the amounts come to zero: the value of an item that is not in this file is not known
       CASE WHEN min(i.currency) OVER its_group = max(i.currency) OVER its_group AND sum(i.amount) OVER its_group = 0 THEN 0
            ELSE sum(coalesce(s.letter_value, i.amount)) OVER its_group END AS rest,
       coalesce(bool_or(s.letter_rule = 'closed') OVER its_group, false) AS is_closed,
       coalesce(bool_or(s.letter_rule = 'part') OVER its_group, false) AS is_part,
       min(i.currency) OVER its_group <> max(i.currency) OVER its_group AS is_mixed,
       bool_or(i.amount_open <> 0) OVER its_group AS has_open, greatest(i.issued_on, taken.until_on) AS free_on
  FROM ledger_item i
  LEFT JOIN stage_item s ON s.document_key = i.document_key AND s.instalment = i.instalment
  LEFT JOIN taken ON taken.item_id = i.id
 WHERE i.company_id = %(company)s AND i.source = %(source)s AND i.letter <> ''
   AND (i.customer_id, i.letter) IN (
       SELECT named.customer_id, named.letter
         FROM stage_item said
         JOIN ledger_item named ON named.company_id = %(company)s AND named.source = %(source)s
                               AND named.document_key = said.document_key AND named.instalment = said.instalment
        WHERE said.letter IS NOT NULL AND named.letter <> '')
WINDOW its_group AS (PARTITION BY i.customer_id, i.letter)
