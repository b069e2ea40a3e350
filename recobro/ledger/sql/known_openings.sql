-- Which opening balances carry forward what we know already? Those of customers whom this source has told us about before that day.
-- They are not posted again.
WITH opening AS MATERIALIZED (
    SELECT s.document_key, s.instalment, s.code, s.issued_on
      FROM stage_item s
     WHERE s.is_opening
       AND NOT EXISTS (SELECT FROM ledger_item i
                        WHERE i.company_id = %(company)s AND i.source = %(source)s
                          AND i.document_key = s.document_key AND i.instalment = s.instalment)),
known AS MATERIALIZED (
    SELECT c.id, c.code, (SELECT min(i.issued_on) FROM ledger_item i
                           WHERE i.company_id = %(company)s AND i.customer_id = c.id AND i.source = %(source)s) AS first_on
      FROM ledger_customer c
     WHERE c.company_id = %(company)s AND c.code IN (SELECT code FROM opening))
DELETE FROM stage_item s
 USING opening o, known c
 WHERE s.document_key = o.document_key AND s.instalment = o.instalment AND c.code = o.code AND c.first_on < o.issued_on
RETURNING c.id AS customer_id, s.line, s.code, s.currency, s.amount, s.issued_on, s.letter
