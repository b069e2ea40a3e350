-- For which movements are these items proposed, however unsure?
-- Parameters: company, items.
SELECT DISTINCT p.movement_id
  FROM ledger_item i
  JOIN bank_proposal p ON p.company_id = i.company_id AND p.customer_id = i.customer_id
                      AND p.lines @> jsonb_build_array(jsonb_build_object('item', i.id))
 WHERE i.company_id = %(company)s AND i.id = ANY (%(items)s::bigint[])
