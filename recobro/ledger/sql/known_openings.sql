-- Which opening balances carry forward what we know already? Those of customers whom this source has told us about before that day.
-- They are not posted again.
DELETE FROM stage_item s
 USING ledger_customer c
 WHERE s.is_opening AND c.company_id = %(company)s AND c.code = s.code
   AND NOT EXISTS (SELECT FROM ledger_item i
                    WHERE i.company_id = %(company)s AND i.source = %(source)s
                      AND i.document_key = s.document_key AND i.instalment = s.instalment)
   AND EXISTS (SELECT FROM ledger_item i
                WHERE i.company_id = %(company)s AND i.customer_id = c.id AND i.source = %(source)s
                  AND i.issued_on < s.issued_on)
RETURNING c.id AS customer_id, s.line, s.code, s.currency, s.amount, s.issued_on, s.letter
