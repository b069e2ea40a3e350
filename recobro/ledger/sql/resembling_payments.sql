-- Which payments of this import resemble one of another system that is there already: same customer, amount and currency, three days
-- apart at most? One that came back is none.
-- Parameters: company, source, at.
SELECT n.number, c.code, n.currency, -n.amount AS amount, n.issued_on, o.number AS other_number, o.source AS other_source,
       o.issued_on AS other_on
  FROM ledger_item n
  JOIN ledger_item o ON o.company_id = n.company_id AND o.customer_id = n.customer_id AND o.kind = 'payment'
                    AND o.source <> n.source AND o.currency = n.currency AND o.amount = n.amount
                    AND o.issued_on BETWEEN n.issued_on - 3 AND n.issued_on + 3
  JOIN ledger_customer c ON c.id = n.customer_id
 WHERE n.company_id = %(company)s AND n.source = %(source)s AND n.recorded_at = %(at)s AND n.kind = 'payment'
   AND NOT EXISTS (SELECT FROM ledger_item back
                    WHERE back.company_id = o.company_id AND back.source = o.source AND back.kind = 'return'
                      AND back.document_key = o.document_key || ':back')
 ORDER BY n.id, o.id
