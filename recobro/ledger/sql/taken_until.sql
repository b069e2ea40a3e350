-- Until which day was an item taken by an allocation that was undone on a later day than its own? What sets the item off again counts
-- from then on: earlier, both would stand, and more would be set against the item than it is worth.
SELECT taken.item_id, max(taken."on") AS until_on
  FROM (SELECT side.item_id, u."on"
          FROM ledger_allocation u
          JOIN ledger_allocation undone ON undone.id = u.undoes_id AND undone."on" < u."on"
         CROSS JOIN LATERAL (VALUES (u.debit_item_id), (u.credit_item_id)) AS side (item_id)
         WHERE u.company_id = %(company)s AND u.undoes_id IS NOT NULL) taken
 GROUP BY taken.item_id
