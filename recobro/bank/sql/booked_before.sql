-- Which movements that are certain may be a payment that an import brought before? Same customer, currency and amount, five days apart at most,
-- and not taken for another match yet.
-- Parameters: company.
SELECT DISTINCT p.movement_id
  FROM bank_proposal p
  JOIN bank_movement m ON m.company_id = p.company_id AND m.id = p.movement_id
  JOIN ledger_item theirs ON theirs.company_id = p.company_id AND theirs.customer_id = p.customer_id AND theirs.kind = 'payment'
                         AND theirs.source <> 'recobro' AND theirs.currency = m.currency AND theirs.amount = -m.amount
                         AND theirs.issued_on BETWEEN m.booked_on - 5 AND m.booked_on + 5
 WHERE p.company_id = %(company)s AND p.rank = 1
   AND NOT EXISTS (SELECT FROM bank_match taken
                    WHERE taken.company_id = p.company_id AND taken.customer_id = p.customer_id
                      AND taken.posted @> jsonb_build_array(jsonb_build_object('booked', theirs.id)))
